"""What the calendar tells of evaluations: due, overdue, steps, seats that end. It decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from django.utils import timezone

from accounts.roles import Role
from consortia.models import Registration
from consortia.registration import REGISTRATION
from filings import deadlines as road
from filings.deadlines import Message, Office, about, send
from workflow import office
from workflow.lateness import Lateness

from . import campaign_papers, campaign_queries
from .actions.evaluators import end_expired_seats
from .deadlines import Due, evaluation_due, months_after
from .flow_campaigns import EVALUATION
from .models import CampaignSeat, Evaluation, EvaluationSheet, EvaluatorStatement
from .states import EvaluationSheetState, EvaluationState

S = EvaluationState


def evaluations_due(now: datetime) -> int:
    """Tell city officers which registrations are due for an evaluation; approvers too when none begins."""
    today = timezone.localdate(now)
    figures = office.values(today)
    mid, final = int(figures["evaluation_mid_months"]), int(figures["evaluation_final_months"])
    # Three days more than the months: a month that lacks the day ends earlier. The rule below is exact.
    latest = months_after(today, -mid) + timedelta(days=3)
    rows = Registration.objects.in_force(today).filter(valid_from__lte=latest).select_related("consortium")
    found = list(rows.order_by("pk"))
    if not found:
        return 0
    begun = campaign_queries.begun_days(found)
    people = Office(())
    lateness = Lateness.of(today, office.work_calendar(), int(figures["escalate_days"]))
    messages: list[Message] = []
    for one in found:
        if one.valid_from is None:
            continue
        due = evaluation_due(one.valid_from, begun.get(one.pk, ()), today, mid_months=mid, final_months=final)
        if due is None:
            continue
        messages.append(_due(one, "city_evaluation_due", due, people.holders(Role.CITY_OFFICER)))
        if lateness.is_escalated(due.on):
            messages.append(_due(one, "city_evaluation_overdue", due, people.holders(Role.CITY_OFFICER)))
            messages.append(_due(one, "approver_evaluation_overdue", due, people.holders(Role.APPROVER)))
    return send(messages, now)


def _due(one: Registration, kind: str, due: Due, user_ids: frozenset[int]) -> Message:
    cause = f"{kind}:{due.which}:{one.pk}:{due.on}"
    return about(REGISTRATION, one, kind, user_ids, cause=cause, day=due.on.isoformat())


def evaluation_steps(now: datetime) -> int:
    """Tell whoever holds an evaluation that its day comes, is here or is over; approvers when it stays undone."""
    lateness = office.lateness(timezone.localdate(now))
    waiting = Evaluation.objects.filter(state__in=campaign_queries.UNDER_WAY, due_on__lte=lateness.soon)
    found = list(waiting.select_related("registration__consortium", "campaign").order_by("pk"))
    if not found:
        return 0
    people = Office(one.registration.consortium.lead_id for one in found)
    unsealed = _unsealed([one for one in found if one.state == S.SCORING], lateness.today)
    messages: list[Message] = []
    for one in found:
        messages += _of_step(one, people, unsealed.get(one.pk, frozenset()), lateness)
        if lateness.is_escalated(one.due_on):
            messages.append(about(EVALUATION, one, "approver_overdue", people.holders(Role.APPROVER)))
    return send(messages, now)


def _of_step(
    one: Evaluation, people: Office, evaluators: frozenset[int], lateness: Lateness
) -> Iterator[Message]:
    city = people.holders(Role.CITY_OFFICER)
    lead = people.people(one.registration.consortium.lead_id)
    kind = lateness.word(one.due_on)
    if kind == "overdue":
        kind = "city_evidence_over" if one.state == S.SELF_REPORT else "city_overdue"
        yield about(EVALUATION, one, kind, city)
        return
    match one.state:
        case S.SELF_REPORT if one.ready_at is None:
            yield about(EVALUATION, one, f"lead_{kind}", lead)
        case S.REPLY:
            yield about(EVALUATION, one, f"lead_{kind}", lead)
        case S.SCORING:
            yield about(EVALUATION, one, f"evaluators_{kind}", evaluators)
        case S.DECISION:
            yield about(EVALUATION, one, f"city_{kind}", city)


def _unsealed(evaluations: Iterable[Evaluation], today: date) -> dict[int, frozenset[int]]:
    """Evaluation id to the evaluators whose sheet is still open; three queries for any number."""
    listed = list(evaluations)
    if not listed:
        return {}
    seats: dict[int, dict[int, int]] = {}
    live = CampaignSeat.objects.live(today).filter(campaign__in=[one.campaign_id for one in listed])
    for campaign_id, seat_id, user_id in live.values_list("campaign_id", "pk", "user_id"):
        seats.setdefault(campaign_id, {})[seat_id] = user_id
    done = set(
        EvaluationSheet.objects.filter(evaluation__in=listed, state=EvaluationSheetState.SEALED).values_list(
            "evaluation_id", "seat_id"
        )
    ) | set(
        EvaluatorStatement.objects.filter(evaluation__in=listed)
        .exclude(conflict="")
        .values_list("evaluation_id", "seat_id")
    )
    return {
        one.pk: frozenset(
            user_id
            for seat_id, user_id in seats.get(one.campaign_id, {}).items()
            if (one.pk, seat_id) not in done
        )
        for one in listed
    }


road.add("evaluations_due", evaluations_due)
road.add("evaluation_steps", evaluation_steps)
road.add("evaluator_seats", end_expired_seats)
road.AFTERWARDS["owed_work_papers"] = campaign_papers.owed_papers
