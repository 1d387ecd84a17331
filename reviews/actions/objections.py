"""Objections: received from anybody while the window runs, answered with reasons, never lost."""

import secrets
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.roles import Role
from filings import access as filing_access
from filings import actions as filings
from filings.flow import FILING
from filings.models import Filing
from filings.states import Event, State
from ledger import actions as ledger
from workflow import engine
from workflow.flow import Step
from workflow.refusal import Force, Refusal

from ..evidence import gather
from ..flow import OBJECTION
from ..models import NoticeItem, Objection, Objector
from ..states import ObjectionEvent
from . import lists


def receive(
    item_id: int, *, text: str, now: datetime, objector: dict[str, str] | None = None, evidence: Any = None
) -> Objection:
    """Take an objection in and give its receipt code. Late ones and bare anonymous ones are not accepted.

    Locks the filing, so that an objection and the closing of its notice cannot both succeed.
    """
    with transaction.atomic(durable=True):
        item = NoticeItem.objects.select_related("notice").get(pk=item_id)
        filing: Filing = engine.lock(FILING, item.filing_id)
        item.refresh_from_db(fields=["is_current"])
        today = timezone.localdate(now)
        if filing.state != State.PUBLICITY or not item.is_current or today > item.notice.ends_on:
            params = {"ended_on": item.notice.ends_on.isoformat()}
            raise engine.StepRefused(Refusal("objection_too_late", "G5.6g", Force.SHALL, params))
        if objector is None and evidence is None:
            raise engine.StepRefused(Refusal("anonymous_without_evidence", "office", Force.OFFICE))
        objection = Objection(
            item=item, receipt_code=f"YY-{secrets.token_hex(5).upper()}", text=text, evidence=evidence,
            is_anonymous=objector is None, received_at=now,
        )  # fmt: skip
        engine.begin(OBJECTION, objection, actor=None, now=now)
        if objector:
            Objector.objects.create(objection=objection, **objector)
        ledger.record(
            filing, "filing.objection_received", at=now, role="public", payload={"objection": objection.pk}
        )
        for kind in ("city_objection", "supervisor_objection"):
            ledger.tell(
                f"filing.{kind}", user_ids=filing_access.audience(kind, filing), now=now,
                params=FILING.params(filing), subject=filing.ledger_subject, path=f"/objections/{objection.pk}/",
            )  # fmt: skip
        return objection


def decide(objection_id: int, event: str, *, actor: Any, now: datetime, reason: str = "") -> Objection:
    """Accept, refuse, uphold or dismiss, each under the filing's lock; the reason is the objector's answer."""
    with transaction.atomic(durable=True):
        objection = Objection.objects.select_related("item").get(pk=objection_id)
        filing: Filing = engine.lock(FILING, objection.item.filing_id)
        step = engine.advance(OBJECTION, objection_id, event, actor=actor, now=now, typed={"reason": reason})
        if event != ObjectionEvent.ACCEPT:
            Objection.objects.filter(pk=objection_id).update(decision=reason.strip())
        ledger.record(
            filing, f"filing.objection_{event}", at=now, actor_id=actor.pk, role=Role.CITY_OFFICER,
            payload={"objection": objection_id},
        )  # fmt: skip
        decided: Objection = step.subject
        return decided


def decide_upheld(
    filing_id: int, event: str, *, actor: Any, now: datetime, typed: dict[str, Any], seen: int | None = None
) -> Step:
    """After an upheld objection: decline, or back to the meeting; either way the filing leaves its notice."""
    with transaction.atomic(durable=True):
        step = engine.advance(
            FILING, filing_id, event, actor=actor, now=now, typed=typed, gather=gather, seen=seen
        )
        lists.take_off(step.subject)
        return step


def close(filing_id: int, *, actor: Any, now: datetime, seen: int | None = None) -> Step:
    """Close the notice for one filing: window over, no objection open or upheld."""
    return filings.take(filing_id, Event.CLOSE, actor=actor, now=now, gather=gather, seen=seen)


def reveal(objection_id: int, *, reason: str, actor: Any, now: datetime) -> Objector:
    """Show who objected, to the supervision desk only; each look is recorded with its reason."""
    if not actor.is_any(Role.SUPERVISOR):
        raise engine.NotYourStep("objection", "reveal")
    if not reason.strip():
        raise engine.StepRefused(Refusal("no_reason", "office", Force.OFFICE))
    with transaction.atomic(durable=True):
        objection: Objection = engine.lock(OBJECTION, objection_id)
        ledger.record(
            objection, "objection.revealed", at=now, actor_id=actor.pk, role=Role.SUPERVISOR,
            payload={"reason": reason.strip()},
        )  # fmt: skip
        return Objector.objects.get(objection=objection)
