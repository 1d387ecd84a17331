"""Checks for the years after registration, chapter 七: dissolution, change, revocation, disqualification. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from workflow.refusal import Force, Refusal, Refusals


def project_open(projects: Collection[str]) -> Refusals:
    """No dissolution while a linked project is open; takes the open projects' names."""
    if not projects:
        return ()
    params: dict[str, str | int] = {"count": len(projects), "projects": "、".join(projects)}
    return (Refusal("project_open", "G7.3a", Force.HARD, params),)


def change_without_project(project: str) -> Refusals:
    """Members change because an approved project needs it."""
    return () if project.strip() else (Refusal("change_without_project", "G7.3b", Force.HARD),)


def change_without_consent(silent: Collection[str]) -> Refusals:
    """Every current member consents; silence is no consent. Takes the names of those who have not."""
    if not silent:
        return ()
    params: dict[str, str | int] = {"count": len(silent), "units": "、".join(silent)}
    return (Refusal("change_without_consent", "G7.3b", Force.HARD, params),)


def change_without_supplement(unsigned: Collection[str]) -> Refusals:
    """The supplement to the agreement is signed by all."""
    if not unsigned:
        return ()
    params: dict[str, str | int] = {"count": len(unsigned), "units": "、".join(unsigned)}
    return (Refusal("change_without_supplement", "G7.3b", Force.HARD, params),)


def silent_members(members: Collection[str], consents: Mapping[str, str], current: str) -> tuple[str, ...]:
    """Members without a consent to the current text; ``consents`` maps member → digest of the text it saw."""
    return tuple(member for member in members if consents.get(member) != current)


def revocation_unsigned(grade: str, is_signed: bool) -> Refusals:
    """An unqualified result opens a case; only a signed decision revokes."""
    if grade == "unqualified" and is_signed:
        return ()
    return (Refusal("revocation_unsigned", "G7.2f", Force.HARD, {"grade": grade}),)


def lead_failure_unproven(organising_facts: str, agreement_facts: str) -> Refusals:
    """The decision cites facts for both limbs: 组织不力 and 未按共建协议履约 (Q-32)."""
    if organising_facts.strip() and agreement_facts.strip():
        return ()
    return (Refusal("lead_failure_unproven", "G7.3c", Force.HARD),)


def credit_without_basis(basis: str) -> Refusals:
    """A unit or person enters the credit record on a stated basis only."""
    return () if basis.strip() else (Refusal("credit_without_basis", "G7.4c", Force.HARD),)


def referral_without_organ(organ: str) -> Refusals:
    """A referral names the judicial organ that receives it."""
    return () if organ.strip() else (Refusal("referral_without_organ", "G7.4d", Force.HARD),)
