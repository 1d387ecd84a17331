"""Changing the typed tables and the answers beside the chapters, each through ``actions.editing``."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max

from consortia.guideline import PROVISIONS
from consortia.models import Provision
from consortia.tables import TABLES, Column, Kind, Table
from documents.models import StoredFile
from workflow import engine
from workflow.refusal import Force, Refusal

from .actions import editing
from .merging import Verdict, mark, settle_row


def write_row(
    table: Table,
    consortium_id: int,
    row_id: int,
    fields: Mapping[str, Any],
    *,
    actor: Any,
    now: datetime,
    marks: Mapping[str, str] | None = None,
    yielded: Collection[str] = (),
) -> Any:
    """Write a row at the end of its table (``row_id`` 0) or over the one that is there; the lock is the caller's.

    With ``marks`` of what the page began from, columns that only somebody else changed stay as they stand.
    Raises StepRefused where the words that may stand once stand in another row or the row is gone, RowClashed
    where two people changed the same column.
    """
    rows = table.model._default_manager.filter(consortium_id=consortium_id)
    row = rows.filter(pk=row_id).first() if row_id else None
    if row_id and row is None:
        raise engine.StepRefused(Refusal("row_gone", table.clause, Force.OFFICE))
    if row and marks is not None:
        fields = _merged(table, row, fields, marks, yielded)
    if table.once and rows.filter(**{table.once: fields[table.once]}).exclude(pk=row_id).exists():
        params = {"name": str(fields[table.once])}
        raise engine.StepRefused(Refusal("row_twice", table.clause, Force.SHALL, params))
    if row is None:
        last = rows.aggregate(last=Max("position"))["last"]
        row = table.model(consortium_id=consortium_id, position=0 if last is None else last + 1)
    fill(table, row, fields, actor=actor, now=now)
    row.save()
    return row


@dataclass(frozen=True, slots=True)
class Clash:
    """A column that two people changed differently since one of them opened the row, in words."""

    name: str
    label: Any
    present: str
    typed: str


class RowClashed(Exception):
    """Nothing was written: both sides changed the same columns. ``row`` is how it stands, ``fields`` how it would
    read with all that only one side changed and the typed values where both did."""

    def __init__(self, row: Any, fields: Mapping[str, Any], clashes: list[Clash]) -> None:
        super().__init__(", ".join(one.name for one in clashes))
        self.row, self.fields, self.clashes = row, fields, clashes


def marks_of(table: Table, row: Any) -> dict[str, str]:
    """What a page says of the row it began from, column by column."""
    return {name: mark(stamp) for name, stamp in table.stamps(row).items()} if row else {}


def _merged(
    table: Table, row: Any, fields: Mapping[str, Any], marks: Mapping[str, str], yielded: Collection[str]
) -> dict[str, Any]:
    """The row with what was typed and what others changed meanwhile; ``yielded`` columns stay as they stand.

    Raises RowClashed where both changed a column, or where two days that belong together came out of order.
    """
    present = {name: getattr(row, name) for name in fields}
    mine = {name: table.column(name).stamp(value) for name, value in fields.items()}
    stands = {name: table.column(name).stamp(value) for name, value in present.items()}
    verdicts = settle_row(marks, mine, stands)
    verdicts |= dict.fromkeys(verdicts.keys() & set(yielded), Verdict.SAME)
    merged = {name: present[name] if verdicts[name] == Verdict.SAME else fields[name] for name in fields}
    both = [name for name, verdict in verdicts.items() if verdict == Verdict.CONFLICT]
    if not both and table.in_order:
        first, second = (merged[name] for name in table.in_order)
        if first and second and first > second:
            both = [name for name in table.in_order if verdicts[name] == Verdict.KEPT]
    if both:
        raise RowClashed(
            row, merged, [_clash(table.column(name), present[name], fields[name]) for name in both]
        )
    return merged


def _clash(column: Column, present: Any, typed: Any) -> Clash:
    words = [
        str(value.unit) if column.kind is Kind.PARTY and value else column.words(column.canonical(value))
        for value in (present, typed)
    ]
    return Clash(column.name, column.label, *words)


def fill(table: Table, row: Any, fields: Mapping[str, Any], *, actor: Any, now: datetime) -> None:
    """Put what a row's form found into a row that is still to be saved."""
    for name, value in fields.items():
        empty = "" if table.column(name).kind in ("text", "long") else None
        setattr(row, name, empty if value in ("", None) else value)
    row.edited_by, row.edited_at = actor, now


def part_of(key: str, row_id: int = 0) -> str:
    """A table, or one row of it, as a part that can be handed to somebody; chapters have names of the same words."""
    return f"table-{key}:{row_id}" if row_id else f"table-{key}"


def save_row(
    filing_id: int,
    key: str,
    row_id: int,
    fields: Mapping[str, Any],
    *,
    actor: Any,
    now: datetime,
    marks: Mapping[str, str] | None = None,
    yielded: Collection[str] = (),
) -> None:
    """Add (``row_id`` 0) or change one row of a table; see ``write_row`` for what two people typed at once."""
    table = TABLES[key]
    parts = (part_of(key, row_id),)
    with editing(filing_id, actor=actor, now=now, place=table.place, parts=parts) as filing:
        write_row(
            table, filing.consortium_id, row_id, fields, actor=actor, now=now, marks=marks, yielded=yielded
        )


def drop_row(filing_id: int, key: str, row_id: int, *, actor: Any, now: datetime) -> None:
    """Take one row out of a table; what was submitted before keeps it."""
    table = TABLES[key]
    with editing(filing_id, actor=actor, now=now, place=table.place, parts=(part_of(key),)) as filing:
        table.model._default_manager.filter(pk=row_id, consortium=filing.consortium).delete()


def move_row(filing_id: int, key: str, row_id: int, *, is_up: bool, actor: Any, now: datetime) -> None:
    """Put a row before the one above it, or after the one below; at the end nothing happens."""
    table = TABLES[key]
    with editing(filing_id, actor=actor, now=now, place=table.place, parts=(part_of(key),)) as filing:
        rows = table.model._default_manager.filter(consortium=filing.consortium)
        order = list(rows.order_by("position", "pk").values_list("pk", flat=True))
        if row_id not in order:
            return
        at = order.index(row_id)
        order.insert(max(at - 1, 0) if is_up else at + 1, order.pop(at))
        for position, pk in enumerate(order):
            rows.filter(pk=pk).exclude(position=position).update(position=position)


def save_provisions(
    filing_id: int,
    answers: Mapping[str, Mapping[str, str]],
    *,
    actor: Any,
    now: datetime,
    document: StoredFile | None = None,
) -> None:
    """Texts and pages by key of PROVISIONS; one uploaded document serves all of them."""
    parts = ("",) if document else tuple(key for key, typed in answers.items() if typed) or ("",)
    with editing(filing_id, actor=actor, now=now, place="mechanisms", parts=parts) as filing:
        kept = {one.key: one for one in Provision.objects.filter(consortium=filing.consortium)}
        for item in PROVISIONS:
            answer = kept.get(item.key) or Provision(consortium=filing.consortium, key=item.key)
            typed = answers.get(item.key, {})
            before = (answer.text, answer.pages, answer.document_id)
            answer.text = typed.get("text", answer.text)
            answer.pages = typed.get("pages", answer.pages)
            answer.document = document or answer.document or _shared(kept)
            if before != (answer.text, answer.pages, answer.document_id) and (
                answer.pk or answer.text or answer.pages
            ):
                answer.edited_by, answer.edited_at = actor, now
                answer.save()


def _shared(kept: Mapping[str, Provision]) -> StoredFile | None:
    return next((one.document for one in kept.values() if one.document_id), None)
