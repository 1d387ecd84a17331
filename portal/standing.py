"""How a case stands on a desk: its days as a ruler and in words, and who holds a draft that waits."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.roles import Role
from filings import standing
from filings.models import Filing
from filings.states import FINAL, State
from workflow.calendar import WorkCalendar
from workflow.models import Hold
from workflow.presentation import Ball, Ruler


def ruler_of(since: date, due_on: date | None, today: date, calendar: WorkCalendar) -> Ruler | None:
    """The working days from the day after ``since`` to ``due_on``, today among them or beyond them."""
    if due_on is None:
        return None
    total = max(calendar.working_days_between(since, due_on), 1)
    if today > due_on:
        return Ruler(total, total, max(calendar.working_days_between(due_on, today), 1))
    return Ruler(max(calendar.working_days_between(since, today) - 1, 0), total)


def days_left(due_on: date | None, today: date, calendar: WorkCalendar) -> int | None:
    """Working days until ``due_on``: 0 on the day itself, negative beyond it."""
    if due_on is None:
        return None
    left = calendar.working_days_between(today, due_on)
    return min(left, -1) if today > due_on else left


def left_words(left: int | None) -> str:
    """How much time is left, in words that stand beside the colour."""
    if left is None:
        return _("No time limit")
    if left < 0:
        return _("Overdue by working days: %(days)s") % {"days": -left}
    if left == 0:
        return _("Due today")
    if left == 1:
        return _("Due on the next working day")
    return _("Working days left: %(days)s") % {"days": left}


def tone_of(left: int | None) -> str:
    """The edge of a row: overdue, soon (due today or on the next working day), or none."""
    if left is None or left > 1:
        return ""
    return "is-overdue" if left < 0 else "is-soon"


def holder(filing: Filing, drafted: str = "") -> str:
    """Who holds it now; ``drafted`` is the event of a draft that waits for its second person."""
    if drafted and filing.state != State.DISTRICT_CHECK:
        return _("The approver")
    return standing.holder(filing, with_head=bool(drafted))


def ball_of(
    filing: Filing,
    user: Any,
    *,
    today: date,
    calendar: WorkCalendar,
    figures: Mapping[str, Any],
    arrival: standing.Arrival | None = None,
    drafted: str = "",
    drafted_on: date | None = None,
    hold: Hold | None = None,
) -> Ball | None:
    """Who must act now, until when; a hold says why the clocks stand still. None once the road has ended."""
    placed = hold if hold and hold.placed_at else None
    ball = standing.ball(
        filing, user=user, today=today, calendar=calendar, figures=figures, arrival=arrival,
        hold=placed, with_head=bool(drafted),
    )  # fmt: skip
    if ball and not placed and drafted_on:
        ball = replace(ball, since=drafted_on)
    if ball is None or placed or not drafted or filing.state == State.DISTRICT_CHECK:
        return ball
    return replace(ball, holder=holder(filing, drafted), is_me=bool(user.is_any(Role.APPROVER)))


def row_of(filing: Filing, today: date, calendar: WorkCalendar) -> dict[str, Any]:
    """The columns that every list of filings shares: ruler, what is left, edge."""
    if filing.state in FINAL:
        return {"ruler": None, "left": "", "tone": ""}
    left = days_left(filing.due_on, today, calendar)
    since = timezone.localdate(filing.state_since)
    return {
        "ruler": ruler_of(since, filing.due_on, today, calendar),
        "left": left_words(left),
        "tone": tone_of(left),
    }
