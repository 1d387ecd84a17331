"""What people do to a case. Each opens the outermost transaction and lets the engine move it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.roles import Role
from consortia.models import Registration, Unit
from ledger import actions as ledger
from workflow import engine, office
from workflow.flow import Step
from workflow.refusal import Force, Refusal

from .. import case_access as by
from ..flow_cases import CASE
from ..models import Case, Evaluation
from ..states import CaseEvent, CaseKind, CaseState

CLOSED = (CaseState.IN_EFFECT, CaseState.DROPPED)
NEEDS_REGISTRATION = (CaseKind.REVOCATION, CaseKind.LEAD_DISQUALIFICATION)
FACTS = ("facts", "organising_facts", "agreement_facts", "persons", "organ", "evidence")


def open_case(
    kind: str,
    *,
    unit: Unit,
    registration: Registration | None = None,
    evaluation: Evaluation | None = None,
    owner: Any,
    actor: Any,
    now: datetime,
    facts: str = "",
) -> Case:
    """Open a case against a unit, with its owner and its due day; nothing follows without a signed decision.

    Joins the caller's transaction. An evaluation has one case: asked again, the same comes back.
    """
    with transaction.atomic():
        if evaluation is not None and (known := Case.objects.filter(evaluation=evaluation).first()):
            return known
        case = Case(
            number=office.next_number(f"QDLH-C-{timezone.localdate(now).year}"),
            kind=kind,
            unit=unit,
            registration=registration,
            evaluation=evaluation,
            owner=owner,
            opened_at=now,
            facts=facts,
        )
        engine.begin(CASE, case, actor=actor, now=now, payload={"kind": kind, "owner": owner.pk})
        ledger.tell(
            "case.owner_opened", user_ids=(owner.pk,), now=now, params=CASE.params(case),
            subject=case.ledger_subject, path=CASE.path(case),
        )  # fmt: skip
        return case


def open_by_officer(
    kind: str, *, unit: Unit, registration: Registration | None, facts: str, actor: Any, now: datetime
) -> Case:
    """A city officer opens a case and owns it; one of a kind at a time for a unit and a registration."""
    if not actor.is_any(Role.CITY_OFFICER):
        raise engine.NotYourStep("", "open_case")
    with transaction.atomic(durable=True):
        Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
        running = Case.objects.filter(kind=kind, unit=unit, registration=registration).exclude(
            state__in=CLOSED
        )
        if found := running.first():
            raise engine.StepRefused(_refusal("case_already_open", number=found.number))
        if registration is None:
            if kind in NEEDS_REGISTRATION:
                raise engine.StepRefused(_refusal("case_needs_registration"))
        elif kind == CaseKind.LEAD_DISQUALIFICATION and registration.consortium.lead_id != unit.pk:
            raise engine.StepRefused(_refusal("case_not_the_lead", unit=unit.name))
        return open_case(
            kind, unit=unit, registration=registration, owner=actor, actor=actor, now=now, facts=facts
        )


def write_facts(case_id: int, fields: Mapping[str, Any], *, actor: Any, now: datetime) -> Case:
    """The owner writes what was found, until the party is told of it; the record says that it was changed."""
    with transaction.atomic(durable=True):
        case: Case = engine.lock(CASE, case_id)
        if case.state != CaseState.OPEN or not by.is_owner(actor, case):
            raise engine.NotYourStep(case.state, "write_facts")
        changed = {name: value for name, value in fields.items() if name in FACTS}
        for name, value in changed.items():
            setattr(case, name, value)
        case.save(update_fields=list(changed))
        role, authority_id = by.role_of(actor, case)
        ledger.record(
            case, "case.facts_written", at=now, actor_id=actor.pk, role=role, authority_id=authority_id
        )
        return case


def hand_over(case_id: int, to: Any, *, reason: str, actor: Any, now: datetime) -> Case:
    """An approver gives a case to another city officer; its new owner is told."""
    with transaction.atomic(durable=True):
        case: Case = engine.lock(CASE, case_id)
        if case.state in CLOSED or not by.approver(actor, case) or not to.is_any(Role.CITY_OFFICER):
            raise engine.NotYourStep(case.state, "hand_over")
        if not reason.strip():
            raise engine.StepRefused(_refusal("no_reason"))
        if to.pk in (case.decided_by_id, case.looked_by_id):
            raise engine.StepRefused(_refusal("owner_decides"))
        case.owner = to
        case.save(update_fields=["owner"])
        role, authority_id = by.role_of(actor, case)
        ledger.record(
            case, "case.handed_over", at=now, actor_id=actor.pk, role=role, authority_id=authority_id,
            payload={"owner": to.pk, "reason": reason.strip()},
        )  # fmt: skip
        ledger.tell(
            "case.owner_opened", user_ids=(to.pk,), now=now, params={**CASE.params(case), "step": case.step_number},
            subject=case.ledger_subject, path=CASE.path(case),
        )  # fmt: skip
        return case


def take(
    case_id: int,
    event: str,
    *,
    actor: Any,
    now: datetime,
    typed: Mapping[str, Any] | None = None,
    seen: int | None = None,
) -> Step:
    """Take one step of a case in a transaction of its own."""
    with transaction.atomic(durable=True):
        return engine.advance(CASE, case_id, CaseEvent(event), actor=actor, now=now, typed=typed, seen=seen)


def draft(
    case_id: int,
    event: str,
    *,
    actor: Any,
    now: datetime,
    payload: Mapping[str, Any],
    seen: int | None = None,
) -> None:
    """Draft a decision, or that the case is dropped, for the approver."""
    with transaction.atomic(durable=True):
        engine.propose(CASE, case_id, CaseEvent(event), actor=actor, now=now, payload=payload, seen=seen)


def _refusal(code: str, **params: str | int) -> Refusal:
    return Refusal(code, "office", Force.OFFICE, params)
