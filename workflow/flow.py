"""What a road is made of: rows, and the flow that holds them. Declarations only; the engine walks them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from .refusal import Refusals

By = Callable[[Any, Any], bool]
Consequence = Callable[["Step"], None]


@dataclass(frozen=True, slots=True)
class Look:
    """All that a guard may judge, gathered under the lock.

    ``typed`` is what the person filled in, or None when only the button is being asked for;
    ``proposal`` is the payload of the first person's draft where the row wants one.
    """

    case: Any
    evidence: Any
    today: date
    now: datetime
    actor_id: int
    typed: Mapping[str, Any] | None = None
    proposal: Mapping[str, Any] | None = None


Guard = Callable[[Look], Refusals]


def freely(_look: Look) -> Refusals:
    """The guard of a row that asks for nothing but the right person in the right state."""
    return ()


@dataclass(frozen=True, slots=True)
class Row:
    """One way to move: from a state, by an event, to one state; who may, on what condition, with what effect.

    ``drafted_by`` makes it a two-person step: somebody it admits must first have drafted it.
    ``due`` names the office parameter (or several, joined by +) with the working days to act in the new state.
    ``one_person`` is the key of the office parameter that lets one person do both halves.
    """

    source: str
    event: str
    target: str
    by: By
    guard: Guard = freely
    then: tuple[Consequence, ...] = ()
    tell: tuple[str, ...] = ()
    due: str | None = None
    clause: str = "office"
    drafted_by: By | None = None
    draft_guard: Guard = freely
    one_person: str | None = None
    under_hold: str = "refused"  # refused, allowed or required


@dataclass(frozen=True, slots=True)
class Step:
    """One step that was taken: the thing as it now stands, the row, who, when, and what was looked at."""

    subject: Any
    row: Row
    actor: Any
    now: datetime
    look: Look
    entry_number: int


@dataclass(frozen=True)
class Flow:
    """One road: its table and the few functions that tie the table to a model.

    ``picture(subject, now)`` gives guards what they judge; ``locks(row, subject)`` locks what else a row's
    guards depend on, before they look; ``audience(notice_kind, subject)`` gives the user ids to tell;
    ``begin_due`` is the parameter with the working days to act in the first state; ``figures(case)`` gives the
    office's parameters of the day where the picture has read them.
    """

    key: str
    model: str
    initial: str
    rows: tuple[Row, ...]
    states: Any
    events: Any
    picture: Callable[[Any, datetime], Any]
    audience: Callable[[str, Any], tuple[int, ...]]
    path: Callable[[Any], str] = lambda subject: ""
    params: Callable[[Any], Mapping[str, Any]] = lambda subject: {}
    role_of: Callable[[Any, Any], tuple[str, int | None]] = lambda actor, subject: ("", None)
    begin_due: str | None = None
    keeps_due: frozenset[str] = field(default_factory=frozenset)
    locks: Callable[[Row, Any], object] = lambda row, subject: None
    figures: Callable[[Any], Mapping[str, Any] | None] = lambda case: None

    def __post_init__(self) -> None:
        seen: set[tuple[str, str]] = set()
        for row in self.rows:
            if (row.source, row.event) in seen:
                raise ValueError(f"{self.key}: two rows for {row.source} + {row.event}")
            seen.add((row.source, row.event))

    def row(self, state: str, event: str) -> Row | None:
        return next((row for row in self.rows if row.source == state and row.event == event), None)

    def rows_from(self, state: str) -> Iterator[Row]:
        return (row for row in self.rows if row.source == state)

    def pairs(self) -> list[tuple[str, str]]:
        """Every (old, new) pair the database lets through; a step that stays is no change of state."""
        return sorted({(row.source, row.target) for row in self.rows if row.source != row.target})


FLOWS: dict[str, Flow] = {}


def register(flow: Flow) -> Flow:
    """Make a road known to the engine, the trigger, the generated pages and the tests."""
    FLOWS[flow.key] = flow
    return flow
