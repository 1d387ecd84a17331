"""The typed tables as a workbook: one sheet a table, empty to fill in or filled with what is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from xlsxwriter.utility import xl_col_to_name

from consortia import rows
from consortia.models import Membership
from consortia.tables import DECIMALS, TABLES, Column, Kind, Layout, Table
from documents.sheets import Column as SheetColumn
from documents.sheets import Sheet, workbook

HINT = "※"
"""How a cell of the row under the heads begins; such a row is none of the table's."""
NEEDED = "*"
MOST_ROWS = 500
"""Rows of one sheet that are read."""
READ_ME = gettext_lazy("How to fill it in")
LISTS = gettext_lazy("Choices")
WIDE = 24


def spellings(word: Any) -> set[str]:
    """A lazy word in every language of the site, as ``plain`` writes it."""
    found = set()
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found.add(plain(str(word)))
    return found


def plain(text: str) -> str:
    """A head or a name as it is compared: without marks, case and space."""
    return "".join(text.replace(NEEDED, "").split()).casefold()


def head(column: Column) -> str:
    """The head of a column; a required one bears a mark."""
    return f"{column.label} {NEEDED}" if column.required else str(column.label)


def hint(column: Column) -> str:
    """What stands under the head: what to write, and the clause."""
    said = {
        Kind.DAY: _("A day, such as 2026-03-01"),
        Kind.YEAR: _("A year, such as 2027"),
        Kind.FIGURE: _("A number"),
        Kind.MONEY: _("10,000 yuan, at most 4 decimals"),
        Kind.WHOLE: _("A whole number"),
        Kind.CHOICE: _("Choose from the list"),
        Kind.PARTY: _("Choose a member from the list"),
    }.get(column.kind, "")
    return " ".join(str(part) for part in (HINT, said, column.hint, column.clause) if part)


def value(column: Column, text: str, names: Mapping[str, str]) -> Any:
    """A canonical string as the sheet keeps it: numbers and days as such, choices and members in words."""
    if not text:
        return None
    if column.kind in DECIMALS:
        return Decimal(text)
    if column.kind is Kind.DAY:
        return date.fromisoformat(text)
    return int(text) if column.kind in (Kind.YEAR, Kind.WHOLE) else column.words(text, names)


def options(column: Column, parties: Sequence[Membership]) -> list[str]:
    """What a cell of this column is chosen from, in the reader's language."""
    if column.kind is Kind.CHOICE:
        return [str(label) for _key, label in column.choices()]
    if column.kind is Kind.PARTY:
        return [*([str(column.nobody)] if column.nobody else []), *(str(one.unit) for one in parties)]
    return []


def made(parties: Sequence[Membership], lines: Mapping[str, Iterable[rows.Line]] | None = None) -> bytes:
    """The workbook; ``lines`` by key of the table where it is to be filled."""
    names = rows.unit_names(parties)
    lists: list[list[str]] = []
    sheets = [
        sheet_of(table, parties, [line.values for line in (lines or {}).get(key, ())], names, lists)
        for key, table in TABLES.items()
    ]
    return assembled(guidance(), sheets, lists)


def assembled(guidance: Sequence[str], sheets: Sequence[Sheet], lists: Sequence[list[str]]) -> bytes:
    """The sheets with what to know before them, and behind them, hidden, the lists their cells choose from."""
    depth = max((len(one) for one in lists), default=0)
    choices = [[one[at] if at < len(one) else None for one in lists] for at in range(depth)]
    return workbook(
        [
            Sheet(str(READ_ME), [SheetColumn(str(READ_ME), 90)], [[line] for line in guidance]),
            *sheets,
            Sheet(str(LISTS), [""] * len(lists), choices, is_hidden=True),
        ]
    )


def guidance() -> list[str]:
    """What the first sheet tells."""
    return [
        _("One sheet for each table. Leave a sheet empty that you do not need."),
        _("Columns marked * must be filled. Do not rename columns or sheets."),
        _("One row for each entry, at most %(n)s a sheet. No merged cells.") % {"n": MOST_ROWS},
        _("Write days as 2026-03-01. Amounts are in 10,000 yuan."),
        _("Nothing is written at the upload: you first see every row, and what is wrong with it."),
    ]


def sheet_of(
    table: Layout,
    parties: Sequence[Membership],
    content: Sequence[Mapping[str, str]],
    names: Mapping[str, str],
    lists: list[list[str]],
) -> Sheet:
    """One sheet to fill in; what its cells choose from is put at the end of ``lists``."""
    sources = {}
    for place, column in enumerate(table.columns):
        if among := options(column, parties):
            lists.append(among)
            letter = xl_col_to_name(len(lists) - 1, col_abs=True)
            sources[place] = f"='{LISTS}'!{letter}$2:{letter}${len(among) + 1}"
    return Sheet(
        str(table.title),
        [
            SheetColumn(head(column), WIDE * 2 if column.kind is Kind.LONG else WIDE)
            for column in table.columns
        ],
        [[value(column, row[column.name], names) for column in table.columns] for row in content],
        hints=[hint(column) for column in table.columns],
        lists=sources,
        blank_rows=MOST_ROWS - len(content),
    )


def table_of(title: str) -> Table | None:
    """The table a sheet of this name holds, in whichever language the template was taken."""
    wanted = plain(title)
    return next((table for table in TABLES.values() if wanted in spellings(table.title)), None)


def is_ours(title: str) -> bool:
    """Whether a sheet is one of the template's that hold no table."""
    return plain(title) in spellings(READ_ME) | spellings(LISTS)
