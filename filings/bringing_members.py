"""Members from a workbook: every row with what is wrong with it, and then all of them or none."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consortia import codes
from consortia.claims import typed_unit
from consortia.models import Membership, Unit
from consortia.queries import bans, memberships
from consortia.states import Counting, Tier, UnitKind
from consortia.tables import Column, Kind, Layout
from documents import store
from documents.models import StoredFile
from documents.workbooks import Grid, read
from workflow import engine
from workflow.messages import explain
from workflow.refusal import Force, Refusal

from . import edits, workbooks
from .flow import FILING
from .forms.parties import LISTED, MemberForm
from .models import Filing
from .sheet_rows import MOST_COLUMNS, Counted, Error, Fate, Read, through

MOST_MEMBERS = 100
"""Rows that are read."""
KINDS = {
    "kind": Kind.CHOICE, "tier": Kind.CHOICE, "counting": Kind.CHOICE, "duty": Kind.LONG,
    "share": Kind.FIGURE, "contribution": Kind.MONEY,
}  # fmt: skip
"""Columns that are no plain text."""
CHOICES = {"kind": UnitKind, "tier": Tier, "counting": Counting}


def _column(name: str) -> Column:
    """One column, as the form of a member asks it."""
    asked = MemberForm.base_fields[name]
    among = CHOICES.get(name)
    return Column(
        name=name,
        label=asked.label,
        kind=KINDS.get(name, Kind.TEXT),
        required=asked.required,
        hint=asked.help_text,
        clause=MemberForm.clauses.get(name, ""),
        choices=(lambda: among.choices) if among else tuple,
    )


LAYOUT = Layout(
    key="members",
    title=gettext_lazy("Members"),
    columns=tuple(
        _column(name)
        for name in ("code", "name", "kind", "tier", "duty", "email", "share", "contribution", "counting")
    ),
)
CODE, NAME = 0, 1
"""Where both stand among the columns."""


@dataclass
class Members(Counted):
    """The sheet of members as it would be brought in."""

    units: Mapping[int, Unit] = field(default_factory=dict)
    """Number of a row to the unit known by its code."""

    @property
    def mark(self) -> str:
        """The same as long as the same would be written."""
        said = [(row.number, row.fate, dict(row.values)) for row in self.rows]
        return hashlib.sha256(repr(said).encode()).hexdigest()[:16]

    @property
    def in_disorder(self) -> int:
        """Everything that stands in the way."""
        return self.wrong + len(self.errors)


class RowForm(MemberForm):
    """The form of a member, bound anew for each row; its units were looked up together."""

    def __init__(self, units: Mapping[str, Unit]) -> None:
        super().__init__({})
        self.units = units

    def known(self, code: str) -> Unit | None:
        return self.units.get(code)


def made(parties: Iterable[Membership] = ()) -> bytes:
    """The workbook, empty or with the members as they stand."""
    lists: list[list[str]] = []
    content = [
        {
            column.name: column.canonical(
                getattr(party.unit if column.name in ("code", "name", "kind") else party, column.name)
            )
            for column in LAYOUT.columns
        }
        for party in parties
        if not party.is_lead
    ]
    sheet = workbooks.sheet_of(LAYOUT, (), content, {}, lists)
    return workbooks.assembled(guidance(), [sheet], lists)


def guidance() -> list[str]:
    """What the first sheet tells."""
    return [
        _("One row for each unit, the lead left out. At most %(n)s rows.") % {"n": MOST_MEMBERS},
        _("Columns marked * must be filled. Do not rename columns or sheets."),
        _(
            "A unit whose code is known here keeps its own name and kind. A unit that is listed already stays."
        ),
        _("Nothing is sent to the units: after this you send the links on the page of members."),
        _("Nothing is written at the upload: you first see every row, and what is wrong with it."),
    ]


def preview(filing: Filing, stored: StoredFile, *, today: date) -> Members:
    """Every row of the workbook with its fate. Raises FileProblem."""
    with store.open_content(stored.blob.sha256) as content:
        grids = read(
            content, stored.name, wanted=_is_ours, most_rows=MOST_MEMBERS + 2, most_columns=MOST_COLUMNS
        )
    found = Members(str(LAYOUT.title), columns=LAYOUT.columns)
    grid = next((grid for grid in grids if _is_ours(grid.name)), None)
    if grid is None:
        found.errors.append(_("There is no sheet “%(name)s”. Take the template.") % {"name": LAYOUT.title})
    elif grid.is_too_large:
        found.errors.append(
            _("More than %(most)s rows or %(columns)s columns. Nothing of this sheet was read.")
            % {"most": MOST_MEMBERS, "columns": MOST_COLUMNS}
        )
    else:
        _read(found, grid, memberships(filing.consortium), today)
    return found


def _is_ours(title: str) -> bool:
    return workbooks.plain(title) in workbooks.spellings(LAYOUT.title)


def _read(found: Members, grid: Grid, parties: list[Membership], today: date) -> None:
    by_code = _units_in(grid)
    found.rows, found.errors = through(LAYOUT, RowForm(by_code), grid, [])
    if not found.rows and not found.errors:
        found.errors.append(_("No sheet of the template holds a row."))
    banned = bans(list(by_code), today)
    listed = {_key(party.unit.code or "", party.unit.name) for party in parties}
    seen: set[str] = set()
    for row in found.rows:
        code, name = codes.normalise(row.shown[CODE]), row.shown[NAME].strip()
        unit, key = by_code.get(code), _key(code, name)
        if key in listed:
            row.fate, row.errors = Fate.THERE, []
            row.remarks.append(_("Listed already: it stays as it is."))
        elif row.fate is Fate.WRONG:
            continue
        elif key in seen:
            _wrong(row, "code" if code else "name", _("This unit stands twice in the sheet."))
        elif row.fields["tier"] == Tier.CORE and code in banned:
            facts = {"units": str(unit), "until": banned[code].isoformat()}
            _wrong(row, "tier", explain(Refusal("core_banned", "G7.3d", Force.HARD, facts)).text)
        elif unit is not None and name and workbooks.plain(name) != workbooks.plain(unit.name):
            row.remarks.append(_("Known here as “%(name)s”; that name is taken.") % {"name": unit.name})
        seen.add(key)
        found.units = {**found.units, **({row.number: unit} if unit else {})}


def _units_in(grid: Grid) -> dict[str, Unit]:
    """Units known here by a code that stands anywhere in the sheet."""
    written = {codes.normalise(str(cell)) for cells in grid.rows for cell in cells if cell != ""}
    wanted = [code for code in written if len(code) == codes.LENGTH]
    units = Unit.objects.filter(code__in=wanted).select_related("authority")
    return {unit.code: unit for unit in units if unit.code}


def _key(code: str, name: str) -> str:
    """One unit, one key: its code, or its name where its kind has no code."""
    return code or workbooks.plain(name)


def _wrong(row: Read, column: str, rule: str) -> None:
    row.fate = Fate.WRONG
    row.errors.append(Error(str(LAYOUT.column(column).label), str(row.values[column]), rule))


def bring_in(
    filing_id: int, stored: StoredFile, *, mark: str, actor: Any, now: datetime
) -> tuple[Members, int]:
    """List all new units of a workbook that was seen as ``mark``; returns it, and how many signatures fell.

    Raises StepRefused where a row is wrong or the list has moved on since, and what ``edits.add_member`` raises.
    """
    with transaction.atomic():
        filing: Filing = engine.lock(FILING, filing_id)
        seen = preview(filing, stored, today=timezone.localdate(now))
        if seen.in_disorder or seen.mark != mark:
            code = "workbook_wrong" if seen.in_disorder else "workbook_stale"
            raise engine.StepRefused(Refusal(code, "office", Force.OFFICE, {"count": seen.in_disorder}))
        fallen = 0
        for row in seen.rows:
            if row.fate is not Fate.NEW:
                continue
            typed = row.fields
            unit = seen.units.get(row.number) or typed_unit(
                typed["code"], {"name": typed["name"], "kind": typed["kind"]}
            )
            fields = {name: typed[name] for name in LISTED}
            fallen += edits.add_member(filing_id, unit, fields, actor=actor, now=now)
    return seen, fallen
