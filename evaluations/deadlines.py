"""When an evaluation of a registration falls due. Pure: months from its first day (Q-25)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


def months_after(start: date, months: int) -> date:
    """The same day some months later; a day that month lacks becomes its last (29 February, the 31st)."""
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class Due:
    """An evaluation that should be under way: the mid-term one, or the one before the end."""

    which: str
    on: date


def evaluation_due(
    valid_from: date, begun: Iterable[date], today: date, *, mid_months: int, final_months: int
) -> Due | None:
    """The evaluation that is due and has not begun; None when nothing is.

    One that began past the middle between both days serves as the one before the end.
    """
    days = sorted(begun)
    mid, final = months_after(valid_from, mid_months), months_after(valid_from, final_months)
    middle = months_after(valid_from, (mid_months + final_months) // 2)
    if today >= final and not any(day >= middle for day in days):
        return Due("final", final)
    if mid <= today < final and not any(day >= valid_from for day in days):
        return Due("mid", mid)
    return None
