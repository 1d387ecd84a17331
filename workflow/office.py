"""Office parameters and working days, as of a date. What the guideline leaves open, the office fixes here."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, Max, QuerySet, Subquery, Value

from .calendar import DueDate, WorkCalendar
from .lateness import Lateness
from .models import Parameter, WorkCalendarDay, WorkCalendarYear


@cache
def defaults() -> dict[str, dict[str, Any]]:
    """Every parameter the code knows: key to its default, unit, label, explanation and clause, if any."""
    listed = json.loads(Path(settings.PARAMETER_FILE).read_text(encoding="utf-8"))
    return {item["key"]: item for item in listed}


def value(key: str, on: date) -> Any:
    """The value of office parameter ``key`` in force on a date. Raises KeyError for an unknown key."""
    confirmed = (
        Parameter.objects.filter(key=key, valid_from__lte=on, confirmed_at__isnull=False)
        .order_by("-valid_from", "-version")
        .values_list("value", flat=True)
        .first()
    )
    return defaults()[key]["default"] if confirmed is None else confirmed


def confirmed(on: date) -> QuerySet[Parameter]:
    """Every change of a parameter that the office had confirmed by a date, the one in force last of its key."""
    return Parameter.objects.filter(valid_from__lte=on, confirmed_at__isnull=False).order_by(
        "valid_from", "version"
    )


def values(on: date) -> dict[str, Any]:
    """All parameters in force on a date."""
    return values_of(confirmed(on))


def values_of(rows: Iterable[Parameter]) -> dict[str, Any]:
    """All parameters after the office's changes in ``rows``, later ones last."""
    return {key: item["default"] for key, item in defaults().items()} | {row.key: row.value for row in rows}


def version(on: date) -> int:
    """How many confirmed changes of parameters were in force on a date: what a filing was filed under."""
    return Parameter.objects.filter(valid_from__lte=on, confirmed_at__isnull=False).count()


def work_calendar() -> WorkCalendar:
    """The working days as loaded so far; years without a notice are provisional."""
    days_count = WorkCalendarDay.objects.order_by().values(one=Value(1)).annotate(n=Count("*")).values("n")
    held = WorkCalendarYear.objects.aggregate(
        count=Count("pk"), latest=Max("loaded_at"), days=Max(Subquery(days_count))
    )
    return _calendar_as_of(held["count"], held["latest"], held["days"])


def lateness(today: date) -> Lateness:
    """What due days are called today, by the calendar and the number of days in force."""
    return Lateness.of(today, work_calendar(), int(value("escalate_days", today)))


@lru_cache(maxsize=4)
def _calendar_as_of(_years: int, _latest: datetime | None, _days: int) -> WorkCalendar:
    """Read once for each state of the two tables, and kept by each process until they change."""
    return WorkCalendar(
        days=dict(WorkCalendarDay.objects.values_list("date", "is_working")),
        known_years=frozenset(WorkCalendarYear.objects.values_list("year", flat=True)),
    )


def days(key: str, figures: Mapping[str, Any]) -> int:
    """The working days that ``key`` names; keys joined by + follow one another."""
    return sum(int(figures[each]) for each in key.split("+"))


def due(key: str, start: date, figures: Mapping[str, Any] | None = None) -> DueDate:
    """The last working day to act, ``key`` naming the parameters with the number of days after ``start``.

    ``figures`` are the parameters of that day, where they are at hand.
    """
    return work_calendar().working_days_after(start, days(key, figures or values(start)))


_NEXT = """
    INSERT INTO workflow_series AS series (key, last) VALUES (%s, 1)
    ON CONFLICT (key) DO UPDATE SET last = series.last + 1 RETURNING last
"""
"""One statement that begins a series or takes its next number; the row stays locked until the transaction ends."""


def next_number(key: str) -> str:
    """The next number of a series, four digits after its key. Call inside the transaction that uses it."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [key])
        ((last,),) = cursor.fetchall()
    return f"{key}-{last:04d}"
