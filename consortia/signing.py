"""A unit's signature under the one contract: given, completed by a second person, taken back, handed on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from ledger import actions as ledger
from workflow import engine
from workflow.refusal import Force, Refusal

from . import contract, invited, queries
from .access import acts_for, signs_for
from .bans import refuse_banned_core
from .models import Agreement, Delegation, Membership, Signature, SignedText
from .states import MembershipState


def delegation_of(membership: Membership) -> Delegation | None:
    """The delegation that is asked or stands for one unit's part, if any."""
    return delegations(membership).select_related("membership", "given_by", "given_to").first()


def delegations(membership: Membership) -> QuerySet[Delegation]:
    """The same as a question."""
    return Delegation.objects.filter(membership=membership, ended_at__isnull=True).order_by("pk")


def may_sign(user: Any, membership: Membership) -> bool:
    """A signatory of the unit, or the colleague who took the signature on for this consortium."""
    return signs_for(user, membership.unit_id) or stands_in(user, delegation_of(membership))


def stands_in(user: Any, delegation: Delegation | None) -> bool:
    """Whether a person of the unit took the signature on for this consortium."""
    if delegation is None or not delegation.is_taken or delegation.given_to_id != user.pk:
        return False
    return acts_for(user, delegation.membership.unit_id)


def sign(
    membership: Membership,
    *,
    actor: Any,
    now: datetime,
    seen_digest: str,
    means: str,
    scan: Any = None,
    proof: Mapping[str, Any] | None = None,
) -> Signature:
    """Sign the agreement exactly as the signatory saw it; where two sign together, the second completes it.

    Raises StepRefused when it changed meanwhile, or when one person would sign twice for such a unit.
    """
    if not may_sign(actor, membership):
        raise engine.NotYourStep(membership.state, "sign")
    invited.refuse_both_sides(membership, actor)
    refuse_banned_core(membership.unit, membership.tier, now)
    agreement = (
        Agreement.objects.filter(consortium=membership.consortium_id, kind="founding")
        .select_for_update(of=("self",))
        .select_related("document__blob")
        .first()
    )
    if agreement is None or not agreement.digest:
        raise engine.StepRefused(Refusal("agreement_missing", "G5.3b", Force.SHALL))
    if agreement.digest != seen_digest:
        raise engine.StepRefused(
            Refusal("agreement_changed", "G5.3b", Force.SHALL, {"version": agreement.version})
        )
    if membership.state != MembershipState.ACCEPTED:
        raise engine.StepRefused(
            Refusal("not_accepted_yet", "G5.2", Force.SHALL, {"unit": membership.unit.name})
        )
    if not membership.duty.strip():
        raise engine.StepRefused(
            Refusal("duty_missing", "G3.3d", Force.SHALL, {"unit": membership.unit.name})
        )
    existing = queries.standing_signatures(agreement).filter(membership=membership).first()
    if existing and existing.is_half:
        return _complete(existing, membership, actor=actor, now=now)
    if existing:
        return existing
    signature = Signature.objects.create(
        agreement=agreement, membership=membership, signed_by=actor, signed_at=now, digest=agreement.digest,
        version=agreement.version, means=means, scan=scan,
        proof={**(proof or {}), **invited.standing(actor, membership.unit_id)},
        text=_kept_text(agreement, now), needs_second=membership.unit.signs_jointly,
    )  # fmt: skip
    _record(membership, "signed", actor, now, content=agreement.digest, agreement=agreement.pk,
            version=agreement.version, means=means)  # fmt: skip
    return signature


def _kept_text(agreement: Agreement, now: datetime) -> SignedText:
    """The content under a digest, kept once, so that every later change can be shown against it."""
    content = contract.content_of(agreement, queries.memberships(agreement.consortium))
    text, _ = SignedText.objects.get_or_create(
        agreement=agreement, digest=agreement.digest, defaults={"content": content, "kept_at": now}
    )
    return text


def _complete(signature: Signature, membership: Membership, *, actor: Any, now: datetime) -> Signature:
    if signature.signed_by_id == actor.pk:
        raise engine.StepRefused(
            Refusal("second_signatory_needed", "office", Force.OFFICE, {"unit": membership.unit.name})
        )
    signature.second_by, signature.second_at = actor, now
    signature.save(update_fields=["second_by", "second_at"])
    _record(membership, "signed_second", actor, now, version=signature.version)
    return signature


def take_back(membership: Membership, *, actor: Any, now: datetime, reason: str) -> None:
    """A unit takes its own signature back, with a reason; it stays a party, and the others' signatures stand."""
    if not may_sign(actor, membership):
        raise engine.NotYourStep(membership.state, "take_back")
    if not reason.strip():
        raise engine.StepRefused(Refusal("no_reason", "G1.4", Force.SHALL))
    held = Signature.objects.filter(membership=membership, voided_at__isnull=True)
    if not held.update(voided_at=now, taken_back_reason=reason.strip()):
        return
    _record(membership, "signature_taken_back", actor, now, reason=reason.strip())
    ledger.tell(
        "membership.signature_taken_back", user_ids=queries.people_of([membership.consortium.lead_id or 0]),
        now=now, path="/desk/", params=named(membership) | {"reason": reason.strip()},
    )  # fmt: skip


def delegate(membership: Membership, *, given_to: Any, actor: Any, now: datetime) -> Delegation:
    """A signatory asks a colleague of the unit to answer and sign; nothing changes until the colleague agrees."""
    if not signs_for(actor, membership.unit_id):
        raise engine.NotYourStep(membership.state, "delegate")
    if given_to.pk == actor.pk or given_to.pk not in queries.people_of([membership.unit_id]):
        raise engine.StepRefused(
            Refusal("not_a_colleague", "office", Force.OFFICE, {"unit": membership.unit.name})
        )
    Delegation.objects.filter(membership=membership, ended_at__isnull=True).update(ended_at=now)
    asked = Delegation.objects.create(membership=membership, given_by=actor, given_to=given_to, asked_at=now)
    _record(membership, "delegated", actor, now, to=given_to.pk)
    ledger.tell(
        "membership.delegated", user_ids=[given_to.pk], now=now, path=f"/members/{membership.pk}/",
        params=named(membership) | {"person": str(actor)},
    )  # fmt: skip
    return asked


def answer_delegation(membership: Membership, *, takes: bool, actor: Any, now: datetime) -> None:
    """The colleague takes the signature on, or hands it back."""
    asked = delegation_of(membership)
    if asked is None or asked.given_to_id != actor.pk:
        raise engine.NotYourStep(membership.state, "answer_delegation")
    asked.answered_at, asked.is_taken = now, takes
    asked.ended_at = None if takes else now
    asked.save(update_fields=["answered_at", "is_taken", "ended_at"])
    _record(membership, "delegation_taken" if takes else "delegation_declined", actor, now)
    ledger.tell(
        "membership.delegation_taken" if takes else "membership.delegation_declined", now=now,
        user_ids=[asked.given_by_id], path=f"/members/{membership.pk}/",
        params=named(membership) | {"person": str(actor)},
    )  # fmt: skip


def named(membership: Membership) -> dict[str, Any]:
    """What notices say of a membership: its unit and consortium in both languages."""
    return {
        "unit": membership.unit.name,
        "unit_en": membership.unit.name_en,
        "name": membership.consortium.formal_name,
        "name_en": membership.consortium.name_en,
    }


def _record(membership: Membership, what: str, actor: Any, now: datetime, **payload: Any) -> None:
    locked = Membership.objects.select_for_update(of=("self",), no_key=True).get(pk=membership.pk)
    ledger.record(locked, f"membership.{what}", at=now, actor_id=actor.pk, role="signatory", payload=payload)
