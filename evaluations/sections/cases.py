"""On a registration's page: its cases, its lead's bans, and what the members resolve."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.roles import Role
from consortia import bans, resolutions
from consortia.registration import open_resolution
from consortia.states import RegistrationState, ResolutionKind
from evaluations import case_access, case_reading

STANDING = (RegistrationState.IN_FORCE, RegistrationState.LEAD_VACANT)


def section(registration: Any, user: Any, now: datetime) -> dict[str, Any] | None:
    """None where the reader has nothing to see or do here."""
    today = timezone.localdate(now)
    in_office = case_access.sees_all(user)
    found = case_reading.listed(user).filter(registration=registration).order_by("-pk")[:10]
    rows = [(one, case_reading.badge_of(one, today, in_office=in_office)) for one in found]
    lead = registration.consortium.lead
    shown_bans = bans.of_unit(lead) if lead is not None and in_office else []
    running = open_resolution(registration)
    stands = registration.state in STANDING
    may_resolve = running is not None or (
        stands and any(resolutions.may_propose(user, registration, kind) for kind in ResolutionKind)
    )
    may_open = stands and user.is_any(Role.CITY_OFFICER)
    is_vacant = registration.state == RegistrationState.LEAD_VACANT
    if not (rows or shown_bans or may_resolve or may_open or is_vacant):
        return None
    return {
        "registration": registration,
        "rows": rows,
        "bans": shown_bans,
        "running": running,
        "may_resolve": may_resolve,
        "may_open": may_open,
        "is_vacant": is_vacant,
        "due_on": registration.due_on if is_vacant else None,
    }
