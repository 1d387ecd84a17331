"""What people do between registration and its end: report, ask for help, link projects, promise figures."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from consortia.models import Indicator, Milestone, ProjectLink, Registration
from consortia.registration import REGISTRATION
from documents.models import StoredFile
from evaluations import access, guards, queries
from evaluations.flow import DIFFICULTY, REPORT, raise_one
from evaluations.models import Difficulty, Report, ReportFigure
from evaluations.states import ReportEvent, ReportState
from ledger import actions as ledger
from workflow import engine
from workflow.refusal import Force, Refusal


@dataclass(frozen=True, slots=True)
class Content:
    """What a report says; ``figures`` is indicator id to value and note, ``reached`` milestone id to its day."""

    texts: Mapping[str, str]
    figures: Mapping[int, tuple[Decimal, str]] = field(default_factory=dict)
    reached: Mapping[int, date] = field(default_factory=dict)
    document: StoredFile | None = None


TEXTS = ("progress", "innovation", "plans", "difficulty")


def save_report(report_id: int, content: Content, *, actor: Any, now: datetime) -> Report:
    """Keep a report as far as it is written. Raises StepRefused once it is sent, NotYourStep for others."""
    with transaction.atomic():
        report: Report = engine.lock(REPORT, report_id)
        if not access.lead_reports(actor, report):
            raise engine.NotYourStep(report.state, "edit")
        if report.state != ReportState.EXPECTED:
            raise engine.StepRefused(Refusal("report_locked", "office", Force.OFFICE))
        for name in TEXTS:
            setattr(report, name, content.texts.get(name, getattr(report, name)))
        report.reached = {str(pk): day.isoformat() for pk, day in content.reached.items()}
        report.document = content.document or report.document
        report.save(update_fields=[*TEXTS, "reached", "document"])
        _save_figures(report, content.figures)
        return report


def _save_figures(report: Report, figures: Mapping[int, tuple[Decimal, str]]) -> None:
    """The figures typed so far; one that was emptied is gone. Only the consortium's own indicators count."""
    own = {one.pk for one in queries.indicators(report.registration)}
    report.figures.exclude(indicator_id__in=figures).delete()
    ReportFigure.objects.bulk_create(
        [
            ReportFigure(report=report, indicator_id=pk, value=value, note=note)
            for pk, (value, note) in figures.items()
            if pk in own
        ],
        update_conflicts=True,
        unique_fields=["report", "indicator"],
        update_fields=["value", "note"],
    )


def submit_report(report_id: int, *, actor: Any, now: datetime, seen: int | None = None) -> Report:
    """Send a report as it is kept; late is accepted and marked."""
    with transaction.atomic():
        step = engine.advance(REPORT, report_id, ReportEvent.SUBMIT, actor=actor, now=now, seen=seen)
        sent: Report = step.subject
        return sent


def raise_difficulty(registration_id: int, *, title: str, text: str, actor: Any, now: datetime) -> Difficulty:
    """A lead or member asks for help. Raises NotYourStep for strangers, StepRefused when it is over."""
    with transaction.atomic():
        registration: Registration = engine.lock(REGISTRATION, registration_id)
        unit_id = access.raising_unit(actor, registration)
        if unit_id is None:
            raise engine.NotYourStep(registration.state, "raise")
        if registration.state in guards.OVER:
            raise engine.StepRefused(Refusal("not_tracked", "office", Force.OFFICE))
        return raise_one(registration, unit_id, title=title, text=text, actor=actor, now=now)


def move_difficulty(
    difficulty_id: int, event: str, *, actor: Any, now: datetime, typed: Mapping[str, Any] | None = None
) -> Difficulty:
    """Take one step of a difficulty's road."""
    with transaction.atomic():
        step = engine.advance(DIFFICULTY, difficulty_id, event, actor=actor, now=now, typed=typed)
        moved: Difficulty = step.subject
        return moved


# projects


def add_project(registration_id: int, fields: Mapping[str, Any], *, actor: Any, now: datetime) -> ProjectLink:
    """Link a project that the consortium carries: while it is open nobody dissolves it (G7.3a)."""
    with _kept_by_city(registration_id, actor) as registration:
        if registration.state in guards.OVER:
            raise engine.StepRefused(Refusal("not_tracked", "office", Force.OFFICE))
        number = str(fields["number"])
        _refuse(
            guards.project_sound(
                opened_on=fields["opened_on"], closed_on=fields.get("closed_on"), number=number,
                today=timezone.localdate(now), is_taken=registration.projects.filter(number=number).exists(),
            )
        )  # fmt: skip
        project = ProjectLink.objects.create(registration=registration, added_by=actor, **fields)
        _note(registration, "project_added", project, actor, now)
        return project


def close_project(
    registration_id: int, project_id: int, *, closed_on: date, actor: Any, now: datetime
) -> ProjectLink:
    """A linked project has ended on a day that is past."""
    with _kept_by_city(registration_id, actor) as registration:
        project = registration.projects.get(pk=project_id)
        if project.closed_on is not None:
            raise engine.StepRefused(Refusal("project_closed", "office", Force.OFFICE))
        _refuse(
            guards.project_sound(
                opened_on=project.opened_on, closed_on=closed_on, today=timezone.localdate(now)
            )
        )
        project.closed_on = closed_on
        project.save(update_fields=["closed_on"])
        _note(registration, "project_closed", project, actor, now)
        return project


@contextmanager
def _kept_by_city(registration_id: int, actor: Any) -> Iterator[Registration]:
    """The registration's lock in the hands of a city officer; dissolution waits for the same lock."""
    with transaction.atomic():
        registration: Registration = engine.lock(REGISTRATION, registration_id)
        if not access.keeps_projects(actor):
            raise engine.NotYourStep(registration.state, "project")
        yield registration


def _refuse(refusals: tuple[Refusal, ...]) -> None:
    if refusals:
        raise engine.StepRefused(*refusals)


def _note(registration: Registration, what: str, project: ProjectLink, actor: Any, now: datetime) -> None:
    role, authority_id = access.role_of(actor, registration)
    ledger.record(
        registration, f"registration.{what}", at=now, actor_id=actor.pk, role=role, authority_id=authority_id,
        payload={"project": project.pk, "number": project.number, "amount": str(project.amount)},
    )  # fmt: skip


# promised figures of registrations whose plan had none


def promises_closed(registration: Registration) -> tuple[Refusal, ...]:
    """Why the promised figures of a registration are closed to everybody now; empty while they are open."""
    return guards.figures_open(
        is_promised=queries.promised_in_plan(registration), has_reported=queries.has_reported(registration)
    )


def promise(
    registration_id: int, model: type[Indicator] | type[Milestone], fields: Mapping[str, Any], *,
    actor: Any, now: datetime, row_id: int | None = None,
) -> Any:  # fmt: skip
    """Type or change one promised figure or milestone of a registration whose plan had none."""
    with transaction.atomic():
        registration = _promising(registration_id, actor)
        rows = model._default_manager.filter(consortium_id=registration.consortium_id)
        if rows.filter(name=fields["name"]).exclude(pk=row_id or 0).exists():
            raise engine.StepRefused(
                Refusal("indicator_taken", "G3.5c", Force.SHALL, {"name": str(fields["name"])})
            )
        row = rows.get(pk=row_id) if row_id else model(consortium_id=registration.consortium_id)
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()
        _note_promise(registration, row.name, actor, now)
        return row


def drop_promise(
    registration_id: int, model: type[Indicator] | type[Milestone], row_id: int, *, actor: Any, now: datetime
) -> None:
    """Take a promised figure or milestone out again, while that is open."""
    with transaction.atomic():
        registration = _promising(registration_id, actor)
        row = model._default_manager.get(pk=row_id, consortium_id=registration.consortium_id)
        ReportFigure.objects.filter(indicator_id=row_id if model is Indicator else 0).delete()
        name = row.name
        row.delete()
        _note_promise(registration, name, actor, now)


def _promising(registration_id: int, actor: Any) -> Registration:
    registration: Registration = engine.lock(REGISTRATION, registration_id)
    if not access.speaks_for_lead(actor, registration):
        raise engine.NotYourStep(registration.state, "promise")
    _refuse(promises_closed(registration))
    return registration


def _note_promise(registration: Registration, name: str, actor: Any, now: datetime) -> None:
    role, authority_id = access.role_of(actor, registration)
    ledger.record(
        registration, "registration.promised", at=now, actor_id=actor.pk, role=role,
        authority_id=authority_id, payload={"name": name},
    )  # fmt: skip
