"""Two submitted versions side by side, part by part, in the reader's words: what was, what is, what stayed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from consortia.amounts import plain
from consortia.guideline import CHAPTERS, CONTENTS, PROVISIONS
from consortia.kept import option_words
from consortia.own_part import FACTS, resource_words
from consortia.states import Counting, Dispute, Orientation, Post, Tier, UnitKind
from consortia.tables import TABLES
from filings import wording
from filings.comparison import Piece, row_changes, text_pieces
from filings.parts import NAMED, rows_of, unsigned
from filings.states import Place
from ledger import chain

Snapshot = Mapping[str, Any]
LABELS: Mapping[str, Any] = {
    "name": gettext_lazy("Name"),
    "name_en": gettext_lazy("English name"),
    "code": gettext_lazy("Credit code"),
    "kind": gettext_lazy("Kind"),
    "counting": gettext_lazy("Counts as"),
    "tier": gettext_lazy("Layer"),
    "duty": gettext_lazy("Duty"),
    "is_lead": gettext_lazy("Lead unit"),
    "share": gettext_lazy("Share in per cent"),
    "contribution": gettext_lazy("Contribution in 10,000 yuan"),
    "is_voluntary": gettext_lazy("Of its own free will"),
    "contact": gettext_lazy("Contact person"),
    "phone": gettext_lazy("Telephone"),
    "email": gettext_lazy("E-mail"),
    "capability": gettext_lazy("What it is able to do"),
    "resources": gettext_lazy("Resources it brings"),
    "paper": gettext_lazy("Appointment paper"),
    "party": gettext_lazy("Member"),
    "employer": gettext_lazy("Employer"),
    "title": gettext_lazy("Professional title"),
    "standing": gettext_lazy("Academic standing"),
    "industry_knowledge": gettext_lazy("Knowledge of the industry"),
    "leadership": gettext_lazy("Ability to unite and organise"),
    "cv": gettext_lazy("CV"),
    "unit": gettext_lazy("Measured in"),
    "orientation": gettext_lazy("Speaks of"),
    "baseline": gettext_lazy("Baseline"),
    "target": gettext_lazy("Target"),
    "year": gettext_lazy("Reached in"),
    "target_year": gettext_lazy("Reached in"),
    "due_on": gettext_lazy("Planned for"),
    "responsible": gettext_lazy("Responsible member"),
    "document": gettext_lazy("File"),
    "clause": gettext_lazy("Clause"),
}
WORDS: Mapping[str, Mapping[str, Any]] = {
    "kind": dict(UnitKind.choices),
    "counting": dict(Counting.choices),
    "tier": dict(Tier.choices),
    "orientation": dict(Orientation.choices),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing on both sides: ``kind`` same, changed, added or removed; a long text comes in ``pieces``."""

    label: str
    kind: str
    old: str = ""
    new: str = ""
    note: str = ""
    pieces: Sequence[Piece] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A place, chapter or table: its single lines, then its rows with theirs."""

    title: str
    lines: Sequence[Line] = ()
    rows: Sequence[tuple[str, str, Sequence[Line]]] = ()
    """What the row is called, its kind, its cells."""
    anchor: str = ""

    @property
    def changes_count(self) -> int:
        return sum(line.kind != "same" for line in self.lines) + sum(
            kind != "same" for _n, kind, _c in self.rows
        )

    @property
    def changed_only(self) -> Block:
        """The same block without what stayed."""
        return Block(
            self.title,
            [line for line in self.lines if line.kind != "same"],
            [(name, kind, [one for one in cells if one.kind != "same"])
             for name, kind, cells in self.rows if kind != "same"],
            self.anchor,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Compared:
    """The whole comparison."""

    blocks: Sequence[Block] = field(default_factory=tuple)

    @property
    def changes_count(self) -> int:
        return sum(block.changes_count for block in self.blocks)


CONTACTS = frozenset({"contact", "phone", "email"})
"""What a unit wrote of a person: for the parties and the office, not for experts."""


def compare(old: Snapshot, new: Snapshot, *, without: frozenset[str] = frozenset()) -> Compared:
    """Every part of two snapshots, whatever tables and texts their versions kept.

    ``without`` names facts of the units' own parts that the reader is not shown.
    """
    return Compared([block for block in _blocks(old, new, without) if block.lines or block.rows])


def _blocks(old: Snapshot, new: Snapshot, without: frozenset[str]) -> Iterator[Block]:
    before, after = old["consortium"], new["consortium"]
    yield Block(
        str(Place.BASICS.label),
        [_line(wording.title_of(f"basics.{name}"), before.get(name), after.get(name))
         for name in NAMED],
        anchor="basics",
    )  # fmt: skip
    yield _rows(
        "members", str(Place.MEMBERS.label), _parties(before, without), _parties(after, without), ("_key",)
    )
    yield _rows("people", str(Place.PEOPLE.label), _people(before), _people(after), ("_key",))
    yield _agreement(before["agreement"] or {}, after["agreement"] or {})
    yield _plan(before["chapters"], after["chapters"])
    yield _texts(before.get("texts") or {}, after.get("texts") or {})
    earlier, later = rows_of(before), rows_of(after)
    for key in dict.fromkeys([*later, *earlier]):
        yield table(key, earlier.get(key, []), later.get(key, []))
    yield _rows(
        "attachments", str(Place.EVIDENCE.label), _papers(before), _papers(after), ("clause", "title")
    )
    yield _reasons(old["reasons"], new["reasons"])


def table(key: str, old: Sequence[Snapshot], new: Sequence[Snapshot]) -> Block:
    """One typed table, its rows matched by what makes a row that row."""
    names = list(dict.fromkeys(name for row in [*new, *old] for name in row))
    known = TABLES.get(key)
    matched = (
        [known.once]
        if known and known.once
        else list(known.sums_by if known and known.sums_by else names[:2])
    )
    return _rows(f"tables.{key}", wording.title_of(f"tables.{key}"), old, new, matched, table_key=key)


def _rows(
    anchor: str, title: str, old: Sequence[Snapshot], new: Sequence[Snapshot], key: Sequence[str],
    table_key: str = "",
) -> Block:  # fmt: skip
    rows = []
    for change in row_changes(old, new, key):
        shown = change.new or change.old
        label = str(shown.get("_label") or "") or _name(shown, table_key)
        cells = [
            _line(
                _column(table_key, name), change.old.get(name), change.new.get(name), _words(table_key, name)
            )
            for name in shown
            if not name.startswith("_")
        ]
        rows.append((label, change.kind, [one for one in cells if one.old or one.new or one.pieces]))
    return Block(title, rows=rows, anchor=anchor.replace(".", "-"))


def _name(row: Snapshot, table_key: str) -> str:
    told = [str(_words(table_key, name).get(value, value)) for name, value in row.items() if value]
    return " ".join(told[:2])


def _column(table_key: str, name: str) -> str:
    return wording.column_label(table_key, name) or str(LABELS.get(name, name))


def _words(table_key: str, name: str) -> Mapping[str, Any]:
    return wording.column_words(table_key, name) or WORDS.get(name, {})


LONG = 60


def _line(label: str, old: Any, new: Any, words: Mapping[str, Any] | None = None) -> Line:
    """One value on both sides; texts that differ are compared by words."""
    left, right = _said(old, words), _said(new, words)
    if old == new:
        return Line(label, "same", left, right)
    if not left or not right:
        return Line(label, "added" if right else "removed", left, right)
    if max(len(left), len(right)) > LONG and isinstance(old, str) and isinstance(new, str):
        return Line(label, "changed", left, right, pieces=text_pieces(left, right))
    return Line(label, "changed", left, right, note=_difference(old, new))


def _said(value: Any, words: Mapping[str, Any] | None) -> str:
    match value:
        case None | "":
            return ""
        case bool():
            return _("Yes") if value else _("No")
        case {"name": name, "sha256": fingerprint, "size": size}:
            return f"{name} · {filesizeformat(size)} · {chain.check_words(fingerprint)}"
        case str() | int():
            return str((words or {}).get(value, value))
    return str(value)


def _difference(old: Any, new: Any) -> str:
    """By how much a figure rose or fell; empty where the two are not figures."""
    try:
        found = Decimal(str(new).replace(",", "")) - Decimal(str(old).replace(",", ""))
    except InvalidOperation:
        return ""
    return f"{found:+,f}" if found.is_finite() and len(str(old)) < 18 else ""


def _parties(consortium: Snapshot, without: frozenset[str]) -> list[Snapshot]:
    """What a party signs and what it wrote of itself, side by side: both are what a tick was given for."""
    return [
        {**_plain_facts(party), **_own_part(party, without),
         "_key": party.get("code") or party["name"], "_label": party["name"]}
        for party in consortium["parties"]
    ]  # fmt: skip


def _plain_facts(party: Snapshot) -> dict[str, Any]:
    figures = {key: plain(Decimal(party[key])) for key in ("share", "contribution") if party.get(key)}
    facts = unsigned(party).items()
    return {key: value for key, value in facts if isinstance(value, str | bool | int | None)} | figures


def _own_part(party: Snapshot, without: frozenset[str]) -> dict[str, Any]:
    own = party.get("annex") or {}
    facts = {name: own.get(name, "") for name in FACTS if name not in without}
    lines = [resource_words(row) for row in own.get("resources", ())]
    return {**facts, "resources": "\n".join(lines)}


def _people(consortium: Snapshot) -> list[Snapshot]:
    return [
        {**{key: value for key, value in person.items() if key != "state"}, "_key": post,
         "_label": f"{Post(post).label} {person['name']}"}
        for post, person in consortium["people"].items()
    ]  # fmt: skip


def _papers(consortium: Snapshot) -> list[Snapshot]:
    return [{**one, "_label": one["title"]} for one in consortium["attachments"]]


def _item(item: Any) -> str:
    return str(item.en if get_language() == "en" else item.zh)


def _agreement(old: Snapshot, new: Snapshot) -> Block:
    was, now = old.get("contents") or {}, new.get("contents") or {}
    return Block(
        str(Place.AGREEMENT.label),
        [
            _line(_("File"), old.get("document"), new.get("document")),
            *(_line(_item(item), was.get(item.key), now.get(item.key)) for item in CONTENTS),
            _line(
                _("How disputes are settled"), old.get("dispute"), new.get("dispute"), dict(Dispute.choices)
            ),
        ],
        anchor="agreement",
    )


def _plan(old: Snapshot, new: Snapshot) -> Block:
    lines: list[Line] = []
    for item in CHAPTERS:
        was, now = old.get(item.key) or {}, new.get(item.key) or {}
        lines.append(_line(_item(item), was.get("text"), now.get("text")))
        for name, label in (("pages", _("Pages")), ("document", _("File"))):
            if was.get(name) or now.get(name):
                lines.append(_line(f"{_item(item)} · {label}", was.get(name), now.get(name)))
    return Block(str(Place.PLAN.label), lines, anchor="plan")


def _texts(old: Snapshot, new: Snapshot) -> Block:
    keys = dict.fromkeys([*new, *old])
    words = {item.key: option_words(item) for item in PROVISIONS}
    return Block(
        _("Mechanisms and rules"),
        [_line(wording.title_of(f"texts.{key}"), old.get(key), new.get(key), words.get(key)) for key in keys],
        anchor="texts",
    )


def _reasons(old: Sequence[Snapshot], new: Sequence[Snapshot]) -> Block:
    was = {one["code"]: one for one in old}
    now = {one["code"]: one for one in new}
    return Block(
        str(Place.REASONS.label),
        [
            _line((now.get(code) or was[code])["clause"],
                  was.get(code, {}).get("reason"), now.get(code, {}).get("reason"))
            for code in dict.fromkeys([*now, *was])
        ],
        anchor="reasons",
    )  # fmt: skip
