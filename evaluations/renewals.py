"""Whether a registration's lead may apply again now (G5.6j, Q-22). Pure: values in, refusals out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from workflow.refusal import Force, Refusal, Refusals


@dataclass(frozen=True, slots=True)
class RenewalCase:
    """A registration whose lead asks to apply again."""

    state: str
    valid_until: date | None
    opens_on: date | None
    running: str = ""
    """Serial number of a filing that applies again already."""
    registered_again: str = ""


def may_reapply(case: RenewalCase, today: date) -> Refusals:
    """From six months before its end on, or afterwards; never twice at once (G5.6j, Q-22)."""
    if case.state in ("revoked", "dissolved"):
        return (Refusal("not_renewable", "G5.6j", Force.SOFT),)
    if case.state == "lead_vacant":
        return (Refusal("renewal_lead_vacant", "G7.3b", Force.HARD),)
    if case.valid_until is None or case.opens_on is None:
        return (Refusal("renewal_dates_unknown", "G5.6i", Force.OFFICE),)
    if today < case.opens_on:
        return (Refusal("renewal_too_early", "G5.6j", Force.OFFICE, {"opens_on": case.opens_on.isoformat()}),)
    if case.running:
        return (Refusal("renewal_running", "office", Force.OFFICE, {"serial": case.running}),)
    if case.registered_again:
        return (Refusal("renewed_already", "office", Force.OFFICE, {"number": case.registered_again}),)
    return ()
