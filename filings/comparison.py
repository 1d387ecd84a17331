"""What differs between two texts, two lists of rows, two sets of facts. Pure; nothing is lost on either side."""

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any

WORK = 400_000
"""Pairs of equal tokens that one comparison may look at: a bound on time for long or repetitive texts."""
TOKENS = re.compile(r"[㐀-鿿豈-﫿]|[^\W㐀-鿿豈-﫿]+|\s+|[^\w\s]", re.UNICODE)
SENTENCES = re.compile(r"[^。！？；\n.!?;]*[。！？；\n.!?;]+|[^。！？；\n.!?;]+$")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: the same on both sides, ``cut`` from the old, or ``added`` in the new."""

    kind: str
    text: str


def tokens(text: str) -> list[str]:
    """Chinese by characters, other writing by words and numbers, each mark and each gap for itself."""
    return TOKENS.findall(text)


def sentences(text: str) -> list[str]:
    return SENTENCES.findall(text)


def text_pieces(old: str, new: str) -> list[Piece]:
    """The way from ``old`` to ``new``: sentences that stayed are passed over, the rest is compared by words."""
    found: list[Piece] = []
    for kind, before, after in _steps(sentences(old), sentences(new)):
        left, right = "".join(before), "".join(after)
        if kind == "same":
            found.append(Piece("same", left))
            continue
        for inner, cut, added in _steps(tokens(left), tokens(right)):
            if inner == "same":
                found.append(Piece("same", "".join(cut)))
            else:
                found += [Piece("cut", "".join(cut)), Piece("added", "".join(added))]
    return _joined(found)


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Neighbours of one kind as one; within a change the old stands before the new."""
    found: list[Piece] = []
    for is_same, run in groupby((one for one in pieces if one.text), key=lambda one: one.kind == "same"):
        stretch = list(run)
        if is_same:
            found.append(Piece("same", "".join(one.text for one in stretch)))
            continue
        for kind in ("cut", "added"):
            if text := "".join(one.text for one in stretch if one.kind == kind):
                found.append(Piece(kind, text))
    return found


def _steps(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, Sequence[str], Sequence[str]]]:
    """Same and different stretches in turn; what would take too long is one difference."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    left, right = old[start : len(old) - end], new[start : len(new) - end]
    found = [("same", old[:start], new[:start])]
    if _work(left, right) > WORK:
        found.append(("other", left, right))
    else:
        for tag, i, j, k, m in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
            found.append(("same" if tag == "equal" else "other", left[i:j], right[k:m]))
    found.append(("same", old[len(old) - end :], new[len(new) - end :]))
    return found


def _work(old: Sequence[str], new: Sequence[str]) -> int:
    other = Counter(new)
    return sum(count * other[token] for token, count in Counter(old).items())


Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row on both sides: same, changed, added or removed. The side on which it is not is empty."""

    kind: str
    old: Row
    new: Row

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of the columns that differ."""
        names = dict.fromkeys([*self.new, *self.old])
        return tuple(name for name in names if self.old.get(name) != self.new.get(name))


def row_changes(old: Sequence[Row], new: Sequence[Row], key: Sequence[str]) -> list[RowChange]:
    """Rows in the order of the new list, removed ones last; matched whole first, then by the key columns in order."""
    left = _numbered(old, lambda row: _frozen(row))
    partner: dict[int, int] = {}
    for at, row in enumerate(new):
        if waiting := left.get(_frozen(row)):
            partner[at] = waiting.pop(0)
    taken = set(partner.values())
    by_key = _numbered(old, lambda row: tuple(_frozen(row.get(name)) for name in key), skip=taken)
    for at, row in enumerate(new):
        if at not in partner and (waiting := by_key.get(tuple(_frozen(row.get(name)) for name in key))):
            partner[at] = waiting.pop(0)
    found = []
    for at, row in enumerate(new):
        before = old[partner[at]] if at in partner else {}
        kind = "added" if at not in partner else ("same" if before == row else "changed")
        found.append(RowChange(kind, before, row))
    gone = sorted(set(range(len(old))) - set(partner.values()))
    return found + [RowChange("removed", old[at], {}) for at in gone]


def _numbered(rows: Sequence[Row], of: Any, skip: set[int] | None = None) -> dict[Hashable, list[int]]:
    found: dict[Hashable, list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        if at not in (skip or set()):
            found[of(row)].append(at)
    return found


def _frozen(value: Any) -> Hashable:
    """A value that can be looked up: mappings and lists by what they hold."""
    match value:
        case Mapping():
            return tuple(sorted((str(name), _frozen(item)) for name, item in value.items()))
        case list() | tuple():
            return tuple(_frozen(item) for item in value)
    return (type(value).__name__, str(value))
