"""Members in and out as a workbook: template, export, upload, every row looked through, then all or none."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import signed_in
from consortia.queries import memberships
from documents.problems import FileProblem
from filings import bringing_members, edits
from filings.bringing_members import MOST_MEMBERS
from filings.forms.workbooks import SheetForm
from workflow.engine import StepError

from .base import Page, party_page
from .steps import explain_error
from .workbooks import as_file, is_readable, own_workbook


@signed_in("filings.read")
@require_safe
def template(request: HttpRequest, pk: int) -> HttpResponse:
    """The empty workbook of members."""
    page = party_page(request, pk)
    return as_file(bringing_members.made(), _("Members, empty"), page)


@signed_in("filings.read")
@require_safe
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """The members as they stand."""
    page = party_page(request, pk)
    return as_file(bringing_members.made(memberships(page.consortium)), _("Members"), page)


@signed_in("filings.write")
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the list along, and bring one in; nothing is written here."""
    page = party_page(request, pk)
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and not _is_open(page):
        messages.error(request, page.lock_reason("members"))
        return redirect("filings:members_workbook", pk)
    if request.method == "POST" and form.is_ready(user=page.user, now=page.now):
        return redirect("filings:members_preview", pk, form.cleaned_data["workbook"].token)
    return render(request, "filings/members_workbook.html", _context(page) | {"form": form})


@signed_in("filings.write")
@require_http_methods(["GET", "HEAD", "POST"])
def look_through(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Every row with what is wrong with it; read anew from the kept file when confirmed."""
    page = party_page(request, pk)
    stored = own_workbook(page, token)
    if not _is_open(page):
        messages.error(request, page.lock_reason("members"))
        return redirect("filings:members_workbook", pk)
    if not is_readable(request, stored):
        return redirect("filings:members_workbook", pk)
    try:
        if request.method == "POST":
            mark = request.POST.get("mark", "")
            done, fallen = bringing_members.bring_in(pk, stored, mark=mark, actor=page.user, now=page.now)
            return _done(page, done.new, fallen)
    except StepError as error:
        explain_error(request, error)
    except FileProblem as problem:
        messages.error(request, str(problem))
        return redirect("filings:members_workbook", pk)
    try:
        found = bringing_members.preview(page.filing, stored, today=timezone.localdate(page.now))
    except FileProblem as problem:
        messages.error(request, str(problem))
        return redirect("filings:members_workbook", pk)
    context = {"sheet": found, "stored": stored, "signed": edits.signatures_count(page.filing)}
    return render(request, "filings/members_preview.html", _context(page) | context)


def _done(page: Page, listed: int, fallen: int) -> HttpResponse:
    messages.success(
        page.request, _("Units listed: %(n)s. Send the links when the list is right.") % {"n": listed}
    )
    if fallen > 0:
        words = _("The agreement reads differently now. Signatures void: %(n)s. Every party signs anew.")
        messages.warning(page.request, words % {"n": fallen})
    return redirect("filings:place", page.filing.pk, "members")


def _is_open(page: Page) -> bool:
    return page.may_edit and page.opens("members")


def _context(page: Page) -> dict[str, object]:
    name = _("Members from Excel")
    return {
        "page": page,
        "filing": page.filing,
        "consortium": page.consortium,
        "heading": name,
        "crumbs": page.crumbs(name),
        "most": MOST_MEMBERS,
        "may_bring": _is_open(page),
    }
