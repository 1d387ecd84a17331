"""What people do to a filing. Each opens the outermost transaction, locks the filing, and lets the engine move it."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from pypinyin import lazy_pinyin

from accounts.models import Authority
from consortia import actions as consortia
from consortia import annexes
from consortia.guideline import CHAPTERS, PLEDGE_TEXT, QINGDAO_2025
from consortia.models import Agreement, Consortium, PlanChapter, Registration, Unit
from ledger import actions as ledger
from workflow import engine, office
from workflow.flow import Step
from workflow.refusal import Force, Refusal

from . import access, changes, paragraphs, parts, targets, wording
from .case import NO_EVIDENCE
from .flow import FILING
from .models import Call, CorrectionTicket, Filing, IntegrityPledge, ShortfallReason
from .states import CORRECTION, Place, State, TicketEvent, TicketState
from .tickets import TICKET, Answer


def start(
    *, actor: Any, lead: Unit, formal_name: str, now: datetime, call: Call | None = None, name_en: str = ""
) -> Filing:
    """Begin a filing for ``lead``: its consortium, its first party, an empty plan, an empty agreement."""
    with transaction.atomic(durable=True):
        return found(actor=actor, lead=lead, formal_name=formal_name, now=now, call=call, name_en=name_en)


def found(
    *, actor: Any, lead: Unit, formal_name: str, now: datetime, call: Call | None = None, name_en: str = "",
    predecessor: Registration | None = None,
) -> Filing:  # fmt: skip
    """The same inside the caller's transaction; ``predecessor`` is the registration it applies to continue."""
    today = timezone.localdate(now)
    if not access.edits_for(actor, lead.pk):
        raise engine.NotYourStep(State.DRAFT, "start")
    authority = lead.authority or Authority.objects.get(kind=Authority.Kind.CITY)
    consortium = Consortium.objects.create(
        formal_name=formal_name,
        name_en=name_en,
        name_pinyin=" ".join(lazy_pinyin(formal_name)),
        lead=lead,
        continues=predecessor and predecessor.consortium,
        is_sample=lead.is_sample,
        created_at=now,
    )
    consortia.add_lead(consortium, lead, actor=actor, now=now)
    Agreement.objects.create(consortium=consortium)
    PlanChapter.objects.bulk_create(
        PlanChapter(consortium=consortium, key=chapter.key) for chapter in CHAPTERS
    )
    filing = Filing(
        serial=office.next_number(f"QDLH-F-{today.year}"),
        consortium=consortium,
        lead=lead,
        authority=authority,
        call=call,
        edition=QINGDAO_2025.key,
        parameter_version=office.version(today),
        created_by=actor,
        created_at=now,
        predecessor=predecessor,
    )
    engine.begin(FILING, filing, actor=actor, now=now, payload={"name": formal_name})
    return filing


def may_edit(user: Any, filing: Filing) -> bool:
    """The lead's editors, while the dossier is with the lead."""
    return filing.state in ({State.DRAFT} | CORRECTION) and (
        access.lead_editor(user, filing) or access.lead_signatory(user, filing)
    )


def open_targets(filing: Filing) -> frozenset[str] | None:
    """In correction only what tickets ask for unlocks, and what necessarily follows; None in a draft: all."""
    if filing.state == State.DRAFT:
        return None
    asked = filing.tickets.filter(state__in=[TicketState.OPEN, TicketState.ANSWERED])
    return targets.opened(target or place for target, place in asked.values_list("target", "place"))


def is_with_lead(filing: Filing) -> bool:
    """Whether the dossier is with the lead: a draft, or back for correction."""
    return filing.state == State.DRAFT or filing.state in CORRECTION


def unlocked_places(filing: Filing) -> frozenset[str] | None:
    """The places where something may change: all in a draft (None), else those with an open part."""
    opened = open_targets(filing)
    return None if opened is None else frozenset(targets.place_of(address) for address in opened)


def may_write(user: Any, filing: Filing, place: str, parts: Iterable[str] = ("",)) -> bool:
    """The lead's editors everywhere; those of a unit in the parts that were handed to it or to them."""
    if may_edit(user, filing):
        return True
    return is_with_lead(filing) and access.has_in_hand(user, filing, place, parts)


def require_open(actor: Any, filing: Filing, place: str, parts: Iterable[str] = ("",)) -> None:
    """Raises NotYourStep for whoever may not write there, StepRefused when the place is not open for correction."""
    if not may_write(actor, filing, place, parts):
        raise engine.NotYourStep(filing.state, "edit")
    places = unlocked_places(filing)
    if places is not None and place not in places:
        raise engine.StepRefused(Refusal("place_locked", "office", Force.OFFICE, {"place": place}))


@contextmanager
def editing(
    filing_id: int, *, actor: Any, now: datetime, place: str, parts: Iterable[str] = ("",)
) -> Iterator[Filing]:
    """Hold the filing's lock while a place of its dossier changes; record the change afterwards.

    ``parts`` are the chapters, tables or rows (``table:number``) that change; "" is the place as a whole.
    Raises NotYourStep for whoever may not edit, StepRefused when the place, or a part of it that was changed, is not
    open for correction.
    """
    with transaction.atomic():
        filing: Filing = engine.lock(FILING, filing_id)
        require_open(actor, filing, place, parts)
        opened = open_targets(filing)
        before = None if opened is None else changes.digests_now(filing)
        yield filing
        if opened is not None and before is not None:
            _refuse_closed_parts(opened, before, changes.digests_now(filing))
        consortia.restate_agreement(filing.consortium, now=now)
        annexes.restate(filing.consortium, now=now)
        role = "lead" if may_edit(actor, filing) else "member"
        ledger.record(
            filing, "filing.edited", at=now, actor_id=actor.pk, role=role, payload={"place": place}
        )  # fmt: skip


def _refuse_closed_parts(opened: frozenset[str], before: Mapping[str, str], after: Mapping[str, str]) -> None:
    """Nothing but what a ticket opens has changed, whichever door the change came through."""
    for address in sorted(parts.changed(before, after)):
        if not targets.is_open(opened, address, is_new=address not in before):
            raise engine.StepRefused(Refusal("part_locked", "office", Force.OFFICE, {"part": address}))


def take(
    filing_id: int,
    event: str,
    *,
    actor: Any,
    now: datetime,
    typed: Mapping[str, Any] | None = None,
    gather: engine.Gather | None = None,
    seen: int | None = None,
) -> Step:
    """Take one step of the filing's road in a transaction of its own."""
    with transaction.atomic(durable=True):
        return engine.advance(
            FILING,
            filing_id,
            event,
            actor=actor,
            now=now,
            typed=typed,
            gather=gather or no_evidence,
            seen=seen,
        )


def draft(
    filing_id: int,
    event: str,
    *,
    actor: Any,
    now: datetime,
    payload: Mapping[str, Any],
    gather: engine.Gather | None = None,
    seen: int | None = None,
) -> None:
    """Draft a two-person step for the second person."""
    with transaction.atomic(durable=True):
        engine.propose(
            FILING,
            filing_id,
            event,
            actor=actor,
            now=now,
            payload=payload,
            gather=gather or no_evidence,
            seen=seen,
        )


def no_evidence(_row: Any, _filing: Any, _now: datetime) -> Any:
    return NO_EVIDENCE


def sign_pledge(filing_id: int, *, actor: Any, now: datetime) -> IntegrityPledge:
    """The lead's signatory gives the promise of G7.4b in its present wording; once is enough."""
    with transaction.atomic(durable=True):
        filing: Filing = engine.lock(FILING, filing_id)
        if not access.lead_signatory(actor, filing) or not may_edit(actor, filing):
            raise engine.NotYourStep(filing.state, "pledge")
        pledge, is_new = IntegrityPledge.objects.get_or_create(
            filing=filing,
            unit_id=filing.lead_id,
            defaults={"text_version": PLEDGE_TEXT.version, "signed_by": actor, "signed_at": now},
        )
        if is_new:
            ledger.record(
                filing, "filing.pledged", at=now, actor_id=actor.pk, role="lead",
                payload={"text_version": PLEDGE_TEXT.version},
            )  # fmt: skip
        return pledge


def give_reason(filing: Filing, *, code: str, clause: str, reason: str) -> None:
    """Write (or rewrite) why an in-principle requirement is not met; a new text is judged anew."""
    ShortfallReason.objects.update_or_create(
        filing=filing, code=code,
        defaults={"clause": clause, "reason": reason, "is_accepted": None, "judged_by": None, "judged_at": None},
    )  # fmt: skip


def judge_reason(filing_id: int, code: str, *, is_accepted: bool, actor: Any, now: datetime) -> None:
    """The officer accepts or refuses one in-principle reason."""
    with transaction.atomic(durable=True):
        filing: Filing = engine.lock(FILING, filing_id)
        if not access.checks_now(actor, filing):
            raise engine.NotYourStep(filing.state, "judge_reason")
        filing.reasons.filter(code=code).update(is_accepted=is_accepted, judged_by=actor, judged_at=now)
        role, authority_id = access.role_of(actor, filing)
        ledger.record(
            filing, "filing.reason_judged", at=now, actor_id=actor.pk, role=role, authority_id=authority_id,
            payload={"code": code, "accepted": is_accepted},
        )  # fmt: skip


def add_ticket(
    filing_id: int, *, clause: str, text: str, is_mandatory: bool, actor: Any, now: datetime,
    place: str = "", target: str = "", due_on: date | None = None, late_reason: str = "",
) -> CorrectionTicket:  # fmt: skip
    """Draft one correction ticket; all drafted tickets leave together when the filing is returned.

    ``target`` is the address of the exact part, ``place`` alone asks for a whole place; ``due_on`` may be earlier
    than the end of the correction; ``late_reason`` says why a later round tells what the first could have told.
    """
    with transaction.atomic(durable=True):
        filing: Filing = engine.lock(FILING, filing_id)
        if not access.checks_now(actor, filing):
            raise engine.NotYourStep(filing.state, "add_ticket")
        ticket = CorrectionTicket(
            filing=filing, number=filing.tickets.count() + 1, clause=clause, text=text, raised_by=actor,
            is_mandatory=is_mandatory, late_reason=late_reason.strip(),
            desk="district" if filing.state == State.DISTRICT_CHECK else "city",
            due_on=due_on, **named_part(filing, target or place),
        )  # fmt: skip
        refuse_past(due_on, now)
        engine.begin(TICKET, ticket, actor=actor, now=now, payload={"place": ticket.place, "clause": clause})
        if changes.late_points(changes.at_hand(filing), [ticket]).ids:
            ledger.tell(
                "filing.late_point", user_ids=access.audience(_confirmer(filing, now), filing), now=now,
                params=FILING.params(filing), path=FILING.path(filing), subject=filing.ledger_subject,
                cause=f"late:{ticket.pk}",
            )  # fmt: skip
        return ticket


def _confirmer(filing: Filing, now: datetime) -> str:
    """Who is told of a point that comes late: whoever confirms it."""
    if office.value("late_points_confirmed_by", timezone.localdate(now)) == "supervisor":
        return "supervisor"
    return "head" if filing.state == State.DISTRICT_CHECK else "approver"


def named_part(filing: Filing, address: str) -> dict[str, str]:
    """Place, target, name and quoted paragraph of a part. Raises StepRefused for what is not in the dossier."""
    if address in Place.values:
        return {"place": address, "target": address, "target_name": "", "quote": ""}
    there = changes.parts_now(filing)
    held = [one for one in there if targets.covers(address, one)] if targets.is_address(address) else []
    quote = paragraphs.quoted(paragraphs.chapter_text(there, address), address)
    if not held or (quote is None and targets.is_paragraph(address)):
        raise engine.StepRefused(Refusal("no_such_part", "office", Force.OFFICE, {"part": address[:80]}))
    name = wording.name_in(address, there.get(address))[:120]
    return {
        "place": targets.place_of(address),
        "target": address,
        "target_name": name,
        "quote": quote or "",
    }


def refuse_past(day: date | None, now: datetime) -> None:
    """A day to answer by is not over yet."""
    if day and day < timezone.localdate(now):
        raise engine.StepRefused(Refusal("day_passed", "office", Force.OFFICE, {"day": day.isoformat()}))


def move_ticket(
    ticket_id: int, event: str, *, actor: Any, now: datetime, answer: str = "", stands: bool = False,
    reason: str = "",
) -> CorrectionTicket:  # fmt: skip
    """Withdraw, answer or reopen one ticket, under the filing's lock.

    An answer says what was done; ``stands`` that the part is right as it is. A withdrawn ticket keeps its ``reason``.
    """
    with transaction.atomic(durable=True):
        ticket = CorrectionTicket.objects.get(pk=ticket_id)
        filing: Filing = engine.lock(FILING, ticket.filing_id)
        typed = {"answer": answer, "stands": stands, "reason": reason.strip()}
        was_sent = ticket.state == TicketState.OPEN
        step = engine.advance(TICKET, ticket_id, event, actor=actor, now=now, typed=typed, gather=_answer_to)
        moved: CorrectionTicket = step.subject
        if event == TicketEvent.ANSWER:
            moved.answer, moved.answered_by, moved.stands = answer.strip(), actor, stands
            moved.save(update_fields=["answer", "answered_by", "stands"])
        if event == TicketEvent.REOPEN:
            changes.follow(moved)
        if event == TicketEvent.WITHDRAW:
            moved.withdrawal = reason.strip()
            moved.save(update_fields=["withdrawal"])
            if was_sent:
                ledger.tell(
                    "ticket.filer_withdrawn", user_ids=access.audience("filer", filing), now=now,
                    params={**FILING.params(filing), "number": ticket.number}, path=FILING.path(filing),
                    subject=filing.ledger_subject,
                )  # fmt: skip
        return moved


def _answer_to(row: Any, ticket: CorrectionTicket, _now: datetime) -> Answer | None:
    """What an answer is judged by: whether anything was changed where the ticket asks for it."""
    if row.event != TicketEvent.ANSWER:
        return None
    return Answer(ticket.number, bool(changes.untouched(changes.at_hand(ticket.filing), [ticket])))


def ask_second_look(filing_id: int, *, reason: str, actor: Any, now: datetime) -> None:
    """The lead asks the city for a second look within the working days the office gives."""
    with transaction.atomic(durable=True):
        filing: Filing = engine.lock(FILING, filing_id)
        if filing.state != State.NOT_RECOMMENDED or not access.lead_signatory(actor, filing):
            raise engine.NotYourStep(filing.state, "ask_second_look")
        if filing.due_on and timezone.localdate(now) > filing.due_on:
            raise engine.StepRefused(
                Refusal("second_look_too_late", "office", Force.OFFICE, {"until": filing.due_on.isoformat()})
            )
        if not reason.strip():
            raise engine.StepRefused(Refusal("no_reason", "office", Force.OFFICE))
        filing.second_look_asked_at, filing.second_look_reason = now, reason.strip()
        filing.save(update_fields=["second_look_asked_at", "second_look_reason"])
        ledger.record(filing, "filing.second_look_asked", at=now, actor_id=actor.pk, role="lead")
        ledger.tell(
            "filing.city_second_look_asked", user_ids=access.audience("city_inbox", filing), now=now,
            params=FILING.params(filing), subject=filing.ledger_subject, path=FILING.path(filing),
        )  # fmt: skip


def name_round_lead(filing: Filing, user: Any) -> None:
    """Who signs the panel's conclusions on this filing; ``filing`` is locked by the caller."""
    Filing.objects.filter(pk=filing.pk).update(round_lead=user)


def party_left(filing_id: int, membership: Any, *, actor: Any, now: datetime, reason: str) -> None:
    """A party leaves: in a draft it is gone; a desk that checks is led to a ticket about it, written and ready.

    Signatures fall in every case, because the agreement no longer reads as it was signed.
    """
    with transaction.atomic(durable=True):
        filing: Filing = engine.lock(FILING, filing_id)
        if filing.state == State.REGISTERED:
            raise engine.StepRefused(Refusal("registered_already", "G7.3b", Force.SHALL))
        consortia.remove_member(membership, "leave", actor=actor, now=now, reason=reason)
        role, authority_id = access.role_of(actor, filing)
        ledger.record(
            filing, "filing.party_left", at=now, actor_id=actor.pk, role=role, authority_id=authority_id,
            payload={"unit": membership.unit_id, "reason": reason},
        )  # fmt: skip
        if filing.state not in (State.DRAFT, *CORRECTION):
            for kind in ("district_party_left", "city_party_left", "filer_party_left"):
                ledger.tell(
                    f"filing.{kind}", user_ids=access.audience(kind, filing), now=now,
                    params={**FILING.params(filing), "unit": membership.unit.name},
                    path=_ticket_of_leaving(kind, filing, membership.pk), subject=filing.ledger_subject,
                )  # fmt: skip


def _ticket_of_leaving(kind: str, filing: Filing, membership_id: int) -> str:
    """For the desk that now checks, the form of a ticket about the party that left; for others, the filing."""
    desks = {"district_party_left": State.DISTRICT_CHECK, "city_party_left": State.CITY_CHECK}
    if desks.get(kind) != filing.state:
        return FILING.path(filing)
    return f"/cases/{filing.pk}/check/?tab=members&place=members&clause=G5.2&left={membership_id}#ticket"
