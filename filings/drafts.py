"""What is not final yet: a first person's draft set aside by the second, and a ticket's text before it is sent."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from ledger import actions as ledger
from workflow import drafts, engine, office
from workflow.refusal import Force, Refusal

from . import access
from .actions import named_part, refuse_past
from .changes import at_hand, late_points
from .flow import FILING
from .models import CorrectionTicket, Filing
from .states import State, TicketState
from .tickets import TICKET


def set_aside(filing_id: int, event: str, *, actor: Any, now: datetime, reason: str) -> None:
    """The second person does not sign the open draft of ``event``; its author is told why."""
    drafts.set_aside(FILING, filing_id, event, actor=actor, now=now, reason=reason)


def change_ticket(
    ticket_id: int, *, clause: str, text: str, is_mandatory: bool, actor: Any, now: datetime,
    place: str = "", target: str = "", due_on: date | None = None, late_reason: str = "",
) -> None:  # fmt: skip
    """Rewrite a drafted ticket; what a second person confirmed of it falls away.

    Raises NotYourStep once it has been sent, or for another desk's officer.
    """
    with transaction.atomic(durable=True):
        filing, ticket = _drafted(ticket_id)
        if ticket.state != TicketState.DRAFT or not access.checks_now(actor, filing):
            raise engine.NotYourStep(ticket.state, "change_ticket")
        refuse_past(due_on, now)
        for name, value in named_part(filing, target or place).items():
            setattr(ticket, name, value)
        ticket.clause, ticket.text, ticket.is_mandatory = clause, text, is_mandatory
        ticket.due_on, ticket.late_reason = due_on, late_reason.strip()
        ticket.late_confirmed_by = ticket.late_confirmed_at = None
        ticket.save()
        role, authority_id = access.role_of(actor, filing)
        ledger.record(
            ticket, "ticket.changed", at=now, actor_id=actor.pk, role=role, authority_id=authority_id,
            payload={"place": ticket.place, "clause": clause},
        )  # fmt: skip


def confirm_late(ticket_id: int, *, actor: Any, now: datetime, reason: str = "") -> None:
    """A second person lets a late point leave, with the reason that is recorded and counted (一次性告知)."""
    with transaction.atomic(durable=True):
        filing, ticket = _drafted(ticket_id)
        figures = office.values(timezone.localdate(now))
        if ticket.state != TicketState.DRAFT or not confirms_late(actor, filing, figures):
            raise engine.NotYourStep(ticket.state, "confirm_late")
        if ticket.pk not in late_points(at_hand(filing), [ticket]).ids:
            raise engine.StepRefused(Refusal("not_late", "office", Force.OFFICE))
        may_merge = filing.state == State.DISTRICT_CHECK and figures["district_one_person"]
        if ticket.raised_by_id == actor.pk and not may_merge:
            raise engine.StepRefused(Refusal("raised_it_yourself", "office", Force.OFFICE))
        ticket.late_reason = reason.strip() or ticket.late_reason
        if not ticket.late_reason:
            raise engine.StepRefused(Refusal("no_reason", "office", Force.OFFICE))
        ticket.late_confirmed_by, ticket.late_confirmed_at = actor, now
        ticket.save(update_fields=["late_reason", "late_confirmed_by", "late_confirmed_at"])
        role, authority_id = access.role_of(actor, filing)
        ledger.record(
            ticket, "ticket.late_confirmed", at=now, actor_id=actor.pk, role=role, authority_id=authority_id,
            payload={"place": ticket.place, "reason": ticket.late_reason},
        )  # fmt: skip


def confirms_late(actor: Any, filing: Filing, figures: Mapping[str, Any]) -> bool:
    """Whose word a late point needs: the desk's own superior, or the supervisor, as the office has fixed it."""
    if filing.state not in (State.DISTRICT_CHECK, State.CITY_CHECK):
        return False
    if figures["late_points_confirmed_by"] == "supervisor":
        return access.supervisor(actor, filing)
    superior = access.own_head if filing.state == State.DISTRICT_CHECK else access.approver
    return superior(actor, filing)


def _drafted(ticket_id: int) -> tuple[Filing, CorrectionTicket]:
    """A ticket with its filing, both locked."""
    filing_id = CorrectionTicket.objects.values_list("filing_id", flat=True).get(pk=ticket_id)
    filing: Filing = engine.lock(FILING, filing_id)
    ticket: CorrectionTicket = engine.lock(TICKET, ticket_id)
    return filing, ticket
