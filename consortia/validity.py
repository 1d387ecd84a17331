"""How long a registration and a ban last: half-open arithmetic, 29 February decided once. Pure."""

from __future__ import annotations

from datetime import MAXYEAR, date, timedelta

from consortia.guideline import Guideline
from workflow.refusal import Force, Refusal, Refusals


def longest_validity(start: date, guideline: Guideline) -> date:
    """``valid_until`` (exclusive) of the longest registration that starts on ``start``.

    A period from 29 February runs through 28 February of a year that has no 29th: it ends with the month
    (Civil Code art. 202) and never reaches an anniversary, so it is no longer than three years.
    """
    return _years_after(start, guideline.validity_years)


def last_day_of_validity(start: date, guideline: Guideline) -> date:
    """The last day of that registration, inclusive, as papers print it."""
    return longest_validity(start, guideline) - timedelta(days=1)


def validity_too_long(valid_from: date, valid_until: date, guideline: Guideline) -> Refusals:
    """At most three years; 一般 is read strictly, so the force is HARD. ``valid_until`` is exclusive."""
    latest = longest_validity(valid_from, guideline)
    if valid_until <= latest:
        return ()
    last, limit = valid_until - timedelta(days=1), latest - timedelta(days=1)
    params = {"last": last.isoformat(), "limit": limit.isoformat()}
    return (Refusal("validity_too_long", "G5.6i", Force.HARD, params),)


def validity_backwards(valid_from: date, valid_until: date) -> Refusals:
    """A registration lasts at least one day."""
    if valid_from < valid_until:
        return ()
    return (Refusal("validity_backwards", "G5.6i", Force.HARD, {"start": valid_from.isoformat()}),)


def ban_until(decided_on: date, guideline: Guideline) -> date:
    """Exclusive end of a ban decided on that day: three full years, the day after is free."""
    return _years_after(decided_on, guideline.ban_years)


def _years_after(day: date, years: int) -> date:
    """Same day some years on; 1 March where 29 February does not exist, the last day there is after year 9999."""
    if day.year + years > MAXYEAR:
        return date.max
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
