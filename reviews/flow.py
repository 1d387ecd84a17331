"""The roads of this room: a round, a score sheet, an objection."""

from datetime import datetime

from filings.states import STAGES, State
from workflow.flow import Flow, Row, Step, freely, register

from . import access as by
from . import guards as if_
from . import queries
from .models import Declaration, Objection, Round, ScoreSheet
from .states import (
    ObjectionEvent,
    ObjectionState,
    RoundEvent,
    RoundState,
    SheetEvent,
    SheetState,
)


def _round_case(opened: Round, _now: datetime) -> if_.RoundCase:
    running = opened.round_filings.filter(is_current=True, filing__state__in=[State.CITY_CHECK, *STAGES])
    return if_.RoundCase(running.count())


def _sheet_case(sheet: ScoreSheet, _now: datetime) -> if_.SheetCase:
    expert_id = sheet.seat.expert_id
    return if_.SheetCase(
        items=sheet.items,
        opinion=sheet.opinion,
        is_declared=Declaration.objects.filter(expert_id=expert_id, filing_id=sheet.filing_id).exists(),
        is_recused=queries.is_recused(expert_id, sheet.filing_id),
        is_under_review=sheet.filing.state == State.EXPERT_REVIEW,
    )


def _objection_case(objection: Objection, _now: datetime) -> if_.ObjectionCase:
    return if_.ObjectionCase(objection.is_extended, objection.is_anonymous, objection.evidence_id is not None)


def _keep_answer(step: Step) -> None:
    """The reason of a decision is the answer that the objector reads."""
    objection: Objection = step.subject
    objection.decision = str((step.look.typed or {}).get("reason", "")).strip()
    objection.save(update_fields=["decision"])


def _mark_extended(step: Step) -> None:
    step.subject.is_extended = True
    step.subject.save(update_fields=["is_extended"])


R, S, O = RoundState, SheetState, ObjectionState  # noqa: E741

ROUND = register(
    Flow(
        key="round",
        model="reviews.Round",
        initial=R.PLANNED,
        rows=(
            Row(R.PLANNED, RoundEvent.OPEN, R.OPEN, by.runs_rounds, freely, clause="G5.6c"),
            Row(R.OPEN, RoundEvent.CLOSE, R.CLOSED, by.runs_rounds, if_.nothing_under_review, clause="G5.6c"),
        ),
        states=RoundState,
        events=RoundEvent,
        picture=_round_case,
        audience=by.audience,
        path=lambda opened: f"/rounds/{opened.pk}/",
        params=lambda opened: {"name": opened.title},
        role_of=by.role_of,
    )
)

SHEET = register(
    Flow(
        key="sheet",
        model="reviews.ScoreSheet",
        initial=S.DRAFT,
        rows=(Row(S.DRAFT, SheetEvent.SEAL, S.SEALED, by.owns_sheet, if_.sheet_complete, clause="G5.6c"),),
        states=SheetState,
        events=SheetEvent,
        picture=_sheet_case,
        audience=by.audience,
        path=lambda sheet: f"/review/{sheet.filing_id}/",
        role_of=by.role_of,
    )
)

_ANSWERED = ("supervisor_answered",)

# fmt: off
OBJECTION = register(
    Flow(
        key="objection",
        model="reviews.Objection",
        initial=O.RECEIVED,
        rows=(
            Row(O.RECEIVED, ObjectionEvent.ACCEPT, O.ACCEPTED, by.decides_objection, freely,
                (), (), "objection_reply_days", "G5.6h"),
            Row(O.RECEIVED, ObjectionEvent.REFUSE, O.REFUSED, by.decides_objection, if_.with_reason,
                (_keep_answer,), _ANSWERED, None, "G5.6h"),
            Row(O.ACCEPTED, ObjectionEvent.EXTEND, O.ACCEPTED, by.decides_objection, if_.extend_once,
                (_mark_extended,), (), "objection_extension_days"),
            Row(O.ACCEPTED, ObjectionEvent.UPHOLD, O.UPHELD, by.decides_objection, if_.with_reason,
                (_keep_answer,), (*_ANSWERED, "approver_upheld"), None, "G5.6h"),
            Row(O.ACCEPTED, ObjectionEvent.DISMISS, O.DISMISSED, by.decides_objection, if_.with_reason,
                (_keep_answer,), _ANSWERED, None, "G5.6h"),
        ),
        states=ObjectionState,
        events=ObjectionEvent,
        picture=_objection_case,
        audience=by.audience,
        path=lambda objection: f"/objections/{objection.pk}/",
        params=lambda objection: {"name": objection.item.filing.consortium.formal_name,
                                  "name_en": objection.item.filing.consortium.name_en},
        role_of=by.role_of,
        begin_due="objection_accept_days",
    )
)
# fmt: on
