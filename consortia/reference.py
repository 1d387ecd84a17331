"""Reading the reference data and the guideline's full text from this room's data folder. No decisions."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from consortia.guideline import CLAUSES

DATA = Path(__file__).parent / "data"
_TITLE = "青岛市创新联合体组建工作指引"
_SECTION = re.compile(r"^([一二三四五六七])、")
_PART = re.compile(r"^（([一二三四五六七八])）")
_POINT = re.compile(r"^(\d)\.")
_NUMBERS = {zh: number for number, zh in enumerate("一二三四五六七八", 1)}


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words of a paragraph and the clauses that begin with it; none for the words before the first."""

    text: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph as printed, under the heading of its part where it opens one."""

    key: str
    """Start of the ids of its clauses: G3.2, G4.1.1, G0."""
    heading: str
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The paragraph in one piece."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter of the guideline, the notice before it, or the annex after it."""

    key: str
    heading: str
    paragraphs: tuple[Paragraph, ...]


def load(name: str) -> Any:
    """One reference file: districts, industries, tracks, first_ten, unit_kinds, parameters."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


@cache
def guideline_text() -> str:
    """The notice, the guideline and its annex, as issued."""
    return (DATA / "guideline.txt").read_text(encoding="utf-8")


@cache
def sections() -> tuple[Section, ...]:
    """The full text in order, each clause id standing where its words begin."""
    found: list[tuple[str, str, list[Paragraph]]] = [("G0", "通知", [])]
    used: set[str] = set()
    prefix = part = point = heading = ""
    for line in filter(None, (line.strip() for line in guideline_text().splitlines())):
        if line == "附件":
            prefix, part, point = "GA", "", ""
            found.append((prefix, line, []))
        elif line == _TITLE and found[-1][0] == "G0":
            found.append(("preamble", line, []))
        elif prefix != "GA" and (opened := _SECTION.match(line)):
            prefix, part, point = f"G{_NUMBERS[opened[1]]}", "", ""
            found.append((prefix, line, []))
        elif opened := _PART.match(line):
            part, point, heading = f".{_NUMBERS[opened[1]]}", "", line
        else:
            point = f".{opened[1]}" if (opened := _POINT.match(line)) else point
            key = f"{prefix or 'G0'}{part}{point}"
            found[-1][2].append(Paragraph(key, heading, _pieces(line, key, used)))
            heading = ""
    return tuple(Section(key, head, tuple(paragraphs)) for key, head, paragraphs in found)


def _pieces(line: str, key: str, used: set[str]) -> tuple[Piece, ...]:
    """Cut a paragraph where clauses begin; a clause is placed once, in the first paragraph that holds it."""
    begins: dict[int, list[str]] = {}
    for clause in CLAUSES.values():
        place = line.find(clause.text.split("…")[0])
        if clause.id.startswith(key) and clause.id not in used and place >= 0:
            begins.setdefault(place, []).append(clause.id)
            used.add(clause.id)
    cuts = [*sorted({0, *begins}), len(line)]
    return tuple(Piece(line[start:end], tuple(begins.get(start, ()))) for start, end in pairwise(cuts))
