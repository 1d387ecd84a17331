"""Three roads of this room: a round, a score sheet, an objection. None of them moves a filing."""

from typing import Any

from accounts.roles import Role
from filings import access as filing_access
from workflow.flow import Flow, Look, Row, register
from workflow.refusal import Force, Refusal, Refusals

from . import scoring
from .states import ObjectionEvent, ObjectionState, RoundEvent, RoundState, SheetEvent, SheetState


def _city(user: Any, _subject: Any) -> bool:
    return bool(user.is_any(Role.CITY_OFFICER))


def _own_sheet(user: Any, sheet: Any) -> bool:
    return sheet.seat.expert.user_id == user.pk and sheet.seat.removed_at is None


def _sheet_complete(look: Look) -> Refusals:
    return scoring.sheet_refusals(look.case["items"], look.case["opinion"])


def _answered(look: Look) -> Refusals:
    """Whatever is decided on an objection, the objector gets a reason."""
    if look.typed is None or str(look.typed.get("reason", "")).strip():
        return ()
    return (Refusal("no_reason", "office", Force.OFFICE),)


def _nobody(_kind: str, _subject: Any) -> tuple[int, ...]:
    return ()


def _objection_audience(kind: str, objection: Any) -> tuple[int, ...]:
    return filing_access.audience(kind, objection.item.filing)


ROUND = register(
    Flow(
        key="round",
        model="reviews.Round",
        initial=RoundState.PLANNED,
        rows=(
            Row(RoundState.PLANNED, RoundEvent.OPEN, RoundState.OPEN, _city, clause="G5.6c"),
            Row(RoundState.OPEN, RoundEvent.CLOSE, RoundState.CLOSED, _city, clause="G5.6c"),
        ),
        states=RoundState,
        events=RoundEvent,
        picture=lambda round_, now: None,
        audience=_nobody,
        path=lambda round_: f"/rounds/{round_.pk}/",
        role_of=lambda user, round_: (Role.CITY_OFFICER, None),
    )
)

SHEET = register(
    Flow(
        key="sheet",
        model="reviews.ScoreSheet",
        initial=SheetState.DRAFT,
        rows=(
            Row(
                SheetState.DRAFT,
                SheetEvent.SEAL,
                SheetState.SEALED,
                _own_sheet,
                _sheet_complete,
                clause="G5.6c",
            ),
        ),
        states=SheetState,
        events=SheetEvent,
        picture=lambda sheet, now: {"items": sheet.items, "opinion": sheet.opinion},
        audience=_nobody,
        path=lambda sheet: f"/review/{sheet.filing_id}/",
        role_of=lambda user, sheet: (Role.EXPERT, None),
    )
)

_O, _OE = ObjectionState, ObjectionEvent
OBJECTION = register(
    Flow(
        key="objection",
        model="reviews.Objection",
        initial=_O.RECEIVED,
        rows=(
            Row(_O.RECEIVED, _OE.ACCEPT, _O.ACCEPTED, _city, tell=("filer_objection",), due="objection_reply_days",
                clause="G5.6h"),
            Row(_O.RECEIVED, _OE.REFUSE, _O.REFUSED, _city, _answered, clause="G5.6h"),
            Row(_O.ACCEPTED, _OE.UPHOLD, _O.UPHELD, _city, _answered, tell=("approver_objection_upheld",),
                clause="G5.6h"),
            Row(_O.ACCEPTED, _OE.DISMISS, _O.DISMISSED, _city, _answered, clause="G5.6h"),
        ),
        states=_O,
        events=_OE,
        picture=lambda objection, now: None,
        audience=_objection_audience,
        path=lambda objection: f"/objections/{objection.pk}/",
        params=lambda objection: {
            "name": objection.item.filing.consortium.formal_name,
            "name_en": objection.item.filing.consortium.name_en,
            "serial": objection.item.filing.serial,
        },
        role_of=lambda user, objection: (Role.CITY_OFFICER, None) if user else ("public", None),
        begin_due="objection_accept_days",
    )
)  # fmt: skip
