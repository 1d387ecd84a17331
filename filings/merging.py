"""Two texts that grew from one, put together again without losing a line of either. Pure: knows no row and no clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from hashlib import sha256

MARK_LENGTH = 16
LINE_MARK_LENGTH = 8


class Verdict(StrEnum):
    """What became of one typed field."""

    SAME = "same"  # nothing of it is new
    KEPT = "kept"  # it stands as typed
    MERGED = "merged"  # it stands together with what somebody else wrote meanwhile
    CONFLICT = "conflict"  # it stands beside the stored one until somebody chooses
    REFUSED = "refused"  # not in order yet; it stays with whoever typed it


@dataclass(frozen=True, slots=True)
class Change:
    """Lines ``start`` up to ``end`` of the common text, and what one side wrote in their place."""

    start: int
    end: int
    lines: tuple[str, ...]


def mark(text: str) -> str:
    """A short mark that tells two values of a field apart."""
    return sha256(text.encode()).hexdigest()[:MARK_LENGTH]


def lines_of(text: str) -> list[str]:
    """The paragraphs of a text; an empty text has none."""
    return text.split("\n") if text else []


def changes(base: Sequence[str], new: Sequence[str]) -> list[Change]:
    """What turns ``base`` into ``new``, in order."""
    codes = SequenceMatcher(None, base, new, autojunk=False).get_opcodes()
    return [Change(a, b, tuple(new[c:d])) for kind, a, b, c, d in codes if kind != "equal"]


def _collide(one: Change, other: Change) -> bool:
    """Whether both rewrite the same line, or one adds inside what the other rewrites."""
    if one.start == one.end and other.start == other.end:
        return False
    return max(one.start, other.start) < min(one.end, other.end) or (
        (one.start == one.end and other.start < one.start < other.end)
        or (other.start == other.end and one.start < other.start < one.end)
    )


def merge(base: str, mine: str, theirs: str) -> str | None:
    """Both sides' changes of ``base`` by paragraphs; None where both rewrote the same one.

    Where both add at the same place both stay, theirs first.
    """
    common = lines_of(base)
    ours, others = changes(common, lines_of(mine)), changes(common, lines_of(theirs))
    ours = [change for change in ours if change not in others]
    if any(_collide(one, other) for one in ours for other in others):
        return None
    merged: list[str] = []
    done = 0
    both = [*((change, 0) for change in others), *((change, 1) for change in ours)]
    for change, _side in sorted(both, key=lambda pair: (pair[0].start, pair[0].end, pair[1])):
        merged += common[done : change.start]
        merged += change.lines
        done = change.end
    return "\n".join([*merged, *common[done:]])


def settle(base: str | None, mine: str, present: str, *, is_text: bool) -> tuple[Verdict, str]:
    """What became of ``mine`` and what the field reads now. ``base`` is what the writer began from, if known."""
    if mine in (present, base):
        return Verdict.SAME, present
    if base == present:
        return Verdict.KEPT, mine
    merged = merge(base, mine, present) if is_text and base is not None else None
    return (Verdict.CONFLICT, present) if merged is None else (Verdict.MERGED, merged)


def beginning(base_mark: str | None, mine: str, present: str) -> str | None:
    """The value whose mark a page sent; None where it is neither side's. Without a mark, what is there now."""
    if base_mark is None:
        return present
    return next((text for text in (present, mine, "") if mark(text) == base_mark), None)


def settle_row(
    marks: Mapping[str, str], mine: Mapping[str, str], present: Mapping[str, str]
) -> dict[str, Verdict]:
    """What becomes of each column of a row: kept as typed, the same as it stands, or changed by both sides.

    ``marks`` say what the page began from, column by column.
    """
    return {
        name: settle(beginning(marks.get(name), value, present[name]), value, present[name], is_text=False)[0]
        for name, value in mine.items()
    }


def one_after_the_other(present: str, other: str) -> str:
    """Both texts whole; what stood first stays first."""
    return "\n".join(text for text in (present, other) if text)


Credit = tuple[str, int | None, str]
"""One paragraph: its mark, who wrote it last, and when (ISO); nobody and "" where that is not known."""


def credit(before: Sequence[Credit], text: str, by: int | None, at: str) -> list[Credit]:
    """Who wrote each paragraph of ``text`` last: unchanged ones keep their writer, all others are ``by``'s."""
    marks = [sha256(line.encode()).hexdigest()[:LINE_MARK_LENGTH] for line in lines_of(text)]
    written: list[Credit] = [(one, by, at) for one in marks]
    matcher = SequenceMatcher(None, [one[0] for one in before], marks, autojunk=False)
    for block in matcher.get_matching_blocks():
        for step in range(block.size):
            _mark, writer, when = before[block.a + step]
            written[block.b + step] = (marks[block.b + step], writer, when)
    return written
