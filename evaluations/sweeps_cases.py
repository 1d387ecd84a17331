"""What the calendar tells of cases, bans and vacant leads. Each thing once for its cause; nothing is decided here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from accounts.roles import Role
from consortia.models import LeadBan, Membership, Registration, Unit
from consortia.registration import REGISTRATION
from consortia.states import MembershipState, RegistrationState
from filings import deadlines
from filings.deadlines import SOON_DAYS, Message, Office, send
from workflow import office

from .case_letters import owed_letters
from .flow_cases import CASE
from .models import Case
from .states import CaseState

VACANT_DAYS = (10, 5)
"""Working days before the end at which members are reminded to agree on a new lead (Q-35)."""


def _name_of(due_on: date, today: date, soon: date) -> str:
    """due_soon, due_today, overdue, or nothing to say yet."""
    if due_on < today:
        return "overdue"
    return "due_today" if due_on == today else "due_soon" if due_on <= soon else ""


def case_deadlines(now: datetime) -> int:
    """Owners, parties and approvers before, on and after their day; approvers too when it stays undone."""
    today, calendar = timezone.localdate(now), office.work_calendar()
    soon = calendar.working_days_after(today, SOON_DAYS).on
    escalated = int(office.value("escalate_days", today))
    cases = list(
        Case.objects.exclude(state__in=[CaseState.IN_EFFECT, CaseState.DROPPED])
        .filter(due_on__lte=calendar.working_days_after(soon, 10).on)
        .select_related("unit")
        .order_by("pk")
    )
    if not cases:
        return 0
    people = Office(case.unit_id for case in cases)
    messages: list[Message] = []
    for case in cases:
        messages += _of_case(case, today, soon, people)
        due_on: date = case.due_on  # type: ignore[assignment]
        if today > calendar.working_days_after(due_on, escalated).on:
            others = people.holders(Role.APPROVER) - {case.decided_by_id}
            messages.append(_message(case, "approver_overdue", others, due_on))
    return send(messages, now)


def _of_case(case: Case, today: date, soon: date, people: Office) -> Iterator[Message]:
    due_on: date = case.due_on  # type: ignore[assignment]
    told = _name_of(due_on, today, soon)
    owner = frozenset({case.owner_id})
    match case.state:
        case CaseState.NOTIFIED:
            yield from _party(case, due_on, today, soon, people)
            if told == "overdue":
                yield _message(case, "owner_overdue", owner, due_on)
        case CaseState.DECIDED:
            if case.second_look_until:
                yield from _party(case, case.second_look_until, today, soon, people)
            if told and (case.second_look_until is None or today > case.second_look_until):
                yield _message(case, f"owner_{told}", owner, due_on)
        case CaseState.SECOND_LOOK:
            if told in ("due_soon", "due_today"):
                others = people.holders(Role.APPROVER) - {case.decided_by_id}
                yield _message(case, f"approver_{told}", others, due_on)
            elif told:
                yield _message(case, "owner_overdue", owner, due_on)
        case _:
            if told:
                yield _message(case, f"owner_{told}", owner, due_on)


def _party(case: Case, until: date, today: date, soon: date, people: Office) -> Iterator[Message]:
    told = _name_of(until, today, soon)
    if told in ("due_soon", "due_today"):
        yield _message(case, f"party_{told}", people.people(case.unit_id), until)


def _message(case: Case, kind: str, user_ids: frozenset[int], due_on: date) -> Message:
    return Message(
        kind=f"case.{kind}",
        user_ids=user_ids,
        cause=f"case:{kind}:{case.pk}:{case.step_number}:{due_on}",
        params=CASE.params(case),
        subject=case.ledger_subject,
        path=CASE.path(case),
    )


def bans_ended(now: datetime, at_most: int = 500) -> int:
    """Tell unit and city once that a ban has run its three years; a lifted one was told of when it was lifted."""
    today = timezone.localdate(now)
    over = LeadBan.objects.filter(until_on__lte=today, end_told_at__isnull=True)
    ended = list(over.order_by("pk").select_for_update(skip_locked=True)[:at_most])
    if not ended:
        return 0
    units = dict(
        Unit.objects.filter(code__in={ban.code for ban in ended if ban.code}).values_list("code", "pk")
    )
    people = Office(units.values())
    messages = []
    for ban in ended:
        if ban.lifted_on and ban.lifted_on < ban.until_on:
            continue
        params = {"unit": ban.unit_name, "day": ban.until_on.isoformat()}
        for kind, who in (
            ("party_ended", people.people(units.get(ban.code))),
            ("city_ended", people.holders(Role.CITY_OFFICER)),
        ):
            messages.append(Message(f"ban.{kind}", who, f"{kind}:{ban.pk}", params, "", "/sanctions/bans/"))
    LeadBan.objects.filter(pk__in=[ban.pk for ban in ended]).update(end_told_at=now)
    return send(messages, now)


def vacant_leads(now: datetime) -> int:
    """Remind the members of a consortium without a lead; then tell the city, and the approver when it lasts."""
    today, calendar = timezone.localdate(now), office.work_calendar()
    first = calendar.working_days_after(today, VACANT_DAYS[0]).on
    last = calendar.working_days_after(today, VACANT_DAYS[1]).on
    vacant = list(
        Registration.objects.filter(state=RegistrationState.LEAD_VACANT, due_on__lte=first)
        .select_related("consortium")
        .order_by("pk")
    )
    if not vacant:
        return 0
    members = Membership.objects.filter(
        consortium_id__in=[one.consortium_id for one in vacant], state=MembershipState.ACCEPTED
    )
    units: dict[int, list[int]] = {}
    for consortium_id, unit_id in members.values_list("consortium_id", "unit_id"):
        units.setdefault(consortium_id, []).append(unit_id)
    people = Office(unit for listed in units.values() for unit in listed)
    escalated = int(office.value("escalate_days", today))
    messages: list[Message] = []
    for one in vacant:
        due_on: date = one.due_on  # type: ignore[assignment]
        own = frozenset().union(*(people.people(unit) for unit in units.get(one.consortium_id, [])))
        if today <= due_on:
            number = VACANT_DAYS[1] if due_on <= last else VACANT_DAYS[0]
            messages.append(_vacant(one, "members_vacant_soon", own, f"{number}"))
            continue
        messages.append(_vacant(one, "members_vacant_overdue", own))
        messages.append(_vacant(one, "city_vacant_overdue", people.holders(Role.CITY_OFFICER)))
        if today > calendar.working_days_after(due_on, escalated).on:
            messages.append(_vacant(one, "approver_vacant_overdue", people.holders(Role.APPROVER)))
    return send(messages, now)


def _vacant(one: Registration, kind: str, user_ids: frozenset[int], which: str = "") -> Message:
    params: dict[str, Any] = {**REGISTRATION.params(one), "day": str(one.due_on)}
    cause = f"{kind}{which}:{one.pk}:{one.step_number}:{one.due_on}"
    return Message(
        f"registration.{kind}", user_ids, cause, params, one.ledger_subject, REGISTRATION.path(one)
    )


deadlines.add("case_deadlines", case_deadlines)
deadlines.add("bans_ended", bans_ended)
deadlines.add("vacant_leads", vacant_leads)
deadlines.AFTERWARDS["owed_case_letters"] = owed_letters
