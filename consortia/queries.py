"""What this room knows of a consortium, as values for rules and as a snapshot for the record."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from . import rows
from .access import GONE
from .contract import portion
from .dossier import OTHER, Counting, Dossier, Party, Person, Tier, Window
from .models import (
    Agreement,
    Appointment,
    Confirmation,
    Consortium,
    Membership,
    Provision,
    Representative,
    Signature,
    UnitClaim,
)
from .own_part import contents_of
from .states import AppointmentState, ClaimState, MembershipState, Post, RepresentativeKind
from .whole import Whole, banned_on, whole


def memberships(consortium: Consortium) -> list[Membership]:
    """The lead first, then the members in the order they were added; who declined or left is not among them."""
    return list(
        Membership.objects.filter(consortium=consortium)
        .exclude(state__in=GONE)
        .select_related("unit", "unit__authority")
        .order_by("-is_lead", "id")
    )


def agreement_of(consortium: Consortium) -> Agreement | None:
    return (
        Agreement.objects.filter(consortium=consortium, kind="founding")
        .select_related("document__blob")
        .first()
    )


def valid_signatures(agreement: Agreement | None) -> dict[int, Signature]:
    """Membership id to the signature that stands under the agreement as it now reads."""
    if agreement is None or not agreement.digest:
        return {}
    signed = standing_signatures(agreement).filter(Q(needs_second=False) | Q(second_at__isnull=False))
    return {signature.membership_id: signature for signature in signed}


def standing_signatures(agreement: Agreement) -> QuerySet[Signature]:
    """Signatures under the agreement as it now reads, those that wait for a second signatory among them."""
    return Signature.objects.filter(
        agreement=agreement, voided_at__isnull=True, digest=agreement.digest
    ).select_related("signed_by", "second_by", "scan__blob")


def signatures_by(
    membership: Membership, agreement: Agreement | None
) -> tuple[Signature | None, Signature | None]:
    """A unit's signature under the agreement as it now reads, and the last one that fell or was taken back.

    The first may be half: it waits for a second signatory.
    """
    signed = Signature.objects.filter(membership=membership, agreement=agreement)
    rows = signed.select_related("text", "signed_by", "second_by", "scan__blob")
    newest = list(rows.order_by(F("voided_at").desc(nulls_first=True))[:2])
    digest = agreement.digest if agreement else ""
    standing = [one for one in newest if one.voided_at is None and one.digest == digest]
    fallen = [one for one in newest if one.voided_at is not None]
    return next(iter(standing), None), next(iter(fallen), None)


def bans(codes: list[str], on: date) -> dict[str, date]:
    """Credit code to the exclusive end of its ban, of those banned on a day."""
    return dict(banned_on(on).filter(code__in=codes).values_list("code", "until_on"))


def appointments(consortium: Consortium) -> dict[str, Appointment]:
    """Post to whoever is named for it now."""
    named = Appointment.objects.filter(consortium=consortium).select_related("cv__blob")
    standing = named.exclude(state=AppointmentState.DECLINED)
    return {appointment.post: appointment for appointment in standing}


def confirmations(parties: list[Membership]) -> dict[int, Confirmation]:
    """Membership id to the standing word that the unit's own part is right."""
    standing = Confirmation.objects.filter(membership__in=parties, voided_at__isnull=True)
    return {one.membership_id: one for one in standing.select_related("by")}


def same_person(appointment: Appointment) -> list[Appointment]:
    """What one person was asked in one consortium, by e-mail address, the oldest first: at most both posts."""
    asked = Appointment.objects.filter(
        consortium=appointment.consortium_id, email__iexact=appointment.email,
        state__in=[AppointmentState.INVITED, AppointmentState.ACCEPTED],
    )  # fmt: skip
    return list(asked.select_related("cv", "paper", "consortium").order_by("pk"))


def dossier_of(
    consortium: Consortium,
    *,
    on: date,
    office: Mapping[str, Any],
    pledged_unit_ids: frozenset[int] = frozenset(),
    secrets_confirmed: bool = False,
    window: Window | None = None,
    read: Whole | None = None,
) -> Dossier:
    """Everything the checks may look at, as plain values."""
    read = read or whole(consortium, on=on)
    agreement, people = read.agreement, read.people
    chapters = {chapter.key: chapter.is_answered for chapter in read.chapters}
    return Dossier(
        formal_name=consortium.formal_name,
        short_name=consortium.short_name,
        industry=consortium.industry.key
        if consortium.industry
        else (OTHER if consortium.other_track else ""),
        track=consortium.main_track.key if consortium.main_track else consortium.other_track,
        other_industry_reason=consortium.other_track,
        need=consortium.need,
        parties=tuple(
            _party(p, read.signatures, read.banned, pledged_unit_ids, read.leading_count)
            for p in read.parties
        ),
        agreement_file=bool(agreement and agreement.document_id),
        agreement_contents=agreement.contents if agreement else {},
        dispute=agreement.dispute if agreement else "",
        director=_person(people.get(Post.DIRECTOR)),
        chief_expert=_person(people.get(Post.CHIEF_EXPERT), read.posts_count),
        chapters=chapters,
        typed=read.typed,
        pledge_signed=consortium.lead_id in pledged_unit_ids,
        secrets_confirmed=secrets_confirmed,
        held_files=read.held_files,
        window=window,
        lead_counts=bool(office["lead_counts_in_three"]),
        members_pledge=bool(office["members_sign_pledge"]),
    )


def _party(
    membership: Membership, signed: Mapping[int, Signature], banned: Mapping[str, date],
    pledged: frozenset[int], leading: int,
) -> Party:  # fmt: skip
    unit = membership.unit
    return Party(
        name=unit.name,
        code=unit.code,
        kind=unit.kind,
        counting=Counting(membership.counting),
        tier=Tier(membership.tier),
        is_lead=membership.is_lead,
        has_accepted=membership.state == MembershipState.ACCEPTED,
        has_signed=membership.pk in signed,
        has_pledged=unit.pk in pledged,
        banned_until=banned.get(unit.code or ""),
        seat_in_qingdao=unit.is_in_qingdao,
        is_branch=unit.is_branch,
        is_legal_person=unit.is_legal_person,
        group_key=unit.group_key or None,
        other_leads_count=leading if membership.is_lead else 0,
    )


def as_party(membership: Membership, now: datetime) -> Party:
    """One member as the rules see it today: what a new lead is measured by."""
    banned = bans([membership.unit.code or ""], timezone.localdate(now))
    return _party(membership, {}, banned, frozenset(), 0)


def _person(appointment: Appointment | None, posts_count: int = 0) -> Person | None:
    if appointment is None:
        return None
    qualities = (appointment.standing, appointment.industry_knowledge, appointment.leadership)
    return Person(
        name=appointment.name,
        employer=appointment.employer,
        has_accepted=appointment.state == AppointmentState.ACCEPTED,
        qualities=sum(bool(text.strip()) for text in qualities),
        has_cv=appointment.cv_id is not None,
        other_posts_count=posts_count,
    )


def snapshot(
    consortium: Consortium,
    read: Whole | None = None,
    lines: Mapping[str, Sequence[rows.Line]] | None = None,
) -> dict[str, Any]:
    """The consortium as it now stands, whole: what a submission keeps for ever. JSON values, no floats.

    ``read`` (with its files) and ``lines`` of the typed tables where they are at hand.
    """
    read = read or whole(consortium, with_files=True)
    lines = rows.read(consortium.pk) if lines is None else lines
    agreement, signed = read.agreement, read.signatures
    said = {one.membership_id: one for one in read.more["confirmations"]}
    annexes = contents_of([p.pk for p in read.parties], read.more["annexes"], read.more["resources"])
    return {
        "formal_name": consortium.formal_name,
        "short_name": consortium.short_name,
        "name_en": consortium.name_en,
        "industry": consortium.industry.name if consortium.industry else "",
        "track": consortium.main_track.name if consortium.main_track else consortium.other_track,
        "need": consortium.need,
        "parties": [
            {
                "name": p.unit.name,
                "name_en": p.unit.name_en,
                "code": p.unit.code,
                "kind": p.unit.kind,
                "counting": p.counting,
                "tier": p.tier,
                "is_lead": p.is_lead,
                "duty": p.duty,
                "is_voluntary": p.is_voluntary,
                **portion(p),
                "annex": annexes[p.pk],
                "confirmed_at": said[p.pk].at.isoformat() if p.pk in said else None,
                "confirmed_by": str(said[p.pk].by) if p.pk in said else None,
                "signed_at": signed[p.pk].signed_at.isoformat() if p.pk in signed else None,
                "means": signed[p.pk].means if p.pk in signed else None,
                "proof": signed[p.pk].proof if p.pk in signed else None,
            }
            for p in read.parties
        ],
        "people": {
            post: {
                "name": person.name,
                "employer": person.employer,
                "title": person.title,
                "standing": person.standing,
                "industry_knowledge": person.industry_knowledge,
                "leadership": person.leadership,
                "cv": _file(person.cv),
                "paper": _file(person.paper),
                "state": person.state,
            }
            for post, person in read.people.items()
        },
        "agreement": agreement
        and {
            "document": _file(agreement.document),
            "contents": agreement.contents,
            "dispute": agreement.dispute,
            "version": agreement.version,
            "digest": agreement.digest,
        },
        "chapters": {
            chapter.key: {"text": chapter.text, "document": _file(chapter.document), "pages": chapter.pages}
            for chapter in read.chapters
        },
        "texts": {key: provision_words(one) for key, one in read.provisions.items()},
        "text_documents": {
            key: _file(one.document) for key, one in read.provisions.items() if one.document_id is not None
        },
        "tables": rows.as_kept(lines),
        "attachments": [
            {
                "clause": a.clause,
                "title": a.title,
                "party": a.party.unit.name if a.party else "",
                "document": _file(a.document),
            }
            for a in read.attachments
        ],
    }


def provision_words(answer: Provision) -> str:
    """The answer as one text: as written, or where in which document it stands."""
    if answer.text.strip() or answer.document is None:
        return answer.text
    return f"见《{answer.document.name}》第 {answer.pages} 页"


def _file(stored: Any) -> dict[str, Any] | None:
    if stored is None:
        return None
    return {
        "name": stored.name,
        "token": stored.token,
        "sha256": stored.blob.sha256,
        "size": stored.blob.size,
    }


def people_of(unit_ids: Iterable[int] | QuerySet[Any, Any], *kinds: str) -> tuple[int, ...]:
    """User ids of everybody who represents one of the units; a question for their ids is asked along."""
    people = Representative.objects.filter(unit_id__in=unit_ids, ended_at__isnull=True)
    if kinds:
        people = people.filter(kind__in=kinds)
    return tuple(people.values_list("user_id", flat=True).distinct())


def waiting_claims(user: Any) -> QuerySet[UnitClaim]:
    """Units that somebody claims to act for, as long as nobody has answered."""
    waiting = UnitClaim.objects.filter(user=user, state=ClaimState.WAITING)
    return waiting.select_related("unit").order_by("pk")


def signatories(unit_id: int) -> list[str]:
    """Who signs for the unit, by name."""
    held = Representative.objects.filter(
        unit_id=unit_id, kind=RepresentativeKind.SIGNATORY, ended_at__isnull=True, user__is_active=True
    )
    return sorted({str(one.user) for one in held.select_related("user")})


def is_address_of(unit_id: int, email: str) -> bool:
    """Whether the address is that of somebody who represents the unit here."""
    people = Representative.objects.filter(unit_id=unit_id, ended_at__isnull=True, user__is_active=True)
    return people.filter(user__email__iexact=email).exists()


def signed_by_all(agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """Those of the agreements under which, as they now read, the signature of every party stands."""
    signatures = Signature.objects.filter(
        agreement=OuterRef(OuterRef("pk")), digest=OuterRef(OuterRef("digest")), membership=OuterRef("pk"),
        voided_at__isnull=True,
    ).filter(Q(needs_second=False) | Q(second_at__isnull=False))  # fmt: skip
    parties = Membership.objects.filter(consortium=OuterRef("consortium")).exclude(state__in=GONE)
    return agreements.exclude(digest="").filter(~Exists(parties.filter(~Exists(signatures))))
