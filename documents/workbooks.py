"""Workbooks coming in: cells of named sheets as they stand, with what makes a cell doubtful.

The list of cells is walked first and left as soon as a sheet is too large, so that a hostile or careless file
costs no more than a good one; only then are values read.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook

from documents.containers import open_package, read_xml
from documents.problems import FileProblem

Spot = tuple[int, int]
"""Row and column of a cell, both from 0."""
REFERENCE = re.compile(r"^([A-Z]{1,3})([0-9]{1,7})$")
MOST_UNPACKED = 64 * 1024 * 1024
"""Bytes of all texts and styles together that a workbook of tables may unpack to, its sheets not counted."""

MOST_STEPS = 400_000
"""Tags of one sheet that are walked; empty cells with nothing but a colour count too."""


@dataclass(frozen=True)
class Grid:
    """One sheet: its values by row and column, and the cells that need a word."""

    name: str
    rows: list[list[Any]] = field(default_factory=list)
    formulas: frozenset[Spot] = frozenset()
    faults: frozenset[Spot] = frozenset()
    """Cells that show an error such as #DIV/0!."""
    merged: frozenset[Spot] = frozenset()
    is_too_large: bool = False
    """More rows or columns than asked for; nothing of it is read."""

    @property
    def is_empty(self) -> bool:
        return not self.is_too_large and not any(value != "" for row in self.rows for value in row)


@dataclass
class _Seen:
    formulas: set[Spot] = field(default_factory=set)
    faults: set[Spot] = field(default_factory=set)
    merged: set[Spot] = field(default_factory=set)
    is_too_large: bool = False


def read(
    content: BinaryIO, name: str, *, wanted: Callable[[str], bool], most_rows: int, most_columns: int
) -> list[Grid]:
    """The wanted sheets in their order, every other one by its name alone; raises FileProblem where broken."""
    try:
        with open_package(content, name) as package:
            parts = _parts(package, name)
            texts = sum(
                entry.file_size
                for entry in package.infolist()
                if not entry.filename.startswith("xl/worksheets/")
            )
            if texts > MOST_UNPACKED:
                raise FileProblem("unpacks_too_large", name=name)
            seen = {title: _walk(package, part, most_rows, most_columns) for title, part in parts.items()}
        content.seek(0)
        with CalamineWorkbook.from_filelike(content) as book:
            return [_grid(book, title, found, wanted(title)) for title, found in seen.items()]
    except (CalamineError, etree.XMLSyntaxError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise FileProblem("broken", name=name) from error


def _grid(book: CalamineWorkbook, title: str, seen: _Seen, is_wanted: bool) -> Grid:
    if seen.is_too_large:
        return Grid(title, is_too_large=True)
    if not is_wanted:
        sheet = book.get_sheet_by_name(title)
        return Grid(title, rows=sheet.to_python(nrows=1))
    rows = book.get_sheet_by_name(title).to_python(skip_empty_area=False)
    return Grid(title, rows, frozenset(seen.formulas), frozenset(seen.faults), frozenset(seen.merged))


def _parts(package: zipfile.ZipFile, name: str) -> dict[str, str]:
    """Name of each sheet to the part that holds it."""
    targets = {
        one.get("Id"): one.get("Target") or ""
        for one in read_xml(package, "xl/_rels/workbook.xml.rels", name).iter("{*}Relationship")
    }
    found = {}
    for sheet in read_xml(package, "xl/workbook.xml", name).iter("{*}sheet"):
        number = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
        target = targets.get(number, "").lstrip("/")
        part = target if target.startswith("xl/") else f"xl/{target}"
        if part.startswith("xl/worksheets/"):
            found[sheet.get("name") or ""] = part
    return found


def spot(reference: str) -> Spot | None:
    """``B3`` as (2, 1); None for what is no cell."""
    match = REFERENCE.match(reference)
    if not match:
        return None
    column = 0
    for sign in match[1]:
        column = column * 26 + ord(sign) - 64
    return int(match[2]) - 1, column - 1


def _walk(package: zipfile.ZipFile, part: str, most_rows: int, most_columns: int) -> _Seen:
    """Positions of formulas, errors and merged cells; stops at the first value outside the bounds."""
    seen, row, column = _Seen(), -1, -1
    with package.open(part) as stream:
        steps = etree.iterparse(
            stream, events=("start", "end"), resolve_entities=False, load_dtd=False, no_network=True
        )
        for number, (event, node) in enumerate(steps):
            if number > MOST_STEPS:
                return _Seen(is_too_large=True)
            kind = node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""
            if event == "start":
                if kind == "row":
                    row, column = int(node.get("r") or row + 2) - 1, -1
                elif kind == "c":
                    row, column = spot(node.get("r") or "") or (row, column + 1)
            elif kind == "c":
                children = {child.tag.rpartition("}")[2] for child in node if isinstance(child.tag, str)}
                if children & {"v", "is", "f"}:
                    if row >= most_rows or column >= most_columns:
                        seen.is_too_large = True
                        return seen
                    if "f" in children:
                        seen.formulas.add((row, column))
                    if node.get("t") == "e":
                        seen.faults.add((row, column))
            elif kind == "mergeCell":
                seen.merged.update(_covered(node.get("ref") or "", most_rows, most_columns))
            elif kind == "row":
                node.clear()
                while node.getprevious() is not None:
                    del node.getparent()[0]
    return seen


def _covered(area: str, most_rows: int, most_columns: int) -> Iterable[Spot]:
    """The cells of ``A1:B3`` within the bounds."""
    first, _colon, last = area.partition(":")
    start, end = spot(first), spot(last or first)
    if start is None or end is None:
        return []
    return [
        (row, column)
        for row in range(start[0], min(end[0], most_rows) + 1)
        for column in range(start[1], min(end[1], most_columns) + 1)
    ]
