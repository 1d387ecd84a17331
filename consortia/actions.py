"""Changing a consortium: parties, people, agreement, signatures. The caller holds the filing's lock."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from ledger import actions as ledger
from workflow import engine, office

from . import contract, queries
from .bans import refuse_banned_core
from .consent import APPOINTMENT, MEMBERSHIP
from .models import Agreement, Appointment, Consortium, Membership, Signature, Unit
from .queries import people_of
from .signing import sign as sign
from .states import (
    AppointmentEvent,
    AppointmentState,
    MembershipEvent,
    MembershipState,
    RepresentativeKind,
    Tier,
)


@dataclass(frozen=True, slots=True)
class LinkHolder:
    """Somebody without an account, known only by the link they came by."""

    link_token: str
    pk: None = None
    grants: tuple[()] = ()
    is_authenticated: bool = False


def new_token() -> str:
    """A link that cannot be guessed (192 random bits)."""
    return secrets.token_urlsafe(24)


LEAD_DUTY = "牵头组建创新联合体，组织实施建设方案，落实资源保障"
"""What the lead does by its very role (G3.3); it may write more."""


def add_lead(consortium: Consortium, unit: Unit, *, actor: Any, now: datetime) -> Membership:
    """The lead is a party from the start: core layer, consent given by founding."""
    lead = Membership(
        consortium=consortium, unit=unit, is_lead=True, counting="industry", tier=Tier.CORE, is_voluntary=True,
        duty=LEAD_DUTY,
    )  # fmt: skip
    engine.begin(MEMBERSHIP, lead, actor=actor, now=now)
    engine.advance(MEMBERSHIP, lead.pk, MembershipEvent.INVITE, actor=actor, now=now)
    # The lead consents by founding; whoever founds may be an editor, so the founding itself is the act.
    engine.advance(
        MEMBERSHIP, lead.pk, MembershipEvent.ACCEPT, actor=_Founder(actor, unit.pk), now=now,
        typed={"is_voluntary": True},
    )  # fmt: skip
    lead.refresh_from_db()
    return lead


class _Founder:
    """Whoever founds a consortium for their unit, acting as its consent."""

    def __init__(self, user: Any, unit_id: int) -> None:
        self.pk, self.is_authenticated, self.grants = user.pk, True, user.grants
        self._represents = {unit_id: frozenset({"manager"})}


def add_member(
    consortium: Consortium,
    unit: Unit,
    *,
    counting: str,
    tier: str,
    duty: str,
    email: str,
    actor: Any,
    now: datetime,
    share: Decimal | None = None,
    contribution: Decimal | None = None,
) -> Membership:
    """List a unit as a party; its consent comes later, from itself. A banned unit cannot be core (G7.3d)."""
    refuse_banned_core(unit, tier, now)
    member = Membership(
        consortium=consortium, unit=unit, counting=counting, tier=tier, duty=duty, email=email,
        share=share, contribution=contribution,
    )  # fmt: skip
    engine.begin(MEMBERSHIP, member, actor=actor, now=now, payload={"unit": unit.pk, "tier": tier})
    restate_agreement(consortium, now=now)
    return member


def change_member(
    membership: Membership, *, counting: str, tier: str, duty: str, now: datetime,
    share: Decimal | None = None, contribution: Decimal | None = None,
) -> None:  # fmt: skip
    """Change a party's layer, duty or share: the agreement reads differently, so its signatures fall."""
    if not membership.is_lead:
        refuse_banned_core(membership.unit, tier, now)
        membership.counting, membership.tier = counting, tier
    membership.duty, membership.share, membership.contribution = duty, share, contribution
    membership.save(update_fields=["counting", "tier", "duty", "share", "contribution"])
    restate_agreement(membership.consortium, now=now)


def invite_member(membership: Membership, *, actor: Any, now: datetime) -> Membership:
    """Send the unit its link (again): accept or decline, and later sign.

    The unit's own people here are told by the step itself; an address that is one of theirs gets no second letter.
    """
    token = membership.token or new_token()
    days = int(office.value("invitation_days", timezone.localdate(now)))
    Membership.objects.filter(pk=membership.pk).update(
        token=token, token_expires_at=now + timedelta(days=days)
    )
    engine.advance(MEMBERSHIP, membership.pk, MembershipEvent.INVITE, actor=actor, now=now)
    membership.refresh_from_db()
    if membership.email and not queries.is_address_of(membership.unit_id, membership.email):
        ledger.write_to(
            "membership.invitation", email=membership.email, now=now, path=f"/join/{token}/",
            params=dict(MEMBERSHIP.params(membership)) | _until(membership),
            cause=f"invite:{membership.pk}:{membership.step_number}",
        )  # fmt: skip
    return membership


def _until(asked: Membership | Appointment) -> dict[str, str]:
    """The last day on which a link works, as letters keep it."""
    until = asked.token_expires_at
    return {"until": timezone.localdate(until).isoformat()} if until else {}


def answer_invitation(
    membership: Membership, event: str, *, actor: Any, now: datetime, typed: Mapping[str, Any]
) -> None:
    """The unit accepts or declines, by itself."""
    engine.advance(MEMBERSHIP, membership.pk, event, actor=actor, now=now, typed=typed)
    if event == MembershipEvent.ACCEPT:
        Membership.objects.filter(pk=membership.pk).update(is_voluntary=True)
    else:
        restate_agreement(membership.consortium, now=now)


def remove_member(membership: Membership, event: str, *, actor: Any, now: datetime, reason: str = "") -> None:
    """A party leaves or is taken off: the agreement reads differently, so its signatures fall."""
    engine.advance(MEMBERSHIP, membership.pk, event, actor=actor, now=now, typed={"reason": reason})
    restate_agreement(membership.consortium, now=now)


def name_person(
    consortium: Consortium, post: str, *, fields: Mapping[str, Any], actor: Any, now: datetime
) -> Appointment:
    """Name the director or the chief expert; another name or address asks the new person afresh."""
    current = queries.appointments(consortium).get(post)
    if current and (current.name, current.email) == (fields["name"], fields["email"]):
        for key, value in fields.items():
            setattr(current, key, value)
        current.save(update_fields=[*fields])
        return current
    if current:
        if current.name == fields["name"]:  # another address of the same person: the papers stay
            fields = {"cv": current.cv, "paper": current.paper, **fields}
        if current.state == AppointmentState.INVITED:
            actor_by_link = LinkHolder(link_token=current.token)
            engine.advance(APPOINTMENT, current.pk, AppointmentEvent.DECLINE, actor=actor_by_link, now=now)
        else:
            engine.advance(APPOINTMENT, current.pk, AppointmentEvent.DECLINE, actor=actor, now=now)
    person = Appointment(consortium=consortium, post=post, token=new_token(), **fields)
    engine.begin(APPOINTMENT, person, actor=actor, now=now, payload={"post": post})
    return person


def link_token(appointment: Appointment) -> str:
    """The link a person answers by: one for both posts where one person is named for both."""
    asked = queries.same_person(appointment)
    return asked[0].token if asked else appointment.token


def ask_person(appointment: Appointment, *, actor: Any, now: datetime) -> None:
    """Send the person the link by which they accept or decline, on a phone, without an account."""
    days = int(office.value("invitation_days", timezone.localdate(now)))
    Appointment.objects.filter(pk=appointment.pk).update(token_expires_at=now + timedelta(days=days))
    engine.advance(APPOINTMENT, appointment.pk, AppointmentEvent.INVITE, actor=actor, now=now)
    appointment.refresh_from_db()
    ledger.write_to(
        "appointment.invitation", email=appointment.email, now=now, path=f"/appointment/{link_token(appointment)}/",
        params=dict(APPOINTMENT.params(appointment)) | _until(appointment),
        cause=f"appoint:{appointment.pk}:{appointment.step_number}",
    )  # fmt: skip


def agreement_digest(agreement: Agreement) -> str:
    """The digest that signatures are bound to. Empty without a file."""
    return contract.digest_of(contract.content_of(agreement, queries.memberships(agreement.consortium)))


def restate_agreement(consortium: Consortium, *, now: datetime) -> bool:
    """Recompute what signatures are bound to; when it changed, every signature is void. True when it did.

    A text gets the next number once somebody has signed the one before it: what is uploaded first is version 1.
    """
    agreement = Agreement.objects.filter(consortium=consortium, kind="founding").select_for_update().first()
    if agreement is None:
        return False
    digest = agreement_digest(agreement)
    if digest == agreement.digest:
        return False
    is_signed = Signature.objects.filter(agreement=agreement, version=agreement.version).exists()
    agreement.digest, agreement.changed_at = digest, now
    agreement.version += is_signed
    agreement.save(update_fields=["digest", "changed_at", "version"])
    voided = Signature.objects.filter(agreement=agreement, voided_at__isnull=True)
    if units := list(voided.values_list("membership__unit_id", flat=True)):
        voided.update(voided_at=now)
        ledger.tell(
            "agreement.changed", user_ids=people_of(units), now=now,
            params={"name": consortium.formal_name, "name_en": consortium.name_en, "version": agreement.version},
            path=f"/members/of/{consortium.pk}/",
        )  # fmt: skip
    _tell_ready(agreement, told=units, now=now)
    return True


def _tell_ready(agreement: Agreement, *, told: Sequence[int], now: datetime) -> None:
    """Members that accepted and have not signed, and who signs for the lead, learn once for a version that there is
    a text to sign.

    ``told`` are the units whose signature has just fallen: they are told of that.
    """
    if not agreement.digest:
        return
    waiting = Membership.objects.filter(
        consortium=agreement.consortium, state=MembershipState.ACCEPTED, is_lead=False
    ).exclude(unit_id__in=told)
    consortium = agreement.consortium
    readers = set(people_of(waiting.exclude(duty="").values("unit_id")))
    if consortium.lead_id not in told:
        readers.update(people_of([consortium.lead_id], RepresentativeKind.SIGNATORY))
    ledger.tell(
        "agreement.ready", user_ids=sorted(readers), now=now,
        params={"name": consortium.formal_name, "name_en": consortium.name_en, "version": agreement.version},
        path=f"/members/of/{consortium.pk}/", cause=f"ready:{agreement.pk}:{agreement.version}",
    )  # fmt: skip
