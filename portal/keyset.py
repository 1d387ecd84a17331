"""Pages of a list by key, never by count: the next page begins after the last row of this one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model, Q, QuerySet

from workflow.presentation import Pager

PAGE = 30
COUNT_CAP = 1000


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of one page and the way on."""

    rows: Sequence[Any]
    pager: Pager


def newest_first(rows: QuerySet[Any], asked: Mapping[str, str], size: int = PAGE) -> Page:
    """One page by falling primary key; ``before`` in the address names the row it begins after."""
    start = number(asked.get("before"))
    if start is not None:
        rows = rows.filter(pk__lt=start)
    found = list(rows.order_by("-pk")[: size + 1])
    shown = found[:size]
    more = len(found) > size
    return Page(
        shown,
        Pager(
            previous_url=_link(asked, before=None) if start is not None else "",
            next_url=_link(asked, before=shown[-1].pk) if more else "",
            shown_count=len(shown),
        ),
    )


def soonest_first(rows: QuerySet[Any], asked: Mapping[str, str], size: int = PAGE) -> Page:
    """One page by due day, rows without one last; ``after`` in the address holds day and key of the last row."""
    day, last = _mark(asked.get("after"))
    if last is not None:
        beyond = Q(due_on__isnull=True, pk__gt=last)
        if day:
            beyond = Q(due_on__gt=day) | Q(due_on=day, pk__gt=last) | Q(due_on__isnull=True)
        rows = rows.filter(beyond)
    found = list(rows.order_by("due_on", "pk")[: size + 1])
    shown = found[:size]
    more = len(found) > size
    return Page(
        shown,
        Pager(
            previous_url=_link(asked, after=None) if last is not None else "",
            next_url=_link(asked, after=_mark_of(shown[-1])) if more else "",
            shown_count=len(shown),
        ),
    )


def capped_count(rows: QuerySet[Any]) -> str:
    """How many rows there are, as text; beyond a thousand nobody counts on."""
    count = rows.order_by()[: COUNT_CAP + 1].count()
    return f"{COUNT_CAP:,}+" if count > COUNT_CAP else str(count)


def number(text: str | None) -> int | None:
    """A key as an address holds it; None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def _mark(text: str | None) -> tuple[date | None, int | None]:
    day, _sep, key = (text or "").partition("_")
    if day == "none":
        return None, number(key)
    try:
        return date.fromisoformat(day), number(key)
    except ValueError:
        return None, None


def _mark_of(row: Model) -> str:
    due_on = row.due_on  # type: ignore[attr-defined]
    return f"{due_on.isoformat() if due_on else 'none'}_{row.pk}"


def _link(asked: Mapping[str, str], **changes: Any) -> str:
    kept = {key: value for key, value in asked.items() if key not in changes and value}
    kept |= {key: str(value) for key, value in changes.items() if value is not None}
    return f"?{urlencode(kept)}" if kept else "?"
