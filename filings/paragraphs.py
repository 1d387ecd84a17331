"""One paragraph of a chapter as something to ask about: its address, its words, where it went. Pure.

A paragraph's address is its chapter's and its number, "plan.tasks/3". Numbers hold for one version only: what is
compared later are the words that stood there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from .targets import group_of, is_paragraph

EXCERPT = 18
"""Characters of a paragraph by which people know it in a list."""
ALIKE = 0.4
"""From here on a rewritten paragraph counts as the same one."""


def paragraphs_of(text: str) -> list[str]:
    """The lines of a text that hold words, without the blanks around them."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def excerpt(paragraph: str) -> str:
    """The first words of a paragraph."""
    return paragraph if len(paragraph) <= EXCERPT else f"{paragraph[:EXCERPT]}…"


def number_of(address: str) -> int:
    """The number of the paragraph, from 1; 0 for any other part."""
    return int(address.partition("/")[2]) if is_paragraph(address) else 0


def chapter_text(parts: Mapping[str, Any], address: str) -> str:
    """What the chapter of a paragraph says; ``parts`` are the contents of a dossier by address."""
    chapter = parts.get(group_of(address)) if is_paragraph(address) else None
    return str((chapter or {}).get("text") or "")


def kept_text(snapshot: Mapping[str, Any], address: str) -> str:
    """The same in a submission."""
    chapter = snapshot["consortium"]["chapters"].get(group_of(address).partition(".")[2]) or {}
    return str(chapter.get("text") or "")


def quoted(text: str, address: str) -> str | None:
    """The words of the paragraph in this text; None where there are not so many."""
    found, number = paragraphs_of(text), number_of(address)
    return found[number - 1] if 0 < number <= len(found) else None


def stands(text: str, quote: str) -> bool:
    """Whether the paragraph still stands in a text, word for word, wherever it moved."""
    return quote in paragraphs_of(text)


def successors(before: str, after: str, number: int) -> list[tuple[int, str]]:
    """What became of a paragraph: number and words of each that stands in its place; none where it was taken out."""
    old, new = paragraphs_of(before), paragraphs_of(after)
    at = number - 1
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if i <= at < j:
            is_one_by_one = kind == "equal" or (kind == "replace" and j - i == m - k)
            places = [k + at - i] if is_one_by_one else _alike(old[at], new, range(k, m), is_alone=j - i == 1)
            return [(place + 1, new[place]) for place in places]
    return []


def _alike(paragraph: str, new: Sequence[str], places: Sequence[int], *, is_alone: bool) -> Sequence[int]:
    """Of the places where several were rewritten together, those that read like it; all where it was one by itself."""
    found = [
        at for at in places if SequenceMatcher(None, paragraph, new[at], autojunk=False).ratio() >= ALIKE
    ]
    return places if is_alone and not found else found
