"""Lines of evaluation pages, as plain values for templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reviews.rows import RubricRow, rubric_rows
from workflow.calendar import WorkCalendar
from workflow.presentation import Badge, Ball

from . import campaign_access as access
from . import campaign_queries as queries
from . import scheme
from .deadlines import evaluation_due
from .models import Evaluation, EvaluationSheet
from .standing import Waiting, ball_of, lead_name
from .states import EvaluationSheetState, EvaluationState, Grade

S = EvaluationState
BADGES = {
    S.SELF_REPORT: "wait",
    S.SCORING: "progress",
    S.REPLY: "wait",
    S.DECISION: "progress",
    S.DECIDED: "done",
    S.CANCELLED: "withdrawn",
}
GRADE_BADGES = {
    Grade.EXCELLENT: "ok",
    Grade.GOOD: "done",
    Grade.QUALIFIED: "done",
    Grade.UNQUALIFIED: "failed",
}


def state_badge(evaluation: Evaluation, today: date) -> Badge:
    """Where it stands, or that it is overdue; the lead's days for evidence end without being late."""
    is_late = evaluation.due_on and evaluation.due_on < today and evaluation.state != S.SELF_REPORT
    if is_late and evaluation.state in queries.UNDER_WAY:
        return Badge("overdue", _("Overdue"))
    return Badge(BADGES[S(evaluation.state)], str(S(evaluation.state).label))


def grade_badge(grade: str) -> Badge | None:
    return Badge(GRADE_BADGES[Grade(grade)], str(Grade(grade).label)) if grade else None


def ball(evaluation: Evaluation, user: Any, today: date, calendar: WorkCalendar) -> Ball | None:
    """Who holds it now, until when."""
    lead, city = lead_name(evaluation.registration), _("The city's desk")
    runs = access.runs_campaigns(user)
    waits = {
        S.SELF_REPORT: Waiting(
            lead, _("Evidence is brought"), evaluation.due_on, access.acts_for_lead(user, evaluation)
        ),
        S.SCORING: Waiting(_("The evaluators"), _("Sheets are scored and sealed"), evaluation.due_on, False),
        S.REPLY: Waiting(
            lead, _("The lead may reply"), evaluation.due_on, access.signs_for_lead(user, evaluation)
        ),
        S.DECISION: Waiting(city, _("The grade is drafted and decided"), evaluation.due_on, runs),
    }
    is_over = evaluation.due_on is not None and evaluation.due_on < today
    if evaluation.state == S.SELF_REPORT and (evaluation.ready_at or is_over):
        return Ball(city, runs, line=_("The evidence is in; scoring may start."), no_deadline=True)
    found = waits.get(S(evaluation.state))
    return ball_of([found], today, calendar) if found else None


@dataclass(frozen=True, slots=True)
class Choice:
    """A registration that may be chosen for a campaign; ``why`` says that it is due, ``closed`` why it cannot be."""

    registration: Any
    why: str
    closed: str
    is_checked: bool


def choices(
    registrations: Iterable[Any], today: date, figures: Mapping[str, Any], asked: set[int] | None
) -> list[Choice]:
    """Registrations in force; those that are due come first and are checked until somebody has chosen."""
    listed = list(registrations)
    begun = queries.begun_days(listed)
    busy = set(
        Evaluation.objects.filter(registration__in=listed, state__in=queries.UNDER_WAY).values_list(
            "registration_id", flat=True
        )
    )
    rows = []
    for one in listed:
        due = evaluation_due(
            one.valid_from, begun.get(one.pk, ()), today,
            mid_months=int(figures["evaluation_mid_months"]),
            final_months=int(figures["evaluation_final_months"]),
        )  # fmt: skip
        words = {"mid": _("Mid-term evaluation due"), "final": _("Evaluation before the end due")}
        why = f"{words[due.which]} {due.on:%Y-%m-%d}" if due else ""
        closed = _("Being evaluated already") if one.pk in busy else ""
        chosen = one.pk in asked if asked is not None else bool(due)
        rows.append(Choice(one, why, closed, chosen and not closed))
    return sorted(rows, key=lambda row: (bool(row.closed), not row.why))


@dataclass(frozen=True, slots=True)
class DimensionRows:
    """One dimension of the scheme with its items as a sheet fills them in."""

    name: str
    weight: int
    rows: tuple[RubricRow, ...]


def sheet_rows(sheet: Any, frozen: Mapping[str, Any]) -> list[DimensionRows]:
    """The scheme's dimensions in the reader's language, items numbered through."""
    rows = {row.item.key: row for row in rubric_rows(sheet, scheme.rubric(frozen))}
    name = "en" if get_language() == "en" else "zh"
    return [
        DimensionRows(
            one[name], int(one["weight"]), tuple(rows[item["key"]] for item in one["items"])
        )
        for one in frozen.get("dimensions", ())
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One registration on an evaluator's list."""

    evaluation: Any
    badge: Badge
    verb: str
    is_waiting: bool
    is_overdue: bool


def work_row(evaluation: Any, sheet: EvaluationSheet | None, today: date) -> WorkRow:
    """What an evaluator still has to do for a registration."""
    is_scoring = evaluation.state == S.SCORING
    if sheet and sheet.state == EvaluationSheetState.SEALED:
        badge, verb, waits = Badge("done", _("Sealed")), _("Read your sheet"), False
    elif evaluation.state == S.SELF_REPORT:
        badge, verb, waits = Badge("wait", _("The lead still collects evidence")), "", False
    elif not is_scoring:
        badge, verb, waits = Badge("lapsed", _("Scoring is over")), "", False
    elif sheet is None:
        badge, verb, waits = Badge("wait", _("Nothing stated yet")), _("State conflicts of interest"), True
    else:
        badge, verb, waits = Badge("draft", _("Draft")), _("Read and score"), True
    return WorkRow(
        evaluation, badge, verb, waits, bool(waits and evaluation.due_on and evaluation.due_on < today)
    )
