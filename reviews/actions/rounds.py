"""Rounds and panels: opening with one click, naming experts, choosing the leader, recusals, closing."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from filings import actions as filings
from filings.flow import FILING
from filings.models import Filing
from filings.states import Event
from ledger import actions as ledger
from workflow import engine
from workflow.refusal import Force, Refusal

from .. import access, queries
from ..evidence import gather
from ..flow import ROUND
from ..models import Expert, PanelSeat, Recusal, Round, RoundFiling
from ..states import ConflictKind, RoundEvent, RoundState
from .sheets import declare, save_sheet, seal

__all__ = [
    "choose_lead",
    "close_round",
    "declare",
    "lock_filings",
    "name_expert",
    "open_round",
    "record_recusal",
    "remove_expert",
    "save_sheet",
    "seal",
]


def lock_filings(ids: Iterable[int]) -> list[Filing]:
    """The rows of several filings, locked in one order so that two clerks never wait for each other."""
    return [engine.lock(FILING, pk) for pk in sorted(set(ids))]


def open_round(
    filing_ids: Iterable[int],
    *,
    title: str,
    needs_visit: bool,
    defence_first: bool,
    actor: Any,
    now: datetime,
) -> Round:
    """Open a round over filings in city check and accept each for review, all or none.

    Raises StepRefused naming the filing that is not ready.
    """
    with transaction.atomic(durable=True):
        if not access.runs_rounds(actor):
            raise engine.NotYourStep(RoundState.PLANNED, RoundEvent.OPEN)
        found = lock_filings(filing_ids)
        if not found:
            raise _refused("round_empty")
        opened = Round(title=title, needs_visit=needs_visit, defence_first=defence_first, opened_by=actor)
        engine.begin(
            ROUND, opened, actor=actor, now=now,
            payload={"filings": [filing.serial for filing in found], "visit": needs_visit},
        )  # fmt: skip
        engine.advance(ROUND, opened.pk, RoundEvent.OPEN, actor=actor, now=now)
        for filing in found:
            _take_in(opened, filing, actor, now)
        return Round.objects.get(pk=opened.pk)


def _take_in(opened: Round, filing: Filing, actor: Any, now: datetime) -> None:
    engine.row_here(FILING, filing, Event.ACCEPT)
    latest = filing.submissions.order_by("-version").first()
    if latest is None:
        raise _refused("filing_not_ready", name=filing.consortium.formal_name)
    RoundFiling.objects.create(round=opened, filing=filing, submission=latest)
    try:
        engine.advance(FILING, filing.pk, Event.ACCEPT, actor=actor, now=now, gather=gather)
    except engine.StepRefused as error:
        name = filing.consortium.formal_name
        raise engine.StepRefused(_refusal("filing_not_ready", name=name), *error.refusals) from error


def close_round(round_id: int, *, actor: Any, now: datetime) -> None:
    """Close a round none of whose filings is under review any more."""
    with transaction.atomic(durable=True):
        engine.advance(ROUND, round_id, RoundEvent.CLOSE, actor=actor, now=now)


def name_expert(round_id: int, expert: Expert, *, actor: Any, now: datetime) -> PanelSeat:
    """Name an expert to a panel. One with a conflict on every filing is refused, with the reason;
    on some of them, those filings stay closed to the expert.
    """
    with transaction.atomic(durable=True):
        opened, found = _locked_round(round_id, actor)
        if not expert.is_active:
            raise _refused("expert_inactive", name=str(expert))
        if opened.seats.filter(expert=expert, removed_at__isnull=True).exists():
            raise _refused("expert_on_panel", name=str(expert))
        against = queries.conflicts(expert, queries.filing_facts(found), timezone.localdate(now))
        if found and len(against) == len(found):
            one = next(iter(against.values()))[0]
            raise _refused("expert_recused", name=str(expert), kind=one.kind, note=one.note)
        for filing_id, reasons in against.items():
            for reason in reasons:
                _recuse(expert, filing_id, reason.kind, reason.note, now)
        seat = PanelSeat.objects.create(round=opened, expert=expert, named_by=actor, named_at=now)
        _record(opened, "expert_named", actor, now, expert=expert.pk, recused_from=sorted(against))
        ledger.tell(
            "round.expert_named", user_ids=(expert.user_id,), now=now, params={"name": opened.title},
            subject=opened.ledger_subject, path="/review/",
        )  # fmt: skip
        return seat


def remove_expert(seat_id: int, *, actor: Any, now: datetime, reason: str) -> None:
    """Take an expert off a panel; a sheet already sealed is set aside with the seat, not erased."""
    with transaction.atomic(durable=True):
        seat = PanelSeat.objects.select_related("expert").get(pk=seat_id)
        opened, _found = _locked_round(seat.round_id, actor)
        if not reason.strip():
            raise _refused("no_reason")
        if seat.is_lead:
            raise _refused("lead_stays", name=str(seat.expert))
        PanelSeat.objects.filter(pk=seat_id, removed_at__isnull=True).update(removed_at=now)
        _record(opened, "expert_removed", actor, now, expert=seat.expert_id, reason=reason.strip())


def choose_lead(seat_id: int, *, actor: Any, now: datetime) -> None:
    """Let one of the panel lead it: signs conclusions and moves filings on. Nobody with a conflict may."""
    with transaction.atomic(durable=True):
        seat = PanelSeat.objects.select_related("expert__user").get(pk=seat_id)
        opened, found = _locked_round(seat.round_id, actor)
        if seat.removed_at is not None:
            raise _refused("expert_inactive", name=str(seat.expert))
        against = queries.conflicts(seat.expert, queries.filing_facts(found), timezone.localdate(now))
        if against:
            one = next(iter(against.values()))[0]
            raise _refused("expert_recused", name=str(seat.expert), kind=one.kind, note=one.note)
        opened.seats.filter(is_lead=True, removed_at__isnull=True).update(is_lead=False)
        PanelSeat.objects.filter(pk=seat_id).update(is_lead=True)
        for filing in found:
            filings.name_round_lead(filing, seat.expert.user)
        _record(opened, "lead_chosen", actor, now, expert=seat.expert_id)
        ledger.tell(
            "round.expert_lead", user_ids=(seat.expert.user_id,), now=now, params={"name": opened.title},
            subject=opened.ledger_subject, path=ROUND.path(opened),
        )  # fmt: skip


def record_recusal(
    round_id: int, filing_id: int, expert_id: int, *, kind: str, note: str, actor: Any, now: datetime
) -> None:
    """A city officer keeps a conflict on record: named by the lead with a reason, joint work, kin and so on."""
    with transaction.atomic(durable=True):
        opened, found = _locked_round(round_id, actor)
        if filing_id not in {filing.pk for filing in found} or kind not in ConflictKind.values:
            raise _refused("not_in_round")
        if not note.strip():
            raise _refused("no_reason")
        expert = Expert.objects.get(pk=expert_id)
        _recuse(expert, filing_id, kind, note.strip(), now)
        _record(opened, "expert_recused", actor, now, expert=expert_id, filing=filing_id, kind=kind)


def _locked_round(round_id: int, actor: Any) -> tuple[Round, list[Filing]]:
    """The round and its filings, filings locked first; for city officers, while the round is not closed."""
    if not access.runs_rounds(actor):
        raise engine.NotYourStep(RoundState.OPEN, "panel")
    ids = RoundFiling.objects.filter(round_id=round_id, is_current=True).values_list("filing_id", flat=True)
    found = lock_filings(ids)
    opened: Round = engine.lock(ROUND, round_id)
    if opened.state == RoundState.CLOSED:
        raise _refused("round_closed")
    return opened, found


def _recuse(expert: Expert, filing_id: int, kind: str, note: str, now: datetime) -> None:
    Recusal.objects.bulk_create(
        [Recusal(expert=expert, filing_id=filing_id, kind=kind, note=note[:300], at=now)],
        ignore_conflicts=True,
    )


def _record(opened: Round, what: str, actor: Any, now: datetime, **payload: Any) -> None:
    role, authority_id = access.role_of(actor, opened)
    ledger.record(
        opened, f"round.{what}", at=now, actor_id=actor.pk, role=role, authority_id=authority_id,
        payload=payload,
    )  # fmt: skip


def _refusal(code: str, **params: str | int) -> Refusal:
    return Refusal(code, "office", Force.OFFICE, params)


def _refused(code: str, **params: str | int) -> engine.StepRefused:
    return engine.StepRefused(_refusal(code, **params))
