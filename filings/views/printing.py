"""The dossier as PDF or Word: asked for, watched while it is made, opened; and the agreement to begin from."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from accounts.access import signed_in
from consortia.models import Provision
from consortia.queries import agreement_of, memberships
from documents import word_dossier
from documents.downloads import disposition
from documents.states import CONTENT_TYPES, Kind
from filings import renderings
from filings.agreement_template import paper as agreement_template_paper
from filings.files import seen_in_office
from filings.models import Rendering, Submission

from .base import Page, page_of, party_page

WORD = CONTENT_TYPES[Kind.DOCX]
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


@signed_in("filings.read")
@require_safe
def agreement_template(request: HttpRequest, pk: int) -> HttpResponse:
    """The founding agreement in Word to begin from, with the parties and shares of the draft."""
    page = party_page(request, pk)
    consortium, standing = page.consortium, agreement_of(page.consortium)
    answers = Provision.objects.filter(consortium=consortium).values_list("key", "text")
    told = agreement_template_paper(
        consortium.formal_name,
        memberships(consortium),
        need=consortium.need,
        answers=dict(answers),
        dispute=standing.dispute if standing else "",
        is_sample=consortium.is_sample,
    )
    content = word_dossier.agreement(told, dated=timezone.localdate(page.now))
    answer = HttpResponse(content, content_type=WORD)
    answer["Content-Disposition"] = disposition(f"{told['title']}.docx", is_inline=False)
    return answer
