"""Holds: clocks stopped for a reason, by two persons, visibly; lifted with the lost days given back."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from ledger import actions as ledger

from . import engine, office
from .flow import Flow
from .models import Hold
from .refusal import Force, Refusal


def ask(flow: Flow, pk: int, *, actor: Any, now: datetime, reason: str, note: str) -> Hold:
    """A city officer asks for a hold; it stops nothing until a second person places it."""
    with transaction.atomic():
        subject = engine.lock(flow, pk)
        if not note.strip():
            raise engine.StepRefused(Refusal("hold_without_reason", "office", Force.OFFICE))
        if Hold.objects.filter(flow=flow.key, object_id=pk, lifted_at__isnull=True).exists():
            raise engine.StepRefused(Refusal("hold_already", "office", Force.OFFICE))
        hold = Hold.objects.create(
            flow=flow.key, object_id=pk, reason=reason, note=note.strip(), asked_by=actor, asked_at=now
        )
        _record(flow, subject, "hold_asked", actor, now, hold)
        return hold


def place(flow: Flow, pk: int, *, actor: Any, now: datetime) -> Hold:
    """The approver places the hold that an officer asked for. Raises StepRefused for the same person."""
    with transaction.atomic():
        subject = engine.lock(flow, pk)
        hold = Hold.objects.filter(
            flow=flow.key, object_id=pk, placed_at__isnull=True, lifted_at__isnull=True
        ).first()
        if hold is None:
            raise engine.StepRefused(Refusal("no_hold", "office", Force.OFFICE))
        if hold.asked_by_id == actor.pk:
            raise engine.StepRefused(Refusal("same_person", "office", Force.OFFICE))
        hold.placed_by, hold.placed_at = actor, now
        hold.save(update_fields=["placed_by", "placed_at"])
        _record(flow, subject, "hold_placed", actor, now, hold)
        return hold


def lift(flow: Flow, pk: int, *, actor: Any, now: datetime, note: str) -> Hold:
    """Lift the open hold (or drop one that was never placed) and give the held working days back."""
    with transaction.atomic():
        subject = engine.lock(flow, pk)
        hold = Hold.objects.filter(flow=flow.key, object_id=pk, lifted_at__isnull=True).first()
        if hold is None:
            raise engine.StepRefused(Refusal("no_hold", "office", Force.OFFICE))
        hold.lifted_by, hold.lifted_at, hold.lift_note = actor, now, note.strip()
        hold.save(update_fields=["lifted_by", "lifted_at", "lift_note"])
        if subject.due_on and hold.placed_at:
            calendar = office.work_calendar()
            held_from, today = timezone.localdate(hold.placed_at), timezone.localdate(now)
            due = calendar.working_days_after(subject.due_on, calendar.working_days_between(held_from, today))
            subject.due_on, subject.is_due_provisional = due.on, due.is_provisional
            subject.save(update_fields=["due_on", "is_due_provisional"])
        _record(flow, subject, "hold_lifted", actor, now, hold)
        return hold


def _record(flow: Flow, subject: Any, what: str, actor: Any, now: datetime, hold: Hold) -> None:
    role, authority_id = flow.role_of(actor, subject)
    ledger.record(
        subject, f"{flow.key}.{what}", at=now, actor_id=actor.pk, role=role, authority_id=authority_id,
        payload={"hold": hold.pk, "reason": hold.reason},
    )  # fmt: skip
    ledger.tell(
        f"{flow.key}.{what}",
        user_ids={*flow.audience("city_hold", subject), *flow.audience("filer_hold", subject)}
        | set(flow.audience("approver_hold", subject)),
        now=now,
        params=flow.params(subject),
        subject=subject.ledger_subject,
        path=flow.path(subject),
    )
