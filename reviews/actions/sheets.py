"""What an expert does: declare before any file opens, keep a draft, seal."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from filings.flow import FILING
from filings.models import Filing
from filings.states import State
from ledger import actions as ledger
from workflow import engine
from workflow.refusal import Force, Refusal
from workflow.text import clean_text

from .. import access, queries, scoring
from ..flow import ROUND, SHEET
from ..models import Declaration, PanelSeat, Recusal, RoundFiling, ScoreSheet
from ..states import ConflictKind, SheetEvent, SheetState

LONGEST_REASON = 2000
LONGEST_OPINION = 5000


def declare(
    filing_id: int, *, actor: Any, now: datetime, conflict: str = "", note: str = ""
) -> ScoreSheet | None:
    """State that nothing stands between the expert and the filing; then the files open and a sheet begins.

    A ``conflict`` (its kind, with a note) closes the filing for this expert for good and gives None.
    Raises NotYourStep for whoever is not on the panel, StepRefused where the machine knows of a conflict.
    """
    with transaction.atomic(durable=True):
        filing, seat = _seat(filing_id, actor, "declare")
        if filing.state != State.EXPERT_REVIEW:
            raise _refused("sheet_not_open")
        if conflict:
            _state_conflict(seat, filing, conflict, note, now)
        else:
            _state_none(seat, filing, now)
        opened = engine.lock(ROUND, seat.round_id)
        ledger.record(
            opened, "round.conflict_declared" if conflict else "round.declared", at=now, actor_id=actor.pk,
            role="expert", payload={"filing": filing_id, "expert": seat.expert_id, "kind": conflict},
        )  # fmt: skip
        return None if conflict else _sheet(seat, filing, actor, now)


def _state_conflict(seat: PanelSeat, filing: Filing, kind: str, note: str, now: datetime) -> None:
    if kind not in ConflictKind.values or not note.strip():
        raise _refused("conflict_unexplained")
    Recusal.objects.get_or_create(
        expert=seat.expert, filing=filing, kind=kind, defaults={"note": clean_text(note)[:300], "at": now}
    )
    ledger.tell(
        "round.city_conflict", user_ids=access.audience("city"), now=now,
        params={**FILING.params(filing), "round": seat.round.title}, subject=seat.round.ledger_subject,
        path=ROUND.path(seat.round),
    )  # fmt: skip


def _state_none(seat: PanelSeat, filing: Filing, now: datetime) -> None:
    against = queries.conflicts(seat.expert, queries.filing_facts([filing]), timezone.localdate(now))
    if against:
        raise _refused("you_are_recused")
    Declaration.objects.get_or_create(expert=seat.expert, filing=filing, defaults={"at": now})


def _sheet(seat: PanelSeat, filing: Filing, actor: Any, now: datetime) -> ScoreSheet:
    """The expert's sheet for the version under review; begun once, with the declaration."""
    found = ScoreSheet.objects.filter(seat=seat, filing=filing).first()
    if found is None:
        place = RoundFiling.objects.get(filing=filing, is_current=True)
        found = ScoreSheet(seat=seat, filing=filing, submission_id=place.submission_id)
        engine.begin(SHEET, found, actor=actor, now=now, payload={"filing": filing.serial})
    return found


def save_sheet(
    sheet_id: int, *, items: Mapping[str, Mapping[str, Any]], opinion: str, actor: Any
) -> ScoreSheet:
    """Keep a draft of the own sheet, points as typed; nobody else reads it before it is sealed."""
    with transaction.atomic():
        sheet: ScoreSheet = engine.lock(SHEET, sheet_id)
        if not access.owns_sheet(actor, sheet):
            raise engine.NotYourStep(sheet.state, "save")
        if sheet.state != SheetState.DRAFT:
            raise _refused("sheet_sealed")
        sheet.items, sheet.opinion = cleaned(items), clean_text(opinion)[:LONGEST_OPINION]
        sheet.save(update_fields=["items", "opinion"])
        return sheet


def seal(sheet_id: int, *, actor: Any, now: datetime) -> ScoreSheet:
    """Seal the own sheet for good, with its total. Raises StepRefused naming every item that lacks something."""
    with transaction.atomic(durable=True):
        filing_id = ScoreSheet.objects.values_list("filing_id", flat=True).get(pk=sheet_id)
        filing: Filing = engine.lock(FILING, filing_id)
        sheet: ScoreSheet = engine.lock(SHEET, sheet_id)
        if sheet.state == SheetState.DRAFT and access.owns_sheet(actor, sheet):
            sheet.total, sheet.sealed_at = scoring.total(sheet.items), now
            sheet.save(update_fields=["total", "sealed_at"])
        step = engine.advance(SHEET, sheet_id, SheetEvent.SEAL, actor=actor, now=now)
        _tell_when_all(filing, now)
        sealed: ScoreSheet = step.subject
        return sealed


def cleaned(items: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """Only items of the rubric; points as typed, reasons as text that can be kept."""
    return {
        key: {
            "points": str(items[key].get("points", "")).strip()[:8],
            "reason": clean_text(str(items[key].get("reason", "")))[:LONGEST_REASON],
        }
        for key in scoring.BY_KEY
        if key in items
    }


def _seat(filing_id: int, actor: Any, event: str) -> tuple[Filing, PanelSeat]:
    filing: Filing = engine.lock(FILING, filing_id)
    seat = queries.seat_on(actor, filing_id)
    if seat is None:
        raise engine.NotYourStep(filing.state, event)
    return filing, seat


def _tell_when_all(filing: Filing, now: datetime) -> None:
    """The leader of the panel hears when the last sheet is sealed."""
    place = RoundFiling.objects.select_related("round").get(filing=filing, is_current=True)
    if filing.round_lead_id is None or not queries.progress([place])[filing.pk].is_complete:
        return
    ledger.tell(
        "sheet.lead_all_sealed", user_ids=(filing.round_lead_id,), now=now, params=FILING.params(filing),
        subject=place.round.ledger_subject, path=ROUND.path(place.round),
    )  # fmt: skip


def _refused(code: str, **params: str | int) -> engine.StepRefused:
    return engine.StepRefused(Refusal(code, "office", Force.OFFICE, params))
