"""What a step of a case brings about, in the same transaction: what was said is kept, and a decision takes effect."""

from datetime import date
from typing import Any

from django.utils import timezone

from consortia import bans
from consortia.guards import Decision
from consortia.models import CreditRecord, Registration
from consortia.registration import REGISTRATION
from consortia.states import CreditSubject, RegistrationEvent, RegistrationState
from ledger.dispatch import after_commit
from workflow import office
from workflow.engine import advance
from workflow.flow import Step

from .case_guards import CLAUSE_OF
from .models import Case
from .states import CaseKind

STANDING = (RegistrationState.IN_FORCE, RegistrationState.LEAD_VACANT)


def _typed(step: Step) -> dict[str, Any]:
    return {**(step.look.proposal or {}), **(step.look.typed or {})}


def keep_notice(step: Step) -> None:
    """The party sees the case from now on; its letter is printed after commit."""
    case: Case = step.subject
    case.notified_at = step.now
    case.save(update_fields=["notified_at"])
    after_commit("evaluations.make_case_letters", case_id=case.pk)


def keep_statement(step: Step) -> None:
    case: Case = step.subject
    typed = _typed(step)
    case.statement, case.stated_at = str(typed["statement"]).strip(), step.now
    case.statement_file_id = typed.get("file_id")
    case.save(update_fields=["statement", "stated_at", "statement_file"])


def keep_decision(step: Step) -> None:
    """What the approver signed stands; a lead's disqualification bans its unit from this very day (G7.3d)."""
    case: Case = step.subject
    drafted = step.look.proposal or {}
    today = timezone.localdate(step.now)
    case.decision = str(drafted["decision"]).strip()
    case.clause = str(drafted.get("clause") or CLAUSE_OF[case.kind])
    case.decision_number = str(drafted["number"]).strip()
    if until := drafted.get("credit_until"):
        case.credit_until_on = date.fromisoformat(str(until))
    case.decided_by, case.decided_on = step.actor, today
    if case.kind != CaseKind.REFERRAL:
        case.second_look_until = office.due("case_second_look_days", today).on
    if case.kind == CaseKind.LEAD_DISQUALIFICATION:
        case.ban = bans.impose(
            case.unit_id,
            decided_on=today,
            facts=f"{case.organising_facts.strip()}\n{case.agreement_facts.strip()}",
            decision_number=case.decision_number,
        )
    case.save(
        update_fields=[
            "decision", "clause", "decision_number", "decided_by", "decided_on", "second_look_until", "ban",
            "credit_until_on",
        ]
    )  # fmt: skip
    after_commit("evaluations.make_case_letters", case_id=case.pk)


def keep_drop(step: Step) -> None:
    """The drafted reason is what the party reads."""
    case: Case = step.subject
    case.second_look_answer = str((step.look.proposal or {})["reason"]).strip()
    case.save(update_fields=["second_look_answer"])


def keep_asking(step: Step) -> None:
    case: Case = step.subject
    case.second_look_reason = str(_typed(step)["reason"]).strip()
    case.save(update_fields=["second_look_reason"])


def keep_answer(step: Step) -> None:
    case: Case = step.subject
    case.second_look_answer, case.looked_by = str(_typed(step)["reason"]).strip(), step.actor
    case.save(update_fields=["second_look_answer", "looked_by"])


def undo_decision(step: Step) -> None:
    """A ban whose decision is overturned ends today; its row stays as history."""
    case: Case = step.subject
    if case.ban is not None:
        bans.lift(case.ban, on=timezone.localdate(step.now), reason=case.second_look_answer)


def bring_about(step: Step) -> None:
    """The decision reaches the registration, the lead's seat or the credit record."""
    match step.subject.kind:
        case CaseKind.REVOCATION:
            _move_registration(step, RegistrationEvent.REVOKE, STANDING)
        case CaseKind.LEAD_DISQUALIFICATION:
            _vacate(step)
        case CaseKind.MISCONDUCT:
            _enter_credit(step)


def _move_registration(step: Step, event: str, states: tuple[str, ...]) -> None:
    """The registration takes the step on the signed decision; one that has ended otherwise stays as it is."""
    case: Case = step.subject
    registration = Registration.objects.filter(pk=case.registration_id or 0).first()
    if registration is None or registration.state not in states:
        return
    advance(
        REGISTRATION,
        registration.pk,
        event,
        actor=step.actor,
        now=step.now,
        typed={"reason": case.decision_number},
        gather=lambda _row, _registration, _now: Decision(case.decision_number, case.decided_by_id or 0),
    )


def _vacate(step: Step) -> None:
    """The lead's seat at home falls vacant, if the unit still holds it; its seats elsewhere stay (Q-30)."""
    case: Case = step.subject
    if case.registration is not None and case.registration.consortium.lead_id == case.unit_id:
        _move_registration(step, RegistrationEvent.VACATE, (RegistrationState.IN_FORCE,))


def _enter_credit(step: Step) -> None:
    """The unit and every person named enter the research credit record, on this decision (G7.4c)."""
    case: Case = step.subject
    shared = {
        "unit": case.unit,
        "basis": case.facts,
        "decision_number": case.decision_number,
        "from_on": case.decided_on,
        "until_on": case.credit_until_on,
        "recorded_by": step.actor,
    }
    CreditRecord.objects.create(subject=CreditSubject.UNIT, **shared)
    for person in case.persons:
        name = str(person.get("name", "")).strip()
        CreditRecord.objects.create(subject=CreditSubject.PERSON, person_name=name, **shared)
