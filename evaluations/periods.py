"""Which reports a registration owes, from its dates alone. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

HALF_YEAR, YEARLY = "half_year", "yearly"
SHORTEST_DAYS = 60
"""A registration that began later than this many days before a period's end has nothing to say of it yet."""


@dataclass(frozen=True, slots=True)
class Period:
    """What a report speaks of; ``until`` is exclusive and the first day on which the report can be written."""

    kind: str
    since: date
    until: date


def periods(valid_from: date, valid_until: date) -> Iterator[Period]:
    """Every period a registration reports on, in the order they end (Q-24).

    The first half of each calendar year in a light report, each calendar year in a full one. A first period
    begins with the registration and is at least 60 days long; a period that validity does not outlast is
    not reported on: by then the file of its re-application says more.
    """
    for year in range(valid_from.year, valid_until.year + 1):
        for kind, until in ((HALF_YEAR, date(year, 7, 1)), (YEARLY, date(year + 1, 1, 1))):
            since = max(date(year, 1, 1), valid_from)
            if until <= valid_until and (until - since).days >= SHORTEST_DAYS:
                yield Period(kind, since, until)


def ended(valid_from: date, valid_until: date, today: date) -> tuple[Period, ...]:
    """The periods that are over on a day: each of them owes its report, however late anybody asks."""
    return tuple(period for period in periods(valid_from, valid_until) if period.until <= today)


def ended_between(valid_from: date, valid_until: date, since: date, until: date) -> tuple[Period, ...]:
    """The periods that ended after ``since`` and by ``until``."""
    return tuple(period for period in ended(valid_from, valid_until, until) if period.until > since)


def next_end(valid_from: date, valid_until: date, today: date) -> date:
    """When the next period ends; ``date.max`` when all have."""
    ends = (period.until for period in periods(valid_from, valid_until) if period.until > today)
    return next(ends, date.max)
