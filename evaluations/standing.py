"""Where a registration stands for whoever opens it: what waits, with whom, until when. Reads values only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from consortia.states import RegistrationState
from workflow.calendar import WorkCalendar
from workflow.presentation import Badge, Ball

from . import access
from .models import Difficulty, Report
from .states import DifficultyState, ReportState

REPORT_BADGES = {
    ReportState.EXPECTED: "wait",
    ReportState.SUBMITTED: "progress",
    ReportState.NOTED: "done",
}
DIFFICULTY_BADGES = {
    DifficultyState.RAISED: "warn",
    DifficultyState.ASSIGNED: "progress",
    DifficultyState.ANSWERED: "wait",
    DifficultyState.CLOSED: "done",
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for somebody."""

    holder: str
    line: str
    due_on: date | None
    is_me: bool


def desk_name(registration: Any) -> str:
    """The officers who read its reports, in words."""
    return str(registration.authority) if registration.authority else _("the city")


def lead_name(registration: Any) -> str:
    return str(registration.consortium.lead or _("the members"))


def waiting(
    registration: Any, reports: Iterable[Report], difficulties: Iterable[Difficulty], user: Any
) -> Iterator[Waiting]:
    """Everything of tracking that waits for somebody now."""
    speaks = access.speaks_for_lead(user, registration)
    reads = access.own_officer(user, registration)
    is_vacant = registration.state == RegistrationState.LEAD_VACANT
    if is_vacant:
        yield Waiting(_("the members"), _("A new lead is to be agreed"), registration.due_on, False)
    for report in reports:
        if report.state == ReportState.EXPECTED and is_vacant:
            continue  # who owed it has no seat any more; the new lead will owe it
        if report.state == ReportState.EXPECTED:
            line = _("%(kind)s to be sent") % {"kind": report.get_kind_display()}
            yield Waiting(lead_name(registration), line, report.due_on, speaks)
        elif report.state == ReportState.SUBMITTED:
            line = _("%(kind)s to be read") % {"kind": report.get_kind_display()}
            yield Waiting(desk_name(registration), line, report.due_on, reads)
    for one in difficulties:
        if one.state == DifficultyState.RAISED:
            yield Waiting(desk_name(registration), _("A difficulty has no owner yet"), one.due_on, reads)
        elif one.state == DifficultyState.ASSIGNED:
            yield Waiting(
                str(one.owner), _("A difficulty waits for its answer"), one.due_on, one.owner_id == user.pk
            )
    if registration.valid_from is None and registration.state == RegistrationState.IN_FORCE:
        yield Waiting(_("the city"), _("The dates are not entered"), None, access.keeps_projects(user))


def ball_of(found: Iterable[Waiting], today: date, calendar: WorkCalendar) -> Ball | None:
    """What is due first; None when nothing waits."""
    ordered = sorted(found, key=lambda one: one.due_on or date.max)
    if not ordered:
        return None
    first = ordered[0]
    if first.due_on is None:
        return Ball(first.holder, first.is_me, line=first.line, no_deadline=True)
    between = calendar.working_days_between(today, first.due_on)
    overdue = max(calendar.working_days_between(first.due_on, today), 1) if today > first.due_on else 0
    return Ball(
        first.holder,
        first.is_me,
        line="" if overdue else first.line,
        due_on=first.due_on,
        days_left=None if overdue else between,
        overdue_days=overdue,
        before=first.line if overdue else "",
    )


def report_badge(report: Report, today: date) -> Badge:
    """Expected, overdue, sent (late), read."""
    if report.state == ReportState.EXPECTED and report.due_on and report.due_on < today:
        return Badge("overdue", _("Overdue"))
    label = str(ReportState(report.state).label)
    if report.is_late:
        label = _("%(state)s, late") % {"state": label}
    return Badge(REPORT_BADGES[ReportState(report.state)], label)


def difficulty_badge(difficulty: Difficulty, today: date) -> Badge:
    if difficulty.due_on and difficulty.due_on < today:
        return Badge("overdue", _("Overdue"))
    state = DifficultyState(difficulty.state)
    return Badge(DIFFICULTY_BADGES[state], str(state.label))
