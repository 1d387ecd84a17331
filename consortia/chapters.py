"""A ready Word plan split into the five chapters of GA.1–GA.5. Pure: paragraphs in, chapters out.

Headings are met in every dress: 第一章, 一、, 1., a heading style, bold alone, another joining word. What cannot be
placed is shown, never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from documents.reading import Paragraph

from .guideline import CHAPTERS

WORDS: Mapping[str, tuple[str, ...]] = {
    "significance": ("建设意义", "基础优势", "建设背景", "建设必要性", "建设基础", "基础条件"),
    "organisation": ("组织架构", "运行机制", "组织机构", "组织管理", "管理机制"),
    "tasks": ("目标任务", "进度安排", "建设目标", "重点任务", "攻关任务", "任务分工", "实施进度", "进度计划"),
    "outcomes": ("标志性成果", "预期成果", "成果及水平", "成果水平"),
    "funding": ("经费投入", "保障措施", "资金投入", "经费预算", "经费安排", "资金安排"),
}
"""Chapter to the words that tell it, beside its own name."""

HAN = "一二三四五六七八九十"
NUMBERS = (
    ("chapter", re.compile(rf"^第\s*([{HAN}\d]+)\s*(?:章|部分|篇)\s*[、.:：]?\s*")),
    ("section", re.compile(rf"^(?:第\s*[{HAN}\d]+\s*[节条]|\(\s*[{HAN}\d]+\s*\)|\d+\.\d[\d.]*)\s*[、.]?\s*")),
    ("han", re.compile(rf"^([{HAN}]+)\s*[、.,:，]\s*")),
    ("arabic", re.compile(r"^(\d+)\s*[、.)]\s*|^(\d+)\s+")),
    ("roman", re.compile(r"^([IVX]+)\s*[、.]\s*")),
)
JOINING = re.compile(r"以及|[及与和的、,，:：\s]")
PAGE_AT_END = re.compile(r"(?:[.…·。]{3,}|\t|\s{3,})\s*\d+$")
SENTENCE = re.compile(r"[。;；!！?？]")
LONGEST_HEADING = 40
ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5}


@dataclass(frozen=True, slots=True)
class Part:
    """What belongs to one chapter: its heading as it was found, and the text under it."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Split:
    """Key of a chapter to its part; what stands before the first heading; what no chapter claims."""

    chapters: Mapping[str, Part] = field(default_factory=dict)
    before: str = ""
    unplaced: tuple[Part, ...] = ()

    @property
    def missing(self) -> list[str]:
        """Chapters without a heading in the file."""
        return [item.key for item in CHAPTERS if item.key not in self.chapters]


@dataclass(frozen=True, slots=True)
class _Heading:
    at: int
    text: str
    numbered: str
    number: int
    level: int
    key: str = ""
    strength: int = 0

    @property
    def dress(self) -> tuple[str, int]:
        return self.numbered, self.level


def split(paragraphs: Sequence[Paragraph]) -> Split:
    """Find the five headings and give each chapter what stands between it and the next."""
    headings = [found for at, one in enumerate(paragraphs) if (found := _heading(at, one))]
    chosen = _chosen(headings, paragraphs) or _by_number(headings)
    if not chosen:
        return Split(before=_text(paragraphs))
    dresses = {one.dress for one in chosen.values()}
    places = {one.at: key for key, one in chosen.items()}
    first = min(places)
    others = {
        one.at: one for one in headings
        if one.at > first and one.at not in places and one.dress in dresses and not one.key
    }  # fmt: skip
    ends = sorted({*places, *others, len(paragraphs)})
    parts = {at: Part(paragraphs[at].text, _text(paragraphs[at + 1 : end])) for at, end in pairwise(ends)}
    return Split(
        {item.key: parts[chosen[item.key].at] for item in CHAPTERS if item.key in chosen},
        _text(paragraphs[:first]),
        tuple(parts[at] for at in sorted(others)),
    )


def _heading(at: int, paragraph: Paragraph) -> _Heading | None:
    """The paragraph as a heading, if it can be one, with the chapter it names."""
    text = unicodedata.normalize("NFKC", paragraph.text).strip()
    if paragraph.is_table or paragraph.is_listed or len(text) > LONGEST_HEADING or PAGE_AT_END.search(text):
        return None
    numbered, number, name = _number(text)
    if SENTENCE.search(name) or not name:
        return None
    key, strength = _named(name)
    is_dressed = bool(numbered or paragraph.level or paragraph.is_bold)
    if not is_dressed and strength < 4:
        return None
    if numbered == "section":
        strength -= 1
    return _Heading(at, text, numbered, number, paragraph.level, key if strength > 0 else "", strength)


def _number(text: str) -> tuple[str, int, str]:
    """How the line is numbered, its number, and the words after it."""
    for kind, pattern in NUMBERS:
        if found := pattern.match(text):
            said = next((group for group in found.groups() if group), "")
            return kind, _value(said), text[found.end() :].strip()
    return "", 0, text


def _value(said: str) -> int:
    if said.isdigit():
        return int(said)
    return ROMAN.get(said) or (HAN.index(said) + 1 if said in HAN and said else 0)


def _named(name: str) -> tuple[str, int]:
    """The chapter whose name or words the heading holds, and how surely; nothing where two claim it alike."""
    bare = JOINING.sub("", name)
    scores = {}
    for item in CHAPTERS:
        if bare == JOINING.sub("", item.zh):
            return item.key, 4
        said = sum(word in bare for word in WORDS[item.key])
        if said:
            scores[item.key] = min(said, 2)
    best = sorted(scores, key=lambda key: -scores[key])
    if not best or (len(best) > 1 and scores[best[0]] == scores[best[1]]):
        return "", 0
    return best[0], scores[best[0]]


def _chosen(headings: Sequence[_Heading], paragraphs: Sequence[Paragraph]) -> dict[str, _Heading]:
    """For each chapter the surest heading; of equal ones that with the most text under it: a contents list has none."""
    starts = [one.at for one in headings] + [len(paragraphs)]
    room = {at: sum(len(one.text) for one in paragraphs[at + 1 : end]) for at, end in pairwise(starts)}
    found: dict[str, _Heading] = {}
    for one in headings:
        if not one.key:
            continue
        known = found.get(one.key)
        if known is None or (one.strength, room[one.at]) > (known.strength, room[known.at]):
            found[one.key] = one
    return found


def _by_number(headings: Sequence[_Heading]) -> dict[str, _Heading]:
    """Where no name is known: five headings numbered one to five in the same way are the five chapters."""
    for kind in ("chapter", "han"):
        alike = [one for one in headings if one.numbered == kind]
        if [one.number for one in alike] == [1, 2, 3, 4, 5]:
            return {item.key: one for item, one in zip(CHAPTERS, alike, strict=True)}
    return {}


def _text(paragraphs: Sequence[Paragraph]) -> str:
    return "\n".join(one.text for one in paragraphs if not one.is_listed).strip()
