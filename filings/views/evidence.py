"""Evidence: papers by clause and party, several at once, each brought in a request of its own or all by the form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import signed_in
from consortia.models import Attachment, Membership
from consortia.queries import memberships
from documents.actions import store_upload
from documents.problems import FileProblem
from filings import edits
from filings.forms.papers import EvidenceForm
from filings.shelves import Shelf, shelves
from workflow.engine import StepError

from . import tables
from .base import Page, party_page
from .layout import render_place, saved

MOST_AT_ONCE = 100


def shelves_of(page: Page, parties: list[Membership]) -> list[Shelf]:
    """The shelves of this dossier with what stands on them."""
    papers = Attachment.objects.filter(consortium=page.consortium).select_related("document__blob")
    return shelves(parties, papers.order_by("clause", "id"))


def evidence(page: Page) -> HttpResponse:
    """Papers by clause; all optional. The plain form brings several files in one request."""
    request = page.request
    if request.method == "POST" and "drop" in request.POST:
        asked = request.POST["drop"]
        number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else 0
        return saved(
            page, "evidence", lambda: edits.drop_evidence(
                page.filing.pk, number, actor=page.user, now=page.now
            ),
        )  # fmt: skip
    parties = memberships(page.consortium)
    found = shelves_of(page, parties)
    form = EvidenceForm(request.POST or None, shelves=found)
    files = request.FILES.getlist("documents")[:MOST_AT_ONCE]
    if request.method == "POST" and form.is_valid():
        if files:
            _take_all(page, form, files)
            return redirect("filings:place", page.filing.pk, "evidence")
        form.add_error(None, _("Choose at least one file."))
    count = sum(len(shelf.papers) for shelf in found)
    context = {
        "form": form, "shelves": found, "count": count,
        "adds_papers": page.adds("attachments/0"),
        "tables": tables.shown_in(page.consortium, "evidence", parties),
    }  # fmt: skip
    return render_place(page, "evidence", "filings/evidence.html", context)


def _take_all(page: Page, form: EvidenceForm, files: list[UploadedFile[Any]]) -> None:
    """Good files stay whatever happens to the others; each refused one is named with its reason."""
    taken = 0
    for uploaded in files:
        if problem := _take(page, form, uploaded):
            messages.error(page.request, problem)
        else:
            taken += 1
    if taken:
        messages.success(page.request, _("Papers added: %(n)s") % {"n": taken})


def _take(page: Page, form: EvidenceForm, uploaded: UploadedFile[Any]) -> str:
    """Bring one file in and file it; returns what is wrong with it, or nothing."""
    try:
        stored = store_upload(uploaded, uploaded_by_id=page.user.pk, now=page.now)
        edits.add_evidence(
            page.filing.pk, document=stored, actor=page.user, now=page.now, **form.filing_place(stored.name)
        )
    except FileProblem as problem:
        return str(problem)
    except StepError:
        return page.lock_reason("evidence") or _("Not saved.")
    return ""


@signed_in("filings.write")
@require_POST
def add_file(request: HttpRequest, pk: int) -> HttpResponse:
    """One file in a request of its own: taken (201), refused with its reason (422), or the place is closed (409)."""
    page = party_page(request, pk)
    if not page.is_open("evidence"):
        return JsonResponse({"error": page.lock_reason("evidence")}, status=409)
    form = EvidenceForm(request.POST, shelves=shelves_of(page, memberships(page.consortium)))
    uploaded = request.FILES.get("document")
    if not form.is_valid() or uploaded is None:
        told = [error for errors in form.errors.values() for error in errors] or [
            _("Choose at least one file.")
        ]
        return JsonResponse({"error": " ".join(str(error) for error in told)}, status=422)
    if problem := _take(page, form, uploaded):
        return JsonResponse({"error": problem}, status=422)
    return JsonResponse({"name": uploaded.name}, status=201)
