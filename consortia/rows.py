"""Reading the typed tables: all of them in one query, as canonical strings; and their sums."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any

from django.db import connection
from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast, JSONObject
from django.utils.dateparse import parse_datetime

from .models import Membership
from .tables import TABLES, Column, Kind, Table

NOBODY = -1
"""The number of no consortium."""
WORDS = frozenset({Kind.TEXT, Kind.LONG, Kind.CHOICE})


@dataclass(frozen=True, slots=True)
class Line:
    """One row as canonical strings, with who wrote it last."""

    pk: int
    values: Mapping[str, str]
    edited_by: str
    edited_at: datetime | None


def _cells(table: Table) -> dict[str, Any]:
    return {
        column.name: F(f"{column.name}__unit__name")
        if column.kind is Kind.PARTY
        else F(column.name)
        if column.kind in WORDS
        else Cast(column.name, CharField())
        for column in table.columns
    }


def _lines(table: Table, consortium_id: int) -> QuerySet[Any, Any]:
    return (
        table.model._default_manager.filter(consortium_id=consortium_id)
        .annotate(
            sheet=Value(table.key),
            content=JSONObject(**_cells(table)),
            trace=JSONObject(name=F("edited_by__name"), at=F("edited_at")),
        )
        .values_list("sheet", "position", "pk", "content", "trace")
    )


@cache
def _statement(keys: tuple[str, ...]) -> tuple[str, tuple[Any, ...]]:
    """All tables in one statement and its parameters, NOBODY where the consortium's number belongs.

    Kept, for putting it together takes Django four times as long as the database takes to answer it.
    """
    first, *others = (_lines(TABLES[key], NOBODY) for key in keys)
    statement: tuple[str, tuple[Any, ...]] = first.union(*others, all=True).query.sql_with_params()
    return statement


def read(consortium_id: int, tables: Iterable[Table] | None = None) -> dict[str, list[Line]]:
    """Key of each table to its rows in their order; one query for all tables together."""
    wanted = list(TABLES.values() if tables is None else tables)
    found: dict[str, list[Line]] = {table.key: [] for table in wanted}
    if not wanted:
        return found
    statement, params = _statement(tuple(found))
    with connection.cursor() as cursor:
        cursor.execute(statement, [consortium_id if one == NOBODY else one for one in params])
        told = sorted(cursor.fetchall(), key=lambda one: one[:3])
    for key, _position, pk, content, trace in told:
        content, trace = json.loads(content), json.loads(trace)
        values = {name: text or "" for name, text in content.items()}
        at = parse_datetime(trace["at"]) if trace["at"] else None
        found[key].append(Line(pk, values, trace["name"] or "", at))
    return found


def as_kept(found: Mapping[str, Iterable[Line]]) -> dict[str, list[dict[str, str]]]:
    """The same as a snapshot keeps it."""
    return {key: [dict(line.values) for line in lines] for key, lines in found.items()}


def unit_names(parties: Iterable[Membership]) -> dict[str, str]:
    """Names of units as rows keep them, to their names in the reader's language."""
    return {party.unit.name: str(party.unit) for party in parties}


@dataclass(frozen=True, slots=True)
class Sum:
    """Money of one group of rows, as words: of one source, of one year, or of all."""

    label: str
    amount: str


def sums(table: Table, rows: Iterable[Mapping[str, str]]) -> list[tuple[str, Sequence[Sum]]]:
    """For each column the table is summed up by: its label and the sum of each of its values, in their order."""
    money = table.money
    if money is None:
        return []
    rows = [row for row in rows if row.get(money.name)]
    found = []
    for name in table.sums_by:
        column = table.column(name)
        amounts: dict[str, Decimal] = defaultdict(Decimal)
        for row in rows:
            amounts[row[name]] += Decimal(row[money.name])
        order = [key for key, _label in column.choices()] or sorted(amounts)
        groups = [Sum(column.words(key), money.words(str(amounts[key]))) for key in order if key in amounts]
        found.append((str(column.label), groups))
    return found


def total(table: Table, rows: Iterable[Mapping[str, str]]) -> Decimal:
    """All the money of a table; zero where it has none."""
    money = table.money
    return sum((Decimal(row.get(money.name) or 0) for row in rows), Decimal()) if money else Decimal()


@dataclass(frozen=True)
class Cell:
    """One value of a row as it is read."""

    column: Column
    words: str


@dataclass(frozen=True)
class Shown:
    """One table as a page prints it."""

    table: Table
    rows: Sequence[tuple[str, Sequence[Cell], Line]]
    """The name of a row, its other cells, and the row itself."""
    sums: Sequence[tuple[str, Sequence[Sum]]]
    total: str


def show(table: Table, lines: Iterable[Line], names: Mapping[str, str]) -> Shown:
    """Rows of one table in the reader's words; ``names`` are units in the reader's language."""
    lines = list(lines)
    first, *rest = table.columns
    values = [line.values for line in lines]
    money = table.money
    return Shown(
        table,
        [
            (
                first.words(line.values[first.name], names),
                [Cell(column, column.words(line.values[column.name], names)) for column in rest],
                line,
            )
            for line in lines
        ],
        sums(table, values),
        money.words(str(total(table, values))) if money and lines else "",
    )


def shown_of(content: Mapping[str, Any], names: Mapping[str, str] = MappingProxyType({})) -> list[Shown]:
    """The tables of a snapshot that hold anything."""
    kept = content.get("tables", {})
    return [
        show(table, [Line(0, row, "", None) for row in kept[key]], names)
        for key, table in TABLES.items()
        if kept.get(key)
    ]
