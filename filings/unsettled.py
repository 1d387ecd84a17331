"""Fields of which two versions wait for a choice: what stands in the way of submitting, place by place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from . import targets, wording
from .models import CorrectionTicket, FieldConflict
from .states import CORRECTION, Place, State, TicketState


def unsettled(
    state: str,
    conflicts: Iterable[FieldConflict],
    tickets: Iterable[CorrectionTicket],
    shortfalls: Callable[[], Collection[str]],
) -> Mapping[str, int]:
    """Place to the number of its fields in which the lead can choose now, in the order in which they arose.

    In a correction those alone that a ticket opens: all others stand as they were submitted. A reason that is no
    longer asked for (``shortfalls`` are the codes that ask for one) waits for nobody.
    """
    if state != State.DRAFT and state not in CORRECTION:
        return {}
    opened = None if state == State.DRAFT else _opened(tickets)
    found: dict[str, set[str]] = {}
    for one in conflicts:
        address = wording.address_of(one.place, one.field)
        is_asked = one.place != Place.REASONS or one.field.removeprefix("reason_") in shortfalls()
        if is_asked and (opened is None or targets.is_open(opened, address)):
            found.setdefault(one.place, set()).add(one.field)
    return {place: len(fields) for place, fields in found.items()}


def _opened(tickets: Iterable[CorrectionTicket]) -> frozenset[str]:
    asked = (one for one in tickets if one.state in (TicketState.OPEN, TicketState.ANSWERED))
    return targets.opened(one.address for one in asked)
