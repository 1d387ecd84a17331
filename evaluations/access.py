"""Who sees which registration, and who may do what in tracking. Evaluations and cases have rules of their own."""

from typing import Any

from django.db.models import Q

from accounts.queries import holders, officers_at
from accounts.roles import CITY, WATCHERS, Role
from consortia.access import edits_for, represents, signs_for
from consortia.models import Membership
from consortia.queries import people_of
from consortia.states import MembershipState


def registrations_for(user: Any) -> Q:
    """Rows of ``Registration``: the city's all, the own district's, those one's units lead or belong to."""
    if not getattr(user, "is_authenticated", False):
        return Q(pk__in=())
    if user.is_any(*CITY, *WATCHERS):
        return Q()
    rows = Q(pk__in=())
    if districts := user.authorities_as(Role.DISTRICT_OFFICER, Role.DISTRICT_HEAD):
        rows |= Q(authority_id__in=districts)
    if units := list(represents(user)):
        parties = Membership.objects.filter(unit_id__in=units, state=MembershipState.ACCEPTED)
        rows |= Q(consortium__lead_id__in=units) | Q(consortium_id__in=parties.values("consortium_id"))
    return rows


def in_office(user: Any) -> bool:
    """Officers, approvers and watchers: those who read a registration without belonging to it."""
    return bool(user.is_any(*CITY, *WATCHERS, Role.DISTRICT_OFFICER, Role.DISTRICT_HEAD))


def keeps_projects(user: Any) -> bool:
    """City officers enter and close the projects a consortium carries."""
    return bool(user.is_any(Role.CITY_OFFICER))


def lead_reports(user: Any, report: Any) -> bool:
    """An editor or signatory of the lead."""
    return speaks_for_lead(user, report.registration)


def speaks_for_lead(user: Any, registration: Any) -> bool:
    lead = registration.consortium.lead_id
    return signs_for(user, lead) or edits_for(user, lead)


def own_officer(user: Any, registration: Any) -> bool:
    """The district officer of the registration's authority."""
    return registration.authority_id in user.authorities_as(Role.DISTRICT_OFFICER)


def reads_report(user: Any, report: Any) -> bool:
    """The district's officer notes or returns a report; the city's officer may too."""
    return own_officer(user, report.registration) or bool(user.is_any(Role.CITY_OFFICER))


def names_owner(user: Any, difficulty: Any) -> bool:
    return own_officer(user, difficulty.registration) or bool(user.is_any(Role.CITY_OFFICER))


def owns(user: Any, difficulty: Any) -> bool:
    """The owner, while still an officer who may own it."""
    return difficulty.owner_id == user.pk and user.pk in officers_of(difficulty.registration)


def raiser_or_lead(user: Any, difficulty: Any) -> bool:
    """People of the unit that raised it, or of the lead."""
    units = represents(user)
    return difficulty.raised_by_unit_id in units or difficulty.registration.consortium.lead_id in units


def raising_unit(user: Any, registration: Any) -> int | None:
    """The member unit for which somebody may raise a difficulty, the lead before others; None for strangers."""
    parties = Membership.objects.filter(
        consortium_id=registration.consortium_id,
        unit_id__in=represents(user),
        state=MembershipState.ACCEPTED,
    )
    for unit_id in parties.order_by("-is_lead", "pk").values_list("unit_id", flat=True):
        if signs_for(user, unit_id) or edits_for(user, unit_id):
            return int(unit_id)
    lead = registration.consortium.lead_id
    return lead if lead and speaks_for_lead(user, registration) else None


def officers_of(registration: Any) -> tuple[int, ...]:
    """User ids of officers who may own its difficulties: its district's and the city's."""
    own = officers_at(registration.authority_id)
    return tuple(dict.fromkeys((*own, *holders(Role.CITY_OFFICER))))


def desk_of(registration: Any) -> tuple[int, ...]:
    """The officers who read its reports: its district's, or the city's where it has none."""
    return officers_at(registration.authority_id)


def audience(kind: str, subject: Any) -> tuple[int, ...]:
    """User ids for a notice kind about a report or a difficulty, by its first word."""
    registration = subject.registration
    match kind.split("_")[0]:
        case "officer":
            return desk_of(registration)
        case "city":
            return holders(Role.CITY_OFFICER)
        case "owner":
            return (subject.owner_id,) if subject.owner_id else ()
        case "raiser":
            return people_of([subject.raised_by_unit_id])
    lead = registration.consortium.lead_id
    return people_of([lead]) if lead else ()


def role_of(user: Any, subject: Any) -> tuple[str, int | None]:
    """In which capacity somebody acts: for the record's sentence. Nobody at all is the system."""
    if user is None:
        return "system", None
    registration = getattr(subject, "registration", subject)
    for grant in getattr(user, "grants", ()):
        if grant.role not in (Role.DISTRICT_OFFICER, Role.DISTRICT_HEAD) or (
            grant.authority_id == registration.authority_id
        ):
            return grant.role, grant.authority_id
    return ("lead" if registration.consortium.lead_id in represents(user) else "member"), None
