"""A first person's half of a two-person step that the second person does not sign."""

from datetime import datetime
from typing import Any

from django.db import transaction

from ledger import actions as ledger

from .engine import NotYourStep, StepRefused, lock, open_proposal
from .flow import Flow
from .refusal import Force, Refusal


def set_aside(flow: Flow, pk: int, event: str, *, actor: Any, now: datetime, reason: str) -> None:
    """Close the open draft of ``event`` unsigned; its author is told why.

    Raises NotYourStep for whoever may not take the step, StepRefused without a draft or a reason.
    """
    with transaction.atomic():
        subject = lock(flow, pk)
        row = flow.row(subject.state, event)
        if row is None or row.drafted_by is None or not row.by(actor, subject):
            raise NotYourStep(subject.state, event)
        proposal = open_proposal(flow, subject, event)
        if proposal is None:
            raise StepRefused(Refusal("needs_draft", "office", Force.OFFICE))
        if not reason.strip():
            raise StepRefused(Refusal("no_reason", "office", Force.OFFICE))
        proposal.closed_at = now
        proposal.save(update_fields=["closed_at"])
        role, authority_id = flow.role_of(actor, subject)
        ledger.record(
            subject, f"{flow.key}.draft_set_aside", at=now, actor_id=actor.pk, role=role,
            authority_id=authority_id,
            payload={"event": event, "proposal": proposal.pk, "reason": reason.strip()},
        )  # fmt: skip
        ledger.tell(
            f"{flow.key}.draft_set_aside", user_ids=(proposal.by_id,), now=now,
            params={**flow.params(subject), "reason": reason.strip()},
            subject=subject.ledger_subject, path=flow.path(subject),
        )  # fmt: skip
