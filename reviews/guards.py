"""Whether a sheet may be sealed, a round closed, an objection decided: values in, refusals out. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workflow.flow import Look
from workflow.refusal import Force, Refusal, Refusals

from . import scoring


@dataclass(frozen=True, slots=True)
class SheetCase:
    """A sheet as its guard sees it."""

    items: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    opinion: str = ""
    is_declared: bool = False
    is_recused: bool = False
    is_under_review: bool = False


@dataclass(frozen=True, slots=True)
class RoundCase:
    """How many filings of a round are still under review."""

    under_review: int


@dataclass(frozen=True, slots=True)
class ObjectionCase:
    """What an objection knows of itself."""

    is_extended: bool
    is_anonymous: bool
    has_evidence: bool


def _office(code: str, **params: str | int) -> Refusal:
    return Refusal(code, "office", Force.OFFICE, params)


def sheet_complete(look: Look) -> Refusals:
    """Declared, not recused, under review; points and a reason for every item, an opinion."""
    case: SheetCase = look.case
    refusals: list[Refusal] = []
    if not case.is_declared:
        refusals.append(Refusal("not_declared", "G5.6c", Force.SHALL))
    if case.is_recused:
        refusals.append(Refusal("you_are_recused", "G5.6c", Force.SHALL))
    if not case.is_under_review:
        refusals.append(_office("sheet_not_open"))
    return (*refusals, *scoring.sheet_refusals(case.items, case.opinion))


def nothing_under_review(look: Look) -> Refusals:
    case: RoundCase = look.case
    return (_office("round_busy", count=case.under_review),) if case.under_review else ()


def with_reason(look: Look) -> Refusals:
    """Every decision on an objection says why."""
    if look.typed is None or str(look.typed.get("reason", "")).strip():
        return ()
    return (Refusal("no_reason", "G5.6h", Force.SHALL),)


def extend_once(look: Look) -> Refusals:
    case: ObjectionCase = look.case
    return (*with_reason(look), _office("extended_already")) if case.is_extended else with_reason(look)
