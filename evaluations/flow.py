"""The roads of tracking: what a registered consortium reports, and what holds it up (G7.1c, Q-24)."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from consortia.models import Milestone
from ledger import actions as ledger
from workflow import engine
from workflow.flow import Flow, Row, Step, freely, register

from . import access as by
from . import guards as if_
from . import queries
from .models import Difficulty, Report
from .states import DifficultyEvent, DifficultyState, ReportEvent, ReportState

CLAUSE = "G7.1c"


def _names(subject: Any) -> dict[str, Any]:
    registration = subject.registration
    consortium = registration.consortium
    return {
        "number": registration.official_number or registration.number or "",
        "name": consortium.formal_name,
        "name_en": consortium.name_en,
    }


# reports


def report_case(report: Report, _now: datetime) -> if_.ReportCase:
    promised = queries.indicators(report.registration)
    said = set(report.figures.values_list("indicator_id", flat=True))
    return if_.ReportCase(
        kind=report.kind,
        registration_state=report.registration.state,
        progress=report.progress,
        innovation=report.innovation,
        plans=report.plans,
        promised_count=len(promised),
        silent=tuple(one.name for one in promised if one.pk not in said),
    )


def report_params(report: Report) -> dict[str, Any]:
    return {
        **_names(report),
        "kind": report.kind,
        "since": report.period_from.isoformat(),
        "until": report.last_day_on.isoformat(),
        "due_on": (report.due_on or report.expected_on).isoformat(),
    }


def _keep_sent(step: Step) -> None:
    """When it came, whether late, which milestones it reaches; what holds up becomes a difficulty of its own."""
    report: Report = step.subject
    if report.submitted_at is None:
        report.is_late = timezone.localdate(step.now) > report.expected_on
    report.submitted_by, report.submitted_at = step.actor, step.now
    text, report.difficulty = report.difficulty.strip(), ""
    report.save(update_fields=["submitted_by", "submitted_at", "is_late", "difficulty"])
    for pk, day in report.reached.items():
        Milestone.objects.filter(
            pk=int(pk), consortium_id=report.registration.consortium_id, reached_on__isnull=True
        ).update(reached_on=date.fromisoformat(day))
    lead = report.registration.consortium.lead_id
    if text and lead:
        raise_one(
            report.registration, lead, title=text.splitlines()[0][:120], text=text, actor=step.actor,
            now=step.now,
        )  # fmt: skip


def _keep_remark(step: Step) -> None:
    step.subject.remark = str((step.look.typed or {}).get("reason", "")).strip()
    step.subject.save(update_fields=["remark"])


R, RE = ReportState, ReportEvent

# fmt: off
REPORT = register(
    Flow(
        key="report",
        model="evaluations.Report",
        initial=R.EXPECTED,
        rows=(
            Row(R.EXPECTED, RE.SUBMIT, R.SUBMITTED, by.lead_reports, if_.report_complete, (_keep_sent,),
                ("officer_submitted",), "report_check_days", CLAUSE),
            Row(R.SUBMITTED, RE.NOTE, R.NOTED, by.reads_report, freely, (_keep_remark,),
                ("lead_noted",), None, CLAUSE),
            Row(R.SUBMITTED, RE.RETURN, R.EXPECTED, by.reads_report, if_.with_reason, (_keep_remark,),
                ("lead_returned",), "correction_days", CLAUSE),
        ),
        states=ReportState,
        events=ReportEvent,
        picture=report_case,
        audience=by.audience,
        path=lambda report: f"/reports/{report.pk}/",
        params=report_params,
        role_of=by.role_of,
    )
)
# fmt: on


# difficulties


def difficulty_case(difficulty: Difficulty, _now: datetime) -> if_.DifficultyCase:
    return if_.DifficultyCase(difficulty.owner_id, frozenset(by.officers_of(difficulty.registration)))


def difficulty_params(difficulty: Difficulty) -> dict[str, Any]:
    return {**_names(difficulty), "title": difficulty.title, "unit": difficulty.raised_by_unit.name,
            "unit_en": difficulty.raised_by_unit.name_en}  # fmt: skip


def raise_one(
    registration: Any, unit_id: int, *, title: str, text: str, actor: Any, now: datetime
) -> Difficulty:
    """Begin a difficulty of a registration for one of its units, and tell the officers who name its owner."""
    difficulty = Difficulty(
        registration=registration, raised_by_unit_id=unit_id, raised_by=actor, raised_at=now, title=title,
        text=text,
    )  # fmt: skip
    engine.begin(DIFFICULTY, difficulty, actor=actor, now=now)
    for kind in ("officer_raised", "city_raised"):
        ledger.tell(
            f"difficulty.{kind}", user_ids=by.audience(kind, difficulty), now=now,
            params=difficulty_params(difficulty), subject=difficulty.ledger_subject,
            path=DIFFICULTY.path(difficulty), cause=f"raised:{difficulty.pk}",
        )  # fmt: skip
    return difficulty


def _give_owner(step: Step) -> None:
    step.subject.owner_id = int(str((step.look.typed or {})["owner"]))
    step.subject.save(update_fields=["owner"])


def _keep_answer(step: Step) -> None:
    step.subject.answer = str((step.look.typed or {})["answer"]).strip()
    step.subject.save(update_fields=["answer"])


D, DE = DifficultyState, DifficultyEvent

# fmt: off
DIFFICULTY = register(
    Flow(
        key="difficulty",
        model="evaluations.Difficulty",
        initial=D.RAISED,
        rows=(
            Row(D.RAISED, DE.ASSIGN, D.ASSIGNED, by.names_owner, if_.owner_is_officer, (_give_owner,),
                ("owner_assigned", "raiser_assigned"), "difficulty_answer_days", CLAUSE),
            Row(D.ASSIGNED, DE.ASSIGN, D.ASSIGNED, by.names_owner, if_.owner_is_officer, (_give_owner,),
                ("owner_assigned",), "difficulty_answer_days", CLAUSE),
            Row(D.ASSIGNED, DE.ANSWER, D.ANSWERED, by.owns, if_.answer_written, (_keep_answer,),
                ("raiser_answered",), None, CLAUSE),
            Row(D.ANSWERED, DE.REOPEN, D.ASSIGNED, by.raiser_or_lead, if_.with_reason, (),
                ("owner_reopened",), "difficulty_answer_days", CLAUSE),
            Row(D.ANSWERED, DE.CLOSE, D.CLOSED, by.raiser_or_lead, freely, (),
                ("owner_closed",), None, CLAUSE),
        ),
        states=DifficultyState,
        events=DifficultyEvent,
        picture=difficulty_case,
        audience=by.audience,
        path=lambda difficulty: f"/difficulties/{difficulty.pk}/",
        params=difficulty_params,
        role_of=by.role_of,
        begin_due="difficulty_assign_days",
    )
)
# fmt: on
