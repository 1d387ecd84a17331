"""How much of one plan stands in another: shared runs of five characters, without what everybody writes.

Pure: no Django, no clock, no rows. It tells a person where to look; nothing is decided or scored by it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Set
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from itertools import pairwise
from zlib import crc32

from consortia.guideline import CHAPTERS, CLAUSES, CONTENTS, MECHANISMS, PLEDGE_TEXT, PROVISIONS, RESOURCES

SECTIONS: tuple[str, ...] = tuple(chapter.key for chapter in CHAPTERS)
"""The chapters compared; a chapter's place here is its number in the index."""
SIZE = 5
"""Characters in one gram."""
KEEP = 16
"""One gram in so many is kept in the index, chosen by its own value: the same gram is kept in every plan."""
COMMON_PLANS = 20
"""What stands in more other plans than this is what everybody writes, and is dropped."""
LEAST_KEPT, LEAST_SHARED, LEAST_PERCENT = 10, 4, 8
"""Below these a chapter is too short to compare, or the likeness too small to show."""
GAP, SHORTEST = 4, 10
"""Letters between two shared runs that are bridged, and how long a run must be to be shown."""
_BYTES = 4  # of one letter as it is cut


class _Folding(dict[int, str]):
    """A letter as it is compared: half width, small; spaces and punctuation are nothing; digits stay."""

    def __missing__(self, code: int) -> str:
        folded = unicodedata.normalize("NFKC", chr(code)).lower()
        self[code] = "".join(letter for letter in folded if letter.isalnum())
        return self[code]


_FOLDING = _Folding()


@dataclass(frozen=True, slots=True)
class Span:
    """A passage of a text: from its first letter to behind its last."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text, and whether it stands in the other plan too."""

    text: str
    is_shared: bool


def folded(text: str) -> str:
    """The text as it is compared."""
    return text.translate(_FOLDING)


def kept_grams(text: str) -> set[int]:
    """What the index keeps of a chapter: one in ``KEEP`` of its grams, as 64-bit numbers with a sign."""
    kept = {gram for gram in _grams(folded(text)) if crc32(gram) % KEEP == 0}
    return {_number(gram) for gram in kept - _known()}


def shared_spans(text: str, others: Iterable[str], common: Set[int] = frozenset()) -> list[Span]:
    """The passages of ``text`` that stand in one of ``others``.

    ``common`` holds the kept grams that many plans have: a passage made mostly of them is left out.
    """
    plain, places = _placed(text)
    grams = _grams(plain)
    theirs = {gram for other in others for gram in _grams(folded(other))} - _known()
    spans = []
    for first, last in _runs([n for n, gram in enumerate(grams) if gram in theirs]):
        kept = [_number(gram) for gram in grams[first : last + 1] if crc32(gram) % KEEP == 0]
        if last - first + SIZE >= SHORTEST and 2 * sum(one in common for one in kept) <= len(kept):
            spans.append(Span(places[first], places[last + SIZE - 1] + 1))
    return spans


def pieces(text: str, spans: Iterable[Span]) -> list[Piece]:
    """The whole text cut at the passages, in its order."""
    cut, at = [], 0
    for span in spans:
        cut += [Piece(text[at : span.start], False), Piece(text[span.start : span.end], True)]
        at = span.end
    return [piece for piece in [*cut, Piece(text[at:], False)] if piece.text]


def _placed(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its letters where it came from."""
    letters, places = [], []
    for place, letter in enumerate(text):
        for one in _FOLDING[ord(letter)]:
            letters.append(one)
            places.append(place)
    return "".join(letters), places


def _runs(hits: list[int]) -> list[tuple[int, int]]:
    """First and last gram of every run; runs that nearly touch are one."""
    if not hits:
        return []
    breaks = [(a, b) for a, b in pairwise(hits) if b - a >= SIZE + GAP]
    return list(zip([hits[0], *(b for _, b in breaks)], [*(a for a, _ in breaks), hits[-1]], strict=True))


def _grams(plain: str) -> list[bytes]:
    raw = plain.encode("utf-32-le")
    return [raw[at : at + _BYTES * SIZE] for at in range(0, len(raw) - _BYTES * (SIZE - 1), _BYTES)]


def _number(gram: bytes) -> int:
    return int.from_bytes(blake2b(gram, digest_size=8).digest(), "big", signed=True)


@cache
def _known() -> frozenset[bytes]:
    """Grams of the guideline's own words and of the headings and hints a lead is shown."""
    items = (*CHAPTERS, *CONTENTS, *MECHANISMS, *PROVISIONS, *RESOURCES)
    texts = [*(clause.text for clause in CLAUSES.values()), PLEDGE_TEXT.zh]
    texts += [text for item in items for text in (item.zh, item.hint_zh)]
    return frozenset(gram for text in texts for gram in _grams(folded(text)))
