"""Passages of a plan that stand in other plans, as an officer may see them. It informs; it decides nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consortia.guideline import CHAPTERS
from filings.likeness import Piece, pieces, shared_spans
from filings.likeness_index import Match, alike, chapters, common
from filings.models import Filing, ReadPlan, Submission

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One chapter and one other filing; ``other`` is empty where the reader may not see that one."""

    percent: int
    chapter: str
    other: Filing | None
    is_own: bool
    """Whether the other is an earlier or later filing of the same consortium."""

    @property
    def where(self) -> str:
        return self.other.serial if self.other else _("a filing of another district")


@dataclass(frozen=True, slots=True)
class Pair:
    """A chapter beside those chapters of the other plan in which its passages stand."""

    chapter: str
    percent: int
    pieces: Sequence[Piece]
    others: Sequence[tuple[str, Sequence[Piece]]]


def lines(filing: Filing, user: Any) -> list[Line]:
    """What the panel says: the most alike first."""
    matches = alike(filing.pk)[:SHOWN]
    if not matches:
        return []
    ids = {match.other_id for match in matches}
    visible = Filing.objects.visible_to(user).filter(pk=OuterRef("pk"))
    others = Filing.objects.select_related("consortium").annotate(is_seen=Exists(visible)).in_bulk(ids)
    return [
        Line(
            match.percent,
            title(match.section),
            others[match.other_id] if others[match.other_id].is_seen else None,
            is_own(filing, others[match.other_id]),
        )
        for match in matches
    ]


def not_compared(submission: Submission) -> list[str]:
    """Chapters that are given by pages of a document: nobody has read those for likeness."""
    written = chapters(submission)
    kept = submission.snapshot["consortium"]["chapters"]
    return [
        title(item.key)
        for item in CHAPTERS
        if not written.get(item.key, "").strip() and kept.get(item.key, {}).get("pages")
    ]


def pairs(filing: Filing, other: Filing) -> list[Pair]:
    """The alike chapters of two plans with their passages, in the order of the plan."""
    found = {match.section: match for match in alike(filing.pk) if match.other_id == other.pk}
    if not found:
        return []
    read = ReadPlan.objects.select_related("submission").in_bulk([filing.pk, other.pk])
    mine, theirs = chapters(read[filing.pk].submission), chapters(read[other.pk].submission)
    everybodys = common(filing.pk)
    return [
        _pair(found[item.key], mine[item.key], theirs, everybodys) for item in CHAPTERS if item.key in found
    ]


def _pair(match: Match, text: str, theirs: Mapping[str, str], everybodys: frozenset[int]) -> Pair:
    facing = {key: shared_spans(other, [text], everybodys) for key, other in theirs.items()}
    return Pair(
        title(match.section),
        match.percent,
        pieces(text, shared_spans(text, theirs.values(), everybodys)),
        [(title(key), pieces(theirs[key], spans)) for key, spans in facing.items() if spans],
    )


def is_own(filing: Filing, other: Filing) -> bool:
    """Whether both are filings of one consortium, or one continues what the other registered."""
    continued = (filing.predecessor_id is not None and filing.predecessor_id == other.registration_id) or (
        other.predecessor_id is not None and other.predecessor_id == filing.registration_id
    )
    return filing.consortium_id == other.consortium_id or continued


def title(key: str) -> str:
    """The name of a chapter in the reader's language."""
    item = next(item for item in CHAPTERS if item.key == key)
    return item.en if get_language() == "en" else item.zh
