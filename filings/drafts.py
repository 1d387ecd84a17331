"""What is not final yet: a first person's draft set aside by the second, and a ticket's text before it is sent."""

from datetime import datetime
from typing import Any

from django.db import transaction

from ledger import actions as ledger
from workflow import engine
from workflow.refusal import Force, Refusal

from . import access
from .flow import FILING
from .models import CorrectionTicket, Filing
from .states import State, TicketState
from .tickets import TICKET


def set_aside(filing_id: int, event: str, *, actor: Any, now: datetime, reason: str) -> None:
    """The second person does not sign the open draft of ``event``; its author is told why.

    Raises NotYourStep for whoever may not take the step, StepRefused without a draft or a reason.
    """
    with transaction.atomic(durable=True):
        filing: Filing = engine.lock(FILING, filing_id)
        row = FILING.row(filing.state, event)
        if row is None or row.drafted_by is None or not row.by(actor, filing):
            raise engine.NotYourStep(filing.state, event)
        proposal = engine.open_proposal(FILING, filing, event)
        if proposal is None:
            raise engine.StepRefused(Refusal("needs_draft", "office", Force.OFFICE))
        if not reason.strip():
            raise engine.StepRefused(Refusal("no_reason", "office", Force.OFFICE))
        proposal.closed_at = now
        proposal.save(update_fields=["closed_at"])
        role, authority_id = access.role_of(actor, filing)
        ledger.record(
            filing, "filing.draft_set_aside", at=now, actor_id=actor.pk, role=role, authority_id=authority_id,
            payload={"event": event, "proposal": proposal.pk, "reason": reason.strip()},
        )  # fmt: skip
        ledger.tell(
            "filing.draft_set_aside", user_ids=(proposal.by_id,), now=now,
            params={**FILING.params(filing), "reason": reason.strip()},
            subject=filing.ledger_subject, path=FILING.path(filing),
        )  # fmt: skip


def change_ticket(
    ticket_id: int, *, place: str, clause: str, text: str, is_mandatory: bool, actor: Any, now: datetime
) -> None:
    """Rewrite a drafted ticket. Raises NotYourStep once it has been sent, or for another desk's officer."""
    with transaction.atomic(durable=True):
        filing_id = CorrectionTicket.objects.values_list("filing_id", flat=True).get(pk=ticket_id)
        filing: Filing = engine.lock(FILING, filing_id)
        ticket: CorrectionTicket = engine.lock(TICKET, ticket_id)
        if ticket.state != TicketState.DRAFT or not checks_now(actor, filing):
            raise engine.NotYourStep(ticket.state, "change_ticket")
        ticket.place, ticket.clause, ticket.text, ticket.is_mandatory = place, clause, text, is_mandatory
        ticket.save(update_fields=["place", "clause", "text", "is_mandatory"])
        role, authority_id = access.role_of(actor, filing)
        ledger.record(
            ticket, "ticket.changed", at=now, actor_id=actor.pk, role=role, authority_id=authority_id,
            payload={"place": place, "clause": clause},
        )  # fmt: skip


def checks_now(actor: Any, filing: Filing) -> bool:
    """Whether this officer's desk is checking the filing at this moment."""
    if filing.state == State.DISTRICT_CHECK:
        return access.own_officer(actor, filing)
    return filing.state == State.CITY_CHECK and access.city_officer(actor, filing)
