"""The road of a correction ticket: drafted, sent with the others, answered, settled; withdrawn, never erased."""

from typing import Any

from workflow.flow import Flow, Row, register

from . import access as by
from .states import TicketEvent as E
from .states import TicketState as S


def _officer(user: Any, ticket: Any) -> bool:
    return by.own_officer(user, ticket.filing) or by.city_officer(user, ticket.filing)


def _whoever_passes_on(user: Any, ticket: Any) -> bool:
    return _officer(user, ticket) or by.own_head(user, ticket.filing)


def _editor(user: Any, ticket: Any) -> bool:
    return by.lead_editor(user, ticket.filing) or by.lead_signatory(user, ticket.filing)


# fmt: off
ROWS = (
    Row(S.DRAFT,    E.SEND,     S.OPEN,      _officer),
    Row(S.DRAFT,    E.WITHDRAW, S.WITHDRAWN, _officer),
    Row(S.OPEN,     E.ANSWER,   S.ANSWERED,  _editor),
    Row(S.OPEN,     E.WITHDRAW, S.WITHDRAWN, _officer),
    Row(S.ANSWERED, E.ANSWER,   S.ANSWERED,  _editor),
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
    )
)
