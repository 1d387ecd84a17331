"""How anything moves. ``advance`` is the only writer of a state, and its order never varies:
lock, look up, who, gather, guard, move, record, consequences, tell.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from ledger import actions as ledger
from ledger.models import Entry

from . import office
from .flow import Flow, Look, Row, Step
from .models import Hold, Movable, Proposal
from .refusal import Force, Refusal, Refusals

Gather = Callable[[Row, Any, datetime], Any]


class StepError(Exception):
    """A step that could not be taken; nothing has changed."""


class NoSuchStep(StepError):
    """The table has no such step from here: usually somebody else has just moved the case."""

    def __init__(self, state: str, event: str, subject: str) -> None:
        super().__init__(f"no {event} from {state}")
        self.state, self.event, self.subject = state, event, subject

    @property
    def latest(self) -> Entry | None:
        """What happened last to the case, for whoever has to be told why the step is gone."""
        return Entry.objects.filter(subject=self.subject).order_by("-number").first()


class NotYourStep(StepError):
    """The step exists, but not for this person."""

    def __init__(self, state: str, event: str) -> None:
        super().__init__(f"{event} from {state} is not this person's")
        self.state, self.event = state, event


class StepRefused(StepError):
    """The conditions do not hold; ``refusals`` says which, each with its clause."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__(", ".join(refusal.code for refusal in refusals))
        self.refusals: Refusals = refusals


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A step this person may see from here: to take it, or (``is_draft``) to draft it for a second person."""

    row: Row
    refusals: Refusals
    is_draft: bool = False
    draft: Proposal | None = None


def no_evidence(_row: Row, _subject: Any, _now: datetime) -> None:
    return None


def begin(
    flow: Flow, subject: Movable, *, actor: Any, now: datetime, payload: Mapping[str, Any] | None = None
) -> None:
    """Save a new ``subject`` in the flow's first state and open its history."""
    subject.state, subject.state_since = flow.initial, now
    if flow.begin_due:
        due = office.due(flow.begin_due, timezone.localdate(now))
        subject.due_on, subject.is_due_provisional = due.on, due.is_provisional
    subject.save(force_insert=True)
    role, authority_id = flow.role_of(actor, subject)
    ledger.record(
        subject, f"{flow.key}.begun", at=now, actor_id=getattr(actor, "pk", None),
        role=role, authority_id=authority_id, payload=payload,
    )  # fmt: skip


def advance(
    flow: Flow,
    pk: int,
    event: str,
    *,
    actor: Any,
    now: datetime,
    typed: Mapping[str, Any] | None = None,
    gather: Gather = no_evidence,
    seen: int | None = None,
) -> Step:
    """Take one step and return it. ``now`` is aware; ``seen`` is the step number the person had on screen.

    Raises NoSuchStep, NotYourStep, or StepRefused with reasons fit for the user.
    """
    with transaction.atomic():
        subject = lock(flow, pk)
        row = row_here(flow, subject, event, seen)
        if not row.by(actor, subject):
            raise NotYourStep(subject.state, event)
        flow.locks(row, subject)
        proposal = open_proposal(flow, subject, event) if row.drafted_by else None
        evidence = gather(row, subject, now)
        look = _look(subject, actor, now, typed or {}, evidence, proposal, flow.picture(subject, now))
        standing = _standing(row, actor, look.today, proposal, open_hold(flow, subject))
        if refusals := (*standing, *row.guard(look)):
            raise StepRefused(*refusals)
        _move(flow, subject, row, now, flow.figures(look.case))
        entry = _record(flow, subject, row, actor, look, proposal)
        step = Step(subject, row, actor, now, look, entry.number)
        for consequence in row.then:
            consequence(step)
        _tell(flow, step)
        return step


def propose(
    flow: Flow,
    pk: int,
    event: str,
    *,
    actor: Any,
    now: datetime,
    payload: Mapping[str, Any],
    gather: Gather = no_evidence,
    seen: int | None = None,
) -> Proposal:
    """Draft a two-person step for the second person; a newer draft replaces an older one.

    Raises NoSuchStep, NotYourStep, or StepRefused when the draft itself is incomplete.
    """
    with transaction.atomic():
        subject = lock(flow, pk)
        row = row_here(flow, subject, event, seen)
        if row.drafted_by is None or not row.drafted_by(actor, subject):
            raise NotYourStep(subject.state, event)
        evidence = gather(row, subject, now)
        look = _look(subject, actor, now, payload, evidence, None, flow.picture(subject, now))
        if refusals := (*_held(row, open_hold(flow, subject)), *row.draft_guard(look)):
            raise StepRefused(*refusals)
        Proposal.objects.filter(
            flow=flow.key, object_id=pk, event=event, closed_at__isnull=True
        ).update(closed_at=now)  # fmt: skip
        proposal = Proposal.objects.create(
            flow=flow.key,
            object_id=pk,
            step_number=subject.step_number,
            event=event,
            by=actor,
            at=now,
            payload=payload,
        )
        role, authority_id = flow.role_of(actor, subject)
        ledger.record(
            subject, f"{flow.key}.{event}.drafted", at=now, actor_id=actor.pk,
            role=role, authority_id=authority_id, payload={"proposal": proposal.pk},
        )  # fmt: skip
        ledger.tell(
            f"{flow.key}.{event}.drafted", user_ids=flow.audience(f"second:{event}", subject), now=now,
            params=flow.params(subject), subject=subject.ledger_subject, path=flow.path(subject),
        )  # fmt: skip
        return proposal


@dataclass(frozen=True, slots=True)
class Waiting:
    """What all steps from here are judged by: the picture, the hold in force, the drafts by their events."""

    case: Any
    hold: Hold | None
    drafts: Mapping[str, Proposal]


def open_steps(
    flow: Flow,
    subject: Movable,
    actor: Any,
    *,
    now: datetime,
    gather: Gather = no_evidence,
    known: Waiting | None = None,
) -> list[OpenStep]:
    """The steps ``actor`` may take or draft from here, each with what still stands in its way.

    Case, evidence, hold and drafts are read once for all rows, unless they are ``known``.
    """
    rows = [
        row
        for row in flow.rows_from(subject.state)
        if row.by(actor, subject) or (row.drafted_by and row.drafted_by(actor, subject))
    ]
    if not rows:
        return []
    known = known or Waiting(
        flow.picture(subject, now), open_hold(flow, subject), _open_proposals(flow, subject)
    )
    evidence = gather(rows[0], subject, now)
    steps: list[OpenStep] = []
    for row in rows:
        proposal = known.drafts.get(row.event) if row.drafted_by else None
        if row.drafted_by and row.drafted_by(actor, subject):
            look = _look(subject, actor, now, None, evidence, None, known.case)
            steps.append(OpenStep(row, (*_held(row, known.hold), *row.draft_guard(look)), True, proposal))
        if row.by(actor, subject):
            look = _look(subject, actor, now, None, evidence, proposal, known.case)
            standing = _standing(row, actor, look.today, proposal, known.hold)
            steps.append(OpenStep(row, (*standing, *row.guard(look)), False, proposal))
    return steps


def lock(flow: Flow, pk: int) -> Any:
    """The subject's row, locked until the transaction ends. Everything that changes evidence locks it too."""
    model = apps.get_model(flow.model)
    return model._base_manager.select_for_update(of=("self",), no_key=True).get(pk=pk)


def open_proposal(flow: Flow, subject: Movable, event: str) -> Proposal | None:
    """The draft that waits for a second person, if it was made since the last step."""
    return (
        Proposal.objects.filter(
            flow=flow.key, object_id=subject.pk, event=event,
            step_number=subject.step_number, closed_at__isnull=True,
        ).select_related("by").first()
    )  # fmt: skip


def open_hold(flow: Flow, subject: Movable) -> Hold | None:
    """The hold that is in force on ``subject``: asked for, placed by a second person, not lifted."""
    return holds_of(flow, subject).first()


def holds_of(flow: Flow, subject: Movable) -> QuerySet[Hold]:
    """The same as a question."""
    return Hold.objects.filter(
        flow=flow.key, object_id=subject.pk, placed_at__isnull=False, lifted_at__isnull=True
    ).order_by("pk")


def row_here(flow: Flow, subject: Movable, event: str, seen: int | None = None) -> Row:
    """The row of ``event`` from where the locked subject now stands. Raises NoSuchStep."""
    row = flow.row(subject.state, event)
    if row is None or (seen is not None and seen != subject.step_number):
        raise NoSuchStep(subject.state, event, subject.ledger_subject)
    return row


def _open_proposals(flow: Flow, subject: Movable) -> dict[str, Proposal]:
    """Event to the draft that waits for its second person, of all drafts made since the last step."""
    return {proposal.event: proposal for proposal in waiting(flow, subject).select_related("by")}


def waiting(flow: Flow, subject: Movable) -> QuerySet[Proposal]:
    """Drafts that wait for a second person, of those made since the last step."""
    return Proposal.objects.filter(
        flow=flow.key, object_id=subject.pk, step_number=subject.step_number, closed_at__isnull=True
    )


def _look(
    subject: Any, actor: Any, now: datetime,
    typed: Mapping[str, Any] | None, evidence: Any, proposal: Proposal | None, case: Any,
) -> Look:  # fmt: skip
    return Look(
        case=case,
        evidence=evidence,
        today=timezone.localdate(now),
        now=now,
        actor_id=actor.pk,
        typed=typed,
        proposal=proposal.payload if proposal else None,
    )


def _standing(row: Row, actor: Any, today: Any, proposal: Proposal | None, hold: Hold | None) -> Refusals:
    """Refusals that no table has to repeat: holds, and the second person of a two-person step."""
    held = _held(row, hold)
    if row.drafted_by is None:
        return held
    if proposal is None:
        return (*held, Refusal("needs_draft", "office", Force.OFFICE))
    may_merge = row.one_person is not None and office.value(row.one_person, today)
    if proposal.by_id == actor.pk and not may_merge:
        return (*held, Refusal("same_person", "office", Force.OFFICE))
    return held


def _held(row: Row, hold: Hold | None) -> Refusals:
    if row.under_hold == "allowed":
        return ()
    if hold and row.under_hold == "refused":
        return (Refusal("on_hold", "office", Force.OFFICE, {"reason": hold.reason}),)
    if not hold and row.under_hold == "required":
        return (Refusal("no_hold", "office", Force.OFFICE),)
    return ()


def _move(flow: Flow, subject: Any, row: Row, now: datetime, figures: Mapping[str, Any] | None) -> None:
    subject.state = row.target
    subject.state_since = now
    subject.step_number += 1
    if row.event not in flow.keeps_due:
        due = office.due(row.due, timezone.localdate(now), figures) if row.due else None
        subject.due_on = due.on if due else None
        subject.is_due_provisional = bool(due and due.is_provisional)
    subject.save(update_fields=["state", "state_since", "step_number", "due_on", "is_due_provisional"])


def _record(flow: Flow, subject: Any, row: Row, actor: Any, look: Look, proposal: Proposal | None) -> Entry:
    payload: dict[str, Any] = {"from": row.source, "to": row.target, "clause": row.clause}
    note = str((look.typed or {}).get("reason", "") or (look.proposal or {}).get("reason", ""))
    if note:
        payload["reason"] = note
    if proposal:
        payload |= {"proposal": proposal.pk, "drafted_by": proposal.by_id}
    if any(other.drafted_by for other in flow.rows_from(row.source)):
        Proposal.objects.filter(
            flow=flow.key, object_id=subject.pk, closed_at__isnull=True
        ).update(closed_at=look.now)  # fmt: skip
    if proposal:
        Proposal.objects.filter(pk=proposal.pk).update(is_used=True)
    role, authority_id = flow.role_of(actor, subject)
    return ledger.record(
        subject, f"{flow.key}.{row.event}", at=look.now, actor_id=actor.pk,
        role=role, authority_id=authority_id, payload=payload,
    )  # fmt: skip


def _tell(flow: Flow, step: Step) -> None:
    for kind in step.row.tell:
        ledger.tell(
            f"{flow.key}.{kind}",
            user_ids=flow.audience(kind, step.subject),
            now=step.now,
            params={**flow.params(step.subject), "step": step.subject.step_number},
            subject=step.subject.ledger_subject,
            path=flow.path(step.subject),
        )
