"""Tables from a workbook: every row with what is wrong with it, and then all of them or none."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _

from consortia import rows as standing_rows
from consortia.models import Membership
from consortia.queries import memberships
from consortia.row_forms import RowForm, row_form
from consortia.rows import Line
from consortia.tables import Kind, Table
from documents import store
from documents.models import StoredFile
from documents.workbooks import Grid, read
from workflow import engine
from workflow.refusal import Force, Refusal

from . import workbooks
from .actions import editing
from .flow import FILING
from .models import Filing
from .sheet_rows import MOST_COLUMNS, Counted, Error, Fate, Read, through
from .tables import fill

MOST_TOGETHER = 2_000
"""Rows of all sheets together."""


class How(StrEnum):
    """What happens to the rows that stand already."""

    APPEND = "append"
    REPLACE = "replace"


@dataclass
class SheetRead(Counted):
    """One sheet as it would be brought in."""

    table: Table | None = None
    gone: list[Line] = field(default_factory=list)
    """Rows that are taken out."""

    @property
    def does_something(self) -> bool:
        return bool(self.gone or self.new or self.changed)


@dataclass
class Preview:
    """The whole workbook before it is brought in."""

    sheets: list[SheetRead]

    @property
    def wrong(self) -> int:
        """Everything that stands in the way."""
        return sum(len(sheet.errors) + sheet.wrong for sheet in self.sheets)

    @property
    def does_something(self) -> bool:
        return any(sheet.does_something for sheet in self.sheets)

    @property
    def mark(self) -> str:
        """The same as long as the same would be written: what the person saw is what is confirmed."""
        said = [
            (sheet.name, [(row.number, row.fate, row.standing, dict(row.values)) for row in sheet.rows],
             [line.pk for line in sheet.gone])
            for sheet in self.sheets
        ]  # fmt: skip
        return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


class KnownParty(forms.TypedChoiceField):
    """A member among those already read; it asks nothing of the database."""

    def __init__(self, parties: Iterable[Membership], *, required: bool) -> None:
        by_number = {str(party.pk): party for party in parties}
        super().__init__(
            choices=[("", ""), *((key, key) for key in by_number)], coerce=by_number.__getitem__,
            empty_value=None, required=required,
        )  # fmt: skip


def preview(filing: Filing, stored: StoredFile, how: How, *, locked: Mapping[str, str]) -> Preview:
    """Every row of the workbook; ``locked`` says for a place why nothing changes there. Raises FileProblem."""
    with store.open_content(stored.blob.sha256) as content:
        grids = read(
            content, stored.name, wanted=lambda title: workbooks.table_of(title) is not None,
            most_rows=workbooks.MOST_ROWS + 2, most_columns=MOST_COLUMNS,
        )  # fmt: skip
    parties = memberships(filing.consortium)
    lines = standing_rows.read(filing.consortium_id)
    sheets: list[SheetRead] = []
    left = MOST_TOGETHER
    for grid in grids:
        if workbooks.is_ours(grid.name):
            continue
        table = workbooks.table_of(grid.name)
        if table is None:
            if grid.is_too_large or not grid.is_empty:
                said = _("This sheet is none of the template's. Remove it, or give it the name it had.")
                sheets.append(SheetRead(grid.name, errors=[said]))
            continue
        found = SheetRead(grid.name, table=table, columns=table.columns)
        sheets.append(found)
        left -= len(grid.rows)
        if grid.is_too_large or left < 0:
            found.errors.append(
                _("More than %(most)s rows or %(columns)s columns. Nothing of this sheet was read.")
                % {"most": workbooks.MOST_ROWS, "columns": MOST_COLUMNS}
            )
            continue
        read_rows(found, grid, parties)
        settle(found, lines[table.key], how)
        if found.does_something and locked.get(table.place):
            found.errors.append(locked[table.place])
    if not any(sheet.rows or sheet.errors for sheet in sheets):
        sheets.append(SheetRead(stored.name, errors=[_("No sheet of the template holds a row.")]))
    return Preview(sheets)


def read_rows(found: SheetRead, grid: Grid, parties: list[Membership]) -> None:
    """Read a sheet's rows through the form of a row; the heads are its first row that holds anything."""
    table = found.table
    if table is None:
        return
    found.rows, found.errors = through(table, _form(table, parties), grid, parties)


def _form(table: Table, parties: list[Membership]) -> RowForm:
    """One form for all rows of a table; bound anew for each."""
    form = row_form(table)({}, parties=parties)
    for column in table.columns:
        if column.kind is Kind.PARTY:
            form.fields[column.name] = KnownParty(parties, required=column.required)
    return form


def settle(found: SheetRead, lines: list[Line], how: How) -> None:
    """Compare the rows with those that stand: what is new, changed, there already, or twice the same."""
    table = found.table
    if table is None or not found.rows or found.errors:
        return
    once = table.once
    waiting: dict[Any, list[Line]] = {}
    for line in lines:
        waiting.setdefault(_key(once, line.values), []).append(line)
    counts: Counter[Any] = Counter()
    for row in found.rows:
        if row.fate is Fate.WRONG:
            continue
        key = _key(once, row.values)
        counts[key] += 1
        if once and counts[key] > 1:
            _twice(table, row, _("“%(name)s” stands twice in this sheet.") % {"name": key})
            continue
        if not waiting.get(key):
            continue
        line = waiting[key].pop(0)
        row.standing = line.pk
        row.fate = Fate.THERE if dict(line.values) == dict(row.values) else Fate.CHANGED
        if row.fate is Fate.CHANGED and how is How.APPEND:
            _twice(
                table, row,
                _("“%(name)s” stands in the table with other values. Change it there, or choose to replace.")
                % {"name": key},
            )  # fmt: skip
    if how is How.REPLACE:
        found.gone = [line for rest in waiting.values() for line in rest]


def _key(once: str, values: Mapping[str, str]) -> Any:
    return values[once] if once else tuple(sorted(values.items()))


def _twice(table: Table, row: Read, rule: str) -> None:
    row.fate = Fate.WRONG
    row.errors.append(Error(str(table.column(table.once).label), row.values[table.once], rule))


def bring_in(
    filing_id: int, stored: StoredFile, how: How, *, mark: str, actor: Any, now: datetime
) -> Preview:
    """Write all rows of a workbook that was seen as ``mark``, in one transaction.

    Raises StepRefused where a row is wrong or the table has moved on since, and what ``editing`` raises.
    """
    with transaction.atomic():
        filing: Filing = engine.lock(FILING, filing_id)
        seen = preview(filing, stored, how, locked={})
        if seen.wrong or seen.mark != mark:
            code = "workbook_wrong" if seen.wrong else "workbook_stale"
            raise engine.StepRefused(Refusal(code, "office", Force.OFFICE, {"count": seen.wrong}))
        moved = [sheet for sheet in seen.sheets if sheet.does_something]
        with ExitStack() as held:
            for place in dict.fromkeys(sheet.table.place for sheet in moved if sheet.table):
                held.enter_context(editing(filing_id, actor=actor, now=now, place=place))
            for sheet in moved:
                _write(sheet, filing.consortium_id, how, actor=actor, now=now)
    return seen


def _write(sheet: SheetRead, consortium_id: int, how: How, *, actor: Any, now: datetime) -> None:
    table = sheet.table
    if table is None:
        return
    standing = table.model._default_manager.filter(consortium_id=consortium_id)
    standing.filter(pk__in=[line.pk for line in sheet.gone]).delete()
    kept = {row.pk: row for row in standing.order_by("position", "pk")}
    last = max((row.position for row in kept.values()), default=-1)
    fresh, moved = [], []
    for place, read_row in enumerate(sheet.rows):
        row = kept.get(read_row.standing)
        if row is None:
            last += 1
            row = table.model(consortium_id=consortium_id, position=last)
            fresh.append(row)
        else:
            moved.append(row)
        if read_row.fate is not Fate.THERE:
            fill(table, row, read_row.fields, actor=actor, now=now)
        if how is How.REPLACE:
            row.position = place
    table.model._default_manager.bulk_create(fresh)
    names = [column.name for column in table.columns]
    if moved and how is How.REPLACE:
        table.model._default_manager.bulk_update(moved, [*names, "position", "edited_by", "edited_at"])
