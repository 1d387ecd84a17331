"""The list for registration as a meeting decided it: prepared by an officer, countersigned by the approver."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from filings.models import Filing
from filings.states import State
from ledger import actions as ledger
from workflow import engine
from workflow.refusal import Force, Refusal

from .. import access
from ..models import ListItem, NoticeItem, ProposedList
from ..states import Outcome
from .notices import correct_notice, post_notice, take_off, window_from
from .rounds import lock_filings

__all__ = [
    "Decision",
    "correct_notice",
    "countersign",
    "post_notice",
    "prepare",
    "take_off",
    "window_from",
]


@dataclass(frozen=True, slots=True)
class Decision:
    """What the meeting decided on one filing, against an absolute standard, and why."""

    filing_id: int
    outcome: str
    reason: str


def prepare(
    decisions: Iterable[Decision],
    *,
    title: str,
    meeting_number: str,
    decided_on: date,
    actor: Any,
    now: datetime,
) -> ProposedList:
    """Write a meeting's decisions down, for filings in selection only; it counts once countersigned."""
    known = {decision.filing_id: decision for decision in decisions}
    with transaction.atomic(durable=True):
        if not access.runs_rounds(actor):
            raise engine.NotYourStep(State.SELECTION, "prepare_list")
        found = lock_filings(known)
        _check(found, known, meeting_number, decided_on, now)
        listed = ProposedList.objects.create(
            title=title, meeting_number=meeting_number.strip(), decided_on=decided_on, prepared_by=actor,
            prepared_at=now,
        )  # fmt: skip
        ListItem.objects.filter(filing__in=found, is_current=True).update(is_current=False)
        NoticeItem.objects.filter(filing__in=found, is_current=True).update(is_current=False)
        for filing in found:
            decision = known[filing.pk]
            ListItem.objects.create(
                list=listed, filing=filing, outcome=decision.outcome, reason=decision.reason.strip()
            )
            _record(filing, "listed", actor, now, listed, outcome=decision.outcome)
        ledger.tell(
            "list.approver_prepared", user_ids=access.audience("approver"), now=now,
            params={"name": title, "number": listed.meeting_number}, path=f"/lists/{listed.pk}/",
        )  # fmt: skip
        return listed


def _check(
    found: list[Filing],
    decisions: Mapping[int, Decision],
    meeting_number: str,
    decided_on: date,
    now: datetime,
) -> None:
    refusals = []
    if not found:
        refusals.append(_refusal("list_empty"))
    if not meeting_number.strip():
        refusals.append(_refusal("no_meeting_number"))
    if decided_on > timezone.localdate(now):
        refusals.append(_refusal("day_in_future", day=decided_on.isoformat()))
    for filing in found:
        name = filing.consortium.formal_name
        if filing.state != State.SELECTION:
            refusals.append(_refusal("not_in_selection", name=name))
        if not decisions[filing.pk].reason.strip() or decisions[filing.pk].outcome not in Outcome.values:
            refusals.append(_refusal("decision_unexplained", name=name))
    if refusals:
        raise engine.StepRefused(*refusals)


def countersign(list_id: int, *, actor: Any, now: datetime) -> ProposedList:
    """The approver countersigns a list that somebody else prepared."""
    with transaction.atomic(durable=True):
        ids = ListItem.objects.filter(list_id=list_id).values_list("filing_id", flat=True)
        found = lock_filings(ids)
        listed = ProposedList.objects.select_for_update(no_key=True).get(pk=list_id)
        if not access.countersigns(actor):
            raise engine.NotYourStep(State.SELECTION, "countersign")
        if listed.countersigned_at is not None:
            raise engine.StepRefused(_refusal("countersigned_already"))
        if listed.prepared_by_id == actor.pk:
            raise engine.StepRefused(_refusal("same_person"))
        listed.countersigned_by, listed.countersigned_at = actor, now
        listed.save(update_fields=["countersigned_by", "countersigned_at"])
        for filing in found:
            _record(filing, "list_countersigned", actor, now, listed)
        ledger.tell(
            "list.city_countersigned", user_ids=access.audience("city"), now=now,
            params={"name": listed.title, "number": listed.meeting_number}, path=f"/lists/{listed.pk}/",
        )  # fmt: skip
        return listed


def _record(filing: Filing, what: str, actor: Any, now: datetime, listed: ProposedList, **more: Any) -> None:
    role, authority_id = access.role_of(actor, filing)
    ledger.record(
        filing, f"filing.{what}", at=now, actor_id=actor.pk, role=role, authority_id=authority_id,
        payload={"list": listed.pk, "meeting": listed.meeting_number, **more},
    )  # fmt: skip


def _refusal(code: str, **params: str | int) -> Refusal:
    return Refusal(code, "office", Force.OFFICE, params)
