"""Records of visits and defences: written by the office or the panel's leader, signed by both sides."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import signed_in
from consortia.access import represents
from filings import access as filing_access
from filings.models import Filing
from filings.states import State
from filings.views.steps import explain_error
from ledger import clock
from reviews import access
from reviews.actions import stages
from reviews.forms import DefenceForm, VisitForm
from reviews.models import Defence, PanelSeat, RoundFiling, SiteVisit
from workflow import office
from workflow.engine import StepError

FACTS = {
    "site_exists": VisitForm.base_fields["site_exists"].label,
    "equipment_seen": VisitForm.base_fields["equipment_seen"].label,
    "people_met": VisitForm.base_fields["people_met"].label,
    "funds_shown": VisitForm.base_fields["funds_shown"].label,
}


def _recordable(request: HttpRequest, pk: int, state: State) -> Filing:
    """The filing in the stage, for whoever keeps its records; 404 otherwise."""
    rows = Filing.objects.visible_to(request.user).select_related("consortium", "lead")
    filing = get_object_or_404(rows, pk=pk, state=state)
    if not (access.runs_rounds(request.user) or filing_access.round_lead(request.user, filing)):
        raise Http404
    return filing


def _seats(filing: Filing) -> Any:
    return (
        PanelSeat.objects.filter(
            removed_at__isnull=True,
            round__round_filings__filing=filing,
            round__round_filings__is_current=True,
        )
        .exclude(expert__recusals__filing=filing)
        .select_related("expert__user")
        .order_by("-is_lead", "pk")
    )


def _board(filing: Filing) -> HttpResponse:
    place = RoundFiling.objects.get(filing=filing, is_current=True)
    return redirect("reviews:board", place.round_id, filing.pk)


@signed_in("visits.record")
@require_http_methods(["GET", "HEAD", "POST"])
def new_visit(request: HttpRequest, filing: int) -> HttpResponse:
    """Write the record of a visit."""
    found, now = _recordable(request, filing, State.SITE_VISIT), clock.now()
    form = VisitForm(request.POST or None, seats=_seats(found))
    status = 200
    if request.method == "POST":
        if form.is_valid():
            typed = dict(form.cleaned_data)
            facts = {name: typed.pop(name) for name in VisitForm.FACTS}
            try:
                visit = stages.record_visit(filing, facts=facts, actor=request.user, now=now, **typed)
            except StepError as error:
                explain_error(request, error)
            else:
                messages.success(request, _("Recorded. Both sides sign it next."))
                return redirect("reviews:visit", visit.pk)
        status = 422
    context = {
        "filing": found,
        "form": form,
        "heading": _("Record of the visit"),
        "note": _("The office asks for at least %(n)s visitors.")
        % {"n": office.value("visit_min", timezone.localdate(now))},
    }
    return render(request, "reviews/record_form.html", context, status=status)


def _visit_of(request: HttpRequest, pk: int) -> SiteVisit:
    """A visit's record for both sides and the office; 404 for others."""
    visit = get_object_or_404(
        SiteVisit.objects.select_related(
            "filing__consortium", "filing__lead", "recorded_by", "panel_signed_by", "lead_signed_by"
        ),
        pk=pk,
    )
    if not Filing.objects.visible_to(request.user).filter(pk=visit.filing_id).exists():
        raise Http404
    is_party = visit.filing.lead_id in represents(request.user)
    is_panel = stages.side_of(request.user, visit, visit.filing) is not None
    if not (is_party or is_panel or access.reads_rounds(request.user)):
        raise Http404
    return visit


@signed_in("visits.read")
@require_safe
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """A visit's record: what was seen, and who has signed."""
    found = _visit_of(request, pk)
    side = stages.side_of(request.user, found, found.filing)
    may_sign = (
        side is not None
        and not getattr(found, f"{side}_signed_at")
        and found.filing.state == State.SITE_VISIT
    )
    reads = access.reads_rounds(request.user) or side == "panel"
    context = {
        "visit": found,
        "filing": found.filing,
        "facts": [(label, found.facts.get(name)) for name, label in FACTS.items() if name in found.facts],
        "team": found.team.select_related("expert__user") if reads else None,
        "team_count": found.team.count(),
        "may_sign": may_sign,
        "side": side,
    }
    return render(request, "reviews/visit.html", context)


@signed_in("visits.sign")
@require_POST
def sign_visit(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign for one's side."""
    _visit_of(request, pk)
    try:
        stages.sign_visit(pk, actor=request.user, now=clock.now())
    except StepError as error:
        explain_error(request, error)
    else:
        messages.success(request, _("Signed for your side."))
    return redirect("reviews:visit", pk)


@signed_in("defences.record")
@require_http_methods(["GET", "HEAD", "POST"])
def new_defence(request: HttpRequest, filing: int) -> HttpResponse:
    """Write the record of a defence."""
    found, now = _recordable(request, filing, State.DEFENCE), clock.now()
    form = DefenceForm(request.POST or None, seats=_seats(found))
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                stages.record_defence(filing, actor=request.user, now=now, **form.cleaned_data)
            except StepError as error:
                explain_error(request, error)
            else:
                messages.success(request, _("Recorded. The leader of the panel signs the conclusion."))
                return _board(found)
        status = 422
    context = {
        "filing": found,
        "form": form,
        "heading": _("Record of the defence"),
        "note": _("The office asks for at least %(n)s experts.")
        % {"n": office.value("defence_min", timezone.localdate(now))},
    }
    return render(request, "reviews/record_form.html", context, status=status)


@signed_in("defences.read")
@require_safe
def defence(request: HttpRequest, pk: int) -> HttpResponse:
    """A defence's record, for the office and the panel's leader."""
    found = get_object_or_404(
        Defence.objects.select_related("filing__consortium", "filing__lead", "recorded_by"), pk=pk
    )
    if not (access.reads_rounds(request.user) or filing_access.round_lead(request.user, found.filing)):
        raise Http404
    context = {
        "defence": found,
        "filing": found.filing,
        "present": found.present.select_related("expert__user"),
    }
    return render(request, "reviews/defence.html", context)
