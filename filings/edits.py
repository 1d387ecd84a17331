"""Changing the dossier place by place, each through ``actions.editing``. Signature counts say what a change voided."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from pypinyin import lazy_pinyin

from consortia import actions as consortia
from consortia.bans import lock_parties
from consortia.models import Appointment, Attachment, Membership, PlanChapter, Unit
from consortia.queries import agreement_of, memberships, people_of, valid_signatures
from consortia.states import AppointmentState, MembershipEvent, MembershipState
from documents.models import StoredFile
from ledger import actions as ledger
from workflow import engine

from .actions import editing, give_reason, may_edit
from .flow import FILING
from .models import Filing


def signatures_count(filing: Filing) -> int:
    """Signatures that stand under the agreement as it now reads."""
    return len(valid_signatures(agreement_of(filing.consortium)))


def save_basics(filing_id: int, fields: Mapping[str, Any], *, actor: Any, now: datetime) -> None:
    """Names, industry, track and need; only the given ones change."""
    with editing(filing_id, actor=actor, now=now, place="basics") as filing:
        consortium = filing.consortium
        for name, value in fields.items():
            setattr(consortium, name, value)
        if "formal_name" in fields:
            consortium.name_pinyin = " ".join(lazy_pinyin(consortium.formal_name))[:240]
        consortium.save(update_fields=[*fields, "name_pinyin"])


def forget_precheck(filing_id: int, *, actor: Any, now: datetime) -> None:
    """Take the answers of the pre-check out of a draft."""
    with editing(filing_id, actor=actor, now=now, place="basics"):
        Filing.objects.filter(pk=filing_id).update(precheck={})


def save_plan(
    filing_id: int,
    chapters: Mapping[str, Mapping[str, str]],
    *,
    actor: Any,
    now: datetime,
    document: StoredFile | None = None,
) -> None:
    """Texts and pages of chapters by key; one uploaded document serves all chapters."""
    parts = ("",) if document else tuple(key for key, typed in chapters.items() if typed) or ("",)
    with editing(filing_id, actor=actor, now=now, place="plan", parts=parts) as filing:
        for chapter in PlanChapter.objects.filter(consortium=filing.consortium):
            typed = chapters.get(chapter.key, {})
            before = (chapter.text, chapter.pages, chapter.document_id)
            chapter.text = typed.get("text", chapter.text)
            chapter.pages = typed.get("pages", chapter.pages)
            chapter.document = document or chapter.document
            if before != (chapter.text, chapter.pages, chapter.document_id):
                chapter.edited_by, chapter.edited_at = actor, now
                chapter.save()


def save_agreement(
    filing_id: int,
    *,
    actor: Any,
    now: datetime,
    contents: Mapping[str, str],
    dispute: str | None = None,
    document: StoredFile | None = None,
) -> int:
    """The agreement's file, where its contents stand, and its forum. Returns how many signatures fell."""
    with editing(filing_id, actor=actor, now=now, place="agreement") as filing:
        before = signatures_count(filing)
        agreement = agreement_of(filing.consortium)
        if agreement is None:
            raise engine.NotYourStep(filing.state, "edit")
        agreement.contents = {**agreement.contents, **contents}
        if dispute is not None:
            agreement.dispute = dispute
        if document is not None:
            agreement.document = document
        agreement.save(update_fields=["contents", "dispute", "document"])
    return before - signatures_count(filing)


def save_people(
    filing_id: int,
    people: Mapping[str, Mapping[str, Any]],
    *,
    actor: Any,
    now: datetime,
    asks: Callable[[Appointment], bool],
) -> tuple[list[Appointment], list[Appointment]]:
    """Name the persons by post, together, and send the link to whomever ``asks`` names; another person is asked anew.

    Returns who is named, and who was sent a link.
    """
    with editing(filing_id, actor=actor, now=now, place="people") as filing:
        named = [
            consortia.name_person(filing.consortium, post, fields=fields, actor=actor, now=now)
            for post, fields in people.items()
        ]
        asked = [one for one in named if one.state in ASKABLE and asks(one)]
        for one in asked:
            consortia.ask_person(one, actor=actor, now=now)
        return named, asked


ASKABLE = (AppointmentState.NAMED, AppointmentState.INVITED)


def add_member(filing_id: int, unit: Unit, fields: Mapping[str, Any], *, actor: Any, now: datetime) -> int:
    """List a unit; a unit that is listed already stays as it is. Returns how many signatures fell."""
    with editing(filing_id, actor=actor, now=now, place="members") as filing:
        before = signatures_count(filing)
        if unit.pk not in {party.unit_id for party in memberships(filing.consortium)}:
            consortia.add_member(filing.consortium, unit, **fields, actor=actor, now=now)
    return before - signatures_count(filing)


def change_member(
    filing_id: int, membership: Membership, fields: Mapping[str, Any], *, actor: Any, now: datetime
) -> int:
    """Layer, duty, share, counting, address of a party. Returns how many signatures fell."""
    with editing(filing_id, actor=actor, now=now, place="members") as filing:
        before = signatures_count(filing)
        membership.email = fields.get("email", membership.email)
        membership.save(update_fields=["email"])
        consortia.change_member(
            membership,
            counting=fields.get("counting", membership.counting),
            tier=fields.get("tier", membership.tier),
            duty=fields["duty"],
            share=fields.get("share", membership.share),
            contribution=fields.get("contribution", membership.contribution),
            now=now,
        )
    return before - signatures_count(filing)


def remove_member(filing_id: int, membership: Membership, *, actor: Any, now: datetime, reason: str) -> int:
    """The lead takes a party off, with the reason. Returns how many signatures fell."""
    with editing(filing_id, actor=actor, now=now, place="members") as filing:
        before = signatures_count(filing)
        consortia.remove_member(membership, MembershipEvent.REMOVE, actor=actor, now=now, reason=reason)
    return before - signatures_count(filing)


def invite(filing_id: int, membership_ids: list[int], *, actor: Any, now: datetime) -> int:
    """Send the link to listed units, and again to invited ones; returns how many were sent."""
    with held_by_lead(filing_id, actor) as filing:
        waiting = [
            party
            for party in memberships(filing.consortium)
            if party.pk in membership_ids and party.state in (MembershipState.LISTED, MembershipState.INVITED)
        ]
        lock_parties(filing.consortium)
        for party in waiting:
            consortia.invite_member(party, actor=actor, now=now)
        return len(waiting)


def remind_unsigned(filing_id: int, *, actor: Any, now: datetime) -> int:
    """Remind every party that has not signed, once a day at most; returns how many units."""
    today = timezone.localdate(now)
    with held_by_lead(filing_id, actor) as filing:
        signed = valid_signatures(agreement_of(filing.consortium))
        late = [party for party in memberships(filing.consortium) if party.pk not in signed]
        for party in late:
            params = {
                "unit": party.unit.name,
                "unit_en": party.unit.name_en,
                "name": filing.consortium.formal_name,
                "name_en": filing.consortium.name_en,
            }
            cause = f"sign:{party.pk}:{today.isoformat()}"
            people = [person for person in people_of([party.unit_id]) if person != actor.pk]
            ledger.tell(
                "membership.sign_reminder", user_ids=people, now=now, params=params,
                path=f"/members/{party.pk}/", cause=cause,
            )  # fmt: skip
            if party.email and not people and party.token:
                ledger.write_to(
                    "membership.sign_reminder", email=party.email, now=now, params=params,
                    path=f"/join/{party.token}/", cause=cause,
                )  # fmt: skip
        return len(late)


@contextmanager
def held_by_lead(filing_id: int, actor: Any) -> Iterator[Filing]:
    """The filing's lock in the hands of somebody who may edit it."""
    with transaction.atomic():
        filing: Filing = engine.lock(FILING, filing_id)
        if not may_edit(actor, filing):
            raise engine.NotYourStep(filing.state, "edit")
        yield filing


def add_evidence(
    filing_id: int,
    *,
    clause: str,
    title: str,
    document: StoredFile,
    actor: Any,
    now: datetime,
    party_id: int | None = None,
) -> Attachment:
    """File a paper under the clause it speaks to and the party it speaks of; the same content stands once there."""
    with editing(filing_id, actor=actor, now=now, place="evidence") as filing:
        party = filing.consortium.memberships.filter(pk=party_id).first() if party_id else None
        there = Attachment.objects.filter(
            consortium=filing.consortium, clause=clause, party=party, document__blob=document.blob_id
        )
        return there.first() or Attachment.objects.create(
            consortium=filing.consortium,
            party=party,
            clause=clause,
            title=title,
            document=document,
            added_at=now,
        )


def drop_evidence(filing_id: int, attachment_id: int, *, actor: Any, now: datetime) -> None:
    """Take a paper out of the dossier; what was submitted before keeps it."""
    with editing(filing_id, actor=actor, now=now, place="evidence") as filing:
        Attachment.objects.filter(pk=attachment_id, consortium=filing.consortium).delete()


def confirm_no_secrets(filing_id: int, is_confirmed: bool, *, actor: Any, now: datetime) -> None:
    """The lead confirms that nothing entered is a state secret."""
    with editing(filing_id, actor=actor, now=now, place="pledge") as filing:
        filing.knows_no_secrets = is_confirmed
        filing.save(update_fields=["knows_no_secrets"])


def save_reasons(
    filing_id: int, reasons: Mapping[str, tuple[str, str]], *, actor: Any, now: datetime
) -> None:
    """Code to (clause, reason) for in-principle shortfalls; an unchanged reason keeps its judgement."""
    with editing(filing_id, actor=actor, now=now, place="reasons") as filing:
        known = dict(filing.reasons.values_list("code", "reason"))
        for code, (clause, reason) in reasons.items():
            if reason and reason != known.get(code):
                give_reason(filing, code=code, clause=clause, reason=reason)
            elif not reason and code in known:
                filing.reasons.filter(code=code).delete()
