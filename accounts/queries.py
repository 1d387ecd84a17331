"""Who holds which role now."""

from .models import RoleGrant
from .roles import Role


def holders(*roles: str, authority_id: int | None = None) -> tuple[int, ...]:
    """User ids of everybody with an open account who holds one of ``roles`` now; at one authority where named.

    Without ``authority_id`` holders everywhere are meant: for a subject that may have no district
    there is ``officers_at``.
    """
    held = RoleGrant.objects.filter(role__in=roles, ended_at__isnull=True, user__is_active=True)
    if authority_id is not None:
        held = held.filter(authority_id=authority_id)
    return tuple(held.values_list("user_id", flat=True).distinct())


def officers_at(authority_id: int | None) -> tuple[int, ...]:
    """The officers of a subject's district, or the city's where it has none: whose desk it comes to."""
    if authority_id is None:
        return holders(Role.CITY_OFFICER)
    return holders(Role.DISTRICT_OFFICER, authority_id=authority_id)
