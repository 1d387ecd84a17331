"""What a renewal writes anew: a dossier beside what is registered, part by part. Pure; it informs and stops nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from consortia.guideline import CHAPTERS
from consortia.tables import TABLES

from . import parts
from .targets import group_of

TEXTS = ("basics.need", *(f"plan.{chapter.key}" for chapter in CHAPTERS))
"""Parts that a renewal brings along as texts, to be written for the new term."""
FIGURES = "tables.indicators"
OF_THE_TERM = tuple(f"tables.{key}" for key, table in TABLES.items() if not table.carries_over)
"""Tables that belong to one term."""


class Anew(StrEnum):
    """How far a part is from what is registered."""

    EMPTY = "empty"
    SAME = "same"
    """Word for word as registered; of the indicators: at least one target that is none for a new term."""
    WRITTEN = "written"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Line:
    """One part by its address; ``names`` are the indicators without a new target, ``count`` who is waited for."""

    address: str
    state: Anew
    names: tuple[str, ...] = ()
    count: int = 0


@dataclass(frozen=True, slots=True)
class Promised:
    """An indicator of the ended term; ``reached`` is what was last reported, None before the first report."""

    name: str
    baseline: Decimal
    target: Decimal
    reached: Decimal | None = None

    def is_surpassed_by(self, target: Decimal) -> bool:
        """Whether a target asks for more than was promised and reached; a figure promised to fall asks for less."""
        if target == self.target:
            return False
        reached = self.baseline if self.reached is None else self.reached
        return target < reached if self.target < self.baseline else target > reached


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is still to be heard: units and persons that have not accepted, units that have not signed."""

    units: int
    people: int
    signatures: int


def parts_of(snapshot: Mapping[str, Any]) -> parts.Parts:
    """Address to what stands there, the rows of each table by their place in it."""
    tables = parts.rows_of(snapshot["consortium"])
    return parts.contents(snapshot, {f"tables.{key}": range(len(rows)) for key, rows in tables.items()})


def written(now: parts.Parts, before: Mapping[str, str], promised: Sequence[Promised]) -> list[Line]:
    """Texts and tables of the dossier; ``before`` are the digests of what is registered."""
    told = parts.digests(now)
    found = [Line(address, _text(address, now, told, before)) for address in TEXTS]
    for address in OF_THE_TERM:
        rows = parts.digest_at(told, address)
        is_same = bool(rows) and rows == parts.digest_at(before, address)
        names = tuple(_without_new_target(now, promised)) if address == FIGURES else ()
        state = Anew.EMPTY if not rows else Anew.SAME if is_same or names else Anew.WRITTEN
        found.append(Line(address, state, names))
    return found


def agreed(now: parts.Parts, before: Mapping[str, str], asked: Asked) -> list[Line]:
    """The agreement, the members and the people: made, signed and asked anew."""
    people = any(address.startswith("people.") for address in now)
    return [
        Line("agreement.file", _agreement(now, before, asked), count=asked.signatures),
        Line("members", Anew.WAITING if asked.units else Anew.WRITTEN, count=asked.units),
        Line(
            "people",
            Anew.EMPTY if not people else Anew.WAITING if asked.people else Anew.WRITTEN,
            count=asked.people,
        ),
    ]


def _text(address: str, now: parts.Parts, told: Mapping[str, str], before: Mapping[str, str]) -> Anew:
    content = now.get(address)
    if _is_blank(content):
        return Anew.EMPTY
    is_same = told[address] == before.get(address)
    if isinstance(content, Mapping) and content.get("pages"):  # of another document they say other things
        is_same = is_same and told["plan.file"] == before.get("plan.file")
    return Anew.SAME if is_same else Anew.WRITTEN


def _is_blank(content: Any) -> bool:
    values = content.values() if isinstance(content, Mapping) else [content]
    return not any(str(value or "").strip() for value in values)


def _agreement(now: parts.Parts, before: Mapping[str, str], asked: Asked) -> Anew:
    file = now.get("agreement.file")
    if not file:
        return Anew.EMPTY
    if parts.digests({"agreement.file": file})["agreement.file"] == before.get("agreement.file"):
        return Anew.SAME
    return Anew.WAITING if asked.signatures else Anew.WRITTEN


def _without_new_target(now: parts.Parts, promised: Sequence[Promised]) -> Iterator[str]:
    """Indicators of the ended term whose target is what was promised already, or no more than was reached."""
    known = {one.name: one for one in promised}
    for address, row in now.items():
        if group_of(address) == FIGURES and row["name"] in known:
            old = known[row["name"]]
            if row["target"] and not old.is_surpassed_by(Decimal(row["target"])):
                yield old.name
