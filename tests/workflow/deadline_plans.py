"""Random calendars, outages and duplicate runs, and what must come of them: the rule, written a second time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random

from evaluations import periods
from filings.states import State
from workflow.calendar import WorkCalendar

START = date(2027, 11, 1)
SOON, ESCALATE, REMINDERS = 2, 5, 2
THRESHOLDS = (180, 90, 30, 7, 0)
Told = dict[tuple[str, int, str], date]
"""What was told: of what ("filing" or "registration"), which, what. And on which day."""
HOLDER: Mapping[str, tuple[str, str]] = {
    State.DISTRICT_CHECK: ("district", "head"),
    State.CITY_CHECK: ("city", "approver"),
    State.EXPERT_REVIEW: ("city", "approver"),
    State.SITE_VISIT: ("city", "approver"),
    State.DEFENCE: ("city", "approver"),
    State.SELECTION: ("city", "approver"),
    State.APPROVAL: ("approver", "supervisor"),
    State.DISTRICT_CORRECTION: ("filer", ""),
    State.CITY_CORRECTION: ("filer", ""),
    State.PUBLICITY: ("", ""),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """One seed's world: a calendar, deadlines, and the days on which a sweep ran, some of them twice."""

    calendar: WorkCalendar
    filings: tuple[tuple[str, date], ...]
    registrations: tuple[tuple[date, date], ...]
    runs: tuple[date, ...]


def plan(seed: int, *, filings: int | None = None, registrations: int | None = None) -> Plan:
    """The world of ``seed``: of filings when even, of registrations when odd.

    Late December and January lie inside, and a year may be without a table.
    """
    luck = Random(seed)
    changed = {START + timedelta(days=luck.randrange(420)): luck.random() < 0.3 for _ in range(60)}
    begin = START + timedelta(days=luck.randrange(60))
    for day in range(luck.choice((0, 0, 7, 9))):  # a long holiday somewhere
        changed[begin + timedelta(days=day)] = False
    calendar = WorkCalendar(changed, frozenset(luck.sample((2027, 2028), luck.randrange(3))))
    span = luck.choice((12, 40, 260))
    days = sorted(luck.randrange(span) for _ in range(luck.randint(1, 3)))
    runs = [begin + timedelta(days=day) for day in days]
    runs += luck.sample(runs, luck.randint(0, 1))
    due = [
        calendar.working_days_after(begin, luck.randint(0, 14)).on
        if luck.random() < 0.8
        else begin + timedelta(days=luck.randrange(20))
        for _ in range((0 if seed % 2 else 3) if filings is None else filings)
    ]
    ends = [
        begin + timedelta(days=luck.randrange(-5, 230))
        for _ in range(seed % 2 if registrations is None else registrations)
    ]
    return Plan(
        calendar,
        tuple((luck.choice(tuple(HOLDER)), day) for day in due),
        tuple((end - timedelta(days=luck.randint(30, 420)), end) for end in ends),
        tuple(sorted(runs)),
    )


def moment(day: date, number: int = 0) -> datetime:
    """Some time of that day in the office."""
    return datetime(day.year, day.month, day.day, 1 + number % 9, 30, tzinfo=UTC)


def expected(world: Plan) -> Told:
    """Every effect with the first run's day on which it may come, nothing else."""
    told: Told = {}
    for day in sorted(set(world.runs)):
        for index, (state, due) in enumerate(world.filings):
            for what in _of_filing(world.calendar, state, due, day, told, index):
                told.setdefault(("filing", index, what), day)
        for index, (since, until) in enumerate(world.registrations):
            come = [days for days in THRESHOLDS if until - timedelta(days=days) <= day]
            if come:
                told.setdefault(("registration", index, str(min(come))), day)
            for period in periods.ended(since, until, day):
                told.setdefault(("report", index, f"{period.kind}:{period.until}"), day)
    return told


def _of_filing(
    calendar: WorkCalendar, state: str, due: date, day: date, told: Told, index: int
) -> Iterator[str]:
    holder, above = HOLDER[state]
    if state == State.PUBLICITY:
        if day > due:
            yield "city_window_ended"
        return
    if day < due <= calendar.working_days_after(day, SOON).on:
        yield f"{holder}_due_soon"
    if day == due:
        yield f"{holder}_due_today"
    if day <= due:
        return
    if not above:
        yield from _reminder(calendar, due, day, told, index)
        return
    yield f"{holder}_overdue"
    if state == State.EXPERT_REVIEW:
        yield "round_overdue"
    if day > calendar.working_days_after(due, ESCALATE).on:
        yield f"{above}_escalated"


def _reminder(calendar: WorkCalendar, due: date, day: date, told: Told, index: int) -> Iterator[str]:
    """One reminder a run day at most, the n-th not before the n-th working day after; then the officer may act."""
    given = [n for n in range(1, REMINDERS + 1) if ("filing", index, f"filer_reminder{n}") in told]
    if any(told["filing", index, f"filer_reminder{n}"] == day for n in given):
        return
    number = len(given) + 1
    if number <= REMINDERS and day >= calendar.working_days_after(due, number).on:
        yield f"filer_reminder{number}"
        if number == REMINDERS:
            yield "returner_may_lapse"
