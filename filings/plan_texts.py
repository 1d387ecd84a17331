"""What a chapter says that is answered by pages of a file: read where that can be done, left out where not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from consortia.chapters import split
from documents import page_texts
from documents.models import Blob
from documents.reading import NotReadable
from documents.states import Kind

Chapter = Mapping[str, Any]
"""One chapter of a snapshot: text, document, pages."""
MOST_PAGES, MOST_CHARACTERS = 200, 60_000
"""Of one chapter; what is longer is not read at all, since a part of it would pass for the whole."""

_RANGE = r"\d{1,4}(?:(?:[-–−~至到]|—{1,2})\d{1,4})?"
_SAID = re.compile(rf"{_RANGE}(?:[,、;和及]{_RANGE})*")
_AROUND = re.compile(r"第|页|pages?|pp?\.?|pdf|\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of one chapter."""

    text: str
    pages: str
    """The pages, such as 3–7, 9; empty for a Word file, where the chapter was found under its heading."""


def is_pointed(chapter: Chapter) -> bool:
    """Whether it is answered by pages of a file alone; a typed chapter's file is beside the point."""
    return not (chapter.get("text") or "").strip() and bool((chapter.get("pages") or "").strip())


def readings(chapters: Mapping[str, Chapter]) -> dict[str, Reading]:
    """Key of a chapter to what its file says, for those that could be read; no file makes it fail."""
    places: dict[str, dict[str, str]] = {}
    for key, chapter in chapters.items():
        if is_pointed(chapter) and chapter.get("document"):
            places.setdefault(chapter["document"]["sha256"], {})[key] = chapter["pages"]
    found: dict[str, Reading] = {}
    for blob in Blob.objects.filter(sha256__in=places):
        read = _in_word if blob.kind == Kind.DOCX else _in_pages
        try:
            found |= read(blob, places[blob.sha256])
        except NotReadable:
            continue
    return {key: one for key, one in found.items() if 0 < len(one.text) <= MOST_CHARACTERS}


def _in_pages(blob: Blob, places: Mapping[str, str]) -> dict[str, Reading]:
    """Each chapter by its pages; those without a text layer are not among the pages read."""
    wanted = {key: named_pages(said) for key, said in places.items()}
    numbers = sorted({number for named in wanted.values() for number in named})
    texts = page_texts.pages(blob, numbers) if numbers else {}
    return {
        key: Reading("\n".join(texts[number] for number in there), as_ranges(there))
        for key, named in wanted.items()
        if (there := [number for number in named if number in texts])
    }


def _in_word(blob: Blob, keys: Iterable[str]) -> dict[str, Reading]:
    """A Word file knows no pages: each chapter is what stands under its own heading."""
    parts = split(page_texts.word(blob)).chapters
    return {key: Reading(parts[key].text, "") for key in keys if key in parts}


def named_pages(said: str) -> list[int]:
    """The pages that words such as 第3—8页、12 name, in their order; none where it is not all understood."""
    bare = _AROUND.sub("", unicodedata.normalize("NFKC", said))
    if not _SAID.fullmatch(bare):
        return []
    numbers: set[int] = set()
    for one in re.findall(_RANGE, bare):
        first, *rest = map(int, re.findall(r"\d+", one))
        last = rest[0] if rest else first
        if not 1 <= first <= last or last - first >= MOST_PAGES:
            return []
        numbers.update(range(first, last + 1))
    return sorted(numbers) if len(numbers) <= MOST_PAGES else []


def as_ranges(numbers: Iterable[int]) -> str:
    """Pages in words: 3–7, 9."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
