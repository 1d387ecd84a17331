"""The road of a correction ticket: drafted, sent with the others, answered, settled; withdrawn, never erased."""

from dataclasses import dataclass
from typing import Any

from workflow.flow import Flow, Look, Row, register
from workflow.refusal import Force, Refusal, Refusals

from . import access as by
from .states import TicketEvent as E
from .states import TicketState as S


def _officer(user: Any, ticket: Any) -> bool:
    return by.own_officer(user, ticket.filing) or by.city_officer(user, ticket.filing)


def _same_desk(user: Any, ticket: Any) -> bool:
    """The desk that sent it: only that one takes it back."""
    if not ticket.desk:
        return _officer(user, ticket)
    of_desk = by.own_officer if ticket.desk == "district" else by.city_officer
    return of_desk(user, ticket.filing)


def _whoever_passes_on(user: Any, ticket: Any) -> bool:
    return _officer(user, ticket) or by.own_head(user, ticket.filing)


def _editor(user: Any, ticket: Any) -> bool:
    return by.lead_editor(user, ticket.filing) or by.lead_signatory(user, ticket.filing)


@dataclass(frozen=True, slots=True)
class Answer:
    """What an answer comes with: whether the part still reads as it did when it was asked about."""

    number: int
    is_unchanged: bool


def says_what_was_done(look: Look) -> Refusals:
    """An answer has words; without a change of its part it says that the part is right as it stands, and why."""
    typed, came = look.typed or {}, look.evidence
    if came is None or look.typed is None:
        return ()
    if not str(typed.get("answer", "")).strip():
        return (Refusal("no_answer", "office", Force.OFFICE, {"number": came.number}),)
    if came.is_unchanged and not typed.get("stands"):
        return (Refusal("answer_unchanged", "office", Force.OFFICE, {"number": came.number}),)
    return ()


# fmt: off
ROWS = (
    Row(S.DRAFT,    E.SEND,     S.OPEN,      _officer),
    Row(S.DRAFT,    E.WITHDRAW, S.WITHDRAWN, _officer),
    Row(S.OPEN,     E.ANSWER,   S.ANSWERED,  _editor, says_what_was_done),
    Row(S.OPEN,     E.WITHDRAW, S.WITHDRAWN, _same_desk),
    Row(S.ANSWERED, E.ANSWER,   S.ANSWERED,  _editor, says_what_was_done),
    Row(S.ANSWERED, E.SETTLE,   S.SETTLED,   _whoever_passes_on),
    Row(S.ANSWERED, E.REOPEN,   S.DRAFT,     _officer),
)
# fmt: on

TICKET = register(
    Flow(
        key="ticket",
        model="filings.CorrectionTicket",
        initial=S.DRAFT,
        rows=ROWS,
        states=S,
        events=E,
        picture=lambda ticket, now: None,
        audience=lambda kind, ticket: by.audience(kind, ticket.filing),
        path=lambda ticket: f"/filings/{ticket.filing_id}/",
        role_of=lambda user, ticket: by.role_of(user, ticket.filing),
        keeps_due=frozenset(E.values),
    )
)
