"""Rows of a sheet put through the form of a row: each with its fate, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from consortia.models import Membership
from consortia.tables import Column, Layout
from documents.workbooks import Grid

from . import sheet_cells, workbooks

MOST_COLUMNS = 40


class Fate(StrEnum):
    """What the import does with one row."""

    NEW = "new"
    CHANGED = "changed"
    THERE = "there"
    WRONG = "wrong"


@dataclass(frozen=True)
class Error:
    """One wrong cell, or a wrong row where ``column`` is empty."""

    column: str
    value: str
    rule: str


@dataclass
class Read:
    """One row of a sheet; ``number`` is the row as Excel counts it."""

    number: int
    shown: list[str]
    fields: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    errors: list[Error] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    fate: Fate = Fate.NEW
    standing: int = 0
    """Number of the row that it leaves or changes."""


@dataclass
class Counted:
    """One sheet and what becomes of its rows."""

    name: str
    rows: list[Read] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    columns: tuple[Column, ...] = ()

    @property
    def lines(self) -> list[tuple[Read, list[tuple[Column, str]]]]:
        """Each row with its cells, each cell with its column."""
        return [(row, list(zip(self.columns, row.shown, strict=True))) for row in self.rows]

    def count(self, fate: Fate) -> int:
        return sum(row.fate is fate for row in self.rows)

    @property
    def wrong(self) -> int:
        return self.count(Fate.WRONG)

    @property
    def new(self) -> int:
        return self.count(Fate.NEW)

    @property
    def changed(self) -> int:
        return self.count(Fate.CHANGED)

    @property
    def there(self) -> int:
        return self.count(Fate.THERE)


def heads(table: Layout, row: list[Any]) -> tuple[dict[str, int], list[str]]:
    """Name of each column to its place in the sheet, and what is wrong with the heads."""
    known = {word: column for column in table.columns for word in workbooks.spellings(column.label)}
    places: dict[str, int] = {}
    errors = []
    for place, value in enumerate(row):
        word = str(value).strip()
        column = known.get(workbooks.plain(word))
        if not word:
            continue
        if column is None:
            errors.append(
                _("Column “%(name)s” is none of the template's.")
                % {"name": word[: sheet_cells.LONGEST_SHOWN]}
            )
        elif column.name in places:
            errors.append(_("Column “%(name)s” stands twice.") % {"name": column.label})
        else:
            places[column.name] = place
    errors += [
        _("Column “%(name)s” is missing. Take the heads as the template has them.") % {"name": column.label}
        for column in table.columns
        if column.name not in places
    ]
    return places, errors


def through(
    table: Layout, form: forms.Form, grid: Grid, parties: list[Membership]
) -> tuple[list[Read], list[str]]:
    """Every row of a sheet put through one form, and what is wrong with the heads."""
    filled = [number for number, row in enumerate(grid.rows) if any(str(cell).strip() for cell in row)]
    if not filled:
        return [], []
    places, errors = heads(table, grid.rows[filled[0]])
    if errors:
        return [], errors
    words = sheet_cells.words_of(table.columns, parties)
    return [
        _row(table, form, grid, number, places, words)
        for number in filled[1:]
        if not _is_hint(grid.rows[number])
    ], []


def _is_hint(cells: Iterable[Any]) -> bool:
    return all(str(cell).startswith(workbooks.HINT) for cell in cells if str(cell).strip())


def _row(
    table: Layout,
    form: forms.Form,
    grid: Grid,
    number: int,
    places: Mapping[str, int],
    words: sheet_cells.Words,
) -> Read:
    cells = grid.rows[number]
    raw = {name: cells[place] if place < len(cells) else "" for name, place in places.items()}
    row = Read(number + 1, [sheet_cells.shown(raw[column.name]) for column in table.columns])
    typed: dict[str, str] = {}
    for column in table.columns:
        where = (number, places[column.name])
        try:
            if where in grid.merged:
                raise sheet_cells.CellProblem(
                    _("The cell is merged with others. Undo the merging and fill in every row by itself.")
                )
            if where in grid.faults:
                raise sheet_cells.CellProblem(_("The cell shows an error of its formula. Type the value."))
            if where in grid.formulas and raw[column.name] == "":
                raise sheet_cells.CellProblem(
                    _(
                        "The cell holds a formula without a result. Save the file in Excel or WPS, or type the value."
                    )
                )
            typed[column.name] = sheet_cells.typed(column, raw[column.name], words)
        except sheet_cells.CellProblem as problem:
            row.errors.append(_error(column.label, raw[column.name], str(problem)))
        if where in grid.formulas and raw[column.name] != "":
            row.remarks.append(
                _("“%(column)s” comes from a formula; its result is taken.") % {"column": column.label}
            )
    form.data = typed
    form.full_clean()
    told = {str(error.column) for error in row.errors}
    for name, errors in form.errors.items():
        label = str(table.column(name).label) if name in places else ""
        if label not in told or not label:
            row.errors += [_error(label, raw.get(name, ""), str(error)) for error in errors]
    if row.errors:
        row.fate = Fate.WRONG
    else:
        row.fields = dict(form.cleaned_data)
        row.values = {
            column.name: column.canonical(form.cleaned_data[column.name]) for column in table.columns
        }
    return row


def _error(label: Any, value: Any, rule: str) -> Error:
    return Error(str(label), sheet_cells.shown(value)[: sheet_cells.LONGEST_SHOWN], rule)
