"""Working days with transferred days (调休). Pure: the days come in, no table, no clock.

A year without a State Council notice is counted Monday to Friday and marked provisional; nothing raises for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType

ONE_DAY = timedelta(days=1)
FRIDAY = 4


@dataclass(frozen=True, slots=True)
class DueDate:
    """The last day to act. Provisional: some day counted lies in a year whose holidays are not known yet."""

    on: date
    is_provisional: bool


@dataclass(frozen=True, slots=True)
class PublicityWindow:
    """First and last working day of a public notice, and the first working day after it."""

    first_on: date
    last_on: date
    earliest_close_on: date
    is_provisional: bool


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days the office works."""

    days: Mapping[date, bool] = field(default_factory=lambda: MappingProxyType({}))
    """Only days that differ from Monday to Friday: True worked, False off."""
    known_years: frozenset[int] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Worked according to the notice, or Monday to Friday where it says nothing."""
        return self.days.get(day, day.weekday() <= FRIDAY)

    def is_provisional(self, first: date, last: date) -> bool:
        """Any year from ``first`` to ``last`` is not known yet."""
        return any(year not in self.known_years for year in range(first.year, last.year + 1))

    def working_days_after(self, start: date, days: int) -> DueDate:
        """The ``days``-th working day after ``start``; ``start`` itself is not counted, and 0 is ``start``."""
        if days < 0:
            raise ValueError(f"days must not be negative: {days}")
        day = start
        for _ in range(days):
            day = self.next_working_day(day)
        return DueDate(day, self.is_provisional(min(start + ONE_DAY, day), day))

    def next_working_day(self, day: date) -> date:
        """The first working day after ``day``."""
        day += ONE_DAY
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def working_day_on_or_after(self, day: date) -> date:
        """``day`` itself when it is worked, else the next working day."""
        return day if self.is_working_day(day) else self.next_working_day(day)

    def working_days_between(self, earlier: date, later: date) -> int:
        """Working days after ``earlier`` up to and including ``later``; negative when they are the other way."""
        if later < earlier:
            return -self.working_days_between(later, earlier)
        span = (later - earlier).days
        return sum(self.is_working_day(earlier + timedelta(days=step)) for step in range(1, span + 1))

    def publicity_window(
        self, posted_on: date, days: int, *, count_posting_day: bool = False
    ) -> PublicityWindow:
        """``days`` full working days from the day after posting, or from the posting day where it counts."""
        if days < 1:
            raise ValueError(f"a public notice lasts at least one working day: {days}")
        first = (
            self.working_day_on_or_after(posted_on) if count_posting_day else self.next_working_day(posted_on)
        )
        last = self.working_days_after(first, days - 1).on
        close = self.next_working_day(last)
        return PublicityWindow(first, last, close, self.is_provisional(first, close))
