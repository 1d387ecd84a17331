"""Moving the world forward: day by day, with everything that the schedule does on the way."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from filings.models import Filing
from filings.states import FINAL
from ledger import clock
from reviews.models import PublicNotice
from workflow import office
from workflow.calendar import WorkCalendar

from . import schedule
from .cast import OFFICE_TIME

MOST_STOPS = 90
"""Longer journeys stop at so many working days only, evenly spread."""
FURTHEST = timedelta(days=4 * 366)
MORNING, NIGHT = time(9, 0), time(0, 5)


@dataclass(frozen=True, slots=True)
class Jump:
    """One button of the time panel."""

    key: str
    label: str | Promise
    on: date


def jumps(now: datetime) -> list[Jump]:
    """The days worth going to, soonest meaning first: tomorrow, a notice's end, the next due day."""
    today, calendar = timezone.localdate(now), office.work_calendar()
    found = [Jump("day", _("Next working day"), calendar.next_working_day(today))]
    running = PublicNotice.objects.filter(ends_on__gte=today, items__is_current=True).order_by("ends_on")
    if notice := running.first():
        found.append(Jump("notice", _("To the end of the notice"), calendar.next_working_day(notice.ends_on)))
    due = Filing.objects.filter(due_on__gt=today).exclude(state__in=sorted(FINAL)).order_by("due_on")
    if filing := due.first():
        found.append(Jump("due", _("To the next due day"), filing.due_on or today))
    return found


def stops(today: date, target: date, calendar: WorkCalendar) -> list[date]:
    """The working days on the way, the target last, at most ``MOST_STOPS`` of them."""
    days, day = [], calendar.next_working_day(today)
    while day < target:
        days.append(day)
        day = calendar.next_working_day(day)
    step = -(-len(days) // MOST_STOPS) if days else 1
    return [*days[::step], target]


def go_to(target: date, now: datetime) -> datetime:
    """Let the world stand on the morning of ``target``; what is due on the way happens. Forward only."""
    with schedule.at_once():
        for day in stops(timezone.localdate(now), target, office.work_calendar()):
            clock.move_to(datetime.combine(day, NIGHT, OFFICE_TIME))
            schedule.run()
        arrived = datetime.combine(target, MORNING, OFFICE_TIME)
        clock.move_to(arrived)
        schedule.run()
    return arrived


def may_go(target: date | None, now: datetime) -> bool:
    """A day after today, within the years that anything here lasts."""
    today = timezone.localdate(now)
    return target is not None and today < target <= today + FURTHEST
