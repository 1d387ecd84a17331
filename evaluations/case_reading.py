"""What pages show of a case: its mark, who has it until when, its facts in order, and what a party may not see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Field, QuerySet
from django.utils.translation import gettext as _

from consortia.models import Membership, Registration
from consortia.states import MembershipState, Tier
from filings.models import Filing
from filings.states import UNDER_WAY
from ledger.models import Entry
from workflow.calendar import WorkCalendar
from workflow.presentation import Badge, Ball

from . import steps
from .flow_cases import CASE
from .models import Case
from .states import CaseEvent, CaseKind, CaseState


@dataclass(frozen=True, slots=True)
class Seat:
    """A place as lead or in the core layer: registered, or in a filing under way (``serial``)."""

    party: Membership
    url: str
    serial: str


BADGES = {
    CaseState.OPEN: "progress",
    CaseState.NOTIFIED: "wait",
    CaseState.HEARD: "progress",
    CaseState.DECIDED: "warn",
    CaseState.SECOND_LOOK: "wait",
    CaseState.IN_EFFECT: "refused",
    CaseState.DROPPED: "withdrawn",
}
OFFICE_ONLY = ("case.facts_written", "case.handed_over", "case.draft_set_aside", "case.begun")
"""Entries of the record that a party does not read; drafts are the office's as well."""


def listed(user: Any) -> QuerySet[Case]:
    """Cases of the list, each row whole."""
    return Case.objects.visible_to(user).select_related("unit", "registration__consortium", "owner")


def badge_of(case: Case, today: date, *, in_office: bool) -> Badge:
    if in_office and case.due_on and case.due_on < today:
        return Badge("overdue", _("Overdue"))
    state = CaseState(case.state)
    return Badge(BADGES[state], str(state.label))


def _ball(
    holder: str, is_me: bool, line: str, due_on: date | None, today: date, calendar: WorkCalendar
) -> Ball:
    if due_on is None:
        return Ball(holder, is_me, line=line, no_deadline=True)
    overdue = max(calendar.working_days_between(due_on, today), 1) if today > due_on else 0
    return Ball(
        holder,
        is_me,
        line="" if overdue else line,
        due_on=due_on,
        days_left=None if overdue else calendar.working_days_between(today, due_on),
        overdue_days=overdue,
        before=line if overdue else "",
    )


def ball_of(case: Case, user: Any, today: date, calendar: WorkCalendar, *, has_draft: bool) -> Ball | None:
    """Who must act now and until when; None once the case is closed."""
    owner, unit = (_("the city bureau") if not user.grants else str(case.owner)), str(case.unit)
    mine, is_party = case.owner_id == user.pk, not user.grants
    match case.state:
        case CaseState.OPEN:
            found = (owner, mine, _("Gathers the facts, then notifies the party"), case.due_on)
        case CaseState.NOTIFIED if case.due_on and today <= case.due_on:
            found = (unit, is_party, _("May make its statement"), case.due_on)
        case CaseState.NOTIFIED:
            found = (owner, mine, _("Goes on without a statement"), case.due_on)
        case CaseState.HEARD if has_draft and user.grants:
            approver = _("the approver")
            found = (approver, user.is_any("approver"), _("Reads the draft and decides"), case.due_on)
        case CaseState.HEARD:
            found = (owner, mine, _("Drafts the decision"), case.due_on)
        case CaseState.DECIDED if case.second_look_until and today <= case.second_look_until:
            found = (unit, is_party, _("May ask for a second look"), case.second_look_until)
        case CaseState.DECIDED:
            found = (owner, mine, _("Puts the decision into effect"), case.due_on)
        case CaseState.SECOND_LOOK:
            another = user.is_any("approver") and user.pk != case.decided_by_id
            found = (_("another approver"), another, _("Confirms or overturns"), case.due_on)
        case _:
            return None
    return _ball(*found, today, calendar)


def seats_elsewhere(case: Case, today: date) -> list[Seat]:
    """Where the unit leads or is core besides: such seats stay, the city is shown them (Q-30)."""
    parties = (
        Membership.objects.filter(unit_id=case.unit_id, tier=Tier.CORE, state=MembershipState.ACCEPTED)
        .select_related("consortium")
        .order_by("-is_lead", "pk")[:50]
    )
    own = case.registration.consortium_id if case.registration else None
    by_consortium = {party.consortium_id: party for party in parties if party.consortium_id != own}
    held = Registration.objects.in_force(today).filter(consortium_id__in=by_consortium)
    running = Filing.objects.filter(consortium_id__in=by_consortium, state__in=UNDER_WAY)
    return [
        *(Seat(by_consortium[one.consortium_id], f"/registrations/{one.pk}/", "") for one in held),
        *(Seat(by_consortium[one.consortium_id], f"/cases/{one.pk}/", one.serial) for one in running),
    ]


def panel_of(case: Case, user: Any, now: Any) -> steps.Panel:
    """What this person can do; drafts are the office's, and a road that a kind never takes is left out."""
    found = steps.panel(CASE, case, user, now)
    never = CaseEvent.NOTIFY if case.kind == CaseKind.REFERRAL else CaseEvent.DECIDE
    shown = tuple(one for one in found.steps if case.state != CaseState.OPEN or one.event != never)
    return steps.Panel(shown, found.drafts if user.grants else ())


def entries_of(case: Case, user: Any) -> list[Entry]:
    """The case's record, the newest first; a party reads what was done to it, not the office's own papers."""
    rows = Entry.objects.filter(subject=case.ledger_subject)
    if not user.grants:
        rows = rows.exclude(kind__in=OFFICE_ONLY).exclude(kind__endswith=".drafted")
    return list(rows.order_by("-id")[:40])


def facts_of(case: Case) -> list[tuple[str, str]]:
    """What was found, under the names of the fields that a case of this kind has."""
    fields: list[Field[Any, Any]] = [Case.facts.field]
    if case.kind == CaseKind.LEAD_DISQUALIFICATION:
        fields += [Case.organising_facts.field, Case.agreement_facts.field]
    if case.kind == CaseKind.REFERRAL:
        fields += [Case.organ.field]
    found = [(str(field.verbose_name), field.value_from_object(case)) for field in fields]
    people = "\n".join(
        f"{one.get('name', '')} {one.get('post', '')}".strip() for one in case.persons if one.get("name")
    )
    if people:
        found.append((_("Persons concerned"), people))
    return [(label, text) for label, text in found if text.strip()]
