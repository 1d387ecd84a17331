"""The registration's own road. That it lapses or has lapsed is asked of the calendar, never stored."""

from datetime import date, datetime
from typing import Any

from accounts.queries import holders, officers_at
from accounts.roles import Role
from workflow.flow import Flow, Row, Step, register

from . import guards as if_
from .access import represents, signs_for
from .bans import lock_units
from .guideline import QINGDAO_2025
from .models import Membership, Registration, Resolution
from .queries import as_party, people_of
from .reminders import first_announcement
from .states import MembershipState, RegistrationEvent, RegistrationState, ResolutionKind


def _city_officer(user: Any, _registration: Any) -> bool:
    return bool(user.is_any(Role.CITY_OFFICER))


def _approver(user: Any, _registration: Any) -> bool:
    return bool(user.is_any(Role.APPROVER))


def _city(user: Any, _registration: Any) -> bool:
    """Whoever carries out a signed decision; the decision itself is the evidence."""
    return bool(user.is_any(Role.CITY_OFFICER, Role.APPROVER))


def _signs_for_a_member(user: Any, registration: Registration) -> bool:
    """The lead's signatory; while the seat is vacant, any member's."""
    if registration.state == RegistrationState.IN_FORCE:
        return signs_for(user, registration.consortium.lead_id)
    parties = Membership.objects.filter(
        consortium_id=registration.consortium_id, state=MembershipState.ACCEPTED, unit_id__in=represents(user)
    )
    return any(signs_for(user, party.unit_id) for party in parties)


def picture(registration: Registration, now: datetime) -> if_.RegistrationCase:
    """What the guards judge: projects, the open resolution and who has not consented to it."""
    resolution = open_resolution(registration)
    return if_.RegistrationCase(
        guideline=QINGDAO_2025,
        valid_from=registration.valid_from,
        open_projects=tuple(
            registration.projects.filter(closed_on__isnull=True)
            .order_by("number")
            .values_list("name", flat=True)
        ),
        resolved=resolution.kind if resolution else "",
        silent=silent_members(resolution) if resolution else (),
        new_lead=as_party(resolution.new_lead, now) if resolution and resolution.new_lead else None,
    )


def open_resolution(registration: Registration) -> Resolution | None:
    return (
        Resolution.objects.filter(registration=registration, closed_at__isnull=True)
        .select_related("new_lead__unit")
        .first()
    )


def silent_members(resolution: Resolution) -> tuple[str, ...]:
    """Names of the current members that have not consented; a removed lead is asked no more."""
    current = Membership.objects.filter(
        consortium_id=resolution.registration.consortium_id, state=MembershipState.ACCEPTED
    )
    if resolution.kind == ResolutionKind.NEW_LEAD:
        current = current.filter(is_lead=False)
    consented = resolution.consents.values("membership_id")
    return tuple(current.exclude(pk__in=consented).order_by("pk").values_list("unit__name", flat=True))


def audience(kind: str, registration: Registration) -> tuple[int, ...]:
    """User ids for a notice kind, by its first word; ``second:EVENT`` is whoever confirms a draft."""
    match kind.split("_")[0]:
        case "members":
            units = Membership.objects.filter(
                consortium_id=registration.consortium_id, state=MembershipState.ACCEPTED
            )
            return people_of(list(units.values_list("unit_id", flat=True)))
        case "city":
            return holders(Role.CITY_OFFICER)
        case "district":
            return officers_at(registration.authority_id)
        case _ if kind.startswith("second:"):
            return holders(Role.APPROVER)
    return people_of([registration.consortium.lead_id]) if registration.consortium.lead_id else ()


def role_of(user: Any, registration: Registration) -> tuple[str, int | None]:
    for grant in getattr(user, "grants", ()):
        return grant.role, grant.authority_id
    return ("lead" if registration.consortium.lead_id in represents(user) else "member"), None


def _enter_dates(step: Step) -> None:
    """What the first person read and the second confirmed becomes the registration's validity."""
    registration: Registration = step.subject
    drafted = step.look.proposal or {}
    registration.valid_from = date.fromisoformat(str(drafted["valid_from"]))
    registration.valid_until = date.fromisoformat(str(drafted["valid_until"]))
    registration.dates_source = str(drafted["source"]).strip()
    registration.announce_on = first_announcement(registration.valid_until)
    registration.save(update_fields=["valid_from", "valid_until", "dates_source", "announce_on"])


def _close_resolution(step: Step) -> None:
    Resolution.objects.filter(registration=step.subject, closed_at__isnull=True).update(closed_at=step.now)


def _seat_new_lead(step: Step) -> None:
    """The member all agreed on leads from now on; the former lead keeps the seat it had as a member."""
    registration: Registration = step.subject
    resolution = Resolution.objects.select_related("new_lead__unit").get(
        registration=registration, closed_at__isnull=True, new_lead__isnull=False
    )
    new_lead: Any = resolution.new_lead
    parties = Membership.objects.filter(consortium_id=registration.consortium_id)
    parties.filter(is_lead=True, state=MembershipState.ACCEPTED).update(is_lead=False)
    parties.filter(pk=new_lead.pk).update(is_lead=True, tier="core")
    consortium = registration.consortium
    consortium.lead = new_lead.unit
    consortium.save(update_fields=["lead"])
    _close_resolution(step)


def _lock_new_lead(row: Row, registration: Registration) -> None:
    """A ban on the member that is to lead is either seen or comes after."""
    resolution = open_resolution(registration) if row.event == RegistrationEvent.RESTORE else None
    if resolution and resolution.new_lead:
        lock_units([resolution.new_lead.unit_id])


R, E = RegistrationState, RegistrationEvent

# fmt: off
REGISTRATION = register(
    Flow(
        key="registration",
        model="consortia.Registration",
        initial=R.IN_FORCE,
        rows=(
            Row(R.IN_FORCE, E.DATE, R.IN_FORCE, _approver, if_.dates_unknown, (_enter_dates,),
                ("city_dated",), None, "G5.6i", drafted_by=_city_officer,
                draft_guard=lambda look: (*if_.dates_unknown(look), *if_.dates_sourced(look))),
            Row(R.IN_FORCE, E.VACATE, R.LEAD_VACANT, _city, if_.decision_signed, (),
                ("members_lead_vacant", "district_lead_vacant"), "lead_vacant_days", "G7.3c"),
            Row(R.LEAD_VACANT, E.RESTORE, R.IN_FORCE, _approver, if_.new_lead_agreed, (_seat_new_lead,),
                ("members_new_lead", "district_new_lead"), None, "G7.3b", drafted_by=_city_officer,
                draft_guard=if_.new_lead_agreed),
            Row(R.IN_FORCE, E.REVOKE, R.REVOKED, _city, if_.decision_signed, (_close_resolution,),
                ("members_revoked", "district_revoked"), None, "G7.2f"),
            Row(R.LEAD_VACANT, E.REVOKE, R.REVOKED, _city, if_.decision_signed, (_close_resolution,),
                ("members_revoked", "district_revoked"), None, "G7.2f"),
            Row(R.IN_FORCE, E.DISSOLVE, R.DISSOLVED, _approver, if_.dissolution_agreed, (_close_resolution,),
                ("members_dissolved", "district_dissolved", "city_dissolved"), None, "G7.3a",
                drafted_by=_signs_for_a_member, draft_guard=if_.dissolution_agreed),
            Row(R.LEAD_VACANT, E.DISSOLVE, R.DISSOLVED, _approver, if_.dissolution_agreed, (_close_resolution,),
                ("members_dissolved", "district_dissolved", "city_dissolved"), None, "G7.3a",
                drafted_by=_signs_for_a_member, draft_guard=if_.dissolution_agreed),
        ),
        states=RegistrationState,
        events=RegistrationEvent,
        picture=picture,
        audience=audience,
        path=lambda registration: f"/registrations/{registration.pk}/",
        params=lambda registration: {"number": registration.number or "", "name": registration.consortium.formal_name,
                                     "name_en": registration.consortium.name_en},
        locks=_lock_new_lead,
        role_of=role_of,
    )
)
# fmt: on
