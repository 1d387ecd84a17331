"""The places of the dossier, one page each: basics, agreement, plan, evidence, pledge, reasons."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import signed_in
from accounts.stepup import second_factor_required
from consortia.guideline import PLEDGE_TEXT
from consortia.models import PlanChapter, Provision
from consortia.queries import agreement_of, valid_signatures
from filings import actions, edits, outline, signers
from filings import tables as written
from filings.forms.opening import BasicsForm, track_choices
from filings.forms.papers import (
    AgreementForm,
    PlanForm,
    ProvisionsForm,
    ReasonsForm,
    SecretsForm,
)
from filings.states import Place
from workflow.engine import StepError

from . import evidence, members, people, signatures, tables
from .base import Page, party_page
from .layout import render_place, saved
from .sheets import narrowed
from .steps import explain_error
from .typed import kept_form, sheet_place


def basics(page: Page) -> HttpResponse:
    """Names, industry, track, need."""
    form = narrowed(
        page, "basics", BasicsForm(page.request.POST or None, consortium=page.consortium, is_whole=True)
    )
    if page.request.method == "POST" and form.is_valid():
        return kept_form(page, "basics", form)
    tracks_url = reverse("filings:tracks")
    form.fields["industry"].widget.attrs |= {
        "hx-get": tracks_url, "hx-target": "#id_main_track", "hx-trigger": "change",
        "hx-include": "#id_main_track",
    }  # fmt: skip
    return sheet_place(page, "basics", "filings/place.html", {"form": form, "autosaves": True})


@signed_in("filings.read")
@require_GET
def tracks(request: HttpRequest) -> HttpResponse:
    """The options of the track list for the industry chosen; a track that is still among them stays chosen."""
    value = request.GET.get("industry", "")
    choices = track_choices(int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None)
    return render(
        request, "filings/_options.html", {"choices": choices, "chosen": request.GET.get("main_track", "")}
    )


def agreement(page: Page) -> HttpResponse:
    """The text all parties sign. A change voids every signature, and the page says so before and after."""
    standing = agreement_of(page.consortium)
    if standing is None:
        raise Http404
    request = page.request
    form = AgreementForm(request.POST or None, request.FILES or None, agreement=standing)
    narrowed(page, "agreement", form)
    if request.method == "POST" and form.is_ready(user=page.user, now=page.now):
        document = form.cleaned_data["document"]
        return kept_form(
            page, "agreement", form, also=document and (lambda: edits.save_agreement(
                page.filing.pk, contents={}, document=document, actor=page.user, now=page.now
            )),
        )  # fmt: skip
    signed = len(valid_signatures(standing))
    context = {
        "form": form, "agreement": standing, "signed": signed, "autosaves": not signed, "has_files": True,
    }  # fmt: skip
    return sheet_place(page, "agreement", "filings/agreement.html", context)


def plan(page: Page) -> HttpResponse:
    """Five chapters."""
    request = page.request
    chapters = PlanChapter.objects.filter(consortium=page.consortium).select_related("document")
    form = narrowed(page, "plan", PlanForm(request.POST or None, request.FILES or None, answers=chapters))
    if request.method == "POST" and form.is_ready(user=page.user, now=page.now):
        document = form.cleaned_data["document"]
        return kept_form(
            page, "plan", form, also=document and (lambda: edits.save_plan(
                page.filing.pk, {}, document=document, actor=page.user, now=page.now
            )),
        )  # fmt: skip
    context = {
        "form": form,
        "autosaves": True,
        "has_files": True,
        "tables": tables.shown_in(page.consortium, "plan"),
    }
    return sheet_place(page, "plan", "filings/plan.html", context)


def mechanisms(page: Page) -> HttpResponse:
    """The seven mechanisms and the rules beside them, who sits where, what was brought in."""
    request = page.request
    answers = Provision.objects.filter(consortium=page.consortium).select_related("document")
    form = narrowed(
        page, "mechanisms", ProvisionsForm(request.POST or None, request.FILES or None, answers=answers)
    )
    if request.method == "POST" and form.is_ready(user=page.user, now=page.now):
        document = form.cleaned_data["document"]
        return kept_form(
            page, "mechanisms", form, also=document and (lambda: written.save_provisions(
                page.filing.pk, {}, document=document, actor=page.user, now=page.now
            )),
        )  # fmt: skip
    context = {
        "form": form, "autosaves": True, "has_files": True,
        "tables": tables.shown_in(page.consortium, "mechanisms"),
    }  # fmt: skip
    return sheet_place(page, "mechanisms", "filings/plan.html", context)


def resources(page: Page) -> HttpResponse:
    """What each member brings in; all optional."""
    if page.request.method == "POST":
        raise Http404
    context = {"tables": tables.shown_in(page.consortium, "resources")}
    return render_place(page, "resources", "filings/resources.html", context)


def pledge(page: Page) -> HttpResponse:
    """The lead's promise, word for word, and the tick about state secrets; who signs does both in one act."""
    request, signs = page.request, "sign" in page.request.POST
    ticked = {"knows_no_secrets": page.filing.knows_no_secrets}
    form = SecretsForm(request.POST or None, initial=ticked, signs=signs)
    if request.method == "POST" and form.is_valid():
        try:
            edits.confirm_no_secrets(
                page.filing.pk, form.cleaned_data["knows_no_secrets"], actor=page.user, now=page.now
            )
        except StepError as error:
            explain_error(request, error)
            return redirect("filings:place", page.filing.pk, "pledge")
        return sign_pledge(request, pk=page.filing.pk) if signs else saved(page, "pledge", lambda: None)
    given = page.filing.pledges.select_related("signed_by").filter(unit_id=page.filing.lead_id).first()
    may_sign = not given and page.is_signatory and page.may_edit
    context = {"form": form, "pledge": PLEDGE_TEXT, "given": given, "may_sign": may_sign}
    if page.is_lead and not given and not page.is_signatory and page.filing.lead:
        context["signers"] = signers.of(page.filing.lead, page.user)
    return render_place(page, "pledge", "filings/pledge.html", context)


@second_factor_required("filings:place", place=Place.PLEDGE)
def sign_pledge(request: HttpRequest, pk: int) -> HttpResponse:
    """The lead's signatory signs the promise, with a second factor; the tick is kept by then."""
    page = party_page(request, pk)
    return saved(
        page, "pledge", lambda: actions.sign_pledge(page.filing.pk, actor=page.user, now=page.now),
        said=_("The pledge is signed."),
    )  # fmt: skip


def reasons(page: Page) -> HttpResponse:
    """A reason for each in-principle requirement that is not met."""
    form = narrowed(page, "reasons", _reasons_form(page))
    if page.request.method == "POST" and form.is_valid():
        return kept_form(page, "reasons", form)
    judged = list(page.filing.reasons.filter(is_accepted__isnull=False).order_by("code"))
    context = {"form": form, "judged": judged, "autosaves": bool(form.found)}
    return sheet_place(page, "reasons", "filings/reasons.html", context)


def _reasons_form(page: Page) -> ReasonsForm:
    read = outline.read(page.filing, page.now)
    form = ReasonsForm(page.request.POST or None, findings=read.shortfalls, reasons=dict(read.reasons))
    return narrowed(page, "reasons", form)


PAGES: dict[str, Callable[[Page], HttpResponse]] = {
    Place.BASICS: basics,
    Place.MEMBERS: members.members,
    Place.PEOPLE: people.people,
    Place.AGREEMENT: agreement,
    Place.SIGNATURES: signatures.signatures,
    Place.PLAN: plan,
    Place.MECHANISMS: mechanisms,
    Place.RESOURCES: resources,
    Place.EVIDENCE: evidence.evidence,
    Place.PLEDGE: pledge,
    Place.REASONS: reasons,
}


@signed_in("filings.read")
@require_http_methods(["GET", "POST"])
def place(request: HttpRequest, pk: int, place: str) -> HttpResponse:
    """One place of the dossier."""
    if place not in PAGES:
        raise Http404
    page = party_page(request, pk)
    if request.method == "POST" and not page.is_open(place):
        messages.error(request, page.lock_reason(place))
        return redirect("filings:place", pk, place)
    return PAGES[place](page)
