"""One filing in its round: what each stage found, the conclusion, and the leader's steps with their reasons."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import signed_in
from filings import access as filing_access
from filings.flow import FILING
from filings.models import Filing
from filings.states import STAGES, Event, State
from filings.views.steps import explain_error
from ledger import clock
from reviews import access, queries
from reviews.actions import stages
from reviews.evidence import gather
from reviews.forms import ConclusionForm, ReasonForm
from reviews.models import Conclusion, Defence, RoundFiling, SiteVisit
from reviews.rows import score
from workflow import engine, office
from workflow.messages import explain
from workflow.presentation import Reason, StepButton
from workflow.refusal import Refusals

from .rounds import round_of

LEADS_STEPS = (Event.ADVANCE, Event.SKIP_VISIT, Event.CONCLUDE)


def _place(request: HttpRequest, pk: int, filing: int) -> RoundFiling:
    """The filing in this round; 404 for strangers and for experts to whom it is closed."""
    opened = round_of(request, pk)
    place = get_object_or_404(
        RoundFiling.objects.select_related("filing__consortium", "filing__lead", "submission", "round"),
        round=opened, filing_id=filing, is_current=True,
    )  # fmt: skip
    if not access.reads_rounds(request.user) and not filing_access.round_lead(request.user, place.filing):
        raise Http404
    return place


def _reasons(refusals: Refusals) -> tuple[Reason, ...]:
    told = [explain(refusal) for refusal in refusals]
    return tuple(Reason(f"{one.text} {one.fix}".strip(), one.clause, one.force) for one in told)


@signed_in("rounds.read")
@require_safe
def board(request: HttpRequest, pk: int, filing: int) -> HttpResponse:
    """The stage board of one filing."""
    return _board(request, _place(request, pk, filing))


def _board(
    request: HttpRequest,
    place: RoundFiling,
    *,
    form: ConclusionForm | None = None,
    skip: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    now, filing, user = clock.now(), place.filing, request.user
    is_lead = filing_access.round_lead(user, filing)
    figures = office.values(timezone.localdate(now))
    are_open = queries.scores_are_open(place)
    totals: list[Any] = []
    found = None
    if are_open:
        totals = list(queries.counted_sheets([filing.pk]).order_by("-total").values_list("total", flat=True))
        found = score(queries.summaries([filing.pk]).get(filing.pk), figures)
    conclusions = list(
        Conclusion.objects.filter(filing=filing).select_related("signed_by").order_by("signed_at")
    )
    here = next(
        (one for one in conclusions if (one.stage, one.visit_number) == (filing.state, filing.step_number)),
        None,
    )
    may_record = access.runs_rounds(user) or is_lead
    context = {
        "place": place,
        "filing": filing,
        "is_lead": is_lead,
        "progress": queries.progress([place])[filing.pk],
        "quorum": figures["quorum"],
        "totals": totals,
        "score": found,
        "conclusions": conclusions,
        "here": here,
        "visits": SiteVisit.objects.filter(filing=filing).order_by("-pk"),
        "defences": Defence.objects.filter(filing=filing).order_by("-pk"),
        "may_record_visit": may_record and filing.state == State.SITE_VISIT,
        "may_record_defence": may_record and filing.state == State.DEFENCE,
        "missing": _reasons(stages.missing_for_conclusion(filing, now))
        if is_lead and here is None and filing.state in STAGES
        else (),
        "form": form or ConclusionForm(),
        "buttons": _buttons(place, user, now) if is_lead else [],
        "skip_form": skip or ReasonForm(prefix="skip"),
    }
    return render(request, "reviews/board.html", context, status=status)


def _buttons(place: RoundFiling, user: Any, now: Any) -> list[StepButton]:
    """The leader's steps, open ones first, closed ones with their reasons."""
    found = [
        StepButton(
            label=str(Event(step.row.event).label),
            url=reverse("reviews:stage_step", args=[place.round_id, place.filing_id, step.row.event]),
            event=step.row.event,
            reasons=_reasons(step.refusals),
            is_primary=step.row.event == Event.ADVANCE,
        )
        for step in engine.open_steps(FILING, place.filing, user, now=now, gather=gather)
        if step.row.event in LEADS_STEPS and not step.is_draft
    ]
    return sorted(found, key=lambda button: bool(button.reasons))


@signed_in("rounds.lead")
@require_POST
def conclude(request: HttpRequest, pk: int, filing: int) -> HttpResponse:
    """The leader signs what the stage came to."""
    place = _place(request, pk, filing)
    form = ConclusionForm(request.POST)
    if not form.is_valid():
        return _board(request, place, form=form, status=422)
    try:
        stages.conclude(filing, actor=request.user, now=clock.now(), **form.cleaned_data)
    except engine.NotYourStep:
        raise Http404 from None
    except engine.StepError as error:
        explain_error(request, error)
        return _board(request, _place(request, pk, filing), form=form, status=409)
    messages.success(request, _("Signed. Now take the step that follows from it."))
    return redirect("reviews:board", pk, filing)


@signed_in("rounds.lead")
@require_POST
def step(request: HttpRequest, pk: int, filing: int, event: str) -> HttpResponse:
    """Move the filing on: next stage, without a visit (with a reason), or to the meeting."""
    place = _place(request, pk, filing)
    if event not in LEADS_STEPS:
        raise Http404
    typed = {"reason": request.POST.get("skip-reason", "")[:4000].strip()}
    seen = request.POST.get("token", "")
    try:
        taken = stages.take(
            filing, event, actor=request.user, now=clock.now(), typed=typed,
            seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None,
        )  # fmt: skip
    except engine.NotYourStep:
        raise Http404 from None
    except engine.StepError as error:
        explain_error(request, error)
        skip = ReasonForm(request.POST, prefix="skip") if event == Event.SKIP_VISIT else None
        return _board(request, _place(request, pk, filing), skip=skip, status=409)
    moved: Filing = taken.subject
    messages.success(request, _("Done: %(state)s.") % {"state": State(moved.state).label})
    return redirect("reviews:board", place.round_id, filing)
