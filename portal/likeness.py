"""Passages of a plan that stand in other plans, as an officer may see them. It informs; it decides nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consortia.guideline import CHAPTERS
from filings.likeness import Piece, pieces, shared_spans
from filings.likeness_index import WAY, Match, alike, chapters, common
from filings.models import Filing, ReadPlan, Submission
from filings.plan_texts import as_ranges, is_pointed, named_pages

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
class Source:
    """The file in which a chapter was read."""

    chapter: str
    name: str
    pages: str
    """The pages read, such as 3–7, 9; empty where the chapter was found under its heading."""
    named: str
    """The pages as the dossier names them, where they are not those that were read; else empty."""


@dataclass(frozen=True, slots=True)
class Pointed:
    """Chapters given by pages of a document."""

    read: Sequence[Source] = ()
    partly: Sequence[Source] = ()
    """Those of which other pages are named than were read."""
    unread: Sequence[str] = ()
    """Names of those that could not be read."""

    def __bool__(self) -> bool:
        return bool(self.read or self.partly or self.unread)


@dataclass(frozen=True, slots=True)
class Side:
    """One chapter of one plan, cut at its passages; ``source`` where it was read in a file."""

    chapter: str
    pieces: Sequence[Piece]
    source: Source | None


@dataclass(frozen=True, slots=True)
class Pair:
    """A chapter beside those chapters of the other plan in which its passages stand."""

    percent: int
    own: Side
    others: Sequence[Side]


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


def pointed(submission: Submission) -> Pointed:
    """What became of the chapters that are given by pages of a document."""
    kept = submission.snapshot["consortium"]["chapters"]
    keys = [item.key for item in CHAPTERS if is_pointed(kept.get(item.key, {}))]
    if not keys:
        return Pointed()
    plans = ReadPlan.objects.filter(submission=submission, way=WAY).values_list("pages", flat=True)
    read = plans.first() or {}
    sources = [source(kept[key], title(key), read[key]) for key in keys if key in read]
    return Pointed(
        [one for one in sources if not one.named],
        [one for one in sources if one.named],
        [title(key) for key in keys if key not in read],
    )


def source(chapter: Mapping[str, Any], name: str, pages: str) -> Source:
    """Where a chapter that is given by pages was read."""
    named = chapter["pages"]
    differs = pages and as_ranges(named_pages(named)) != pages
    return Source(name, chapter["document"]["name"], pages, named if differs else "")


def pairs(filing: Filing, other: Filing) -> list[Pair]:
    """The alike chapters of two plans with their passages, in the order of the plan."""
    found = {match.section: match for match in alike(filing.pk) if match.other_id == other.pk}
    if not found:
        return []
    plans = ReadPlan.objects.select_related("submission").in_bulk([filing.pk, other.pk])
    mine, theirs = plans[filing.pk], plans[other.pk]
    everybodys = common(filing.pk)
    return [_pair(found[item.key], mine, theirs, everybodys) for item in CHAPTERS if item.key in found]


def _pair(match: Match, mine: ReadPlan, theirs: ReadPlan, everybodys: frozenset[int]) -> Pair:
    text, others = chapters(mine)[match.section], chapters(theirs)
    facing = {key: shared_spans(other, [text], everybodys) for key, other in others.items()}
    return Pair(
        match.percent,
        _side(mine, match.section, pieces(text, shared_spans(text, others.values(), everybodys))),
        [_side(theirs, key, pieces(others[key], spans)) for key, spans in facing.items() if spans],
    )


def _side(plan: ReadPlan, key: str, cut: Sequence[Piece]) -> Side:
    kept = plan.submission.snapshot["consortium"]["chapters"]
    return Side(
        title(key), cut, source(kept[key], title(key), plan.pages[key]) if key in plan.pages else None
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
