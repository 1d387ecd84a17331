"""Lines of this room's tables and the rubric's items, as plain values for templates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from filings.states import State
from workflow.presentation import Badge

from . import scoring

LEVELS = (1, 2, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One filing on an expert's list."""

    filing: Any
    round: Any
    badge: Badge
    verb: str
    due_on: date | None
    is_waiting: bool
    is_overdue: bool
    leads: bool


def work_row(place: Any, today: date) -> WorkRow:
    """What an expert still has to do for a filing."""
    filing = place.filing
    is_written = filing.state == State.EXPERT_REVIEW
    if place.is_recused:
        badge, verb, waiting = Badge("withdrawn", _("Closed for you: conflict of interest")), "", False
    elif place.is_sealed:
        badge, verb, waiting = Badge("done", _("Sealed")), _("Read your sheet"), False
    elif not is_written:
        badge, verb, waiting = Badge("lapsed", _("Written review over")), "", False
    elif not place.is_declared:
        badge, verb, waiting = Badge("wait", _("Not declared yet")), _("Declare conflicts"), True
    else:
        badge, verb, waiting = Badge("draft", _("Draft")), _("Read and score"), True
    return WorkRow(
        filing=filing,
        round=place.round,
        badge=badge,
        verb=verb,
        due_on=filing.due_on if is_written else None,
        is_waiting=waiting,
        is_overdue=bool(waiting and filing.due_on and filing.due_on < today),
        leads=False,
    )


@dataclass(frozen=True, slots=True)
class Level:
    """One of the five quick values of an item; the number can also be typed."""

    number: int
    points: str


@dataclass(frozen=True, slots=True)
class RubricRow:
    """One item of the rubric with what the expert has written so far."""

    number: int
    item: scoring.Item
    name: str
    full: str
    half: str
    typed: str
    points: Decimal | None
    reason: str
    levels: tuple[Level, ...]

    @property
    def is_done(self) -> bool:
        return self.points is not None and bool(self.reason)


def rubric_rows(sheet: Any, rubric: Sequence[scoring.Item] = scoring.RUBRIC) -> list[RubricRow]:
    """A sheet's rubric as the page prints it, in the reader's language."""
    is_english = get_language() == "en"
    rows = []
    for number, item in enumerate(rubric, 1):
        kept = sheet.items.get(item.key, {})
        rows.append(
            RubricRow(
                number=number,
                item=item,
                name=item.en if is_english else item.zh,
                full=item.full_en if is_english else item.full_zh,
                half=item.half_en if is_english else item.half_zh,
                typed=str(kept.get("points", "")),
                points=scoring.points_of(kept.get("points", ""), item),
                reason=str(kept.get("reason", "")),
                levels=tuple(Level(level, _plain(Decimal(item.points) * level / 5)) for level in LEVELS),
            )
        )
    return rows


def _plain(value: Decimal) -> str:
    """A number without needless noughts."""
    return str(value.normalize() if value % 1 else value.quantize(Decimal(1)))


@dataclass(frozen=True, slots=True)
class Score:
    """What sealed sheets come to, for a table; ``is_wide`` when the spread asks for a talk."""

    mean: Decimal
    spread: Decimal
    count: int
    is_trimmed: bool
    is_wide: bool


def score(found: scoring.Summary | None, figures: dict[str, Any]) -> Score | None:
    """A summary with the office's mark for wide spreads."""
    if found is None:
        return None
    return Score(
        found.mean,
        found.spread,
        found.count,
        found.is_trimmed,
        found.spread > Decimal(str(figures["score_spread"])),
    )


def ranks(means: Iterable[tuple[int, Decimal]]) -> dict[int, int]:
    """Filing id to its place by mean, equal means sharing one; advice only."""
    ordered = sorted(means, key=lambda pair: -pair[1])
    return {pk: 1 + sum(other > mean for _pk, other in ordered) for pk, mean in ordered}
