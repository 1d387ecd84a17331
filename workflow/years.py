"""Loading a year's working days from the State Council's notice, and what that changes."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from ledger import actions as ledger
from ledger.models import Entry

from . import engine, office
from .flow import FLOWS, Flow
from .models import WorkCalendarDay, WorkCalendarYear


def load(year: int, days: Iterable[Mapping[str, Any]], *, source: str, now: datetime) -> int:
    """Replace the deviations of ``year`` and recompute every provisional due date; how many changed.

    ``days`` are the days that differ from Monday-to-Friday: ``date``, ``is_working``, ``name``.
    Raises ValueError naming a day of another year.
    """
    rows = [
        WorkCalendarDay(date=day["date"], is_working=day["is_working"], name=day["name"], source=source)
        for day in days
    ]
    if stray := [row.date for row in rows if row.date.year != year]:
        raise ValueError(f"{stray[0]} is not a day of {year}")
    with transaction.atomic():
        WorkCalendarDay.objects.filter(date__year=year).delete()
        WorkCalendarDay.objects.bulk_create(rows)
        WorkCalendarYear.objects.update_or_create(year=year, defaults={"source": source, "loaded_at": now})
        return sum(_recompute(flow, now) for flow in FLOWS.values())


def _recompute(flow: Flow, now: datetime) -> int:
    model = apps.get_model(flow.model)
    changed = 0
    for pk in model._base_manager.filter(is_due_provisional=True).values_list("pk", flat=True):
        subject = engine.lock(flow, pk)
        key = _due_key(flow, subject)
        if not subject.is_due_provisional or key is None:
            continue
        due = office.due(key, timezone.localdate(subject.state_since))
        before: date = subject.due_on
        subject.due_on, subject.is_due_provisional = due.on, due.is_provisional
        subject.save(update_fields=["due_on", "is_due_provisional"])
        if due.on != before:
            changed += 1
            ledger.record(
                subject, f"{flow.key}.due_recomputed", at=now,
                payload={"before": before.isoformat(), "after": due.on.isoformat()},
            )  # fmt: skip
    return changed


def _due_key(flow: Flow, subject: Any) -> str | None:
    """The parameter that gave the subject its time: that of the step that brought it where it stands."""
    rows = {
        f"{flow.key}.{row.event}": row.due for row in flow.rows if row.target == subject.state and row.due
    }
    taken = Entry.objects.filter(subject=subject.ledger_subject, kind__in=list(rows)).order_by("-number")
    latest = taken.values_list("kind", flat=True).first()
    return rows[latest] if latest else flow.begin_due
