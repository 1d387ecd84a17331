"""Three small roads: a unit's claim, a member's consent, a person's appointment."""

from typing import Any

from workflow.flow import Flow, Look, Row, register
from workflow.refusal import Force, Refusal, Refusals

from .access import edits_for, holds_link, manages, may_judge_claim
from .bans import lock_units
from .queries import as_party, people_of
from .rules import core_banned, lead_banned
from .signing import may_sign
from .states import (
    AppointmentEvent,
    AppointmentState,
    ClaimEvent,
    ClaimState,
    MembershipEvent,
    MembershipState,
    Tier,
)


def _consortium(consortium: Any) -> dict[str, str]:
    """What letters say of a consortium: its name and who leads it, in both languages."""
    lead = consortium.lead
    names = {"name": consortium.formal_name, "name_en": consortium.name_en}
    return names | ({"lead": lead.name, "lead_en": lead.name_en} if lead else {})


def _nobody(kind: str, subject: Any) -> tuple[int, ...]:
    return ()


def _needs_reason(look: Look) -> Refusals:
    if look.typed is None or str(look.typed.get("reason", "")).strip():
        return ()
    return (Refusal("no_reason", "office", Force.OFFICE),)


def _voluntary(look: Look) -> Refusals:
    """A member joins of its own free will, and says so (G1.4)."""
    if look.typed is None or look.typed.get("is_voluntary"):
        return ()
    return (Refusal("not_voluntary", "G1.4", Force.SHALL),)


# claims: an officer of the unit's district confirms with one click


def _judges_claim(user: Any, claim: Any) -> bool:
    """The officer, or for a unit that has people its manager: a second claim is the unit's own affair."""
    by_manager = claim.user_id != user.pk and manages(user, claim.unit_id)
    return may_judge_claim(user, claim) or by_manager


def _claim_audience(kind: str, claim: Any) -> tuple[int, ...]:
    return (claim.user_id,)


_C, _CE = ClaimState, ClaimEvent
CLAIM = register(
    Flow(
        key="claim",
        model="consortia.UnitClaim",
        initial=_C.WAITING,
        rows=(
            Row(_C.WAITING, _CE.CONFIRM, _C.CONFIRMED, _judges_claim, tell=("person_confirmed",)),
            Row(_C.WAITING, _CE.REFUSE, _C.REFUSED, may_judge_claim, _needs_reason, tell=("person_refused",)),
            Row(_C.WAITING, _CE.WITHDRAW, _C.WITHDRAWN, lambda user, claim: claim.user_id == user.pk),
        ),
        states=_C,
        events=_CE,
        picture=lambda claim, now: None,
        audience=_claim_audience,
        path=lambda claim: "/units/",
        params=lambda claim: {"unit": claim.unit.name, "unit_en": claim.unit.name_en},
    )
)


# membership: invited by the lead, answered by the unit itself; nobody joins on another's behalf


def _lead_edits(user: Any, membership: Any) -> bool:
    return edits_for(user, membership.consortium.lead_id)


def _unit_answers(user: Any, membership: Any) -> bool:
    return may_sign(user, membership) or manages(user, membership.unit_id)


def _lead_people(kind: str, membership: Any) -> tuple[int, ...]:
    if getattr(membership, "is_lead", False):
        return ()
    if kind.startswith("member"):
        return people_of([membership.unit_id])
    return people_of([membership.consortium.lead_id])


def _core_place(membership: Any, now: Any) -> Any:
    """The party as the ban judges it; only the lead's place and the core layer are asked about (G7.3d)."""
    return as_party(membership, now) if membership.tier == Tier.CORE else None


def _not_banned(look: Look) -> Refusals:
    """A unit under a ban neither founds a consortium nor joins a core layer."""
    if look.case is None:
        return ()
    return lead_banned(look.case, look.today) if look.case.is_lead else core_banned((look.case,), look.today)


def _accepts(look: Look) -> Refusals:
    return (*_not_banned(look), *_voluntary(look))


def _lock_unit(row: Row, membership: Any) -> None:
    """A ban is either seen by whoever invites or accepts, or comes after."""
    if row.event in (_ME.INVITE, _ME.ACCEPT):
        lock_units([membership.unit_id])


_M, _ME = MembershipState, MembershipEvent
MEMBERSHIP = register(
    Flow(
        key="membership",
        model="consortia.Membership",
        initial=_M.LISTED,
        rows=(
            Row(_M.LISTED, _ME.INVITE, _M.INVITED, _lead_edits, _not_banned, tell=("member_invited",),
                clause="G5.2", due="invitation_days"),
            Row(_M.LISTED, _ME.REMOVE, _M.LEFT, _lead_edits, clause="G5.2"),
            Row(_M.INVITED, _ME.INVITE, _M.INVITED, _lead_edits, _not_banned, tell=("member_invited",),
                clause="G5.2", due="invitation_days"),
            Row(_M.INVITED, _ME.ACCEPT, _M.ACCEPTED, _unit_answers, _accepts, tell=("lead_accepted",),
                clause="G5.2"),
            Row(_M.INVITED, _ME.DECLINE, _M.DECLINED, _unit_answers, tell=("lead_declined",), clause="G5.2"),
            Row(_M.INVITED, _ME.REMOVE, _M.LEFT, _lead_edits, clause="G5.2"),
            Row(_M.ACCEPTED, _ME.LEAVE, _M.LEFT, _unit_answers, _needs_reason, tell=("lead_left",),
                clause="G1.4"),
            Row(_M.ACCEPTED, _ME.REMOVE, _M.LEFT, _lead_edits, _needs_reason, tell=("member_removed",),
                clause="G5.2"),
        ),
        states=_M,
        events=_ME,
        picture=_core_place,
        locks=_lock_unit,
        audience=_lead_people,
        path=lambda membership: f"/members/{membership.pk}/",
        params=lambda membership: {
            "unit": membership.unit.name,
            "unit_en": membership.unit.name_en,
            **_consortium(membership.consortium),
        },
    )
)  # fmt: skip


# appointments: the person answers by the link, with or without an account


def _named_person(actor: Any, appointment: Any) -> bool:
    return holds_link(actor, appointment)


def _lead_of_consortium(user: Any, appointment: Any) -> bool:
    return edits_for(user, appointment.consortium.lead_id)


_A, _AE = AppointmentState, AppointmentEvent
APPOINTMENT = register(
    Flow(
        key="appointment",
        model="consortia.Appointment",
        initial=_A.NAMED,
        rows=(
            Row(_A.NAMED, _AE.INVITE, _A.INVITED, _lead_of_consortium, clause="G5.4", due="invitation_days"),
            Row(
                _A.INVITED, _AE.INVITE, _A.INVITED, _lead_of_consortium, clause="G5.4", due="invitation_days"
            ),
            Row(_A.INVITED, _AE.ACCEPT, _A.ACCEPTED, _named_person, tell=("lead_accepted",), clause="G5.4"),
            Row(_A.INVITED, _AE.DECLINE, _A.DECLINED, _named_person, tell=("lead_declined",), clause="G5.4"),
            Row(_A.NAMED, _AE.DECLINE, _A.DECLINED, _lead_of_consortium, clause="G5.4"),
            Row(_A.ACCEPTED, _AE.DECLINE, _A.DECLINED, _lead_of_consortium, clause="G5.4"),
        ),
        states=_A,
        events=_AE,
        picture=lambda appointment, now: None,
        audience=_lead_people,
        path=lambda appointment: "",
        params=lambda appointment: {
            "post": appointment.post,
            **_consortium(appointment.consortium),
        },
    )
)
