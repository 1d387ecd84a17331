"""What stands between a case and its next step. Pure: values in, refusals out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from consortia.guideline import CLAUSES
from consortia.standing import credit_without_basis, lead_failure_unproven, referral_without_organ
from workflow.flow import Look
from workflow.refusal import Force, Refusal, Refusals

CLAUSE_OF = {
    "revocation": "G7.2f",
    "lead_disqualification": "G7.3c",
    "misconduct": "G7.4c",
    "referral": "G7.4d",
}
"""The clause a case of each kind rests on."""


@dataclass(frozen=True, slots=True)
class CasePicture:
    """What guards of a case judge."""

    kind: str
    owner_id: int
    facts: str = ""
    organising_facts: str = ""
    agreement_facts: str = ""
    organ: str = ""
    due_on: date | None = None
    second_look_until: date | None = None
    decided_by_id: int | None = None
    approvers: tuple[int, ...] = ()
    """User ids of everybody who may decide now."""


def _said(look: Look, key: str) -> str:
    return str((look.typed or {}).get(key, "") or "").strip()


def _office(code: str, **params: str | int) -> Refusals:
    return (Refusal(code, "office", Force.OFFICE, params),)


def _must_say(look: Look, key: str, code: str) -> Refusals:
    return () if look.typed is None or _said(look, key) else _office(code)


def with_reason(look: Look) -> Refusals:
    return _must_say(look, "reason", "no_reason")


def facts_found(look: Look) -> Refusals:
    """The facts that a case of this kind needs, each with its clause."""
    case: CasePicture = look.case
    match case.kind:
        case "lead_disqualification":
            return lead_failure_unproven(case.organising_facts, case.agreement_facts)
        case "misconduct":
            return credit_without_basis(case.facts)
        case "referral":
            return (*_with_facts(case), *referral_without_organ(case.organ))
    return _with_facts(case)


def _with_facts(case: CasePicture) -> Refusals:
    return () if case.facts.strip() else _office("case_without_facts")


def may_be_told(look: Look) -> Refusals:
    """A referral to justice is decided without telling the party."""
    return _office("referral_not_told") if look.case.kind == "referral" else facts_found(look)


def only_a_referral(look: Look) -> Refusals:
    """Every other case is decided after its party could speak."""
    return facts_found(look) if look.case.kind == "referral" else _office("party_not_heard")


def statement_in_time(look: Look) -> Refusals:
    """The party speaks within its days; after them until the office goes on without it."""
    return _must_say(look, "statement", "statement_empty")


def statement_days_over(look: Look) -> Refusals:
    due_on = look.case.due_on
    return _office("statement_days_run", due_on=due_on.isoformat()) if due_on and look.today <= due_on else ()


def decision_written(look: Look) -> Refusals:
    """Text, clause and number of the decision; the facts still stand."""
    clause = _said(look, "clause")
    missing = (
        *_must_say(look, "decision", "decision_empty"),
        *_must_say(look, "number", "decision_unnumbered"),
    )
    if look.typed is not None and clause not in CLAUSES:
        return (*facts_found(look), *missing, *_office("no_such_clause", clause=clause))
    return (*facts_found(look), *missing)


def not_the_owner(look: Look) -> Refusals:
    """Whoever keeps the case does not decide it."""
    return _office("owner_decides") if look.actor_id == look.case.owner_id else ()


def decided_by_another(look: Look) -> Refusals:
    """The approver is not the owner, and the facts still stand."""
    return (*facts_found(look), *not_the_owner(look))


def refer_by_another(look: Look) -> Refusals:
    return (*only_a_referral(look), *not_the_owner(look))


def refer_written(look: Look) -> Refusals:
    return only_a_referral(look) if look.case.kind != "referral" else decision_written(look)


def second_look_in_time(look: Look) -> Refusals:
    """The party asks within its days, with its reason."""
    until = look.case.second_look_until
    if until and look.today > until:
        return _office("case_second_look_late", until=until.isoformat())
    return with_reason(look)


def second_look_days_over(look: Look) -> Refusals:
    """Nothing is put into effect while the party may still ask; a referral is not asked about."""
    case: CasePicture = look.case
    if case.kind == "referral" or case.second_look_until is None or look.today > case.second_look_until:
        return ()
    return _office("second_look_days_run", until=case.second_look_until.isoformat())


def looked_at_by_another(look: Look) -> Refusals:
    """Another natural person than the one who decided; if there is none, it is said what to do."""
    case: CasePicture = look.case
    if look.actor_id == case.decided_by_id:
        others = [one for one in case.approvers if one not in (case.decided_by_id, case.owner_id)]
        return _office("you_decided_it") if others else _office("only_one_approver")
    return (*not_the_owner(look), *with_reason(look))
