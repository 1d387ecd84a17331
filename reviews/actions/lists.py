"""The list for the meeting, and the public notice of what it decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.roles import Role
from consortia.queries import memberships
from filings import access as filing_access
from filings.flow import FILING
from filings.models import Filing
from filings.states import Event, State
from ledger import actions as ledger
from ledger.dispatch import after_commit
from workflow import engine, office
from workflow.calendar import PublicityWindow
from workflow.refusal import Force, Refusal

from ..evidence import gather
from ..models import ListItem, NoticeItem, ProposedList, PublicNotice
from ..states import Outcome


@dataclass(frozen=True, slots=True)
class Decision:
    """What the meeting decided on one filing, against an absolute standard, and why."""

    filing_id: int
    outcome: str
    reason: str


def prepare(
    decisions: Sequence[Decision],
    *,
    title: str,
    meeting_number: str,
    decided_on: date,
    actor: Any,
    now: datetime,
) -> ProposedList:
    """Write down what the meeting decided; it counts once the approver has countersigned it."""
    if not actor.is_any(Role.CITY_OFFICER):
        raise engine.NotYourStep("list", "prepare")
    if decided_on > timezone.localdate(now):
        raise engine.StepRefused(_office("meeting_in_future", on=decided_on.isoformat()))
    if not meeting_number.strip():
        raise engine.StepRefused(_office("no_meeting_number"))
    if not decisions:
        raise engine.StepRefused(_office("empty_list"))
    with transaction.atomic(durable=True):
        proposed = ProposedList.objects.create(
            title=title,
            meeting_number=meeting_number.strip(),
            decided_on=decided_on,
            prepared_by=actor,
            prepared_at=now,
        )
        for decision in sorted(decisions, key=lambda each: each.filing_id):
            filing: Filing = engine.lock(FILING, decision.filing_id)
            if filing.state != State.SELECTION:
                raise engine.StepRefused(_office("not_in_selection", serial=filing.serial))
            if decision.outcome not in Outcome.values or not decision.reason.strip():
                raise engine.StepRefused(
                    Refusal("list_reason_missing", "G5.6f", Force.DISCRETION, {"serial": filing.serial})
                )
            ListItem.objects.filter(filing=filing, is_current=True).update(is_current=False)
            ListItem.objects.create(
                list=proposed, filing=filing, outcome=decision.outcome, reason=decision.reason.strip()
            )
            _record(filing, "filing.listed", actor, now, {"list": proposed.pk, "outcome": decision.outcome})
            ledger.tell(
                "filing.approver_list", user_ids=filing_access.audience("approver_list", filing), now=now,
                params={**FILING.params(filing), "title": title}, path=f"/lists/{proposed.pk}/",
                cause=f"list:{proposed.pk}",
            )  # fmt: skip
        return proposed


def countersign(list_id: int, *, actor: Any, now: datetime) -> ProposedList:
    """The approver, another person than whoever prepared it, countersigns the list."""
    if not actor.is_any(Role.APPROVER):
        raise engine.NotYourStep("list", "countersign")
    with transaction.atomic(durable=True):
        proposed = ProposedList.objects.select_for_update(no_key=True).get(pk=list_id)
        if proposed.prepared_by_id == actor.pk:
            raise engine.StepRefused(_office("same_person"))
        if proposed.countersigned_at:
            return proposed
        for item in proposed.items.filter(is_current=True).order_by("filing_id"):
            filing: Filing = engine.lock(FILING, item.filing_id)
            _record(filing, "filing.list_countersigned", actor, now, {"list": list_id}, Role.APPROVER)
        proposed.countersigned_by, proposed.countersigned_at = actor, now
        proposed.save(update_fields=["countersigned_by", "countersigned_at"])
        return proposed


def window_from(now: datetime) -> PublicityWindow:
    """Both dates of a notice posted at ``now``, by the office parameters in force."""
    today = timezone.localdate(now)
    figures = office.values(today)
    return office.work_calendar().publicity_window(
        today,
        int(figures["publicity_days"]),
        count_posting_day=bool(figures["publicity_count_posting_day"]),
    )


def post_notice(list_id: int, *, title: str, actor: Any, now: datetime) -> PublicNotice:
    """Post the notice of a countersigned list: every recommended filing goes on notice, all or none."""
    with transaction.atomic(durable=True):
        proposed = ProposedList.objects.select_for_update(no_key=True).get(pk=list_id)
        chosen = list(
            proposed.items.filter(is_current=True, outcome=Outcome.RECOMMEND, filing__state=State.SELECTION)
            .order_by("filing_id")
            .values_list("filing_id", flat=True)
        )
        if not chosen:
            raise engine.StepRefused(Refusal("nobody_recommended", "G5.6g", Force.SHALL))
        notice = _notice(proposed, title=title, posted_by=actor, now=now)
        for filing_id in chosen:
            _put_on(notice, engine.lock(FILING, filing_id))
            engine.advance(FILING, filing_id, Event.PROPOSE, actor=actor, now=now, gather=gather)
        after_commit("reviews.make_notice", notice_id=notice.pk)
        return notice


def correct_notice(filing_id: int, *, actor: Any, now: datetime, seen: int | None = None) -> PublicNotice:
    """The approver fires the officer's drafted correction: a new notice with a full new window."""
    with transaction.atomic(durable=True):
        filing: Filing = engine.lock(FILING, filing_id)
        draft = engine.open_proposal(FILING, filing, Event.CORRECT)
        item = (
            NoticeItem.objects.filter(filing=filing, is_current=True).select_related("notice__list").first()
        )
        if draft is None or item is None:
            raise engine.StepRefused(_office("needs_draft"))
        old = item.notice
        notice = _notice(
            old.list, title=old.title, posted_by=draft.by, now=now, supersedes=old,
            correction=str(draft.payload.get("correction", "")),
        )  # fmt: skip
        _put_on(notice, filing)
        engine.advance(FILING, filing_id, Event.CORRECT, actor=actor, now=now, gather=gather, seen=seen)
        after_commit("reviews.make_notice", notice_id=notice.pk)
        return notice


def take_off(filing: Filing) -> None:
    """The filing leaves its notice; the notice itself stays as it was posted."""
    NoticeItem.objects.filter(filing=filing, is_current=True).update(is_current=False)


def _notice(
    proposed: ProposedList, *, title: str, posted_by: Any, now: datetime, **fields: Any
) -> PublicNotice:
    window = window_from(now)
    return PublicNotice.objects.create(
        number=office.next_number(f"QDLH-G-{timezone.localdate(now).year}"),
        list=proposed,
        title=title,
        posted_by=posted_by,
        posted_at=now,
        starts_on=window.first_on,
        ends_on=window.last_on,
        is_provisional=window.is_provisional,
        **fields,
    )


def _put_on(notice: PublicNotice, filing: Filing) -> NoticeItem:
    consortium = filing.consortium
    NoticeItem.objects.filter(filing=filing, is_current=True).update(is_current=False)
    printed = {
        "name": consortium.formal_name,
        "name_en": consortium.name_en,
        "lead": filing.lead.name,
        "lead_en": filing.lead.name_en,
        "authority": filing.authority.name,
        "track": consortium.main_track.name if consortium.main_track else consortium.other_track,
        "members": [p.unit.name for p in memberships(consortium) if not p.is_lead],
    }
    return NoticeItem.objects.create(notice=notice, filing=filing, printed=printed)


def _office(code: str, **params: str | int) -> Refusal:
    return Refusal(code, "office", Force.OFFICE, params)


def _record(
    filing: Filing,
    kind: str,
    actor: Any,
    now: datetime,
    payload: Mapping[str, Any],
    role: str = Role.CITY_OFFICER,
) -> None:
    ledger.record(filing, kind, at=now, actor_id=actor.pk, role=role, payload=payload)
