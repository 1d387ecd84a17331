"""The days of a public notice as a strip: the posting day, counted days one by one, days off folded with their name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from workflow import office
from workflow.calendar import ONE_DAY, WorkCalendar
from workflow.models import WorkCalendarDay
from workflow.presentation import Badge, StripDay

LONGEST = 60
"""Windows of more calendar days than this are said in words only."""
WEEKDAYS_ZH = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Window:
    """A notice's window on a day: how many working days, which one today is, the first day to act after it."""

    posted_on: date
    starts_on: date
    ends_on: date
    closes_on: date
    days_count: int
    day: int
    strip: tuple[StripDay, ...]
    days_off: str
    is_provisional: bool
    today: date

    @property
    def is_over(self) -> bool:
        return self.today > self.ends_on

    @property
    def has_begun(self) -> bool:
        return self.today >= self.starts_on

    @property
    def badge(self) -> Badge:
        if self.is_over:
            return Badge("done", _("Notice ended"))
        if not self.has_begun:
            return Badge("publicity", _("Posted; counting begins soon"))
        words = _("On notice: day %(day)s of %(total)s") % {"day": self.day, "total": self.days_count}
        return Badge("publicity", words)


def window_of(
    posted_on: date, starts_on: date, ends_on: date, *, today: date, is_provisional: bool = False
) -> Window:
    """The window drawn for ``today``."""
    calendar = office.work_calendar()
    names = dict(
        WorkCalendarDay.objects.filter(is_working=False, date__gte=posted_on, date__lte=ends_on).values_list(
            "date", "name"
        )
    )
    before = starts_on - ONE_DAY
    passed = calendar.working_days_between(before, min(today, ends_on)) if today >= starts_on else 0
    folded = list(_cells(calendar, names, posted_on, starts_on, ends_on, today))
    return Window(
        posted_on=posted_on,
        starts_on=starts_on,
        ends_on=ends_on,
        closes_on=calendar.working_day_on_or_after(ends_on + ONE_DAY),
        days_count=calendar.working_days_between(before, ends_on),
        day=passed,
        strip=tuple(folded) if (ends_on - posted_on).days <= LONGEST else (),
        days_off=_days_off_words(calendar, names, posted_on, ends_on),
        is_provisional=is_provisional,
        today=today,
    )


def _cells(
    calendar: WorkCalendar, names: Mapping[date, str], posted_on: date, first: date, last: date, today: date
) -> Iterator[StripDay]:
    if posted_on < first:
        yield StripDay(_short(posted_on), weekday(posted_on), _("Posted"))
    number = 0
    for group in _groups(calendar, first if posted_on >= first else posted_on + ONE_DAY, last):
        if calendar.is_working_day(group[0]):
            number += 1
            yield _counted(group[0], number, today)
        else:
            name = next((names[day] for day in group if names.get(day)), "")
            yield StripDay(_span(group), name, _("off"), "holiday")


def _groups(calendar: WorkCalendar, first: date, last: date) -> Iterator[list[date]]:
    """Working days one by one, days off in a run together."""
    off: list[date] = []
    day = first
    while day <= last:
        if calendar.is_working_day(day):
            if off:
                yield off
                off = []
            yield [day]
        else:
            off.append(day)
        day += ONE_DAY


def _counted(day: date, number: int, today: date) -> StripDay:
    state = "today" if day == today else "past" if day < today else "counted"
    return StripDay(
        _short(day), _("Today") if day == today else weekday(day), _("Day %(n)s") % {"n": number}, state
    )


def _days_off_words(calendar: WorkCalendar, names: Mapping[date, str], first: date, last: date) -> str:
    """Named holidays within the window, with their days; plain weekends need no word."""
    found = []
    for group in _groups(calendar, first, last):
        name = next((names[day] for day in group if names.get(day)), "")
        if name and not calendar.is_working_day(group[0]):
            found.append(f"{name}（{_span(group)}）" if _is_chinese() else f"{name} ({_span(group)})")
    return ("、" if _is_chinese() else ", ").join(found)


def weekday(day: date) -> str:
    """The short name of a weekday."""
    return f"周{WEEKDAYS_ZH[day.weekday()]}" if _is_chinese() else f"{day:%a}"


def _is_chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


def _short(day: date) -> str:
    return f"{day.month}/{day.day}"


def _span(days: list[date]) -> str:
    first, last = days[0], days[-1]
    if first == last:
        return _short(first)
    return f"{_short(first)}–{last.day}" if first.month == last.month else f"{_short(first)}–{_short(last)}"


def window_of_notice(notice: Any, today: date) -> Window:
    """A posted notice's window on a day."""
    return window_of(
        timezone.localdate(notice.posted_at), notice.starts_on, notice.ends_on, today=today,
        is_provisional=notice.is_provisional,
    )  # fmt: skip
