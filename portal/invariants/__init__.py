"""What must always hold, asked of the rows themselves (trust page, 3.4). Set-based, read only, never repaired here.

To add one: write a ``Statement`` or a function in a file of this room and list it in ``INVARIANTS``.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise

from . import evidence, people, record, road, years
from .asked import Finding, Statement

Check = Callable[[], Finding]


@dataclass(frozen=True, slots=True)
class Invariant:
    """One thing that must hold: its number, its sentence, what it counts, and how it is asked."""

    key: str
    sentence: str | Promise
    counted: str
    check: Statement | Check


@dataclass(frozen=True, slots=True)
class Result:
    """What asking came to. ``examined`` of nought means that there was nothing to find fault with."""

    invariant: Invariant
    examined: int
    faults: tuple[str, ...]


INVARIANTS: tuple[Invariant, ...] = tuple(
    Invariant(*one) for room in (road, evidence, record, people, years) for one in room.INVARIANTS
)


def run(keys: Iterable[str] = ()) -> Iterator[Result]:
    """Ask all of them, or those named, in order."""
    wanted = set(keys)
    for invariant in INVARIANTS:
        if not wanted or invariant.key in wanted:
            found = invariant.check()
            yield Result(invariant, found.examined, found.faults)
