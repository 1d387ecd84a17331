"""The dossier as PDF or Word: asked for, watched while it is made, opened."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import signed_in
from filings import renderings
from filings.files import seen_in_office
from filings.models import Rendering, Submission

from .base import Page, page_of

DRAFT = 0
"""The version number of the dossier as it stands, in addresses."""


def _asked(request: HttpRequest, pk: int, version: int) -> tuple[Page, Submission | None]:
    """Parties read every version and the draft, officers who see the filing every submitted version."""
    page = page_of(request, pk)
    if not page.is_party and (version == DRAFT or not seen_in_office(page.user, {page.filing.consortium_id})):
        raise Http404
    if version == DRAFT:
        return page, None
    submission = page.filing.submissions.filter(version=version).defer("snapshot").first()
    if submission is None:
        raise Http404
    return page, submission


def _state(page: Page, submission: Submission | None, version: int) -> dict[str, Any]:
    """Both forms with their makings."""
    made = {
        one.form: one
        for one in Rendering.objects.filter(filing=page.filing, submission=submission).select_related(
            "document__blob"
        )
    }
    return {
        "forms": [(form, label, made.get(form)) for form, label in Rendering.Form.choices],
        "is_running": any(one.is_running for one in made.values()),
        "watch_url": reverse("filings:dossier_state", args=[page.filing.pk, version]),
        "is_draft": version == DRAFT,
        "submission": submission,
        "filing": page.filing,
    }


@signed_in("filings.read")
@require_http_methods(["GET", "POST"])
def dossier(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """One version of the dossier as a paper; POST has it made, the page then watches."""
    page, submission = _asked(request, pk, version)
    if request.method == "POST":
        form = request.POST.get("form", "")
        if form not in Rendering.Form.values:
            raise Http404
        renderings.ask(page.filing, submission, form, actor=page.user, now=page.now)
        return redirect("filings:dossier", pk, version)
    context = {
        "page": page,
        "consortium": page.consortium,
        "crumbs": page.crumbs(_("Dossier as a paper")),
        **_state(page, submission, version),
    }
    return render(request, "filings/dossier.html", context)


@signed_in("filings.read")
@require_GET
def dossier_state(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """How far the makings are; the page asks every second until they have ended."""
    page, submission = _asked(request, pk, version)
    return render(request, "filings/_dossier_state.html", _state(page, submission, version))
