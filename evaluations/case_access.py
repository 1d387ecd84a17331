"""Who sees a case, who may do what in it, and who is told."""

from typing import Any

from django.db.models import Q

from accounts.queries import holders
from accounts.roles import Role
from consortia.access import represents, signs_for
from consortia.queries import people_of

from .states import CaseKind

READERS = (Role.CITY_OFFICER, Role.APPROVER, Role.SUPERVISOR, Role.AUDITOR)
READERS_OF_REFERRALS = (Role.APPROVER, Role.SUPERVISOR, Role.AUDITOR)


def cases_for(user: Any) -> Q:
    """Rows of ``Case`` a person may see: a party its own once notified; a referral its owner and the few."""
    if not getattr(user, "is_authenticated", False):
        return Q(pk__in=())
    public = ~Q(kind=CaseKind.REFERRAL)
    seen = public & Q(unit_id__in=represents(user).keys(), notified_at__isnull=False)
    if user.is_any(*READERS_OF_REFERRALS):
        return Q()
    if user.is_any(Role.CITY_OFFICER):
        seen |= public | Q(owner_id=user.pk)
    return seen


def sees_all(user: Any) -> bool:
    """City officers, approvers, supervisors and auditors read the list of cases."""
    return bool(user.is_any(*READERS))


def is_owner(user: Any, case: Any) -> bool:
    return bool(user.is_any(Role.CITY_OFFICER)) and case.owner_id == user.pk


def city_officer(user: Any, case: Any) -> bool:
    """Any city officer; a referral stays with its owner."""
    if case.kind == CaseKind.REFERRAL:
        return is_owner(user, case)
    return bool(user.is_any(Role.CITY_OFFICER))


def approver(user: Any, _case: Any) -> bool:
    return bool(user.is_any(Role.APPROVER))


def party(user: Any, case: Any) -> bool:
    """The signatory of the unit concerned; a referral is not the party's to answer."""
    return case.kind != CaseKind.REFERRAL and signs_for(user, case.unit_id)


def audience(kind: str, case: Any) -> tuple[int, ...]:
    """User ids for a notice kind, by its first word; nothing of a referral reaches its party or other desks."""
    if kind.startswith("second:"):
        return holders(Role.APPROVER)
    match kind.split("_")[0]:
        case "party":
            is_told = case.kind != CaseKind.REFERRAL and case.notified_at is not None
            return people_of([case.unit_id]) if is_told else ()
        case "approver":
            return tuple(pk for pk in holders(Role.APPROVER) if pk != case.decided_by_id)
    return (case.owner_id,)


def role_of(user: Any, _case: Any) -> tuple[str, int | None]:
    """In which capacity somebody acts in a case; without a role of office as the unit's signatory."""
    for grant in getattr(user, "grants", ()):
        return grant.role, grant.authority_id
    return "signatory", None
