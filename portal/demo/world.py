"""The demo world: some thirty sample filings, each brought to where it stands by real steps on real days."""

import heapq
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.models import F
from django.utils import timezone

from ledger import actions as ledger
from ledger import clock
from ledger.models import Notice, Strand
from workflow import office
from workflow.calendar import WorkCalendar

from . import people, schedule, units
from .cast import OFFICE_TIME, Cast, Story
from .stories import stories

LOADED = "demo_world"
"""Name of the strand whose entry says that the world is whole."""
SWEPT_DAYS = 25
"""Working days before today from which on every night has its sweeps: nothing older is still under way."""


class HalfLoaded(Exception):
    """A load was interrupted: the world must be made anew."""


def is_loaded() -> bool:
    """Whether the world is there. Raises HalfLoaded when it is there in part."""
    if Strand.objects.filter(name=LOADED, ledger_count__gt=0).exists():
        return True
    if people.exist():
        raise HalfLoaded
    return False


def load(now: datetime) -> Cast:
    """Tell every story up to ``now`` (the next working morning, when today is a day off)."""
    call_command("load_reference", verbosity=0)
    with (
        connection.cursor() as cursor
    ):  # a load that is interrupted is made anew: no need to wait for the disk
        cursor.execute("SET synchronous_commit = off")
    cast = _cast(now)
    with schedule.at_once():
        end = arrival(now, cast.calendar)
        _play(cast, stories(cast), end)
        clock.move_to(end)
        schedule.run()
        schedule.run()  # what the first run had to tell is delivered by the second
        _seal(clock.now())
    _read_old_messages(cast)
    return cast


def _read_old_messages(cast: Cast) -> None:
    """Everybody has opened what came more than three working days ago."""
    old = Notice.objects.filter(created_at__lt=cast.at(-3, "00:00"), read_at__isnull=True)
    old.update(read_at=F("created_at") + timedelta(hours=2))


def arrival(now: datetime, calendar: WorkCalendar) -> datetime:
    """When the world stands: now on a working day, else the next working day's morning."""
    today = timezone.localdate(now)
    if calendar.is_working_day(today):
        return now
    return datetime.combine(calendar.next_working_day(today), time(9, 0), OFFICE_TIME)


def _cast(now: datetime) -> Cast:
    calendar = office.work_calendar()
    today = timezone.localdate(arrival(now, calendar))
    since = datetime.combine(today - timedelta(days=200), time(9, 0), OFFICE_TIME)
    made = units.create()
    acting = people.create(made, now=since)
    return Cast(
        today=today, calendar=calendar, units=made, people=acting, signers=units.signatories(made, now=since)
    )


def _play(cast: Cast, told: Iterator[Story], end: datetime) -> None:
    """Let all stories happen in the order of their moments, with each night's sweeps between the days."""
    waiting = [(next(story), number, story) for number, story in enumerate(told)]
    heapq.heapify(waiting)
    day = waiting[0][0].date()
    while waiting:
        moment, number, story = heapq.heappop(waiting)
        if moment > end:
            raise ValueError(f"story {number} wants to go on at {moment}, after the world's end {end}")
        while day < moment.date():
            day = cast.calendar.next_working_day(day)
            _night(day, cast)
        clock.move_to(moment)
        try:
            following = story.send(moment)
        except StopIteration:
            continue
        if following < moment:
            raise ValueError(f"story {number} goes back from {moment} to {following}")
        heapq.heappush(waiting, (following, number, story))


def _night(day: date, cast: Cast) -> None:
    """What happened between two days: the letters, and in the last weeks whatever the schedule does."""
    now = datetime.combine(day, time(0, 5), OFFICE_TIME)
    clock.move_to(now)
    schedule.post(now)
    if day >= cast.at(-SWEPT_DAYS, "00:00").date():
        schedule.run()


def _seal(now: datetime) -> None:
    """Say that the world is whole, and close the record with a checkpoint."""
    strand, _is_new = Strand.objects.get_or_create(name=LOADED)
    ledger.record(strand, "demo.loaded", at=now, payload={"site": settings.SITE_ORIGIN})
    ledger.seal(now)
