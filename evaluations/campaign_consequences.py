"""What a step of an evaluation brings about, in the same transaction."""

from typing import Any

from django.utils import timezone

from ledger import actions as ledger
from ledger.dispatch import after_commit
from workflow.flow import Step
from workflow.models import Proposal

from . import campaign_queries as queries
from . import scheme
from .actions import cases
from .campaign_access import role_of
from .models import Campaign, Evaluation, SupportSuggestion
from .states import CaseKind, EvaluationEvent, Grade


def _typed(step: Step) -> dict[str, Any]:
    return {**(step.look.proposal or {}), **(step.look.typed or {})}


def freeze_scheme(step: Step) -> None:
    """The scheme in force on the day of opening stays the campaign's, whatever the office changes later."""
    campaign: Campaign = step.subject
    campaign.scheme = scheme.freeze(step.look.case.office)
    campaign.save(update_fields=["scheme"])


def propose_grade(step: Step) -> None:
    """Score and grade follow from the sealed sheets; which sheets is kept, so that anybody can add up again."""
    evaluation: Evaluation = step.subject
    sheets = list(queries.sealed_sheets(evaluation))
    found = queries.summary(sheets)
    if found is None:
        raise ValueError(f"evaluation {evaluation.pk} was concluded without sheets")
    evaluation.counted = [sheet.pk for sheet in sheets]
    evaluation.score = found.mean
    evaluation.proposed_grade = scheme.grade_of(found.mean, evaluation.campaign.scheme)
    evaluation.opinion = str(_typed(step)["opinion"]).strip()
    evaluation.reply, evaluation.replied_at, evaluation.reply_until = "", None, evaluation.due_on
    evaluation.save(
        update_fields=["counted", "score", "proposed_grade", "opinion", "reply", "replied_at", "reply_until"]
    )
    role, authority_id = role_of(step.actor, evaluation)
    ledger.record(
        evaluation, "evaluation.scored", at=step.now, actor_id=step.actor.pk, role=role,
        authority_id=authority_id,
        payload={
            "sheets": evaluation.counted, "score": str(found.mean), "is_trimmed": found.is_trimmed,
            "grade": evaluation.proposed_grade,
        },
    )  # fmt: skip


def keep_reply(step: Step) -> None:
    evaluation: Evaluation = step.subject
    evaluation.reply, evaluation.replied_at = str(_typed(step)["reply"]).strip(), step.now
    evaluation.save(update_fields=["reply", "replied_at"])


def keep_former_reply(step: Step) -> None:
    """What was proposed and replied before goes on record: the lead is asked again after the new scoring."""
    evaluation: Evaluation = step.subject
    ledger.record(
        evaluation, "evaluation.set_aside", at=step.now, actor_id=step.actor.pk, role="approver",
        payload={
            "score": str(evaluation.score), "grade": evaluation.proposed_grade,
            "opinion": evaluation.opinion, "reply": evaluation.reply,
        },
    )  # fmt: skip


def keep_decision(step: Step) -> None:
    """The grade is final: the paper is printed, excellence suggests support, failure opens a case (G7.2e-f)."""
    evaluation: Evaluation = step.subject
    drafted = step.look.proposal or {}
    evaluation.grade = str(drafted["grade"])
    evaluation.decision_number = str(drafted["number"]).strip()
    evaluation.decided_by, evaluation.decided_on = step.actor, timezone.localdate(step.now)
    evaluation.save(update_fields=["grade", "decision_number", "decided_by", "decided_on"])
    if evaluation.grade == Grade.EXCELLENT:
        SupportSuggestion.objects.create(
            registration=evaluation.registration, evaluation=evaluation, suggested_at=step.now
        )
    elif evaluation.grade == Grade.UNQUALIFIED:
        _open_case(step, evaluation)
    after_commit("evaluations.make_work_paper", evaluation_id=evaluation.pk)


def _open_case(step: Step, evaluation: Evaluation) -> None:
    """The officer who drafted the decision owns the case; nothing is revoked before it is decided and signed."""
    drafted = (
        Proposal.objects.filter(
            flow="evaluation", object_id=evaluation.pk, event=EvaluationEvent.DECIDE, is_used=True
        )
        .select_related("by")
        .latest("pk")
    )
    consortium = evaluation.registration.consortium
    lead: Any = consortium.lead  # no campaign opens over a registration without one
    cases.open_case(
        CaseKind.REVOCATION,
        unit=lead,
        registration=evaluation.registration,
        evaluation=evaluation,
        owner=drafted.by,
        actor=step.actor,
        now=step.now,
        facts=(
            f"{consortium.formal_name}在“{evaluation.campaign.title}”中得分{evaluation.score}分，"
            f"绩效评价结果为不合格（{evaluation.decision_number}）。"
        ),
    )
