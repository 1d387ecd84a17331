"""The roads of a performance evaluation: a campaign, each registration's evaluation, each evaluator's sheet."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from workflow import office
from workflow.flow import Flow, Row, freely, register

from . import campaign_access as by
from . import campaign_consequences as then
from . import campaign_guards as if_
from . import campaign_queries as queries
from . import scheme
from .models import Campaign, CampaignSeat, Evaluation, EvaluationSheet, EvaluatorStatement
from .states import (
    CampaignEvent,
    CampaignState,
    EvaluationEvent,
    EvaluationSheetEvent,
    EvaluationSheetState,
    EvaluationState,
)


def _campaign_case(campaign: Campaign, now: datetime) -> if_.CampaignCase:
    return if_.CampaignCase(
        office=office.values(timezone.localdate(now)),
        evidence_until=campaign.evidence_until,
        agency=campaign.agency,
        agency_code=campaign.agency_code,
        under_way=campaign.evaluations.filter(state__in=queries.UNDER_WAY).count(),
    )


def _evaluation_case(evaluation: Evaluation, now: datetime) -> if_.EvaluationCase:
    against = queries.conflicts_of_seats(evaluation, timezone.localdate(now))
    seats = CampaignSeat.objects.live(timezone.localdate(now)).filter(campaign_id=evaluation.campaign_id)
    sealed = list(queries.sealed_sheets(evaluation).select_related("seat__user"))
    return if_.EvaluationCase(
        evidence_until=evaluation.campaign.evidence_until,
        is_ready=evaluation.ready_at is not None,
        scheme=evaluation.campaign.scheme,
        evaluators=seats.exclude(pk__in=against).count(),
        totals=tuple(sheet.total for sheet in sealed if sheet.total is not None),
        recused=tuple(str(sheet.seat.user) for sheet in sealed if sheet.seat_id in against),
        due_on=evaluation.due_on,
        reply_until=evaluation.reply_until,
        has_replied=evaluation.replied_at is not None,
        proposed_grade=evaluation.proposed_grade,
        registration_state=evaluation.registration.state,
    )


def _sheet_case(sheet: EvaluationSheet, now: datetime) -> if_.SheetCase:
    stated = set(
        EvaluatorStatement.objects.filter(seat_id=sheet.seat_id, evaluation_id=sheet.evaluation_id)
        .values_list("conflict", flat=True)
    )  # fmt: skip
    today = timezone.localdate(now)
    return if_.SheetCase(
        items=sheet.items,
        opinion=sheet.opinion,
        rubric=scheme.rubric(sheet.evaluation.campaign.scheme),
        has_stated=bool(stated),
        is_recused=bool(stated - {""}),
        is_live=CampaignSeat.objects.live(today).filter(pk=sheet.seat_id).exists(),
        is_scoring=sheet.evaluation.state == EvaluationState.SCORING,
    )


def evaluation_path(evaluation: Any) -> str:
    return f"/evaluations/{evaluation.pk}/"


def evaluation_params(evaluation: Any) -> dict[str, Any]:
    consortium = evaluation.registration.consortium
    return {
        "name": consortium.formal_name,
        "name_en": consortium.name_en,
        "campaign": evaluation.campaign.title,
        "score": str(evaluation.score) if evaluation.score is not None else "",
        "grade": evaluation.grade or evaluation.proposed_grade,
        "day": evaluation.due_on.isoformat() if evaluation.due_on else "",
    }


C, S, H, E = CampaignState, EvaluationState, EvaluationSheetState, EvaluationEvent

CAMPAIGN = register(
    Flow(
        key="campaign",
        model="evaluations.Campaign",
        initial=C.PLANNED,
        rows=(
            Row(C.PLANNED, CampaignEvent.OPEN, C.OPEN, by.runs_campaigns, if_.over_those_in_force,
                (then.freeze_scheme,), clause="G7.2b"),
            Row(C.OPEN, CampaignEvent.CLOSE, C.CLOSED, by.runs_campaigns, if_.nothing_under_way, clause="G7.2b"),
        ),
        states=CampaignState,
        events=CampaignEvent,
        picture=_campaign_case,
        audience=by.audience,
        path=lambda campaign: f"/campaigns/{campaign.pk}/",
        params=lambda campaign: {"name": campaign.title},
        role_of=by.role_of,
    )
)  # fmt: skip


def _cancel(source: str) -> Row:
    """An evaluation that cannot be carried through is cancelled by a signed act with a reason, from any state."""
    return Row(source, E.CANCEL, S.CANCELLED, by.approves, freely, (), ("lead_cancelled", "evaluators_cancelled"),
               None, "office", drafted_by=by.runs_campaigns, draft_guard=if_.with_reason)  # fmt: skip


# fmt: off
EVALUATION = register(
    Flow(
        key="evaluation",
        model="evaluations.Evaluation",
        initial=S.SELF_REPORT,
        rows=(
            Row(S.SELF_REPORT, E.START, S.SCORING, by.runs_campaigns, if_.may_start, (),
                ("evaluators_scoring", "lead_scoring"), "evaluation_scoring_days", "G7.2d"),
            Row(S.SCORING, E.CONCLUDE, S.REPLY, by.runs_campaigns, if_.may_conclude, (then.propose_grade,),
                ("lead_proposed",), "evaluation_reply_days", "G7.2c"),
            Row(S.REPLY, E.REPLY, S.DECISION, by.signs_for_lead, if_.reply_written, (then.keep_reply,),
                ("city_replied",), "evaluation_decision_days"),
            Row(S.REPLY, E.PROCEED, S.DECISION, by.runs_campaigns, if_.reply_days_over, (),
                ("lead_proceeded",), "evaluation_decision_days"),
            Row(S.DECISION, E.DECIDE, S.DECIDED, by.approves, if_.may_decide, (then.keep_decision,),
                ("lead_decided", "city_decided"), None, "G7.2f", drafted_by=by.runs_campaigns,
                draft_guard=if_.grade_drafted),
            Row(S.DECISION, E.RECONSIDER, S.SCORING, by.approves, if_.with_reason, (then.keep_former_reply,),
                ("city_reconsider", "evaluators_reconsider", "lead_reconsider"), "evaluation_scoring_days"),
            *(_cancel(source) for source in (S.SELF_REPORT, S.SCORING, S.REPLY, S.DECISION)),
        ),
        states=EvaluationState,
        events=EvaluationEvent,
        picture=_evaluation_case,
        audience=by.audience,
        path=evaluation_path,
        params=evaluation_params,
        role_of=by.role_of,
    )
)
# fmt: on

EVALUATION_SHEET = register(
    Flow(
        key="evaluation_sheet",
        model="evaluations.EvaluationSheet",
        initial=H.DRAFT,
        rows=(
            Row(H.DRAFT, EvaluationSheetEvent.SEAL, H.SEALED, by.owns_sheet, if_.sheet_complete, clause="G7.2c"),
        ),
        states=EvaluationSheetState,
        events=EvaluationSheetEvent,
        picture=_sheet_case,
        audience=by.audience,
        path=lambda sheet: f"/evaluations/{sheet.evaluation_id}/sheet/",
        role_of=by.role_of,
    )
)  # fmt: skip
