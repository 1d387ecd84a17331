"""Any list as a file: columns declared once, the list's own rows and filters, and nothing that a program would run.

A text that begins like a formula gets an apostrophe in front (in CSV and XLSX alike) and is written as text.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.db.models import Choices, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.access import may
from accounts.roles import ADMINISTRATORS, Permission

FORMATS = ("csv", "xlsx")
MOST_ROWS = 20_000
CHUNK = 500
HELD_IN_MEMORY = 5 * 1024 * 1024
LONGEST_CELL = 32_767
WIDTH = 20
RISKY = "=+-@＝＋－＠"  # what a spreadsheet takes for the start of a formula, wide signs too
RISKY_FIRST = "\t\r\n\0"
Plain = str | int | Decimal | date | datetime | None


class TooMany(Exception):
    """More rows than a file may hold; the reader narrows the filter."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for a list, with which filters, when."""

    user: Any
    filters: Mapping[str, str]
    now: datetime

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)


@dataclass(frozen=True, slots=True)
class Column:
    """A head and what stands under it for one row. ``get`` must not ask the database."""

    title: str | Promise
    get: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list that may leave as a file: who may have it, its rows (as the page shows them), its columns."""

    key: str
    title: str | Promise
    may: Callable[[Any], bool]
    rows: Callable[[Asked], QuerySet[Any] | Sequence[Any]]
    columns: Callable[[Asked], Sequence[Column]]
    is_own: bool = False
    """Only what belongs to the reader: no confirmation before it leaves."""


def columns(*pairs: tuple[Any, Callable[[Any], Any]]) -> Callable[[Asked], Sequence[Column]]:
    """Columns that do not depend on who asks, as pairs of head and value."""
    made = tuple(Column(title, get) for title, get in pairs)
    return lambda asked: made


def chosen(rows: QuerySet[Any], asked: Asked, **choices: type[Choices]) -> QuerySet[Any]:
    """The rows with what the page's filters chose; a filter that names none of its choices chooses nothing."""
    wanted = {name: asked.filters.get(name) for name in choices}
    return rows.filter(**{name: one for name, one in wanted.items() if one in choices[name].values})


def anybody(user: Any) -> bool:
    """A list whose rows are only those that the person may see; administrators do no business."""
    return not user.is_any(*ADMINISTRATORS)


def holds(permission: Permission) -> Callable[[Any], bool]:
    """A list for holders of a permission."""
    return lambda user: may(user, permission)


_LISTINGS: dict[str, Listing] = {}


def declare(listing: Listing) -> Listing:
    """Add a list; a key belongs to one list."""
    if listing.key in _LISTINGS:
        raise ValueError(f"two lists under {listing.key}")
    _LISTINGS[listing.key] = listing
    return listing


def listing_of(key: str) -> Listing | None:
    return _LISTINGS.get(key)


def listings() -> Mapping[str, Listing]:
    return _LISTINGS


def rows_of(listing: Listing, asked: Asked) -> QuerySet[Any] | Sequence[Any]:
    """The rows, or TooMany. One count that stops at the limit."""
    rows = listing.rows(asked)
    if isinstance(rows, QuerySet):
        if rows.order_by()[: MOST_ROWS + 1].count() > MOST_ROWS:
            raise TooMany
    elif len(rows) > MOST_ROWS:
        raise TooMany
    return rows


def lines(listing: Listing, rows: QuerySet[Any] | Sequence[Any], asked: Asked) -> Iterator[list[Plain]]:
    """The head, then every row, read in chunks."""
    heads = listing.columns(asked)
    yield [str(column.title) for column in heads]
    each: Iterable[Any] = rows.iterator(chunk_size=CHUNK) if isinstance(rows, QuerySet) else rows
    for row in each:
        yield [plain(column.get(row)) for column in heads]


def plain(value: Any) -> Plain:
    """A value as a cell holds it; every text made harmless."""
    match value:
        case None | "":
            return None
        case bool():
            return _("Yes") if value else _("No")
        case datetime():
            return timezone.localtime(value).replace(tzinfo=None)
        case int() | Decimal() | date():
            return value
    return harmless(str(value))


def harmless(text: str) -> str:
    """The text without signs that a cell cannot hold, with an apostrophe where it would run as a formula."""
    kept = "".join(sign for sign in text if sign in "\n\t\u3000" or sign.isprintable())
    is_risky = text[:1] in RISKY_FIRST or kept.lstrip()[:1] in RISKY if text else False
    return (f"'{kept}" if is_risky and kept else kept)[:LONGEST_CELL]


def as_csv(rows: Iterable[list[Plain]]) -> Iterator[bytes]:
    """CSV in UTF-8 with a mark for Excel, every cell in quotes, in chunks."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL)
    buffer.write("\ufeff")
    for number, row in enumerate(rows, start=1):
        writer.writerow([_written(value) for value in row])
        if number % CHUNK == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _written(value: Plain) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return "" if value is None else str(value)


def as_xlsx(rows: Iterable[list[Plain]], name: str) -> Any:
    """XLSX as an open temporary file, written row by row; a text cell is never a formula, link or number."""
    file = tempfile.SpooledTemporaryFile(max_size=HELD_IN_MEMORY)  # noqa: SIM115  the response closes it
    book = xlsxwriter.Workbook(
        file,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    head = book.add_format({"bold": True, "bottom": 1})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    page = book.add_worksheet("".join("_" if sign in "[]:*?/\\'" else sign for sign in name)[:31] or "Sheet")
    page.freeze_panes(1, 0)
    for line, row in enumerate(rows):
        if line == 0:
            page.set_column(0, len(row) - 1, WIDTH)
        for place, value in enumerate(row):
            match value:
                case None:
                    continue
                case datetime():
                    page.write_datetime(line, place, value, moment)
                case date():
                    page.write_datetime(line, place, value, day)
                case int() | Decimal():
                    page.write_number(line, place, value)
                case _:
                    page.write_string(line, place, value, head if line == 0 else None)
    book.close()
    file.seek(0)
    return file
