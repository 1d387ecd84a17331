"""What stands between a registration and its next step. Pure: values in, refusals out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from consortia.dossier import Party
from consortia.guideline import Guideline
from consortia.rules import (
    independently_registered,
    lead_banned,
    lead_not_enterprise,
    validity_backwards,
    validity_too_long,
)
from consortia.standing import change_without_consent, project_open
from workflow.flow import Look
from workflow.refusal import Force, Refusal, Refusals


@dataclass(frozen=True, slots=True)
class RegistrationCase:
    """What guards of a registration's road judge."""

    guideline: Guideline
    valid_from: date | None = None
    open_projects: tuple[str, ...] = ()
    """Names of linked projects that are still open."""
    resolved: str = ""
    """The kind of the open resolution, or empty."""
    silent: tuple[str, ...] = ()
    """Members that have not consented to it."""
    new_lead: Party | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A signed decision of a case, as the room above hands it in (G7.2f, G7.3c)."""

    number: str
    decided_by_id: int


def decision_signed(look: Look) -> Refusals:
    """Only a signed decision revokes, or takes the lead's seat away."""
    if isinstance(look.evidence, Decision) and look.evidence.number.strip():
        return ()
    return (Refusal("decision_unsigned", "G7.2f", Force.HARD),)


def dates_unknown(look: Look) -> Refusals:
    """Dates are entered once, where the published list gave none."""
    if look.case.valid_from is None:
        return ()
    return (Refusal("dates_known", "G5.6i", Force.OFFICE, {"start": look.case.valid_from.isoformat()}),)


def dates_sourced(look: Look) -> Refusals:
    """Both dates within the three years, and where they were read."""
    if look.typed is None:
        return ()
    start, end = _day(look.typed.get("valid_from")), _day(look.typed.get("valid_until"))
    if start is None or end is None:
        return (Refusal("dates_missing", "G5.6i", Force.OFFICE),)
    source = str(look.typed.get("source", "")).strip()
    unsourced = () if source else (Refusal("dates_unsourced", "G5.6i", Force.OFFICE),)
    return (
        *validity_backwards(start, end),
        *validity_too_long(start, end, look.case.guideline),
        *unsourced,
    )


def new_lead_agreed(look: Look) -> Refusals:
    """All members agreed on a lead that may lead (Q-33, G4.1.1a, G7.3d)."""
    case: RegistrationCase = look.case
    if case.resolved != "new_lead":
        return (Refusal("no_resolution", "G7.3b", Force.HARD),)
    return (
        *change_without_consent(case.silent),
        *lead_not_enterprise(case.new_lead),
        *independently_registered(case.new_lead),
        *lead_banned(case.new_lead, look.today),
    )


def dissolution_agreed(look: Look) -> Refusals:
    """No dissolution while carrying projects; without, all members agree (G7.3a, Q-38)."""
    case: RegistrationCase = look.case
    if case.resolved != "dissolution":
        return (*project_open(case.open_projects), Refusal("no_resolution", "G7.3a", Force.HARD))
    return (*project_open(case.open_projects), *change_without_consent(case.silent))


def _day(value: object) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
