"""What members and named persons do to a consortium, under the lock of its running filing."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from consortia import actions as consortia
from consortia import annexes, claims, invited, signing
from consortia.access import EDITORS
from consortia.consent import APPOINTMENT
from consortia.guideline import PLEDGE_TEXT
from consortia.models import Agreement, Appointment, Delegation, Membership, Provision, Signature
from consortia.queries import people_of, signed_by_all
from consortia.states import (
    AppointmentEvent,
    AppointmentState,
    MembershipEvent,
    MembershipState,
    RepresentativeKind,
)
from consortia.whole import banned_on
from documents.models import StoredFile
from ledger import actions as ledger
from workflow import engine, office
from workflow.refusal import Force, Refusal
from workflow.together import attach, together

from . import targets
from .actions import is_with_lead, open_targets, party_left
from .flow import FILING
from .models import Filing, Handoff, IntegrityPledge
from .states import HandoffState, State


def filing_of(consortium_id: int) -> Filing | None:
    """The consortium's newest filing."""
    return Filing.objects.filter(consortium_id=consortium_id).order_by("-id").first()


@contextmanager
def _locked(consortium_id: int) -> Iterator[Filing | None]:
    with transaction.atomic():
        found = filing_of(consortium_id)
        yield engine.lock(FILING, found.pk) if found else None


def open_link(membership: Membership, *, user: Any, now: datetime) -> bool:
    """A signed-in person opens a unit's link; True when that made them the unit's first person."""
    with transaction.atomic():
        if membership.opened_at is None:
            Membership.objects.filter(pk=membership.pk, opened_at__isnull=True).update(opened_at=now)
        if user is None:
            return False
        return claims.claim_by_invitation(membership, user=user, now=now)


def accept(membership: Membership, *, actor: Any, now: datetime, is_voluntary: bool) -> None:
    """The unit accepts, of its own free will (G1.4)."""
    invited.refuse_both_sides(membership, actor)
    with _locked(membership.consortium_id):
        consortia.answer_invitation(
            membership, MembershipEvent.ACCEPT, actor=actor, now=now, typed={"is_voluntary": is_voluntary}
        )


def decline(membership: Membership, *, actor: Any, now: datetime, reason: str) -> None:
    """The unit declines; the lead is told."""
    with _locked(membership.consortium_id):
        consortia.answer_invitation(
            membership, MembershipEvent.DECLINE, actor=actor, now=now, typed={"reason": reason}
        )


def sign(
    membership: Membership, *, actor: Any, now: datetime, seen_digest: str, means: str = "confirmed",
    scan: StoredFile | None = None, proof: Mapping[str, Any] | None = None,
) -> Signature:  # fmt: skip
    """Sign the agreement as it was on screen; a second click finds the first signature."""
    with _locked(membership.consortium_id) as filing:
        fresh = Membership.objects.select_related("unit", "consortium").get(pk=membership.pk)
        signature = signing.sign(
            fresh, actor=actor, now=now, seen_digest=seen_digest, means=means, scan=scan, proof=proof
        )
        if filing is not None and is_with_lead(filing):
            _tell_if_all(filing, signature, now)
        return signature


def _tell_if_all(filing: Filing, signature: Signature, now: datetime) -> None:
    """With the last signature under a text the lead is told, once for that text, whatever is taken back later."""
    found = signed_by_all(Agreement.objects.filter(pk=signature.agreement_id)).first()
    if found is None:
        return
    ledger.tell(
        "agreement.signed_by_all", now=now, path=f"/filings/{filing.pk}/", subject=filing.ledger_subject,
        user_ids=people_of([filing.lead_id or 0], *EDITORS, RepresentativeKind.SIGNATORY),
        params={
            "name": filing.consortium.formal_name, "name_en": filing.consortium.name_en,
            "version": found.version,
        },
        cause=f"all-signed:{found.pk}:{found.digest}",
    )  # fmt: skip


MEMBERS_PLEDGE = "members_sign_pledge"
"""The office parameter by which members, too, are asked for the pledge (Q-6)."""


def asks_pledge(membership: Membership, figures: Mapping[str, Any]) -> bool:
    """Whether the office asks this party, as a member, for the integrity pledge too (Q-6)."""
    is_member = not membership.is_lead and membership.state == MembershipState.ACCEPTED
    return is_member and bool(figures[MEMBERS_PLEDGE])


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the agreement on a unit's own page."""

    asks_pledge: bool
    pledge: IntegrityPledge | None
    """The unit's own, in its newest filing."""
    delegation: Delegation | None
    handed: list[Handoff]
    """Parts of the dossier that are in the unit's hands."""
    banned_until: date | None
    exit_terms: Provision | None
    """What the consortium says of a member's leaving, once it says something."""


def beside(membership: Membership, filing: Filing | None, on: date) -> Beside:
    """Everything of it by one question."""
    unit = membership.unit
    delegations = signing.delegations(membership)
    pledges = IntegrityPledge.objects.filter(filing=filing, unit=unit)
    given_by, given_to = (delegations.order_by().values(name) for name in ("given_by", "given_to"))
    named = Q(pk__in=given_by) | Q(pk__in=given_to) | Q(pk__in=pledges.values("signed_by"))
    found = together(
        parameters=office.confirmed(on),
        bans=banned_on(on).filter(code=unit.code),
        delegations=delegations,
        pledges=pledges,
        handed=Handoff.objects.filter(filing=filing, unit=unit, state=HandoffState.OPEN).order_by("-id"),
        people=User.objects.filter(named),
        exit_terms=Provision.objects.filter(consortium=membership.consortium_id, key="exit"),
    )
    attach(found["delegations"], "membership", [membership])
    for name in ("given_by", "given_to"):
        attach(found["delegations"], name, found["people"])
    attach(found["pledges"], "signed_by", found["people"])
    return Beside(
        asks_pledge(membership, office.values_of(found["parameters"])),
        next(iter(found["pledges"]), None),
        next(iter(found["delegations"]), None),
        found["handed"],
        found["bans"][-1].until_on if found["bans"] else None,
        next((one for one in found["exit_terms"] if one.is_answered), None),
    )


def sign_pledge(membership: Membership, *, actor: Any, now: datetime) -> IntegrityPledge:
    """A member's signatory gives the promise of G7.4b where the office asks members too; once is enough.

    In a correction as well, whatever is unlocked: a pledge changes nothing of the dossier.
    """
    with _locked(membership.consortium_id) as filing:
        fresh = Membership.objects.select_related("unit").get(pk=membership.pk)
        is_asked = asks_pledge(fresh, office.values(timezone.localdate(now)))
        if filing is None or not is_asked or not signing.may_sign(actor, fresh):
            raise engine.NotYourStep(fresh.state, "pledge")
        invited.refuse_both_sides(fresh, actor)
        if not is_with_lead(filing):
            raise engine.StepRefused(Refusal("submitted_already", "G7.4a", Force.SHALL))
        pledge, is_new = IntegrityPledge.objects.get_or_create(
            filing=filing, unit_id=fresh.unit_id,
            defaults={"text_version": PLEDGE_TEXT.version, "signed_by": actor, "signed_at": now},
        )  # fmt: skip
        if is_new:
            ledger.record(
                filing, "filing.pledged", at=now, actor_id=actor.pk, role="member",
                payload={"text_version": PLEDGE_TEXT.version, "unit": fresh.unit_id},
            )  # fmt: skip
        return pledge


def take_back(membership: Membership, *, actor: Any, now: datetime, reason: str) -> None:
    """The unit takes its signature back, as long as the dossier is with the lead."""
    with _locked(membership.consortium_id) as filing:
        if filing is None or not is_with_lead(filing):
            raise engine.StepRefused(Refusal("submitted_already", "G5.3b", Force.SHALL))
        signing.take_back(membership, actor=actor, now=now, reason=reason)


def delegate(membership: Membership, *, given_to: Any, actor: Any, now: datetime) -> None:
    """The signatory asks a colleague to answer and sign for the unit in this consortium."""
    with _locked(membership.consortium_id):
        signing.delegate(membership, given_to=given_to, actor=actor, now=now)


def answer_delegation(membership: Membership, *, takes: bool, actor: Any, now: datetime) -> None:
    """The colleague takes it on or hands it back."""
    with _locked(membership.consortium_id):
        signing.answer_delegation(membership, takes=takes, actor=actor, now=now)


def save_annex(membership: Membership, fields: Mapping[str, str], *, actor: Any, now: datetime) -> None:
    """The unit writes its own facts; its own confirmation falls when they change, nobody else's."""
    with _locked(membership.consortium_id) as filing:
        if not annex_is_open(filing, membership):
            raise engine.StepRefused(Refusal("submitted_already", "G5.3b", Force.SHALL))
        annexes.save(membership, fields, actor=actor, now=now)
        if filing is not None:
            ledger.record(
                filing, "filing.edited", at=now, actor_id=actor.pk, role="member",
                payload={"place": "members", "unit": membership.unit_id},
            )  # fmt: skip


def annex_is_open(filing: Filing | None, membership: Membership) -> bool:
    """In a draft always; in a correction where a ticket stands on this very unit, or on all of them."""
    if filing is None or not is_with_lead(filing):
        return False
    opened = open_targets(filing)
    return opened is None or targets.is_open(opened, f"members/{membership.pk}")


def may_leave(filing: Filing | None) -> bool:
    """Of its own will a unit leaves until the consortium is registered; then all members consent (G7.3b)."""
    return filing is None or filing.state != State.REGISTERED


def confirm_annex(membership: Membership, *, actor: Any, now: datetime, seen_digest: str) -> None:
    """“Our part is right”, by name."""
    with _locked(membership.consortium_id):
        annexes.confirm(membership, actor=actor, now=now, seen_digest=seen_digest)


def leave(membership: Membership, *, actor: Any, now: datetime, reason: str) -> None:
    """The unit leaves, with a reason; every signature falls, and whoever holds the filing is told."""
    if not reason.strip():
        raise engine.StepRefused(Refusal("no_reason", "G1.4", Force.SHALL))
    found = filing_of(membership.consortium_id)
    if found is None:
        raise engine.NotYourStep(membership.state, "leave")
    party_left(found.pk, membership, actor=actor, now=now, reason=reason)


def answer_appointment(
    appointment: Appointment, event: str, *, now: datetime, reason: str = ""
) -> Appointment:
    """The director or chief expert answers by the link alone; the same answer twice is one answer."""
    holder = consortia.LinkHolder(link_token=appointment.token)
    wanted = {
        AppointmentEvent.ACCEPT: AppointmentState.ACCEPTED,
        AppointmentEvent.DECLINE: AppointmentState.DECLINED,
    }[AppointmentEvent(event)]
    with _locked(appointment.consortium_id):
        fresh = Appointment.objects.get(pk=appointment.pk)
        if fresh.state == wanted:
            return fresh
        if event == AppointmentEvent.DECLINE and not reason.strip():
            raise engine.StepRefused(Refusal("no_reason", "G5.4", Force.SHALL))
        if fresh.token_expires_at and fresh.token_expires_at <= now:
            raise engine.StepRefused(
                Refusal("link_expired", "office", Force.OFFICE, {"unit": fresh.consortium.formal_name})
            )
        step = engine.advance(
            APPOINTMENT, fresh.pk, event, actor=holder, now=now, typed={"reason": reason.strip()}
        )
        if reason.strip():
            Appointment.objects.filter(pk=fresh.pk).update(decline_reason=reason.strip())
        moved: Appointment = step.subject
        return moved
