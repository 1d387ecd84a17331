"""How a person comes to act for a unit: by an officer, by the unit's manager, or by a lead's invitation."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.queries import officers_at
from documents.models import StoredFile
from ledger import actions as ledger
from workflow import engine, office
from workflow.refusal import Force, Refusal

from . import invited
from .access import manages, may_judge_claim, represents
from .actions import new_token
from .consent import CLAIM
from .models import Membership, Representative, Unit, UnitClaim, UnitInvitation
from .queries import people_of
from .seats import settle
from .states import ClaimEvent, ClaimState, RepresentativeKind

Kind = RepresentativeKind
Basis = Representative.Basis
COLLEAGUE_KINDS = (Kind.EDITOR, Kind.SIGNATORY, Kind.READER)


def _refused(code: str, **params: str | int) -> engine.StepRefused:
    return engine.StepRefused(Refusal(code, "office", Force.OFFICE, params))


def find_unit(code: str) -> Unit | None:
    """The unit with this credit code, typed once by whoever came first."""
    return Unit.objects.filter(code=code).select_related("authority").first() if code else None


def unit_of_code(code: str, fields: Mapping[str, Any]) -> Unit:
    """The unit with this code; a new one is kept with ``fields``. Two people at once get the same row."""
    unit, _is_new = Unit.objects.get_or_create(code=code, defaults=dict(fields))
    return unit


def typed_unit(code: str, fields: Mapping[str, Any]) -> Unit:
    """A unit seen for the first time, as a lead typed it; it may be claimed and confirmed later."""
    return unit_of_code(code, fields) if code else Unit.objects.create(code=None, **fields)


def may_claim(user: Any, unit: Unit) -> bool:
    """Not who acts for the unit already, except by a link alone, or as long as its seat is open."""
    if not represents(user).get(unit.pk) or unit.is_seat_open:
        return True
    held = Representative.objects.filter(unit=unit, user=user, ended_at__isnull=True)
    return not held.exclude(basis=Basis.INVITATION).exists()


def claim(
    *,
    user: Any,
    unit: Unit,
    licence: StoredFile,
    authorisation: StoredFile,
    note: str,
    now: datetime,
    place: Mapping[str, Any] | None = None,
) -> UnitClaim:
    """Somebody says they act for a unit; its officer is told, and its manager where it has one.

    ``place`` (authority, seat, is_branch) is heard as long as the unit's seat is open.
    """
    if not may_claim(user, unit):
        raise _refused("already_represents", unit=unit.name)
    with transaction.atomic(durable=True):
        unit = Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=unit.pk)
        waiting = UnitClaim.objects.filter(unit=unit, user=user, state=ClaimState.WAITING).first()
        if waiting:
            return waiting
        said = place if place and unit.is_seat_open else _place_of(unit)
        made = UnitClaim(
            unit=unit, user=user, licence=licence, authorisation=authorisation, note=note, **said
        )
        made.due_on = office.due("claim_check_days", timezone.localdate(now)).on
        engine.begin(CLAIM, made, actor=user, now=now, payload={"unit": unit.pk})
        told = {**CLAIM.params(made), "person": user.name or user.email}
        ledger.tell(
            "claim.waiting",
            user_ids=officers_at(made.authority_id),
            now=now,
            params=told,
            path=f"/claims/{made.pk}/",
        )
        managers = tuple(pk for pk in people_of([unit.pk], Kind.MANAGER) if pk != user.pk)
        ledger.tell("claim.second", user_ids=managers, now=now, params=told, path=f"/units/{unit.pk}/")
        return made


def _place_of(said: Unit | UnitClaim) -> dict[str, Any]:
    return {"authority": said.authority, "seat": said.seat, "is_branch": said.is_branch}


def confirm(claim_id: int, *, actor: Any, now: datetime, kinds: tuple[str, ...] = ()) -> UnitClaim:
    """An officer makes the claimant manager and editor; the unit's manager gives the role in ``kinds``."""
    with transaction.atomic(durable=True):
        claimed = UnitClaim.objects.select_related("unit", "authority").get(pk=claim_id)
        unit = Unit.objects.select_for_update(no_key=True).get(pk=claimed.unit_id)
        by_officer = may_judge_claim(actor, claimed)
        if not by_officer and not set(kinds) <= set(COLLEAGUE_KINDS):
            raise engine.NotYourStep(claimed.state, ClaimEvent.CONFIRM)
        engine.advance(CLAIM, claim_id, ClaimEvent.CONFIRM, actor=actor, now=now)
        if by_officer and unit.is_seat_open:
            settle(unit, **_place_of(claimed), actor=actor, now=now)
        given = (Kind.MANAGER, Kind.EDITOR) if by_officer else kinds
        basis = Basis.CLAIM if by_officer else Basis.COLLEAGUE
        _give(unit, claimed.user_id, given, basis=basis, actor=actor, now=now)
        return claimed


def refuse(claim_id: int, *, actor: Any, now: datetime, reason: str) -> None:
    """The officer refuses, with a reason that the claimant reads."""
    with transaction.atomic(durable=True):
        engine.advance(CLAIM, claim_id, ClaimEvent.REFUSE, actor=actor, now=now, typed={"reason": reason})


def take_back(claim_id: int, *, actor: Any, now: datetime) -> None:
    """The claimant takes the claim back."""
    with transaction.atomic(durable=True):
        engine.advance(CLAIM, claim_id, ClaimEvent.WITHDRAW, actor=actor, now=now)


def _give(unit: Unit, user_id: int, kinds: tuple[str, ...], *, basis: str, actor: Any, now: datetime) -> None:
    """Make the person a representative; what is held already stays as it is. Written into the record."""
    held = set(
        Representative.objects.filter(unit=unit, user_id=user_id, ended_at__isnull=True).values_list(
            "kind", flat=True
        )
    )
    for kind in kinds:
        if kind not in held:
            Representative.objects.create(unit=unit, user_id=user_id, kind=kind, basis=basis, since=now)
            ledger.record_security(
                "unit_role_given", actor_id=actor.pk, now=now,
                params={"unit": unit.pk, "person": user_id, "kind": str(kind), "basis": str(basis)},
            )  # fmt: skip


def _managed(unit_id: int, actor: Any) -> Unit:
    unit = Unit.objects.select_for_update(no_key=True).get(pk=unit_id)
    if not manages(actor, unit_id):
        raise engine.NotYourStep("unit", "manage")
    return unit


def invite_colleague(unit_id: int, *, email: str, kind: str, actor: Any, now: datetime) -> UnitInvitation:
    """The manager sends a colleague the link that makes them editor, signatory or reader."""
    with transaction.atomic(durable=True):
        unit = _managed(unit_id, actor)
        if kind not in COLLEAGUE_KINDS:
            raise engine.NotYourStep("unit", "manage")
        same = UnitInvitation.objects.filter(
            unit=unit, email=email, kind=kind, hands_over=None, accepted_at__isnull=True, expires_at__gt=now
        ).first()
        if same:
            return same
        return _offer(unit, email=email, kind=kind, actor=actor, now=now)


def hand_over(representative_id: int, *, email: str, actor: Any, now: datetime) -> UnitInvitation:
    """Offer a role, one's own or as manager anybody's, to a colleague; it moves when the colleague accepts.

    The unit's filings stay where they are: they belong to the unit, not to a person.
    """
    with transaction.atomic(durable=True):
        held = Representative.objects.select_related("user").get(pk=representative_id)
        unit = Unit.objects.select_for_update(no_key=True).get(pk=held.unit_id)
        if actor.pk != held.user_id and not manages(actor, unit.pk):
            raise engine.NotYourStep("unit", "manage")
        if held.ended_at:
            raise _refused("role_over", person=str(held.user))
        if held.user.email.lower() == email.lower():
            raise _refused("handover_to_holder", address=email)
        UnitInvitation.objects.filter(hands_over=held, accepted_at__isnull=True, expires_at__gt=now).update(
            expires_at=now
        )  # an earlier offer of the same role is void
        return _offer(unit, email=email, kind=held.kind, actor=actor, now=now, hands_over=held)


def _offer(
    unit: Unit, *, email: str, kind: str, actor: Any, now: datetime, hands_over: Representative | None = None
) -> UnitInvitation:
    days = int(office.value("invitation_days", timezone.localdate(now)))
    made = UnitInvitation.objects.create(
        unit=unit, email=email, kind=kind, token=new_token(), invited_by=actor, invited_at=now,
        expires_at=now + timedelta(days=days), hands_over=hands_over,
    )  # fmt: skip
    ledger.write_to(
        "colleague.handover" if hands_over else "colleague.invitation", email=email, now=now,
        path=f"/colleague/{made.token}/", cause=f"colleague:{made.pk}",
        params={"unit": unit.name, "unit_en": unit.name_en, "role": kind,
                "person": str(hands_over.user) if hands_over else ""},
    )  # fmt: skip
    return made


def accept_colleague(token: str, *, user: Any, now: datetime) -> Unit:
    """The colleague opens the link: once, in time, and with the address it was sent to."""
    with transaction.atomic(durable=True):
        found = (
            UnitInvitation.objects.select_for_update(of=("self",))
            .select_related("unit", "hands_over__user")
            .get(token=token)
        )
        if found.accepted_by_id == user.pk:
            return found.unit
        if found.accepted_at:
            raise _refused("link_used")
        if found.expires_at <= now:
            raise _refused("link_expired", unit=found.unit.name)
        if found.email.lower() != user.email.lower():
            raise _refused("link_for_another", address=found.email)
        given_up = found.hands_over
        if given_up and given_up.ended_at:
            raise _refused("role_over", person=str(given_up.user))
        found.accepted_by, found.accepted_at = user, now
        found.save(update_fields=["accepted_by", "accepted_at"])
        _give(found.unit, user.pk, (found.kind,), basis=Basis.COLLEAGUE, actor=user, now=now)
        if given_up:
            _end(given_up, actor=user, now=now)
        ledger.tell(
            "colleague.accepted", user_ids=_concerned(found), now=now,
            params={"unit": found.unit.name, "unit_en": found.unit.name_en, "role": found.kind,
                    "person": user.name or user.email},
            path=f"/units/{found.unit_id}/",
        )  # fmt: skip
        return found.unit


def _concerned(found: UnitInvitation) -> tuple[int, ...]:
    """The unit's managers, and whoever handed the role over."""
    given_up = found.hands_over
    former = (given_up.user_id,) if given_up else ()
    return tuple(dict.fromkeys((*people_of([found.unit_id], Kind.MANAGER), *former)))


def make_own_signatory(unit_id: int, *, actor: Any, now: datetime) -> None:
    """The manager signs for the unit too: one click, written into the record."""
    with transaction.atomic(durable=True):
        unit = _managed(unit_id, actor)
        _give(unit, actor.pk, (Kind.SIGNATORY,), basis=Basis.COLLEAGUE, actor=actor, now=now)


def sign_jointly(unit_id: int, *, two: bool, actor: Any, now: datetime) -> None:
    """Whether two signatories of the unit sign together; only where there are two, and from then on."""
    with transaction.atomic(durable=True):
        unit = _managed(unit_id, actor)
        signatories = Representative.objects.filter(unit=unit, kind=Kind.SIGNATORY, ended_at__isnull=True)
        if two and signatories.values("user_id").distinct().count() < 2:
            raise _refused("one_signatory")
        Unit.objects.filter(pk=unit.pk).update(signs_jointly=two)
        ledger.record_security(
            "unit_signs_jointly", actor_id=actor.pk, now=now, params={"unit": unit.pk, "two": two}
        )


def end_role(representative_id: int, *, actor: Any, now: datetime) -> None:
    """The manager ends a role in the unit; the last manager stays."""
    with transaction.atomic(durable=True):
        held = Representative.objects.get(pk=representative_id)
        _managed(held.unit_id, actor)
        if held.ended_at:
            return
        others = Representative.objects.filter(
            unit_id=held.unit_id, kind=Kind.MANAGER, ended_at__isnull=True
        ).exclude(pk=held.pk)
        if held.kind == Kind.MANAGER and not others.exists():
            raise _refused("last_manager")
        _end(held, actor=actor, now=now)


def _end(held: Representative, *, actor: Any, now: datetime) -> None:
    held.ended_at = now
    held.save(update_fields=["ended_at"])
    ledger.record_security(
        "unit_role_ended", actor_id=actor.pk, now=now,
        params={"unit": held.unit_id, "person": held.user_id, "kind": held.kind},
    )  # fmt: skip


def claim_by_invitation(membership: Membership, *, user: Any, now: datetime) -> bool:
    """The first person who opens a member's link manages and signs for the unit; False where it has people.

    Raises StepRefused for whoever stands on the other side, and for an address of another house.
    """
    unit = Unit.objects.select_for_update(no_key=True).get(pk=membership.unit_id)
    if people_of([unit.pk]):
        return False
    if stop := invited.why_not(membership, user):
        raise engine.StepRefused(stop)
    _give(unit, user.pk, (Kind.MANAGER, Kind.SIGNATORY), basis=Basis.INVITATION, actor=user, now=now)
    user.__dict__.pop("_represents", None)
    return True
