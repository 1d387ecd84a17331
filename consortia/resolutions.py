"""What all members of a registered consortium resolve together: proposed, consented to by each, or taken back.

Silence is never consent (Q-35). The paper is the supplement to the agreement that all of them signed (Q-33).
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from documents.models import StoredFile
from ledger import actions as ledger
from workflow import engine
from workflow.refusal import Force, Refusal, Refusals

from .access import signs_for
from .bans import lock_units
from .models import Membership, Registration, Resolution, ResolutionConsent
from .queries import as_party, people_of
from .registration import REGISTRATION, audience, open_resolution, silent_members
from .rules import independently_registered, lead_banned, lead_not_enterprise
from .standing import project_open
from .states import MembershipState, RegistrationState, ResolutionKind

STANDING = (RegistrationState.IN_FORCE, RegistrationState.LEAD_VACANT)


def asked(registration: Registration, kind: str) -> list[Membership]:
    """The members whose consent a resolution of a kind needs; a removed lead is not asked about the new one."""
    members = Membership.objects.filter(
        consortium_id=registration.consortium_id, state=MembershipState.ACCEPTED
    ).select_related("unit")
    if kind == ResolutionKind.NEW_LEAD:
        members = members.filter(is_lead=False)
    return list(members.order_by("-is_lead", "pk"))


def may_propose(user: Any, registration: Registration, kind: str) -> bool:
    """Any member's signatory proposes a new lead; the end of a consortium with a lead is the lead's to propose."""
    if kind == ResolutionKind.DISSOLUTION and registration.state == RegistrationState.IN_FORCE:
        return signs_for(user, registration.consortium.lead_id)
    return any(signs_for(user, member.unit_id) for member in asked(registration, kind))


def what_stops(registration: Registration, kind: str, new_lead: Membership | None, now: datetime) -> Refusals:
    """Why a resolution of a kind cannot be proposed now; the confirmation asks all of it again."""
    if registration.state not in STANDING:
        return (_refusal("registration_ended"),)
    if open_resolution(registration) is not None:
        return (_refusal("resolution_open"),)
    if kind == ResolutionKind.DISSOLUTION:
        open_ones = registration.projects.filter(closed_on__isnull=True).order_by("number")
        return project_open(tuple(open_ones.values_list("name", flat=True)))
    if registration.state != RegistrationState.LEAD_VACANT:
        return (_refusal("not_vacant"),)
    if new_lead is None:
        return ()
    if new_lead.pk not in {member.pk for member in asked(registration, kind)}:
        return (_refusal("not_a_member"),)
    party = as_party(new_lead, now)
    return (
        *lead_not_enterprise(party),
        *independently_registered(party),
        *lead_banned(party, timezone.localdate(now)),
    )


def propose(
    registration_id: int,
    kind: str,
    *,
    new_lead: Membership | None,
    reason: str,
    document: StoredFile | None,
    actor: Any,
    now: datetime,
) -> Resolution:
    """Put a resolution before all members; whoever proposes consents for the units they sign for.

    Raises NotYourStep for strangers, StepRefused with every reason at once.
    """
    with transaction.atomic(durable=True):
        registration: Registration = engine.lock(REGISTRATION, registration_id)
        if not may_propose(actor, registration, kind):
            raise engine.NotYourStep(registration.state, "propose_resolution")
        if new_lead is not None:
            lock_units([new_lead.unit_id])
        refusals = what_stops(registration, kind, new_lead, now)
        if not reason.strip():
            refusals = (*refusals, _refusal("no_reason"))
        if document is None:
            refusals = (*refusals, _refusal("resolution_without_paper"))
        if kind == ResolutionKind.NEW_LEAD and new_lead is None:
            refusals = (*refusals, _refusal("not_a_member"))
        if refusals or document is None:
            raise engine.StepRefused(*refusals)
        resolution = Resolution.objects.create(
            registration=registration,
            kind=kind,
            new_lead=new_lead,
            reason=reason.strip(),
            document=document,
            proposed_by=actor,
            proposed_at=now,
        )
        _record(registration, "resolution_proposed", actor, now, kind=kind, resolution=resolution.pk)
        members = asked(registration, kind)
        others = [member.unit_id for member in members if not signs_for(actor, member.unit_id)]
        _tell("members_resolution", people_of(others, "signatory"), registration, now, resolution)
        for member in members:
            if signs_for(actor, member.unit_id):
                _consent(resolution, member, actor=actor, now=now)
        _tell_if_complete(registration, resolution, now)
        return resolution


def consent(resolution_id: int, membership_id: int, *, actor: Any, now: datetime) -> ResolutionConsent:
    """One member's signatory consents, in their own account; a second click finds the first consent."""
    with transaction.atomic(durable=True):
        found = Resolution.objects.get(pk=resolution_id)
        registration: Registration = engine.lock(REGISTRATION, found.registration_id)
        resolution = Resolution.objects.get(pk=resolution_id)
        member = next((one for one in asked(registration, resolution.kind) if one.pk == membership_id), None)
        if member is None or not signs_for(actor, member.unit_id):
            raise engine.NotYourStep(registration.state, "consent")
        if resolution.closed_at is not None:
            raise engine.StepRefused(_refusal("resolution_closed"))
        given, is_new = _consent(resolution, member, actor=actor, now=now)
        if is_new:
            _tell_if_complete(registration, resolution, now)
        return given


def take_back(resolution_id: int, *, reason: str, actor: Any, now: datetime) -> None:
    """Whoever proposed it, or another signatory of that side, takes an open resolution back; consents end with it."""
    with transaction.atomic(durable=True):
        found = Resolution.objects.get(pk=resolution_id)
        registration: Registration = engine.lock(REGISTRATION, found.registration_id)
        resolution = Resolution.objects.get(pk=resolution_id)
        if resolution.proposed_by_id != actor.pk:
            raise engine.NotYourStep(registration.state, "take_back")
        if resolution.closed_at is not None:
            raise engine.StepRefused(_refusal("resolution_closed"))
        if not reason.strip():
            raise engine.StepRefused(_refusal("no_reason"))
        resolution.closed_at = now
        resolution.save(update_fields=["closed_at"])
        _record(
            registration, "resolution_taken_back", actor, now, resolution=resolution.pk, reason=reason.strip()
        )
        units = [member.unit_id for member in asked(registration, resolution.kind)]
        ledger.tell(
            "registration.members_resolution_taken_back", user_ids=people_of(units, "signatory"), now=now,
            params={**REGISTRATION.params(registration), "reason": reason.strip()},
            subject=registration.ledger_subject, path=_path(registration),
        )  # fmt: skip


def _consent(
    resolution: Resolution, member: Membership, *, actor: Any, now: datetime
) -> tuple[ResolutionConsent, bool]:
    given, is_new = ResolutionConsent.objects.get_or_create(
        resolution=resolution, membership=member, defaults={"by": actor, "at": now}
    )
    if is_new:
        _record(
            resolution.registration, "consented", actor, now, resolution=resolution.pk, unit=member.unit_id
        )
    return given, is_new


def _tell_if_complete(registration: Registration, resolution: Resolution, now: datetime) -> None:
    """When the last member has consented, whoever acts next is told."""
    if silent_members(resolution):
        return
    _tell("city_resolved", audience("city_resolved", registration), registration, now, resolution)
    if resolution.kind == ResolutionKind.DISSOLUTION:
        people = people_of([member.unit_id for member in asked(registration, resolution.kind)], "signatory")
        _tell("members_resolved", people, registration, now, resolution)


def _tell(
    kind: str, user_ids: tuple[int, ...], registration: Registration, now: datetime, resolution: Resolution
) -> None:
    ledger.tell(
        f"registration.{kind}", user_ids=user_ids, now=now,
        params={**REGISTRATION.params(registration), "resolution": resolution.pk},
        subject=registration.ledger_subject, path=_path(registration),
    )  # fmt: skip


def _path(registration: Registration) -> str:
    return f"{REGISTRATION.path(registration)}resolution/"


def _record(registration: Registration, what: str, actor: Any, now: datetime, **payload: Any) -> None:
    ledger.record(
        registration, f"registration.{what}", at=now, actor_id=actor.pk, role="signatory", payload=payload
    )


def _refusal(code: str) -> Refusal:
    return Refusal(code, "G7.3b" if code == "not_a_member" else "office", Force.OFFICE)
