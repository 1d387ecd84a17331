"""On which days the calendar has something to say of a registration. Pure."""

from __future__ import annotations

from datetime import date, timedelta

DAYS_BEFORE = (180, 90, 30, 7, 0)
"""Days before ``valid_until`` (exclusive): the first opens re-application, the last is the lapse itself."""


def announcement_days(valid_until: date) -> tuple[date, ...]:
    """Every day on which people are told, in order; the last is the first day without validity."""
    return tuple(valid_until - timedelta(days=days) for days in DAYS_BEFORE)


def first_announcement(valid_until: date) -> date:
    return announcement_days(valid_until)[0]


def overtaken(valid_until: date, today: date) -> int | None:
    """The latest threshold in days that has come by ``today``: the one to tell. None before the first."""
    come = [days for days in DAYS_BEFORE if valid_until - timedelta(days=days) <= today]
    return come[-1] if come else None


def next_announcement(valid_until: date, today: date) -> date | None:
    """The next day after ``today`` on which people are told; None when all has been said."""
    return next((day for day in announcement_days(valid_until) if day > today), None)
