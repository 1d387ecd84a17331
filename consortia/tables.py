"""The typed tables of the dossier, declared once: each repeated fact is typed once and stands everywhere.

The form of a row, the page, the snapshot, the Excel sheet, the comparison and the dossier's PDF all read TABLES.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .guideline import RESOURCES, Item
from .models import plan
from .states import (
    Aspect,
    Body,
    BudgetSource,
    Chain,
    Orientation,
    OutcomeStage,
    ProjectLevel,
    ProjectStage,
    RightKind,
)

Choices = Callable[[], Sequence[tuple[str, Any]]]
EARLIEST_YEAR, LATEST_YEAR = 2020, 2060


class Kind(StrEnum):
    """What a cell holds; it decides its field, its alignment and its canonical string."""

    TEXT = "text"
    LONG = "long"
    FIGURE = "figure"
    MONEY = "money"
    """万元, exact to one yuan."""
    WHOLE = "whole"
    YEAR = "year"
    DAY = "day"
    CHOICE = "choice"
    PARTY = "party"


ALIGNED = frozenset({Kind.FIGURE, Kind.MONEY, Kind.WHOLE})
"""Kinds whose figures stand under each other."""
DECIMALS: Mapping[str, int] = MappingProxyType({Kind.FIGURE: 2, Kind.MONEY: 4})
"""Kinds with decimals, and how many are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One typed column; ``name`` is the field of the model."""

    name: str
    label: Any
    kind: Kind = Kind.TEXT
    required: bool = True
    hint: Any = ""
    clause: str = ""
    longest: int = 100
    """Characters of a text."""
    choices: Choices = tuple
    nobody: Any = None
    """What an empty PARTY means."""
    earliest: int = EARLIEST_YEAR
    """First YEAR allowed."""

    @property
    def is_aligned(self) -> bool:
        return self.kind in ALIGNED

    def canonical(self, value: Any) -> str:
        """The one string of a value: what snapshots keep, comparisons compare and sheets hold."""
        if value is None or value == "":
            return ""
        if self.kind in DECIMALS:
            return f"{Decimal(value):.{DECIMALS[self.kind]}f}"
        if self.kind is Kind.DAY:
            return value.isoformat() if isinstance(value, date) else str(value)
        return value.unit.name if self.kind is Kind.PARTY else str(value)

    def stamp(self, value: Any) -> str:
        """The one string by which two values of a cell are told apart; a member is its own number."""
        if self.kind is Kind.PARTY and value:
            return str(value.pk)
        return self.canonical(value).strip().replace("\r\n", "\n")

    def words(self, text: str, parties: Mapping[str, str] = MappingProxyType({})) -> str:
        """A canonical string as a reader sees it; ``parties`` are names of units in the reader's language."""
        if not text:
            return str(self.nobody or "")
        if self.kind is Kind.CHOICE:
            return str(dict(self.choices()).get(text, text))
        if self.kind is Kind.PARTY:
            return parties.get(text, text)
        return plain_figure(text) if self.kind in DECIMALS else text


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layout:
    """What one sheet asks, row by row."""

    key: str
    title: Any
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """Raises KeyError for a name that is none of its columns."""
        return {column.name: column for column in self.columns}[name]


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """A PARTY column that a CHOICE column speaks of: under some choices an empty one is nobody, under others not."""

    choice: str
    party: str
    lead: frozenset[str]
    """Choices that mean the lead, and nobody else."""
    named: frozenset[str]
    """Choices under which a member must be named."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table(Layout):
    """One table of the dossier: where it stands, on which clause it rests, what a row asks."""

    one: Any
    """What one row is called."""
    clause: str
    model: type[plan.Row]
    place: str
    """Task of the task list that it belongs to."""
    hint: Any = ""
    once: str = ""
    """Column whose words may stand in one row only."""
    in_order: tuple[str, str] | None = None
    """Two DAY columns, the first not after the second."""
    whose: Whose | None = None
    sums_by: tuple[str, ...] = ()
    """Columns by which its MONEY is summed up."""
    carries_over: bool = False
    """A standing fact: a renewal begins with it. What one term promises belongs to that term and is written anew."""

    @property
    def money(self) -> Column | None:
        """Its column of money, if it has one."""
        return next((column for column in self.columns if column.kind is Kind.MONEY), None)

    def canonical(self, row: Any) -> dict[str, str]:
        """A row of the model as canonical strings by column."""
        return {column.name: column.canonical(getattr(row, column.name)) for column in self.columns}

    def stamps(self, row: Any) -> dict[str, str]:
        """What tells each cell of a row of the model from what it may become."""
        return {column.name: column.stamp(getattr(row, column.name)) for column in self.columns}


def plain_figure(text: str) -> str:
    """``1234567.50`` as ``1,234,567.5``: grouped, without idle zeros."""
    grouped = f"{Decimal(text):,.4f}"
    return grouped.rstrip("0").rstrip(".")


def item_choices(items: Iterable[Item]) -> Choices:
    """Entries of a list of the guideline, in the reader's language."""
    kept = tuple(items)
    return lambda: [(item.key, item.en if get_language() == "en" else item.zh) for item in kept]


def _member(name: str, label: Any, *, nobody: Any = None, **more: Any) -> Column:
    return Column(name=name, label=label, kind=Kind.PARTY, required=nobody is None, nobody=nobody, **more)


def _choice(name: str, label: Any, choices: Choices, **more: Any) -> Column:
    return Column(name=name, label=label, kind=Kind.CHOICE, choices=choices, **more)


ALL_TOGETHER = _("All together")

_DECLARED = (
    Table(
        key="tasks",
        title=_("Tasks and who is responsible"),
        one=_("Task"),
        clause="G3.3d",
        model=plan.ResearchTask,
        place="plan",
        hint=_("One row for each work package; every member should answer for at least one."),
        once="title",
        in_order=("begins_on", "ends_on"),
        columns=(
            Column(name="title", label=_("Task"), longest=120, clause="G3.1c"),
            _member("responsible", _("Responsible member"), clause="G3.3d"),
            Column(name="begins_on", label=_("From"), kind=Kind.DAY),
            Column(name="ends_on", label=_("Until"), kind=Kind.DAY, hint=_("The last day it runs.")),
            Column(name="result", label=_("What it yields"), kind=Kind.LONG, required=False, longest=1000),
        ),
    ),
    Table(
        key="milestones",
        title=_("Milestones"),
        one=_("Milestone"),
        clause="G3.3d",
        model=plan.Milestone,
        place="plan",
        once="name",
        columns=(
            Column(name="name", label=_("Milestone"), longest=120, clause="G3.3d"),
            Column(name="due_on", label=_("Planned for"), kind=Kind.DAY),
            _member("responsible", _("Responsible member"), nobody=ALL_TOGETHER),
        ),
    ),
    Table(
        key="indicators",
        title=_("Promised figures"),
        one=_("Promised figure"),
        clause="G3.5c",
        model=plan.Indicator,
        place="plan",
        hint=_("Once registered, these figures are what reports and evaluation speak to."),
        once="name",
        columns=(
            Column(name="name", label=_("Indicator"), longest=80, clause="G3.5c"),
            Column(name="unit", label=_("Measured in"), longest=20),
            _choice("orientation", _("Speaks of"), lambda: Orientation.choices, clause="G7.2a"),
            Column(name="baseline", label=_("Baseline"), kind=Kind.FIGURE),
            Column(name="target", label=_("Target"), kind=Kind.FIGURE),
            Column(name="target_year", label=_("Reached in"), kind=Kind.YEAR),
        ),
    ),
    Table(
        key="outcomes",
        title=_("Expected results"),
        one=_("Expected result"),
        clause="GA.4",
        model=plan.Outcome,
        place="plan",
        columns=(
            Column(name="name", label=_("Result to be shown"), longest=120, clause="G3.1d"),
            _choice(
                "stage", _("How far it is carried"), lambda: OutcomeStage.choices,
                hint=_("Achieved: it works. Put to use: somebody uses it. Leading: it is ahead of others."),
            ),
            Column(name="year", label=_("Shown in"), kind=Kind.YEAR),
            _member("responsible", _("Responsible member"), nobody=ALL_TOGETHER),
            Column(name="proof", label=_("Its level, and how it is proved"), kind=Kind.LONG, required=False,
                   longest=1000),
        ),
    ),
    Table(
        key="budget",
        title=_("Money by source and year"),
        one=_("Line of the budget"),
        clause="GA.5",
        model=plan.BudgetLine,
        place="plan",
        sums_by=("source", "year"),
        whose=Whose(
            choice="source", party="payer",
            lead=frozenset({BudgetSource.LEAD}), named=frozenset({BudgetSource.MEMBER}),
        ),
        columns=(
            _choice("source", _("Source"), lambda: BudgetSource.choices, clause="GA.5"),
            Column(name="year", label=_("Year"), kind=Kind.YEAR),
            Column(name="amount", label=_("Amount, in 10,000 yuan"), kind=Kind.MONEY),
            _member(
                "payer", _("Who pays"), nobody=_("None of the members"),
                hint=_("The lead's own money is paid by the lead. A member's own money needs its name here."),
            ),
            Column(name="purpose", label=_("For what"), required=False, longest=200),
        ),
    ),
    Table(
        key="projects",
        title=_("Linked projects and scenarios"),
        one=_("Project or scenario"),
        clause="G6.1c",
        model=plan.LinkedProject,
        place="plan",
        hint=_("Only where the work belongs to one. Running ones stand ready when the city links them later."),
        once="name",
        carries_over=True,
        columns=(
            Column(name="name", label=_("Project or scenario"), longest=120),
            _choice("level", _("Level"), lambda: ProjectLevel.choices, clause="G6.1d"),
            _choice("stage", _("Stage of the project"), lambda: ProjectStage.choices, clause="G7.3a"),
            Column(name="number", label=_("Project number"), required=False, longest=40),
            _member("carrier", _("Who carries it"), nobody=ALL_TOGETHER),
            Column(name="amount", label=_("Amount, in 10,000 yuan"), kind=Kind.MONEY, required=False),
            Column(name="opened_on", label=_("Opened on"), kind=Kind.DAY, required=False),
            Column(name="tie", label=_("What of the plan belongs to it"), kind=Kind.LONG, longest=1000),
        ),
    ),
    Table(
        key="resources",
        title=_("What each member brings in"),
        one=_("Resource"),
        clause="G3.6",
        model=plan.Resource,
        place="resources",
        carries_over=True,
        columns=(
            _choice("kind", _("Kind"), item_choices(RESOURCES), clause="G3.6"),
            _member("party", _("Member")),
            Column(name="what", label=_("What"), longest=200),
            Column(name="quantity", label=_("How much"), kind=Kind.FIGURE, required=False),
            Column(name="unit", label=_("Measured in"), required=False, longest=20),
            Column(name="available_on", label=_("Available from"), kind=Kind.DAY, required=False),
        ),
    ),
    Table(
        key="basis",
        title=_("Cooperation so far"),
        one=_("Cooperation"),
        clause="G4.2.1a",
        model=plan.Cooperation,
        place="evidence",
        carries_over=True,
        columns=(
            _choice("aspect", _("Aspect"), lambda: Aspect.choices, clause="G4.2.1a"),
            _member("party", _("Member")),
            Column(name="what", label=_("What was done together"), kind=Kind.LONG, longest=1000),
            Column(name="since_year", label=_("Since the year"), kind=Kind.YEAR, required=False, earliest=1980),
        ),
    ),
    Table(
        key="chains",
        title=_("The four chains"),
        one=_("Link of a chain"),
        clause="G2.2",
        model=plan.ChainLink,
        place="plan",
        carries_over=True,
        columns=(
            _choice("chain", _("Chain"), lambda: Chain.choices, clause="G2.2"),
            Column(name="what", label=_("What the consortium does for it"), kind=Kind.LONG, longest=1000),
            _member("party", _("Member"), nobody=ALL_TOGETHER),
        ),
    ),
    Table(
        key="roster",
        title=_("Who sits where"),
        one=_("Person of a body"),
        clause="G3.4d",
        model=plan.RosterSeat,
        place="mechanisms",
        hint=_("Only where a council or another body is set up."),
        carries_over=True,
        columns=(
            _choice("body", _("Body"), lambda: Body.choices, clause="G3.4d"),
            Column(name="person", label=_("Name"), longest=60),
            Column(name="unit", label=_("Unit")),
            Column(name="office", label=_("Position"), required=False, longest=60),
        ),
    ),
    Table(
        key="background",
        title=_("Property brought in"),
        one=_("Property brought in"),
        clause="G5.3c",
        model=plan.BackgroundRight,
        place="mechanisms",
        hint=_("What belonged to a member before, and on which terms the others may use it."),
        carries_over=True,
        columns=(
            _member("party", _("Member")),
            Column(name="title", label=_("Title or number"), longest=200),
            _choice("kind", _("Kind"), lambda: RightKind.choices),
            Column(name="terms", label=_("Terms of use"), kind=Kind.LONG, longest=1000),
        ),
    ),
)  # fmt: skip

TABLES: Mapping[str, Table] = MappingProxyType({table.key: table for table in _DECLARED})
"""Key to table, in the order of the dossier."""


def tables_of(place: str) -> list[Table]:
    """The tables that stand on one page of the dossier."""
    return [table for table in TABLES.values() if table.place == place]
