"""Tables as XLSX: what users typed stays text, whatever it begins with."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from documents.papers import OFFICE_TIME

LONGEST_NAME = 31
NARROWEST, WIDEST = 6, 48
EARLIEST = datetime(2000, 1, 1)  # noqa: DTZ001  the file's own date, fixed so that equal tables are equal bytes


@dataclass(frozen=True)
class Column:
    """One column: its head, and its width in characters (None: as wide as its content, within bounds)."""

    title: str
    width: float | None = None


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook; columns may be plain texts; a title stands above the table."""

    name: str
    columns: Sequence[Column | str]
    rows: Iterable[Sequence[Any]]
    title: str = ""
    notes: Sequence[str] = field(default_factory=tuple)
    hints: Sequence[str] = field(default_factory=tuple)
    """A second row under the heads, one text for each column."""
    lists: Mapping[int, str] = field(default_factory=dict)
    """Number of a column to the range its cells are chosen from, such as ``='Lists'!$A$1:$A$4``."""
    blank_rows: int = 0
    """Rows below the last that take part in ``lists``."""
    is_hidden: bool = False


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """All sheets in one XLSX, heads frozen, set up for printing on A4 across."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": True,
        },
    )
    book.set_properties({"created": EARLIEST})
    styles = {
        "title": book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"}),
        "head": book.add_format(
            {
                "bold": True,
                "bg_color": "#DFEDF4",
                "border": 1,
                "align": "center",
                "valign": "vcenter",
                "text_wrap": True,
            }
        ),
        "text": book.add_format({"border": 1, "valign": "vcenter", "text_wrap": True}),
        "number": book.add_format({"border": 1, "valign": "vcenter", "num_format": "#,##0.00"}),
        "count": book.add_format({"border": 1, "valign": "vcenter"}),
        "day": book.add_format({"border": 1, "valign": "vcenter", "num_format": "yyyy-mm-dd"}),
        "moment": book.add_format({"border": 1, "valign": "vcenter", "num_format": "yyyy-mm-dd hh:mm"}),
        "note": book.add_format({"font_color": "#4A5A66", "valign": "vcenter"}),
        "hint": book.add_format({"font_color": "#4A5A66", "italic": True, "border": 1, "text_wrap": True}),
    }
    taken: set[str] = set()
    for sheet in sheets:
        write_sheet(book.add_worksheet(sheet_name(sheet.name, taken)), sheet, styles)
    book.close()
    return buffer.getvalue()


def sheet_name(wanted: str, taken: set[str]) -> str:
    """A name Excel accepts (31 characters, none of []:*?/\\, unique)."""
    name = (
        "".join("_" if sign in "[]:*?/\\" else sign for sign in wanted).strip("'")[:LONGEST_NAME] or "Sheet"
    )
    base, number = name, 2
    while name.casefold() in taken:
        suffix = f" {number}"
        name, number = base[: LONGEST_NAME - len(suffix)] + suffix, number + 1
    taken.add(name.casefold())
    return name


def write_sheet(page: Any, sheet: Sheet, styles: dict[str, Any]) -> None:
    columns = [column if isinstance(column, Column) else Column(column) for column in sheet.columns]
    widths = [shown_width(column.title) for column in columns]
    top = 0
    if sheet.title:
        page.set_row(0, 30)
        if len(columns) > 1:
            page.merge_range(0, 0, 0, len(columns) - 1, "", styles["title"])
        page.write_string(0, 0, sheet.title, styles["title"])
        top = 1
    for place, column in enumerate(columns):
        page.write_string(top, place, column.title, styles["head"])
    line = top
    if sheet.hints:
        line = top = top + 1
        for place, text in enumerate(sheet.hints):
            page.write_string(top, place, text, styles["hint"])
    for row in sheet.rows:
        line += 1
        for place, value in enumerate(row):
            write_value(page, line, place, value, styles)
            widths[place] = max(widths[place], shown_width(value))
    for place, source in sheet.lists.items():
        page.data_validation(
            top + 1, place, line + sheet.blank_rows, place,
            {"validate": "list", "source": source, "error_type": "warning"},
        )  # fmt: skip
    if sheet.is_hidden:
        page.hide()
    for note in sheet.notes:
        line += 1
        page.write_string(line, 0, note, styles["note"])
    for place, column in enumerate(columns):
        page.set_column(place, place, column.width or min(WIDEST, max(NARROWEST, widths[place] + 2)))
    page.freeze_panes(top + 1, 0)
    page.repeat_rows(0 if sheet.hints else top, top)
    page.set_paper(9)
    page.set_landscape()
    page.fit_to_pages(1, 0)


def write_value(page: Any, line: int, place: int, value: Any, styles: dict[str, Any]) -> None:
    """Write one cell by the type of the value; a text is never taken for a formula, a link or a number."""
    match value:
        case None:
            page.write_blank(line, place, None, styles["text"])
        case bool():
            page.write_string(line, place, "是" if value else "否", styles["text"])
        case int():
            page.write_number(line, place, value, styles["count"])
        case float() | Decimal():
            page.write_number(line, place, value, styles["number"])
        case datetime():
            local = value.astimezone(OFFICE_TIME).replace(tzinfo=None)
            page.write_datetime(line, place, local, styles["moment"])
        case date():
            page.write_datetime(line, place, value, styles["day"])
        case _:
            text = "".join(sign for sign in str(value) if sign in "\n\t" or ord(sign) >= 32)
            page.write_string(line, place, text[:32_767], styles["text"])


def shown_width(value: Any) -> int:
    """Width in Latin characters; a Chinese character takes two."""
    if isinstance(value, datetime):
        return 16
    if isinstance(value, date):
        return 10
    lines = str(value if value is not None else "").split("\n")
    return max(sum(2 if ord(sign) > 0x2E7F else 1 for sign in line) for line in lines)
