"""What stands between an evaluation and its next step. Pure: values in, refusals out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from reviews import scoring
from workflow.flow import Look
from workflow.refusal import Force, Refusal, Refusals

from . import scheme

STANDING = ("in_force", "lead_vacant")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A registration that a campaign is to be opened over, as it stands that day."""

    name: str
    standing: str
    is_dated: bool
    is_under_way: bool = False
    has_lead: bool = True
    parties: Mapping[str, str] = field(default_factory=dict)
    """Credit code to name of every party that has one."""
    names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CampaignCase:
    """A campaign as its guards see it."""

    office: Mapping[str, Any]
    evidence_until: date
    agency: str = ""
    agency_code: str = ""
    under_way: int = 0


@dataclass(frozen=True, slots=True)
class EvaluationCase:
    """An evaluation as its guards see it."""

    evidence_until: date
    is_ready: bool
    scheme: Mapping[str, Any]
    evaluators: int
    totals: tuple[Decimal, ...]
    recused: tuple[str, ...]
    """Names of evaluators with a conflict whose sheets are sealed and not set aside."""
    due_on: date | None
    reply_until: date | None
    has_replied: bool
    proposed_grade: str
    registration_state: str

    @property
    def quorum(self) -> int:
        return int(self.scheme["quorum"])


@dataclass(frozen=True, slots=True)
class SheetCase:
    """An evaluator's sheet as its guard sees it."""

    items: Mapping[str, Mapping[str, str]]
    opinion: str
    rubric: Sequence[scoring.Item]
    has_stated: bool
    is_recused: bool
    is_live: bool
    is_scoring: bool


def _office(code: str, **params: str | int) -> Refusal:
    return Refusal(code, "office", Force.OFFICE, params)


def over_those_in_force(look: Look) -> Refusals:
    """A campaign runs over registrations in force on that day, with known dates, by a scheme that adds up."""
    case: CampaignCase = look.case
    chosen: Sequence[Chosen] = look.evidence or ()
    found: list[Refusal] = []
    if not chosen:
        found.append(_office("campaign_empty"))
    if case.evidence_until < look.today:
        found.append(_office("evidence_day_past", day=case.evidence_until.isoformat()))
    for one in chosen:
        found.extend(_standing(one))
        found.extend(_agency(case, one))
    return (*scheme.scheme_refusals(case.office), *found)


def _standing(one: Chosen) -> Refusals:
    if one.standing not in STANDING:
        params: dict[str, str | int] = {"name": one.name, "standing": one.standing}
        return (Refusal("registration_not_in_force", "G7.2b", Force.SHALL, params),)
    if not one.is_dated:
        return (Refusal("registration_undated", "G5.6i", Force.SHALL, {"name": one.name}),)
    if not one.has_lead:
        return (_office("registration_without_lead", name=one.name),)
    return (_office("evaluation_under_way", name=one.name),) if one.is_under_way else ()


def _agency(case: CampaignCase, one: Chosen) -> Refusals:
    """A party does not evaluate its own consortium, under whichever name."""
    is_party = (
        case.agency_code.upper() in {code.upper() for code in one.parties} if case.agency_code else False
    )
    if is_party or (case.agency and case.agency in one.names):
        params: dict[str, str | int] = {"agency": case.agency, "name": one.name}
        return (Refusal("agency_is_party", "G7.2d", Force.SHALL, params),)
    return ()


def nothing_under_way(look: Look) -> Refusals:
    case: CampaignCase = look.case
    return (_office("campaign_busy", count=case.under_way),) if case.under_way else ()


def may_start(look: Look) -> Refusals:
    """The evidence is in: its day is over or the lead is ready; and enough evaluators may judge."""
    case: EvaluationCase = look.case
    found: list[Refusal] = []
    if look.today <= case.evidence_until and not case.is_ready:
        found.append(_office("evidence_still_open", day=case.evidence_until.isoformat()))
    if case.evaluators < case.quorum:
        params: dict[str, str | int] = {"count": case.evaluators, "wanted": case.quorum}
        found.append(Refusal("evaluators_missing", "G7.2d", Force.SHALL, params))
    return tuple(found)


def may_conclude(look: Look) -> Refusals:
    """Enough sealed sheets, none by somebody with a conflict, and an opinion."""
    case: EvaluationCase = look.case
    found: list[Refusal] = []
    if len(case.totals) < case.quorum:
        params: dict[str, str | int] = {"count": len(case.totals), "wanted": case.quorum}
        found.append(Refusal("too_few_evaluation_sheets", "G7.2d", Force.SHALL, params))
    found += [Refusal("recused_evaluator", "G7.2d", Force.SHALL, {"name": name}) for name in case.recused]
    if look.typed is not None and not str(look.typed.get("opinion", "")).strip():
        found.append(_office("evaluation_opinion_missing"))
    return tuple(found)


def reply_written(look: Look) -> Refusals:
    if look.typed is None or str(look.typed.get("reply", "")).strip():
        return ()
    return (_office("evaluation_reply_empty"),)


def reply_days_over(look: Look) -> Refusals:
    """Without a reply the grade waits until the lead's days are over."""
    case: EvaluationCase = look.case
    if case.due_on is not None and look.today > case.due_on:
        return ()
    day = case.due_on.isoformat() if case.due_on else look.today.isoformat()
    return (_office("reply_days_run", day=day),)


def lead_was_heard(look: Look) -> Refusals:
    """No grade is final before the lead has replied, or has let its days pass."""
    case: EvaluationCase = look.case
    if case.has_replied or (case.reply_until is not None and look.today > case.reply_until):
        return ()
    day = (case.reply_until or look.today).isoformat()
    return (_office("lead_not_heard", day=day),)


def still_registered(look: Look) -> Refusals:
    """A registration that was revoked or dissolved meanwhile gets no grade; its evaluation is cancelled."""
    case: EvaluationCase = look.case
    return () if case.registration_state in STANDING else (_office("registration_gone"),)


def grade_drafted(look: Look) -> Refusals:
    """A grade of the scheme and a decision number; another grade than proposed says why."""
    if look.typed is None:
        return (*lead_was_heard(look), *still_registered(look))
    case: EvaluationCase = look.case
    found: list[Refusal] = []
    grade = str(look.typed.get("grade", ""))
    if grade not in scheme.GRADES:
        found.append(_office("grade_unknown", grade=grade))
    elif grade != case.proposed_grade and not str(look.typed.get("reason", "")).strip():
        found.append(_office("grade_without_reason", grade=grade, proposed=case.proposed_grade))
    if not str(look.typed.get("number", "")).strip():
        found.append(_office("grade_without_number"))
    return (*lead_was_heard(look), *still_registered(look), *found)


def may_decide(look: Look) -> Refusals:
    return (*lead_was_heard(look), *still_registered(look))


def with_reason(look: Look) -> Refusals:
    if look.typed is None or str(look.typed.get("reason", "")).strip():
        return ()
    return (_office("no_reason"),)


def sheet_complete(look: Look) -> Refusals:
    """Stated, no conflict, scoring under way; points and a reason for each item, an opinion."""
    case: SheetCase = look.case
    found: list[Refusal] = []
    if not case.has_stated:
        found.append(Refusal("evaluator_not_stated", "G7.2d", Force.SHALL))
    if case.is_recused:
        found.append(Refusal("evaluator_recused", "G7.2d", Force.SHALL))
    if not case.is_live:
        found.append(_office("evaluator_seat_over"))
    if not case.is_scoring:
        found.append(_office("scoring_not_open"))
    return (*found, *sheet_refusals(case.items, case.opinion, case.rubric))


def sheet_refusals(
    items: Mapping[str, Mapping[str, str]], opinion: str, rubric: Sequence[scoring.Item]
) -> Refusals:
    """What a sheet still lacks, in this room's own words."""
    found = scoring.sheet_refusals(items, opinion, rubric, "G7.2c")
    return tuple(replace(refusal, code=f"evaluation_{refusal.code}") for refusal in found)
