"""What this room knows of a consortium, as values for rules and as a snapshot for the record."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from documents.models import StoredFile
from documents.queries import released_states

from . import rows
from .access import GONE
from .contract import portion
from .dossier import OTHER, Counting, Dossier, Party, Person, Tier, Window
from .models import (
    Agreement,
    Appointment,
    Attachment,
    Confirmation,
    Consortium,
    LeadBan,
    Membership,
    PlanChapter,
    Provision,
    Registration,
    Representative,
    Signature,
)
from .own_part import contents
from .states import AppointmentState, MembershipState, Post


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


def bans(codes: list[str], on: date) -> dict[str, date]:
    """Credit code to the exclusive end of its ban, of those banned on a day."""
    rows = LeadBan.objects.filter(
        Q(lifted_on__isnull=True) | Q(lifted_on__gt=on), code__in=codes, from_on__lte=on, until_on__gt=on
    ).order_by("until_on")
    return dict(rows.values_list("code", "until_on"))


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
) -> Dossier:
    """Everything the checks may look at, as plain values."""
    parties = memberships(consortium)
    agreement = agreement_of(consortium)
    signed = valid_signatures(agreement)
    banned = bans([p.unit.code for p in parties if p.unit.code], on)
    leading = _leads_elsewhere(consortium, on)
    people = appointments(consortium)
    chapters = {chapter.key: chapter.is_answered for chapter in consortium.chapters.all()}
    return Dossier(
        formal_name=consortium.formal_name,
        short_name=consortium.short_name,
        industry=consortium.industry.key
        if consortium.industry
        else (OTHER if consortium.other_track else ""),
        track=consortium.main_track.key if consortium.main_track else consortium.other_track,
        other_industry_reason=consortium.other_track,
        need=consortium.need,
        parties=tuple(_party(p, signed, banned, pledged_unit_ids, leading) for p in parties),
        agreement_file=bool(agreement and agreement.document_id),
        agreement_contents=agreement.contents if agreement else {},
        dispute=agreement.dispute if agreement else "",
        director=_person(people.get(Post.DIRECTOR)),
        chief_expert=_person(people.get(Post.CHIEF_EXPERT)),
        chapters=chapters,
        pledge_signed=consortium.lead_id in pledged_unit_ids,
        secrets_confirmed=secrets_confirmed,
        held_files=held_files(consortium),
        window=window,
        lead_counts=bool(office["lead_counts_in_three"]),
        members_pledge=bool(office["members_sign_pledge"]),
    )


def held_files(consortium: Consortium) -> tuple[str, ...]:
    """Names of the dossier's files that may not be handed out: waiting for the virus check, or refused by it."""
    mine = {"consortium": consortium}
    linked = (
        Q(pk__in=Agreement.objects.filter(**mine).values("document"))
        | Q(pk__in=Appointment.objects.filter(**mine).exclude(state="declined").values("cv"))
        | Q(pk__in=PlanChapter.objects.filter(**mine).values("document"))
        | Q(pk__in=Attachment.objects.filter(**mine).values("document"))
        | Q(pk__in=Provision.objects.filter(**mine).values("document"))
    )
    held = StoredFile.objects.filter(linked).exclude(blob__scan_state__in=released_states())
    return tuple(held.order_by("pk").values_list("name", flat=True)[:20])


def _leads_elsewhere(consortium: Consortium, on: date) -> int:
    """Other consortia in force under the same lead; the one this one continues is not another (G5.6j)."""
    if consortium.lead_id is None:
        return 0
    own = [pk for pk in (consortium.pk, consortium.continues_id) if pk]
    others = Registration.objects.in_force(on).filter(consortium__lead_id=consortium.lead_id)
    return others.exclude(consortium__in=own).count()


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


def _person(appointment: Appointment | None) -> Person | None:
    if appointment is None:
        return None
    qualities = (appointment.standing, appointment.industry_knowledge, appointment.leadership)
    elsewhere = 0
    if appointment.post == Post.CHIEF_EXPERT:
        elsewhere = (
            Appointment.objects.filter(
                post=Post.CHIEF_EXPERT, email__iexact=appointment.email, state="accepted"
            )
            .exclude(
                consortium_id__in=[
                    pk for pk in (appointment.consortium_id, appointment.consortium.continues_id) if pk
                ]
            )
            .count()
        )
    return Person(
        name=appointment.name,
        employer=appointment.employer,
        has_accepted=appointment.state == AppointmentState.ACCEPTED,
        qualities=sum(bool(text.strip()) for text in qualities),
        has_cv=appointment.cv_id is not None,
        other_posts_count=elsewhere,
    )


def snapshot(consortium: Consortium) -> dict[str, Any]:
    """The consortium as it now stands, whole: what a submission keeps for ever. JSON values, no floats."""
    agreement = agreement_of(consortium)
    signed = valid_signatures(agreement)
    provisions = provisions_of(consortium)
    parties = memberships(consortium)
    annexes = contents([party.pk for party in parties])
    said = confirmations(parties)
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
                **portion(p),
                "is_voluntary": p.is_voluntary,
                **portion(p),
                "annex": annexes[p.pk],
                "confirmed_at": said[p.pk].at.isoformat() if p.pk in said else None,
                "confirmed_by": str(said[p.pk].by) if p.pk in said else None,
                "signed_at": signed[p.pk].signed_at.isoformat() if p.pk in signed else None,
                "means": signed[p.pk].means if p.pk in signed else None,
                "proof": signed[p.pk].proof if p.pk in signed else None,
            }
            for p in parties
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
            for post, person in appointments(consortium).items()
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
            for chapter in consortium.chapters.select_related("document__blob")
        },
        "texts": {key: provision_words(one) for key, one in provisions.items()},
        "text_documents": {
            key: _file(one.document) for key, one in provisions.items() if one.document_id is not None
        },
        "tables": rows.kept(consortium.pk),
        "attachments": [
            {
                "clause": a.clause,
                "title": a.title,
                "party": a.party.unit.name if a.party else "",
                "document": _file(a.document),
            }
            for a in consortium.attachments.select_related("document__blob", "party__unit").order_by("id")
        ],
    }


def provisions_of(consortium: Consortium) -> dict[str, Provision]:
    """Key of PROVISIONS to what was answered, of those that were written at all."""
    kept = Provision.objects.filter(consortium=consortium).select_related("document__blob")
    return {one.key: one for one in kept}


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


def people_of(unit_ids: list[int], *kinds: str) -> tuple[int, ...]:
    """User ids of everybody who represents one of the units."""
    people = Representative.objects.filter(unit_id__in=unit_ids, ended_at__isnull=True)
    if kinds:
        people = people.filter(kind__in=kinds)
    return tuple(people.values_list("user_id", flat=True).distinct())
