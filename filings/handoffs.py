"""The road of a part that is handed to a unit or a person: in their hands, ready to be looked at, done or once more.

It locks nobody out: the lead's editors write in it all the while.
"""

from typing import Any

from ledger import actions as ledger
from workflow.flow import Flow, Look, Row, Step, register
from workflow.refusal import Force, Refusal, Refusals

from . import access as by
from .states import HandoffEvent as E
from .states import HandoffState as S


def holds(user: Any, handoff: Any) -> bool:
    """Whether the part is in this person's hands: named, or acting for the unit."""
    return by.holds_part(user, handoff)


def hands_out(user: Any, handoff: Any) -> bool:
    return by.lead_editor(user, handoff.filing) or by.lead_signatory(user, handoff.filing)


def says_why(look: Look) -> Refusals:
    if look.typed is not None and not str(look.typed.get("reason", "")).strip():
        return (Refusal("no_reason", "office", Force.OFFICE),)
    return ()


def note_answer(step: Step) -> None:
    """Keep the last word that came with the part."""
    handoff = step.subject
    handoff.answer = str((step.look.typed or {}).get("reason", "")).strip()
    handoff.save(update_fields=["answer"])


# fmt: off
ROWS = (
    Row(S.OPEN,  E.READY,    S.READY,     holds,     then=(note_answer,), tell=("lead_ready",)),
    Row(S.READY, E.REDO,     S.OPEN,      hands_out, says_why, then=(note_answer,), tell=("holder_redo",)),
    Row(S.READY, E.ACCEPT,   S.DONE,      hands_out, tell=("holder_accepted",)),
    Row(S.OPEN,  E.WITHDRAW, S.WITHDRAWN, hands_out, tell=("holder_withdrawn",)),
    Row(S.READY, E.WITHDRAW, S.WITHDRAWN, hands_out, tell=("holder_withdrawn",)),
)
# fmt: on


def _audience(kind: str, handoff: Any) -> tuple[int, ...]:
    return (handoff.handed_by_id,) if kind.startswith("lead") else by.holders_of_part(handoff)


def params(handoff: Any) -> dict[str, Any]:
    """What letters about a part say of it."""
    consortium = handoff.filing.consortium
    return {
        "name": consortium.formal_name, "name_en": consortium.name_en, "serial": handoff.filing.serial,
        "unit": handoff.unit.name, "unit_en": handoff.unit.name_en,
    }  # fmt: skip


def path(handoff: Any) -> str:
    return f"/filings/{handoff.filing_id}/handed/"


def tell_holders(handoff: Any, *, now: Any) -> None:
    """Tell whoever has the part in hand now."""
    ledger.tell(
        "handoff.holder_handed", user_ids=by.holders_of_part(handoff), now=now, params=params(handoff),
        subject=handoff.ledger_subject, path=path(handoff),
    )  # fmt: skip


HANDOFF = register(
    Flow(
        key="handoff",
        model="filings.Handoff",
        initial=S.OPEN,
        rows=ROWS,
        states=S,
        events=E,
        picture=lambda handoff, now: None,
        audience=_audience,
        path=path,
        params=params,
        role_of=lambda user, handoff: by.role_of(user, handoff.filing),
        keeps_due=frozenset(E),
    )
)
