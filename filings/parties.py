"""What members and named persons do to a consortium, under the lock of its running filing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction

from consortia import actions as consortia
from consortia import claims
from consortia.consent import APPOINTMENT
from consortia.models import Appointment, Membership, Signature
from consortia.states import AppointmentEvent, AppointmentState, MembershipEvent
from workflow import engine
from workflow.refusal import Force, Refusal

from .actions import party_left
from .flow import FILING
from .models import Filing


def filing_of(consortium_id: int) -> Filing | None:
    """The consortium's newest filing."""
    return Filing.objects.filter(consortium_id=consortium_id).order_by("-id").first()


@contextmanager
def _locked(consortium_id: int) -> Iterator[Filing | None]:
    with transaction.atomic():
        found = filing_of(consortium_id)
        yield engine.lock(FILING, found.pk) if found else None


def open_link(membership: Membership, *, user: Any, now: datetime) -> bool:
    """A signed-in person opens a unit's link; True when that made them the unit's first person."""
    with transaction.atomic():
        if membership.opened_at is None:
            Membership.objects.filter(pk=membership.pk, opened_at__isnull=True).update(opened_at=now)
        if user is None:
            return False
        return claims.claim_by_invitation(membership.unit, user=user, now=now)


def accept(membership: Membership, *, actor: Any, now: datetime, is_voluntary: bool) -> None:
    """The unit accepts, of its own free will (G1.4)."""
    with _locked(membership.consortium_id):
        consortia.answer_invitation(
            membership, MembershipEvent.ACCEPT, actor=actor, now=now, typed={"is_voluntary": is_voluntary}
        )


def decline(membership: Membership, *, actor: Any, now: datetime, reason: str) -> None:
    """The unit declines; the lead is told."""
    with _locked(membership.consortium_id):
        consortia.answer_invitation(
            membership, MembershipEvent.DECLINE, actor=actor, now=now, typed={"reason": reason}
        )


def sign(
    membership: Membership, *, actor: Any, now: datetime, seen_digest: str, means: str = "confirmed"
) -> Signature:
    """Sign the agreement as it was on screen; a second click finds the first signature."""
    with _locked(membership.consortium_id):
        fresh = Membership.objects.select_related("unit", "consortium").get(pk=membership.pk)
        return consortia.sign(fresh, actor=actor, now=now, seen_digest=seen_digest, means=means)


def leave(membership: Membership, *, actor: Any, now: datetime, reason: str) -> None:
    """The unit leaves, with a reason; every signature falls, and whoever holds the filing is told."""
    if not reason.strip():
        raise engine.StepRefused(Refusal("no_reason", "G1.4", Force.SHALL))
    found = filing_of(membership.consortium_id)
    if found is None:
        raise engine.NotYourStep(membership.state, "leave")
    party_left(found.pk, membership, actor=actor, now=now, reason=reason)


def answer_appointment(
    appointment: Appointment, event: str, *, now: datetime, reason: str = ""
) -> Appointment:
    """The director or chief expert answers by the link alone; the same answer twice is one answer."""
    holder = consortia.LinkHolder(link_token=appointment.token)
    wanted = {
        AppointmentEvent.ACCEPT: AppointmentState.ACCEPTED,
        AppointmentEvent.DECLINE: AppointmentState.DECLINED,
    }[AppointmentEvent(event)]
    with _locked(appointment.consortium_id):
        fresh = Appointment.objects.get(pk=appointment.pk)
        if fresh.state == wanted:
            return fresh
        if event == AppointmentEvent.DECLINE and not reason.strip():
            raise engine.StepRefused(Refusal("no_reason", "G5.4", Force.SHALL))
        if fresh.token_expires_at and fresh.token_expires_at <= now:
            raise engine.StepRefused(
                Refusal("link_expired", "office", Force.OFFICE, {"unit": fresh.consortium.formal_name})
            )
        step = engine.advance(
            APPOINTMENT, fresh.pk, event, actor=holder, now=now, typed={"reason": reason.strip()}
        )
        if reason.strip():
            Appointment.objects.filter(pk=fresh.pk).update(decline_reason=reason.strip())
        moved: Appointment = step.subject
        return moved
