"""What the calendar tells of cases, bans and vacant leads. Each thing once for its cause; nothing is decided here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.utils import timezone

from accounts.roles import Role
from consortia.models import LeadBan, Membership, Registration, Unit
from consortia.registration import REGISTRATION
from consortia.states import MembershipState, RegistrationState
from filings import deadlines
from filings.deadlines import Message, Office, about, send
from workflow import office
from workflow.lateness import Lateness

from .case_letters import owed_letters
from .flow_cases import CASE
from .models import Case
from .states import CaseState

VACANT_DAYS = (10, 5)
"""Working days before the end at which members are reminded to agree on a new lead (Q-35)."""


def case_deadlines(now: datetime) -> int:
    """Owners, parties and approvers before, on and after their day; approvers too when it stays undone."""
    lateness = office.lateness(timezone.localdate(now))
    reach = lateness.calendar.working_days_after(lateness.soon, 10).on
    cases = list(
        Case.objects.exclude(state__in=[CaseState.IN_EFFECT, CaseState.DROPPED])
        .filter(due_on__lte=reach)
        .select_related("unit")
        .order_by("pk")
    )
    if not cases:
        return 0
    people = Office(case.unit_id for case in cases)
    messages: list[Message] = []
    for case in cases:
        messages += _of_case(case, people, lateness)
        if lateness.is_escalated(case.due_on):
            others = people.holders(Role.APPROVER) - {case.decided_by_id}
            messages.append(about(CASE, case, "approver_overdue", others))
    return send(messages, now)


def _of_case(case: Case, people: Office, lateness: Lateness) -> Iterator[Message]:
    told = lateness.word(case.due_on)
    appeal_until = case.second_look_until
    owner = frozenset({case.owner_id})
    match case.state:
        case CaseState.NOTIFIED:
            yield from _party(case, case.due_on, people, lateness)
            if told == "overdue":
                yield about(CASE, case, "owner_overdue", owner)
        case CaseState.DECIDED:
            yield from _party(case, appeal_until, people, lateness)
            if told and (appeal_until is None or lateness.is_over(appeal_until)):
                yield about(CASE, case, f"owner_{told}", owner)
        case CaseState.SECOND_LOOK:
            if told in ("due_soon", "due_today"):
                others = people.holders(Role.APPROVER) - {case.decided_by_id}
                yield about(CASE, case, f"approver_{told}", others)
            elif told:
                yield about(CASE, case, "owner_overdue", owner)
        case _:
            if told:
                yield about(CASE, case, f"owner_{told}", owner)


def _party(case: Case, until: date | None, people: Office, lateness: Lateness) -> Iterator[Message]:
    told = lateness.word(until)
    if told in ("due_soon", "due_today"):
        kind = f"party_{told}"
        cause = f"{CASE.key}:{kind}:{case.pk}:{case.step_number}:{until}"
        yield about(CASE, case, kind, people.people(case.unit_id), cause=cause)


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
    lateness = office.lateness(timezone.localdate(now))
    today, calendar = lateness.today, lateness.calendar
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
    messages: list[Message] = []
    for one in vacant:
        own = frozenset().union(*(people.people(unit) for unit in units.get(one.consortium_id, [])))
        if not lateness.is_over(one.due_on):
            number = VACANT_DAYS[1] if one.due_on and one.due_on <= last else VACANT_DAYS[0]
            messages.append(_vacant(one, "members_vacant_soon", own, f"{number}"))
            continue
        messages.append(_vacant(one, "members_vacant_overdue", own))
        messages.append(_vacant(one, "city_vacant_overdue", people.holders(Role.CITY_OFFICER)))
        if lateness.is_escalated(one.due_on):
            messages.append(_vacant(one, "approver_vacant_overdue", people.holders(Role.APPROVER)))
    return send(messages, now)


def _vacant(one: Registration, kind: str, user_ids: frozenset[int], which: str = "") -> Message:
    cause = f"{kind}{which}:{one.pk}:{one.step_number}:{one.due_on}"
    return about(REGISTRATION, one, kind, user_ids, cause=cause, day=str(one.due_on))


deadlines.add("case_deadlines", case_deadlines)
deadlines.add("bans_ended", bans_ended)
deadlines.add("vacant_leads", vacant_leads)
deadlines.AFTERWARDS["owed_case_letters"] = owed_letters
