"""The years after registration as files: registrations, reports, difficulties, evaluations, cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from consortia.access import represents
from consortia.models import CreditRecord, LeadBan, Unit
from consortia.states import CreditSubject
from evaluations import case_access, case_reading, credit, listing, queries
from evaluations.deadlines import months_after
from evaluations.models import Evaluation
from evaluations.states import CaseKind, CaseState, DifficultyState, EvaluationState, ReportKind, ReportState
from portal.export_lists import registration_columns
from portal.exports import Asked, Column, Listing, anybody, chosen, columns, declare
from workflow import office


def _registrations(asked: Asked) -> Any:
    soon = months_after(asked.today, int(office.value("renewal_window_months", asked.today)))
    rows = listing.narrowed(queries.registrations(asked.user), asked.filters, asked.today, soon)
    return rows.annotate(last_grade=listing.latest_grade()).order_by("-pk")


def _registration_columns(asked: Asked) -> Sequence[Column]:
    since = (
        Column(_("Grade"), lambda row: dict(GRADES).get(row.last_grade or "")),
        Column(_("Report overdue"), lambda row: row.has_late_report),
        Column(_("Difficulty open"), lambda row: row.has_difficulty),
    )
    return registration_columns(asked, since=since)


GRADES = Evaluation._meta.get_field("grade").choices or ()
declare(Listing("registrations", _("Registrations"), anybody, _registrations, _registration_columns))


def _reports(asked: Asked) -> Any:
    rows = chosen(queries.reports(asked.user).order_by("-pk"), asked, state=ReportState)
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
    return chosen(queries.difficulties(asked.user).order_by("-pk"), asked, state=DifficultyState)


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
        _("Performance evaluation"),
        anybody,
        lambda asked: (
            Evaluation.objects.visible_to(asked.user)
            .select_related("campaign", "registration__consortium__lead", "registration__authority")
            .order_by("-pk")
        ),
        columns(
            (_("Title"), lambda row: row.campaign),
            (_("Consortium"), lambda row: row.registration.consortium),
            (_("Lead unit"), lambda row: row.registration.consortium.lead),
            (_("State"), lambda row: EvaluationState(row.state).label),
            (_("Grade"), lambda row: dict(GRADES).get(row.grade)),
            (_("Decision number"), lambda row: row.decision_number),
            (_("Day of the decision"), lambda row: row.decided_on),
        ),
    )
)


# cases and what followed from them


def _cases(asked: Asked) -> Any:
    rows = chosen(case_reading.listed(asked.user).order_by("-pk"), asked, kind=CaseKind, state=CaseState)
    return rows.filter(owner=asked.user) if asked.filters.get("mine") and asked.user.grants else rows


declare(
    Listing(
        "handled",
        _("Cases against units"),
        anybody,
        _cases,
        columns(
            (_("Number"), lambda row: row.number),
            (_("Kind"), lambda row: CaseKind(row.kind).label),
            (_("Unit"), lambda row: row.unit),
            (_("Consortium"), lambda row: row.registration and row.registration.consortium),
            (_("State"), lambda row: CaseState(row.state).label),
            (_("Due"), lambda row: row.due_on),
            (_("Decision number"), lambda row: row.decision_number),
            (_("Day of the decision"), lambda row: row.decided_on),
        ),
    )
)


def _bans(asked: Asked) -> Any:
    rows = LeadBan.objects.order_by("-pk")
    if not case_access.sees_all(asked.user):
        own = Unit.objects.filter(pk__in=represents(asked.user).keys(), code__isnull=False)
        rows = rows.filter(code__in=own.values("code"))
    if asked.filters.get("now"):
        rows = rows.filter(from_on__lte=asked.today, until_on__gt=asked.today, lifted_on__isnull=True)
    return rows


declare(
    Listing(
        "bans",
        _("Bans"),
        anybody,
        _bans,
        columns(
            (_("Unit"), lambda row: row.unit_name),
            (_("Unified social credit code"), lambda row: row.code),
            (_("From"), lambda row: row.from_on),
            (_("Free again from"), lambda row: row.until_on),
            (_("Lifted"), lambda row: row.lifted_on),
            (_("Decision number"), lambda row: row.decision_number),
        ),
    )
)


def _credit(asked: Asked) -> Any:
    rows = CreditRecord.objects.select_related("unit").order_by("-pk")
    if not asked.user.is_any(*credit.READERS):
        rows = rows.filter(unit_id__in=represents(asked.user).keys())
    rows = chosen(rows, asked, subject=CreditSubject)
    return rows.filter(withdrawn_on__isnull=True) if asked.filters.get("standing") else rows


declare(
    Listing(
        "credit",
        _("Credit record"),
        anybody,
        _credit,
        columns(  # a person is read on the page, one at a time, and leaves in no file
            (_("Of whom"), lambda row: CreditSubject(row.subject).label),
            (_("Unit"), lambda row: row.unit),
            (_("Basis"), lambda row: row.basis if row.subject == CreditSubject.UNIT else ""),
            (_("Decision number"), lambda row: row.decision_number),
            (_("From"), lambda row: row.from_on),
            (_("Last day"), lambda row: row.until_on),
            (_("Withdrawn"), lambda row: row.withdrawn_on),
        ),
    )
)
