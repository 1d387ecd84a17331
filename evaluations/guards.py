"""What stands between a report or a difficulty and its next step. Pure: values in, refusals out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from workflow.flow import Look
from workflow.refusal import Force, Refusal, Refusals

from .periods import YEARLY

OVER = ("revoked", "dissolved")


@dataclass(frozen=True, slots=True)
class ReportCase:
    """A report as its guard sees it."""

    kind: str
    registration_state: str
    progress: str = ""
    innovation: str = ""
    plans: str = ""
    promised_count: int = 0
    silent: tuple[str, ...] = ()
    """Names of promised indicators without a figure."""


@dataclass(frozen=True, slots=True)
class DifficultyCase:
    """A difficulty as its guard sees it: who may own it."""

    owner_id: int | None
    officers: frozenset[int] = field(default_factory=frozenset)


def _shall(code: str, **params: str | int) -> Refusal:
    return Refusal(code, "G7.1c", Force.SHALL, params)


def _office(code: str, **params: str | int) -> Refusal:
    return Refusal(code, "office", Force.OFFICE, params)


def report_complete(look: Look) -> Refusals:
    """What was done, a figure for every promised indicator, and in the yearly report mechanisms and plans."""
    case: ReportCase = look.case
    if case.registration_state in OVER:
        return (_office("registration_over"),)
    found = []
    if not case.progress.strip():
        found.append(_shall("progress_missing"))
    if not case.promised_count:
        found.append(_shall("nothing_promised"))
    if case.silent:
        found.append(_shall("figures_missing", count=len(case.silent), names="、".join(case.silent)))
    if case.kind == YEARLY:
        found += [
            _shall(code)
            for code, text in (("innovation_missing", case.innovation), ("plans_missing", case.plans))
            if not text.strip()
        ]
    return tuple(found)


def with_reason(look: Look) -> Refusals:
    if look.typed is None or str(look.typed.get("reason", "")).strip():
        return ()
    return (Refusal("no_reason", "office", Force.OFFICE),)


def owner_is_officer(look: Look) -> Refusals:
    """The owner is an officer of the registration's district or of the city, and not the owner already."""
    case: DifficultyCase = look.case
    if look.typed is None:
        return ()
    chosen = str(look.typed.get("owner") or "")
    if not (chosen.isascii() and chosen.isdigit()) or int(chosen) not in case.officers:
        return (_office("owner_no_officer"),)
    return (_office("owner_already"),) if int(chosen) == case.owner_id else ()


def answer_written(look: Look) -> Refusals:
    if look.typed is None or str(look.typed.get("answer", "")).strip():
        return ()
    return (_office("answer_empty"),)


def figures_open(*, is_promised: bool, has_reported: bool) -> Refusals:
    """Promised figures are typed once: in the plan, or for an older registration before its first report."""
    if is_promised:
        return (Refusal("promised_in_plan", "G3.5c", Force.SHALL),)
    return (Refusal("reported_already", "G3.5c", Force.SHALL),) if has_reported else ()


def project_sound(
    *, opened_on: date, closed_on: date | None, today: date, number: str = "", is_taken: bool = False
) -> Refusals:
    """A project that the consortium carries: its days are past and in order, its number is its own (G7.3a)."""
    found = []
    if is_taken:
        found.append(_office("project_taken", number=number))
    if opened_on > today:
        found.append(_office("project_in_future", day=opened_on.isoformat()))
    if closed_on is not None and closed_on < opened_on:
        found.append(_office("project_backwards", opened=opened_on.isoformat(), closed=closed_on.isoformat()))
    if closed_on is not None and closed_on > today:
        found.append(_office("project_in_future", day=closed_on.isoformat()))
    return tuple(found)
