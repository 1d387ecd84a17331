"""Objections: anybody gives one within the window, officers answer with reasons, who it was stays closed."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from documents.models import StoredFile
from filings import actions as filings
from filings.flow import FILING
from filings.models import Filing
from filings.states import Event, State
from ledger import actions as ledger
from workflow import engine, office
from workflow.flow import Step
from workflow.refusal import Force, Refusal
from workflow.text import clean_text, has_hidden_characters

from .. import access
from ..evidence import gather
from ..flow import OBJECTION
from ..models import NoticeItem, Objection, Objector
from ..states import ObjectionEvent
from .notices import take_off

SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without 0, 1, I and O, which people mistake."""


def new_receipt() -> str:
    """A receipt code that nobody can guess: Y and three groups of four signs."""
    return "Y-" + "-".join("".join(secrets.choice(SIGNS) for _ in range(4)) for _ in range(3))


def receive(
    item_id: int,
    *,
    text: str,
    now: datetime,
    objector: Mapping[str, str] | None = None,
    evidence: StoredFile | None = None,
) -> Objection:
    """Take an objection in; without a name only with evidence that can be checked.

    ``objector`` has kind (person or unit), name, contact and, if given, address.

    Raises StepRefused: too late (with the day), not on notice any more, anonymous without evidence.
    """
    with transaction.atomic(durable=True):
        filing_id = NoticeItem.objects.values_list("filing_id", flat=True).get(pk=item_id)
        filing: Filing = engine.lock(FILING, filing_id)
        item = NoticeItem.objects.select_related("notice", "filing__consortium").get(pk=item_id)
        if refusals := _refusals(item, filing, text, evidence, objector, now):
            raise engine.StepRefused(*refusals)
        objection = Objection(
            item=item,
            receipt_code=new_receipt(),
            text=clean_text(text),
            evidence=evidence,
            is_anonymous=objector is None,
            received_at=now,
        )
        engine.begin(OBJECTION, objection, actor=None, now=now, payload={"anonymous": objector is None})
        if objector is not None:
            Objector.objects.create(objection=objection, **objector)
        _tell_the_case(filing, "begun", objection, role="public", now=now)
        for kind in ("city_received", "supervisor_received"):
            ledger.tell(
                f"objection.{kind}", user_ids=access.audience(kind), now=now,
                params=OBJECTION.params(objection), subject=objection.ledger_subject,
                path=OBJECTION.path(objection),
            )  # fmt: skip
        return objection


def _refusals(
    item: NoticeItem,
    filing: Filing,
    text: str,
    evidence: StoredFile | None,
    who: Mapping[str, str] | None,
    now: datetime,
) -> list[Refusal]:
    today = timezone.localdate(now)
    found: list[Refusal] = []
    if today > item.notice.ends_on:
        found.append(_refusal("objection_late", day=item.notice.ends_on.isoformat()))
    elif filing.state != State.PUBLICITY or not item.is_current:
        found.append(_refusal("not_on_notice"))
    typed = [text, *(who or {}).values()]
    if any(map(has_hidden_characters, typed)):
        found.append(_refusal("hidden_signs"))
    if not text.strip():
        found.append(_refusal("objection_empty"))
    if who is None:
        if office.value("anonymous_objections", today) != "screen":
            found.append(_refusal("anonymous_not_taken"))
        elif evidence is None:
            found.append(_refusal("anonymous_without_evidence"))
    elif not who.get("name", "").strip() or not who.get("contact", "").strip():
        found.append(_refusal("objector_unknown"))
    return found


def decide(objection_id: int, event: str, *, reason: str = "", actor: Any, now: datetime) -> Objection:
    """Accept, refuse, extend, uphold or dismiss one objection, under the filing's lock; the reason is the answer."""
    with transaction.atomic(durable=True):
        filing_id = Objection.objects.values_list("item__filing_id", flat=True).get(pk=objection_id)
        filing: Filing = engine.lock(FILING, filing_id)
        typed: Mapping[str, Any] = {"reason": reason}
        step = engine.advance(
            OBJECTION, objection_id, ObjectionEvent(event), actor=actor, now=now, typed=typed
        )
        moved: Objection = step.subject
        role, authority_id = access.role_of(actor, moved)
        _tell_the_case(filing, event, moved, role=role, now=now, actor_id=actor.pk, authority_id=authority_id)
        return moved


def _tell_the_case(
    filing: Filing,
    event: str,
    objection: Objection,
    *,
    role: str,
    now: datetime,
    actor_id: int | None = None,
    authority_id: int | None = None,
) -> None:
    """One line in the record of the case, whose row is locked: that it happened, never who objected or why."""
    ledger.record(
        filing, f"filing.objection_{event}", at=now, actor_id=actor_id, role=role, authority_id=authority_id,
        payload={"objection": objection.pk},
    )  # fmt: skip


def decide_upheld(
    filing_id: int,
    event: str,
    *,
    actor: Any,
    now: datetime,
    typed: Mapping[str, Any],
    seen: int | None = None,
) -> Step:
    """After an upheld objection: decline, or back to the meeting; either way the filing leaves its notice."""
    with transaction.atomic(durable=True):
        step = engine.advance(
            FILING, filing_id, event, actor=actor, now=now, typed=typed, gather=gather, seen=seen
        )
        take_off(step.subject)
        return step


def close(filing_id: int, *, actor: Any, now: datetime, seen: int | None = None) -> Step:
    """Close the notice for one filing: window over, no objection open or upheld."""
    return filings.take(filing_id, Event.CLOSE, actor=actor, now=now, gather=gather, seen=seen)


def reveal(objection_id: int, *, reason: str, actor: Any, now: datetime) -> Objector | None:
    """The supervision desk looks at who objected; each look is recorded with its reason."""
    with transaction.atomic(durable=True):
        objection: Objection = engine.lock(OBJECTION, objection_id)
        if not access.reveals_objector(actor):
            raise engine.NotYourStep(objection.state, "reveal")
        if not reason.strip():
            raise engine.StepRefused(_refusal("no_reason"))
        role, authority_id = access.role_of(actor, objection)
        ledger.record(
            objection, "objection.identity_seen", at=now, actor_id=actor.pk, role=role,
            authority_id=authority_id, payload={"reason": reason.strip()},
        )  # fmt: skip
        return Objector.objects.filter(objection=objection).first()


def _refusal(code: str, **params: str | int) -> Refusal:
    return Refusal(code, "G5.6h" if code.startswith("objection") else "office", Force.OFFICE, params)
