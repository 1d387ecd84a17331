"""What the calendar tells of evaluations: due, overdue, steps, seats that end. It decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from django.utils import timezone

from accounts.roles import Role
from consortia.models import Registration
from consortia.registration import REGISTRATION
from filings import deadlines as road
from filings.deadlines import SOON_DAYS, Message, Office, send
from workflow import office
from workflow.calendar import WorkCalendar

from . import campaign_papers, campaign_queries
from .actions.evaluators import end_expired_seats
from .deadlines import Due, evaluation_due, months_after
from .flow_campaigns import evaluation_params, evaluation_path
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
    people, calendar = Office(()), office.work_calendar()
    messages: list[Message] = []
    for one in found:
        if one.valid_from is None:
            continue
        due = evaluation_due(one.valid_from, begun.get(one.pk, ()), today, mid_months=mid, final_months=final)
        if due is None:
            continue
        messages.append(_due(one, "city_evaluation_due", due, people.holders(Role.CITY_OFFICER)))
        if today > calendar.working_days_after(due.on, int(figures["escalate_days"])).on:
            messages.append(_due(one, "city_evaluation_overdue", due, people.holders(Role.CITY_OFFICER)))
            messages.append(_due(one, "approver_evaluation_overdue", due, people.holders(Role.APPROVER)))
    return send(messages, now)


def _due(one: Registration, kind: str, due: Due, user_ids: frozenset[int]) -> Message:
    params = {**REGISTRATION.params(one), "day": due.on.isoformat()}
    return Message(
        f"registration.{kind}", user_ids, f"{kind}:{due.which}:{one.pk}:{due.on}", params,
        one.ledger_subject, REGISTRATION.path(one),
    )  # fmt: skip


def evaluation_steps(now: datetime) -> int:
    """Tell whoever holds an evaluation that its day comes, is here or is over; approvers when it stays undone."""
    today, calendar = timezone.localdate(now), office.work_calendar()
    soon = calendar.working_days_after(today, SOON_DAYS).on
    waiting = Evaluation.objects.filter(state__in=campaign_queries.UNDER_WAY, due_on__lte=soon)
    found = list(waiting.select_related("registration__consortium", "campaign").order_by("pk"))
    if not found:
        return 0
    people = Office(one.registration.consortium.lead_id or 0 for one in found)
    unsealed = _unsealed([one for one in found if one.state == S.SCORING], today)
    escalate = int(office.value("escalate_days", today))
    messages: list[Message] = []
    for one in found:
        messages += _of_step(one, today, soon, people, unsealed.get(one.pk, frozenset()))
        messages += _escalated(one, today, calendar, escalate, people)
    return send(messages, now)


def _of_step(
    one: Evaluation, today: date, soon: date, people: Office, evaluators: frozenset[int]
) -> Iterator[Message]:
    due_on: date = one.due_on  # type: ignore[assignment]
    city = people.holders(Role.CITY_OFFICER)
    lead = people.people(one.registration.consortium.lead_id)
    if due_on < today:
        kind = "city_evidence_over" if one.state == S.SELF_REPORT else "city_overdue"
        yield _step(one, kind, city)
        return
    if due_on not in (today, soon):
        return
    kind = "due_today" if due_on == today else "due_soon"
    match one.state:
        case S.SELF_REPORT if one.ready_at is None:
            yield _step(one, f"lead_{kind}", lead)
        case S.REPLY:
            yield _step(one, f"lead_{kind}", lead)
        case S.SCORING:
            yield _step(one, f"evaluators_{kind}", evaluators)
        case S.DECISION:
            yield _step(one, f"city_{kind}", city)


def _escalated(
    one: Evaluation, today: date, calendar: WorkCalendar, days: int, people: Office
) -> Iterator[Message]:
    due_on: date = one.due_on  # type: ignore[assignment]
    if today > calendar.working_days_after(due_on, days).on:
        yield _step(one, "approver_overdue", people.holders(Role.APPROVER))


def _step(one: Evaluation, kind: str, user_ids: frozenset[int]) -> Message:
    return Message(
        f"evaluation.{kind}", user_ids, f"evaluation:{kind}:{one.pk}:{one.step_number}:{one.due_on}",
        evaluation_params(one), one.ledger_subject, evaluation_path(one),
    )  # fmt: skip


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
