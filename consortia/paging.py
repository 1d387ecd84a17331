"""Pages of a list by falling key, for lists of this room and the rooms above."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet

from workflow.presentation import Pager

PAGE = 50


def newest_first(rows: QuerySet[Any], asked: Mapping[str, str], size: int = PAGE) -> tuple[list[Any], Pager]:
    """One page of rows and the way on; ``before`` in the address names the row it begins after."""
    start = asked.get("before", "")
    is_later = start.isascii() and start.isdigit() and len(start) < 19
    if is_later:
        rows = rows.filter(pk__lt=int(start))
    found = list(rows.order_by("-pk")[: size + 1])
    shown = found[:size]
    kept = {key: value for key, value in asked.items() if key != "before"}
    following = urlencode({**kept, "before": shown[-1].pk}) if len(found) > size else ""
    return shown, Pager(
        previous_url=f"?{urlencode(kept)}" if is_later else "",
        next_url=f"?{following}" if following else "",
        shown_count=len(shown),
    )
