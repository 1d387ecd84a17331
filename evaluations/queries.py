"""Registrations, reports and difficulties as a person may see them, and what pages show of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from consortia.models import Indicator, LinkedProject, ProjectLink, Registration
from consortia.states import ProjectStage
from filings.states import FINAL
from workflow import office

from . import access
from .deadlines import months_after
from .models import Difficulty, Evaluation, Report, ReportFigure
from .renewals import RenewalCase
from .states import DifficultyState, ReportState


def registrations(user: Any) -> QuerySet[Registration]:
    """Every list and every look at a registration starts here."""
    seen = Registration.objects.filter(access.registrations_for(user)).values("pk")
    return Registration.objects.filter(pk__in=seen)


def reports(user: Any) -> QuerySet[Report]:
    return Report.objects.filter(registration__in=registrations(user)).select_related(
        "registration__consortium__lead", "registration__authority"
    )


def difficulties(user: Any) -> QuerySet[Difficulty]:
    return Difficulty.objects.filter(registration__in=registrations(user)).select_related(
        "registration__consortium__lead", "registration__authority", "raised_by_unit", "owner"
    )


def indicators(registration: Registration) -> list[Indicator]:
    """The promised figures in the order they were typed."""
    return list(Indicator.objects.filter(consortium_id=registration.consortium_id).order_by("position", "pk"))


def planned_projects(registration: Registration, linked: Iterable[ProjectLink]) -> list[LinkedProject]:
    """What the plan names as running and the city has not linked yet, told by number or, without one, by name."""
    known = {one.number for one in linked} | {one.name for one in linked}
    rows = LinkedProject.objects.filter(
        consortium_id=registration.consortium_id, stage=ProjectStage.RUNNING
    ).order_by("position", "pk")
    return [one for one in rows if (one.number or one.name) not in known and one.name not in known]


def figures(report: Report) -> dict[int, ReportFigure]:
    """Indicator id to what the report says of it."""
    return {figure.indicator_id: figure for figure in report.figures.all()}


def last_figures(indicator_ids: Iterable[int], before: Report | None = None) -> dict[int, Decimal]:
    """Indicator id to the last value that was sent, in one query; ``before`` leaves out that report and later."""
    sent = ReportFigure.objects.filter(
        indicator_id__in=list(indicator_ids), report__state__in=[ReportState.SUBMITTED, ReportState.NOTED]
    )
    if before is not None:
        sent = sent.filter(report__period_until__lte=before.period_until).exclude(report=before)
    ordered = sent.order_by("indicator_id", "-report__period_until", "-report_id")
    return dict(ordered.distinct("indicator_id").values_list("indicator_id", "value"))


def promised_in_plan(registration: Registration) -> bool:
    """Whether its figures came with the plan that was submitted."""
    filing = getattr(registration, "filing", None)
    if filing is None:
        return False
    latest = filing.submissions.order_by("-version").values_list("snapshot", flat=True).first()
    return bool((latest or {}).get("consortium", {}).get("tables", {}).get("indicators"))


def has_reported(registration: Registration) -> bool:
    """Whether any report of it was ever sent."""
    return Report.objects.filter(registration=registration, submitted_at__isnull=False).exists()


OPEN_DIFFICULTIES = (DifficultyState.RAISED, DifficultyState.ASSIGNED, DifficultyState.ANSWERED)


# applying again


def renewal_case(registration: Registration, today: date) -> RenewalCase:
    """What decides whether a registration's lead may apply again now."""
    months = int(office.value("renewal_window_months", today))
    until = registration.valid_until
    successors = list(registration.successors.select_related("registration").order_by("pk"))
    return RenewalCase(
        state=registration.state,
        valid_until=until,
        opens_on=months_after(until, -months) if until else None,
        running=next((one.serial for one in successors if one.state not in FINAL), ""),
        registered_again=next((one.registration.number or "" for one in successors if one.registration), ""),
    )


@dataclass(frozen=True, slots=True)
class Record:
    """What a registration has to show for itself when its consortium applies again."""

    grade: Evaluation | None
    reports: Sequence[Report]
    rows: Sequence[tuple[Indicator, Decimal | None]]

    @property
    def late_count(self) -> int:
        return sum(report.is_late for report in self.reports)

    @property
    def missing_count(self) -> int:
        return sum(report.state == ReportState.EXPECTED for report in self.reports)


def record_of(registration: Registration) -> Record:
    """Last decided grade, all reports newest first, and each promised figure beside the last one sent."""
    graded = Evaluation.objects.filter(registration=registration, decided_on__isnull=False).exclude(grade="")
    promised = indicators(registration)
    reached = last_figures(one.pk for one in promised)
    return Record(
        graded.order_by("-decided_on", "-pk").first(),
        list(Report.objects.filter(registration=registration).order_by("-period_until", "-pk")),
        [(one, reached.get(one.pk)) for one in promised],
    )
