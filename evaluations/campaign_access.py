"""Who sees an evaluation, who may do what in it, and who is told."""

from typing import Any

from django.db.models import Q

from accounts.queries import holders
from accounts.roles import Role
from consortia.access import EDITORS, acts_for, represents, signs_for
from consortia.queries import people_of
from consortia.states import RepresentativeKind

READERS = (Role.CITY_OFFICER, Role.APPROVER, Role.SUPERVISOR, Role.AUDITOR)
DISTRICT = (Role.DISTRICT_OFFICER, Role.DISTRICT_HEAD)
JUDGES = (Role.EXPERT, Role.EVALUATOR)


def reads_campaigns(user: Any) -> bool:
    """City officers, approvers, supervisors and auditors read campaigns whole."""
    return bool(user.is_any(*READERS))


def runs_campaigns(user: Any, _subject: Any = None) -> bool:
    return bool(user.is_any(Role.CITY_OFFICER))


def approves(user: Any, _subject: Any = None) -> bool:
    return bool(user.is_any(Role.APPROVER))


def judges(user: Any) -> bool:
    """Experts and invited evaluators; what exactly is asked of their seats."""
    return bool(getattr(user, "is_authenticated", False) and user.is_any(*JUDGES))


def evaluations_for(user: Any) -> Q:
    """Rows of ``Evaluation`` for the office, the district of the registration and its lead."""
    if not getattr(user, "is_authenticated", False):
        return Q(pk__in=())
    if user.is_any(*READERS):
        return Q()
    seen = Q(registration__consortium__lead_id__in=represents(user).keys())
    if districts := user.authorities_as(*DISTRICT):
        seen |= Q(registration__authority_id__in=districts)
    return seen


def acts_for_lead(user: Any, evaluation: Any) -> bool:
    """Whoever writes for the lead: brings evidence."""
    return acts_for(
        user, evaluation.registration.consortium.lead_id, *EDITORS, RepresentativeKind.SIGNATORY
    )  # fmt: skip


def signs_for_lead(user: Any, evaluation: Any) -> bool:
    """The lead's signatory: declares it ready, replies."""
    return signs_for(user, evaluation.registration.consortium.lead_id)


def owns_sheet(user: Any, sheet: Any) -> bool:
    """Whoever holds the seat, while it opens anything."""
    seat = sheet.seat
    return bool(seat.user_id == user.pk and seat.removed_at is None and seat.ended_at is None)


def role_of(user: Any, _subject: Any) -> tuple[str, int | None]:
    """In which capacity somebody acts here; without a role of office it is the lead."""
    for grant in getattr(user, "grants", ()):
        return grant.role, grant.authority_id
    return ("lead" if user is not None else "system"), None


def audience(kind: str, evaluation: Any) -> tuple[int, ...]:
    """User ids for a notice kind, by its first word; ``second:EVENT`` is whoever confirms a draft."""
    match kind.split("_")[0]:
        case "city":
            return holders(Role.CITY_OFFICER)
        case "approver":
            return holders(Role.APPROVER)
        case "evaluators":
            return evaluators_of(evaluation)
        case _ if kind.startswith("second:"):
            return holders(Role.APPROVER)
    lead_id = evaluation.registration.consortium.lead_id
    return people_of([lead_id]) if lead_id else ()


def evaluators_of(evaluation: Any) -> tuple[int, ...]:
    """Everybody with a seat who has no conflict with this registration."""
    seats = evaluation.campaign.seats.filter(removed_at__isnull=True, ended_at__isnull=True)
    recused = evaluation.statements.exclude(conflict="").values("seat_id")
    return tuple(seats.exclude(pk__in=recused).values_list("user_id", flat=True))
