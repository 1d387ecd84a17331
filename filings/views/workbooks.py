"""The typed tables in and out as a workbook: template, export, upload, every row looked through, then all or none."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import signed_in
from consortia import rows
from consortia.queries import memberships
from consortia.tables import TABLES
from documents.models import StoredFile
from documents.problems import FileProblem
from documents.queries import is_released
from documents.states import CONTENT_TYPES, Kind
from filings import bringing_in, workbooks
from filings.bringing_in import How
from filings.forms.workbooks import WorkbookForm
from workflow.engine import StepError

from .base import Page, party_page
from .steps import explain_error


@signed_in("filings.read")
@require_safe
def template(request: HttpRequest, pk: int) -> HttpResponse:
    """The empty workbook of this dossier, with its members to choose from."""
    page = party_page(request, pk)
    return as_file(workbooks.made(memberships(page.consortium)), _("Tables, empty"), page)


@signed_in("filings.read")
@require_safe
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """The same, filled with what is there."""
    page = party_page(request, pk)
    lines = rows.read(page.consortium.pk)
    return as_file(workbooks.made(memberships(page.consortium), lines), _("Tables"), page)


def as_file(content: bytes, title: str, page: Page) -> HttpResponse:
    """A workbook to keep, named after the filing."""
    answer = HttpResponse(content, content_type=CONTENT_TYPES[Kind.XLSX])
    name = quote(f"{page.filing.serial} {title}.xlsx")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return answer


def own_workbook(page: Page, token: str) -> StoredFile:
    """The workbook the reader uploaded under this token, or 404."""
    files = StoredFile.objects.select_related("blob")
    stored = files.filter(token=token, uploaded_by_id=page.user.pk, blob__kind=Kind.XLSX).first()
    if stored is None:
        raise Http404
    return stored


def is_readable(request: HttpRequest, stored: StoredFile) -> bool:
    """Whether the virus check let it through; says so where it has not yet."""
    if is_released(stored.blob):
        return True
    messages.error(request, _("The virus check of the file is not over. Upload it again in a minute."))
    return False


def _locked(page: Page) -> dict[str, str]:
    """Places of the tables that are closed to the reader, each with the reason."""
    places = {table.place for table in TABLES.values()}
    return {place: page.lock_reason(place) for place in places if not page.is_open(place)}


def _context(page: Page) -> dict[str, object]:
    name = _("Tables from Excel")
    return {
        "page": page,
        "filing": page.filing,
        "consortium": page.consortium,
        "heading": name,
        "crumbs": page.crumbs(name),
        "tables": TABLES.values(),
        "most": workbooks.MOST_ROWS,
        "may_bring": page.may_edit,
    }


@signed_in("filings.write")
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the template or the tables along, and bring a workbook in; nothing is written here."""
    page = party_page(request, pk)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and not page.may_edit:
        messages.error(request, page.lock_reason("plan"))
        return redirect("filings:workbook", pk)
    if request.method == "POST" and form.is_ready(user=page.user, now=page.now):
        typed = form.cleaned_data
        where = reverse("filings:workbook_preview", args=[pk, typed["workbook"].token])
        return redirect(f"{where}?how={typed['how']}")
    return render(request, "filings/workbook.html", _context(page) | {"form": form})


@signed_in("filings.write")
@require_http_methods(["GET", "HEAD", "POST"])
def look_through(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Every row of the workbook with what is wrong with it; read anew from the kept file when confirmed."""
    page = party_page(request, pk)
    if not page.may_edit:
        messages.error(request, page.lock_reason("plan"))
        return redirect("filings:workbook", pk)
    stored = own_workbook(page, token)
    how = How.REPLACE if request.GET.get("how") == How.REPLACE else How.APPEND
    if not is_readable(request, stored):
        return redirect("filings:workbook", pk)
    try:
        if request.method == "POST":
            mark = request.POST.get("mark", "")
            done = bringing_in.bring_in(pk, stored, how, mark=mark, actor=page.user, now=page.now)
            written = sum(sheet.new + sheet.changed for sheet in done.sheets)
            messages.success(request, _("Brought in. Rows written: %(n)s.") % {"n": written})
            return redirect("filings:workbook", pk)
    except StepError as error:
        explain_error(request, error)
    except FileProblem as problem:
        messages.error(request, str(problem))
        return redirect("filings:workbook", pk)
    try:
        found = bringing_in.preview(page.filing, stored, how, locked=_locked(page))
    except FileProblem as problem:
        messages.error(request, str(problem))
        return redirect("filings:workbook", pk)
    context = {"preview": found, "stored": stored, "is_replacing": how is How.REPLACE}
    return render(request, "filings/workbook_preview.html", _context(page) | context)
