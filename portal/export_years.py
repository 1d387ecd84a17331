"""The years after registration as files: registrations, reports, difficulties, evaluations, cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from evaluations import listing, queries
from evaluations.deadlines import months_after
from evaluations.models import Case, Evaluation
from evaluations.states import CaseKind, CaseState, DifficultyState, EvaluationState, ReportKind, ReportState
from portal import register
from portal.exports import Asked, Column, Listing, columns, declare
from workflow import office


def anybody(_user: Any) -> bool:
    """The rows themselves are only those that the person may see."""
    return True


def _registrations(asked: Asked) -> Any:
    soon = months_after(asked.today, int(office.value("renewal_window_months", asked.today)))
    rows = listing.narrowed(queries.registrations(asked.user), asked.filters, asked.today, soon)
    return rows.annotate(last_grade=listing.latest_grade()).order_by("-pk")


def _registration_columns(asked: Asked) -> Sequence[Column]:
    soon = register.lapsing_until(asked.today)
    return (
        Column(_("Registration number"), lambda row: row.number),
        Column(_("Number of the city's own document"), lambda row: row.official_number),
        Column(_("Consortium"), lambda row: row.consortium),
        Column(_("Lead unit"), lambda row: row.consortium.lead),
        Column(_("District or zone"), lambda row: row.authority and row.authority.short_name),
        Column(_("Standing"), lambda row: register.badge_of(row, asked.today, soon).label),
        Column(_("First day"), lambda row: row.valid_from),
        Column(_("Last day"), lambda row: row.last_day_on),
        Column(_("Grade"), lambda row: dict(GRADES).get(row.last_grade or "")),
        Column(_("Report overdue"), lambda row: row.has_late_report),
        Column(_("Difficulty open"), lambda row: row.has_difficulty),
        Column(_("Sample"), lambda row: row.consortium.is_sample),
    )


GRADES = Evaluation._meta.get_field("grade").choices or ()
declare(Listing("registrations", _("Registrations"), anybody, _registrations, _registration_columns))


def _reports(asked: Asked) -> Any:
    rows = queries.reports(asked.user).order_by("-pk")
    if asked.filters.get("state") in ReportState.values:
        rows = rows.filter(state=asked.filters["state"])
    return rows.filter(due_on__lt=asked.today) if asked.filters.get("overdue") else rows


declare(
    Listing(
        "reports",
        _("Reports"),
        anybody,
        _reports,
        columns(
            (_("Consortium"), lambda row: row.registration.consortium),
            (_("Lead unit"), lambda row: row.registration.consortium.lead),
            (_("Kind"), lambda row: ReportKind(row.kind).label),
            (_("First day"), lambda row: row.period_from),
            (_("Last day"), lambda row: row.last_day_on),
            (_("State"), lambda row: ReportState(row.state).label),
            (_("Due"), lambda row: row.due_on or row.expected_on),
            (_("Submitted"), lambda row: row.submitted_at),
        ),
    )
)


def _difficulties(asked: Asked) -> Any:
    rows = queries.difficulties(asked.user).order_by("-pk")
    state = asked.filters.get("state")
    return rows.filter(state=state) if state in DifficultyState.values else rows


declare(
    Listing(
        "difficulties",
        _("Difficulties"),
        anybody,
        _difficulties,
        columns(
            (_("Consortium"), lambda row: row.registration.consortium),
            (_("Raised by"), lambda row: row.raised_by_unit),
            (_("Difficulty"), lambda row: row.title),
            (_("Owner"), lambda row: row.owner),
            (_("State"), lambda row: DifficultyState(row.state).label),
            (_("Received"), lambda row: row.raised_at),
            (_("Due"), lambda row: row.due_on),
        ),
    )
)
declare(
    Listing(
        "evaluations",
        _("Evaluations"),
        anybody,
        lambda asked: (
            Evaluation.objects.visible_to(asked.user)
            .select_related("campaign", "registration__consortium__lead", "registration__authority")
            .order_by("-pk")
        ),
        columns(
            (_("Campaign"), lambda row: row.campaign),
            (_("Consortium"), lambda row: row.registration.consortium),
            (_("Lead unit"), lambda row: row.registration.consortium.lead),
            (_("State"), lambda row: EvaluationState(row.state).label),
            (_("Grade"), lambda row: dict(GRADES).get(row.grade)),
            (_("Decision number"), lambda row: row.decision_number),
            (_("Decided on"), lambda row: row.decided_on),
        ),
    )
)
declare(
    Listing(
        "handled",
        _("Cases"),
        anybody,
        lambda asked: (
            Case.objects.visible_to(asked.user)
            .select_related("unit", "registration__consortium")
            .order_by("-pk")
        ),
        columns(
            (_("Number"), lambda row: row.number),
            (_("Kind"), lambda row: CaseKind(row.kind).label),
            (_("Unit"), lambda row: row.unit),
            (_("Consortium"), lambda row: row.registration and row.registration.consortium),
            (_("State"), lambda row: CaseState(row.state).label),
            (_("Due"), lambda row: row.due_on),
            (_("Decision number"), lambda row: row.decision_number),
            (_("Decided on"), lambda row: row.decided_on),
        ),
    )
)
