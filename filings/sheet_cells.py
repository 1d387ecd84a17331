"""One cell of a sheet as the form of a row takes it, or the sentence that says what is wrong with it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _

from consortia.models import Membership
from consortia.tables import Column, Kind

from .workbooks import plain, spellings

DAY = re.compile(r"^([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?$")
FIRST_SERIAL, LAST_SERIAL = 18_264, 73_415
"""Days that Excel counts for the years 1950 to 2100."""
SERIAL_ZERO = date(1899, 12, 30)
NUMBERS = frozenset({Kind.FIGURE, Kind.MONEY, Kind.WHOLE, Kind.YEAR})
LONGEST_SHOWN = 60


class CellProblem(ValueError):
    """A cell that the form of a row need not even see; ``str()`` is the rule."""


@dataclass(frozen=True)
class Words:
    """The words of one table's choices and members, in every language of the site, and what each stands for."""

    known: Mapping[str, Mapping[str, str]]
    """Name of a column to word to what the row's form takes."""
    among: Mapping[str, str]
    """Name of a column to its words in the reader's language, for a sentence."""


def words_of(columns: tuple[Column, ...], parties: list[Membership]) -> Words:
    """The words that cells of these columns may hold."""
    members = {
        plain(name): str(party.pk)
        for party in parties
        for name in (party.unit.name, party.unit.name_en)
        if name
    }
    known, among = {}, {}
    for column in columns:
        if column.kind is Kind.PARTY:
            nobody = spellings(column.nobody) if column.nobody else set()
            known[column.name] = members | dict.fromkeys(nobody, "")
        elif column.kind is Kind.CHOICE:
            known[column.name] = _choices(column)
            among[column.name] = ", ".join(str(label) for _key, label in column.choices())
    return Words(known, among)


def _choices(column: Column) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, _label in column.choices():
        found[plain(key)] = key
    for word, key in _labels(column).items():
        found[word] = key
    return found


def _labels(column: Column) -> dict[str, str]:
    return {word: key for key, _label in column.choices() for word in spellings(_Chosen(column, key))}


class _Chosen:
    """The label of a choice, asked anew in every language."""

    def __init__(self, column: Column, key: str) -> None:
        self.column, self.key = column, key

    def __str__(self) -> str:
        return str(dict(self.column.choices())[self.key])


def shown(value: Any) -> str:
    """A cell as the preview prints it."""
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def typed(column: Column, value: Any, words: Words) -> str:
    """What a person would have typed into the field of this column; raises CellProblem."""
    text = shown(value)
    if isinstance(value, bool | time | timedelta):
        if column.kind in NUMBERS | {Kind.DAY}:
            raise CellProblem(_("Write plain figures here, not “%(value)s”.") % {"value": text})
        return text
    if not text.strip():
        return ""
    if column.kind is Kind.DAY:
        return _day(value, text)
    if column.kind in NUMBERS:
        return _number(column, value, text)
    if column.kind in (Kind.CHOICE, Kind.PARTY):
        return _word(column, text, words)
    return text


def _day(value: Any, text: str) -> str:
    if isinstance(value, datetime | date):
        return text
    if isinstance(value, int | float):
        if FIRST_SERIAL <= value <= LAST_SERIAL:
            return (SERIAL_ZERO + timedelta(days=int(value))).isoformat()
    elif match := DAY.match(unicodedata.normalize("NFKC", text).strip()):
        try:
            return date(*(int(part) for part in match.groups())).isoformat()
        except ValueError:
            pass
    raise CellProblem(
        _("“%(value)s” is no clear day. Write it as 2026-03-01.") % {"value": text[:LONGEST_SHOWN]}
    )


def _number(column: Column, value: Any, text: str) -> str:
    if isinstance(value, datetime | date):
        raise CellProblem(
            _("This cell is formatted as a day (%(value)s). Format it as a number.") % {"value": text}
        )
    plain_text = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    if isinstance(value, float) and not value.is_integer():
        return f"{value:.10g}"
    if column.kind in (Kind.YEAR, Kind.WHOLE) and plain_text.endswith("年"):
        return plain_text.removesuffix("年").strip()
    return plain_text


def _word(column: Column, text: str, words: Words) -> str:
    found = words.known[column.name].get(plain(text))
    if found is not None:
        return found
    if column.kind is Kind.PARTY:
        raise CellProblem(
            _("“%(value)s” is no member of this consortium. Write the name as the list of members has it.")
            % {"value": text[:LONGEST_SHOWN]}
        )
    raise CellProblem(
        _("“%(value)s” is none of the choices: %(choices)s.")
        % {"value": text[:LONGEST_SHOWN], "choices": words.among[column.name]}
    )
