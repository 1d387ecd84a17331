"""What a step brings about, in the same transaction. Called by the engine with the step just taken."""

import secrets
from datetime import date

from django.utils import timezone

from consortia.guideline import EDITIONS
from consortia.models import Registration
from consortia.registration import REGISTRATION
from consortia.reminders import first_announcement
from consortia.states import Origin, RegistrationState
from consortia.validity import longest_validity
from consortia.whole import Whole
from ledger import actions as ledger
from ledger import chain
from ledger.dispatch import after_commit
from workflow import office
from workflow.engine import advance, begin
from workflow.flow import Step

from . import parts
from .changes import at_hand, contents_of, late_points
from .models import CorrectionTicket, Filing, Submission
from .states import TicketEvent, TicketState
from .tickets import TICKET


def take_snapshot(step: Step) -> None:
    """Keep the dossier as it was submitted, give it a number, and write its receipt."""
    filing: Filing = step.subject
    today = timezone.localdate(step.now)
    to_its_office(filing, step.look.case.read)
    content = contents_of(filing, step.look.case.read)
    filing.latest_version += 1
    filing.submitted_at = step.now
    filing.parameter_version = step.look.case.office_version
    filing.reminders_count = 0
    filing.papers_owed_at = step.now
    filing.save(
        update_fields=[
            "latest_version", "submitted_at", "parameter_version", "reminders_count", "papers_owed_at",
        ]
    )  # fmt: skip
    submission = Submission.objects.create(
        filing=filing,
        version=filing.latest_version,
        snapshot=content.snapshot,
        digest=chain.digest(chain.canonical(content.snapshot).encode()),
        receipt_number=office.next_number(f"QDLH-R-{today.year}"),
        receipt_code=secrets.token_hex(16),
        ledger_number=step.entry_number,
        submitted_by=step.actor,
        submitted_at=step.now,
        parts=content.digests,
    )
    ledger.record(
        filing, "filing.receipt", at=step.now, actor_id=step.actor.pk,
        payload={"version": submission.version, "receipt": submission.receipt_number, "content": submission.digest},
    )  # fmt: skip
    after_commit("filings.make_receipt", submission_id=submission.pk)
    after_commit("filings.read_plan", filing_id=filing.pk)


def to_its_office(filing: Filing, read: Whole) -> None:
    """A first submission goes to the office of the lead's seat, also where that was settled after the start."""
    settled = next((party.unit.authority_id for party in read.parties if party.is_lead), None)
    if filing.latest_version == 0 and settled and filing.authority_id != settled:
        filing.authority_id = settled
        filing.save(update_fields=["authority"])


def send_tickets(step: Step) -> None:
    """All drafted tickets leave together, each with what its part said; whoever returned it is remembered."""
    filing: Filing = step.subject
    filing.returned_by = step.actor
    filing.reminders_count = 0
    filing.save(update_fields=["returned_by", "reminders_count"])
    drafted = list(filing.tickets.filter(state=TicketState.DRAFT))
    late = late_points(at_hand(filing), drafted)
    for ticket in drafted:
        CorrectionTicket.objects.filter(pk=ticket.pk).update(
            asked_version=filing.latest_version,
            asked_digest=parts.digest_at(late.now, ticket.address),
            round=late.round,
            is_late=ticket.pk in late.ids,
            stands=False,
            due_on=min(filter(None, (ticket.due_on, filing.due_on)), default=None),
        )
        advance(TICKET, ticket.pk, TicketEvent.SEND, actor=step.actor, now=step.now)


def settle_tickets(step: Step) -> None:
    """Whoever passes the filing on has seen the answers: they are settled."""
    for ticket in step.subject.tickets.filter(state=TicketState.ANSWERED):
        advance(TICKET, ticket.pk, TicketEvent.SETTLE, actor=step.actor, now=step.now)


def register(step: Step) -> None:
    """Register the consortium for at most three years from today (G5.6h-i); papers are made after commit.

    One that continues a registration still in force begins when that one ends: no day counts twice (G5.6j).
    """
    filing: Filing = step.subject
    today = timezone.localdate(step.now)
    valid_from = max(today, _end_of_predecessor(filing, today) or today)
    valid_until = longest_validity(valid_from, EDITIONS[filing.edition])
    registration = Registration(
        consortium=filing.consortium,
        number=office.next_number(f"QDLH-{today.year}"),
        official_number=str((step.look.typed or {}).get("official_number", "")),
        authority=filing.authority,
        valid_from=valid_from,
        valid_until=valid_until,
        announce_on=first_announcement(valid_until),
        verification_code=secrets.token_hex(16),
        origin=Origin.FILED,
        registered_by=step.actor,
    )
    begin(REGISTRATION, registration, actor=step.actor, now=step.now, payload={"filing": filing.serial})
    filing.registration, filing.papers_owed_at = registration, step.now
    filing.save(update_fields=["registration", "papers_owed_at"])
    after_commit("filings.make_papers", filing_id=filing.pk)


def _end_of_predecessor(filing: Filing, today: date) -> date | None:
    """The exclusive end of the registration that this filing continues, while that is in force."""
    before = filing.predecessor
    if before is None or before.standing(today) not in (
        RegistrationState.IN_FORCE,
        RegistrationState.LEAD_VACANT,
    ):
        return None
    return before.valid_until
