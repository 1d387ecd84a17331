"""How near a due day is: one answer for every desk and every sweep. Pure: today and the calendar come in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .calendar import WorkCalendar

SOON_DAYS = 2
"""Working days before the due day from which it is said to be due soon."""


@dataclass(frozen=True, slots=True)
class Lateness:
    """What a due day is called today."""

    today: date
    soon: date
    """The last day that is due soon."""
    escalate_days: int
    """Working days overdue after which somebody else is told too."""
    calendar: WorkCalendar

    @classmethod
    def of(cls, today: date, calendar: WorkCalendar, escalate_days: int) -> Lateness:
        return cls(today, calendar.working_days_after(today, SOON_DAYS).on, escalate_days, calendar)

    def word(self, due_on: date | None) -> str:
        """``due_soon``, ``due_today``, ``overdue``, or nothing to say yet.

        Due soon is every day within reach, so a run that comes late says what is true then.
        """
        if due_on is None or due_on > self.soon:
            return ""
        if due_on < self.today:
            return "overdue"
        return "due_today" if due_on == self.today else "due_soon"

    def is_over(self, due_on: date | None) -> bool:
        return self.word(due_on) == "overdue"

    def is_escalated(self, due_on: date | None) -> bool:
        """Overdue by more than the office's number of working days."""
        return (
            due_on is not None
            and self.calendar.working_days_after(due_on, self.escalate_days).on < self.today
        )
