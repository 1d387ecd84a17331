"""Who may do what in a review, and who is told. The only file of this room that names a role."""

from typing import Any

from accounts.queries import holders
from accounts.roles import Role
from filings.access import city_officer, lead_signatory, round_lead

from .states import ObjectionState

__all__ = ["city_officer", "lead_signatory", "round_lead"]


def runs_rounds(user: Any, _subject: Any = None) -> bool:
    """City officers open rounds, name panels, keep records and lists."""
    return bool(user.is_any(Role.CITY_OFFICER))


def countersigns(user: Any) -> bool:
    return bool(user.is_any(Role.APPROVER))


def decides_objection(user: Any, _objection: Any = None) -> bool:
    return bool(user.is_any(Role.CITY_OFFICER))


def reveals_objector(user: Any) -> bool:
    """Only the supervision desk looks at who objected."""
    return bool(user.is_any(Role.SUPERVISOR))


def reads_rounds(user: Any) -> bool:
    return bool(user.is_any(Role.CITY_OFFICER, Role.APPROVER, Role.SUPERVISOR, Role.AUDITOR))


def owns_sheet(user: Any, sheet: Any) -> bool:
    return bool(sheet.seat.expert.user_id == user.pk and sheet.seat.removed_at is None)


def role_of(user: Any, _subject: Any) -> tuple[str, int | None]:
    """In which capacity somebody acts here; the public has none."""
    for grant in getattr(user, "grants", ()):
        return grant.role, grant.authority_id
    return ("lead" if user is not None else "public"), None


AUDIENCES: dict[str, tuple[Role, ...]] = {
    "city": (Role.CITY_OFFICER,),
    "approver": (Role.APPROVER,),
    "supervisor": (Role.SUPERVISOR,),
}


def audience(kind: str, _subject: Any = None) -> tuple[int, ...]:
    """User ids for a notice kind, by its first word."""
    return holders(*AUDIENCES[kind.split("_")[0]])


OPEN_OBJECTION = (ObjectionState.RECEIVED, ObjectionState.ACCEPTED)
