"""What is not final yet: a first person's draft set aside by the second, and a ticket's text before it is sent."""

from datetime import datetime
from typing import Any

from django.db import transaction

from ledger import actions as ledger
from workflow import drafts, engine

from . import access
from .flow import FILING
from .models import CorrectionTicket, Filing
from .states import TicketState
from .tickets import TICKET


def set_aside(filing_id: int, event: str, *, actor: Any, now: datetime, reason: str) -> None:
    """The second person does not sign the open draft of ``event``; its author is told why."""
    drafts.set_aside(FILING, filing_id, event, actor=actor, now=now, reason=reason)


def change_ticket(
    ticket_id: int, *, place: str, clause: str, text: str, is_mandatory: bool, actor: Any, now: datetime
) -> None:
    """Rewrite a drafted ticket. Raises NotYourStep once it has been sent, or for another desk's officer."""
    with transaction.atomic(durable=True):
        filing_id = CorrectionTicket.objects.values_list("filing_id", flat=True).get(pk=ticket_id)
        filing: Filing = engine.lock(FILING, filing_id)
        ticket: CorrectionTicket = engine.lock(TICKET, ticket_id)
        if ticket.state != TicketState.DRAFT or not access.checks_now(actor, filing):
            raise engine.NotYourStep(ticket.state, "change_ticket")
        ticket.place, ticket.clause, ticket.text, ticket.is_mandatory = place, clause, text, is_mandatory
        ticket.save(update_fields=["place", "clause", "text", "is_mandatory"])
        role, authority_id = access.role_of(actor, filing)
        ledger.record(
            ticket, "ticket.changed", at=now, actor_id=actor.pk, role=role, authority_id=authority_id,
            payload={"place": place, "clause": clause},
        )  # fmt: skip
