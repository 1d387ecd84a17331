"""Who may do what to a filing, and which filings anybody sees at all. The only file here that names a role."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.queries import holders
from accounts.roles import Role
from consortia.access import EDITORS, GONE, edits_for, represents, signs_for
from consortia.models import Membership
from consortia.queries import people_of
from consortia.states import RepresentativeKind

from .states import UNSENT, HandoffState, State

IN_HANDS = (HandoffState.OPEN, HandoffState.READY)
"""States of a handed part that is in somebody's hands."""
WRITERS = EDITORS | {RepresentativeKind.SIGNATORY}
"""Who may write for a unit."""


def lead_signatory(user: Any, filing: Any) -> bool:
    return signs_for(user, filing.lead_id)


def lead_editor(user: Any, filing: Any) -> bool:
    return edits_for(user, filing.lead_id)


def own_officer(user: Any, filing: Any) -> bool:
    return filing.authority_id in user.authorities_as(Role.DISTRICT_OFFICER)


def own_head(user: Any, filing: Any) -> bool:
    return filing.authority_id in user.authorities_as(Role.DISTRICT_HEAD)


def city_officer(user: Any, _filing: Any) -> bool:
    return bool(user.is_any(Role.CITY_OFFICER))


def approver(user: Any, _filing: Any) -> bool:
    return bool(user.is_any(Role.APPROVER))


def supervisor(user: Any, _filing: Any) -> bool:
    return bool(user.is_any(Role.SUPERVISOR))


def round_lead(user: Any, filing: Any) -> bool:
    return filing.round_lead_id is not None and filing.round_lead_id == user.pk


def whoever_returned(user: Any, filing: Any) -> bool:
    """The officer who returned it, as long as the office is still theirs."""
    still = own_officer if filing.state == State.DISTRICT_CORRECTION else city_officer
    return filing.returned_by_id == user.pk and still(user, filing)


def checks_now(user: Any, filing: Any) -> bool:
    """Whether this officer's desk is checking the filing at this moment."""
    if filing.state == State.DISTRICT_CHECK:
        return own_officer(user, filing)
    return filing.state == State.CITY_CHECK and city_officer(user, filing)


def in_hand(user: Any, filing: Any, place: str) -> frozenset[str]:
    """The parts of a place that wait in the hands of the person or of a unit it edits for; "" is all of it."""
    if not any(kinds & WRITERS for kinds in represents(user).values()):
        return frozenset()
    return parts_held(user, of_parties(filing.handoffs.filter(state__in=IN_HANDS)), place)


def of_parties(handoffs: QuerySet[Any]) -> QuerySet[Any]:
    """Handed parts, each with whether its unit is a party of the consortium still."""
    present = Membership.objects.filter(
        consortium=OuterRef("filing__consortium"), unit=OuterRef("unit")
    ).exclude(state__in=GONE)
    return handoffs.annotate(is_of_party=Exists(present))


def parts_held(user: Any, handoffs: Iterable[Any], place: str) -> frozenset[str]:
    """Of handed parts that are in somebody's hands, those of a place in this person's."""
    return frozenset(
        row.part for row in handoffs if row.place == place and row.is_of_party and holds_part(user, row)
    )


def has_in_hand(user: Any, filing: Any, place: str, parts: Iterable[str]) -> bool:
    """Whether every one of the parts is in the person's hands; a table brings its rows, a place everything."""
    held = in_hand(user, filing, place)
    return bool(held) and all({"", part, part.split(":")[0]} & held for part in parts)


def holds_part(user: Any, handoff: Any) -> bool:
    """Whether a handed part is in this person's hands."""
    is_meant = handoff.person_id in (None, user.pk)
    return is_meant and (edits_for(user, handoff.unit_id) or signs_for(user, handoff.unit_id))


def holders_of_part(handoff: Any) -> tuple[int, ...]:
    """User ids of those who have a handed part in hand."""
    return (handoff.person_id,) if handoff.person_id else people_of([handoff.unit_id])


def watcher(user: Any) -> bool:
    return bool(user.is_any(Role.AUDITOR, Role.SUPERVISOR))


def may_read(user: Any, filing: Any) -> bool:
    """The same question as ``rows_for``, asked of one filing already at hand."""
    return type(filing).objects.filter(rows_for(user), pk=filing.pk).exists()


def rows_for(user: Any) -> Q:
    """The filings a person sees: the own ones, the own district's, the city's, the assigned ones. No others."""
    if not user.is_authenticated:
        return Q(pk__in=())
    if user.is_any(Role.CITY_OFFICER, Role.APPROVER, Role.AUDITOR, Role.SUPERVISOR):
        sent = ~Q(state__in=UNSENT)
        return sent | _own(user)
    rows = _own(user)
    if districts := user.authorities_as(Role.DISTRICT_OFFICER, Role.DISTRICT_HEAD):
        rows |= Q(authority_id__in=districts) & ~Q(state__in=UNSENT)
    if user.is_any(Role.EXPERT):
        rows |= Q(round_lead=user) | Q(
            round_filings__is_current=True,
            round_filings__round__seats__expert__user=user,
            round_filings__round__seats__removed_at__isnull=True,
        )
    return rows


def _own(user: Any) -> Q:
    units = list(represents(user))
    if not units:
        return Q(pk__in=())
    memberships = Membership.objects.filter(unit_id__in=units, state="accepted")
    return Q(lead_id__in=units) | Q(consortium_id__in=memberships.values("consortium_id"))


def audience(kind: str, filing: Any) -> tuple[int, ...]:
    """User ids for a notice kind, by its first word; ``second:EVENT`` is whoever fires a drafted step."""
    who = kind.split("_")[0]
    if kind.startswith("second:"):
        event = kind.removeprefix("second:")
        who = {"endorse": "head", "not": "head", "withdraw": "filer"}.get(event.split("_")[0], "approver")
    match who:
        case "district":
            return holders(Role.DISTRICT_OFFICER, authority_id=filing.authority_id)
        case "head":
            return holders(Role.DISTRICT_HEAD, authority_id=filing.authority_id)
        case "city":
            return holders(Role.CITY_OFFICER)
        case "supervisor":
            return holders(Role.SUPERVISOR)
        case "approver":
            return holders(Role.APPROVER)
        case "round":
            return (filing.round_lead_id,) if filing.round_lead_id else ()
        case "filer":
            return people_of([filing.lead_id])
        case "signatory":
            return people_of([filing.lead_id], RepresentativeKind.SIGNATORY)
        case "members":
            units = Membership.objects.filter(consortium_id=filing.consortium_id, state="accepted")
            return people_of(units.values("unit"))
        case _:
            raise ValueError(f"nobody is meant by notice kind {kind!r}")


def role_of(user: Any, filing: Any) -> tuple[str, int | None]:
    """In which capacity the person acts on this filing: for the record's sentence."""
    for grant in getattr(user, "grants", ()):
        if grant.role in (Role.DISTRICT_OFFICER, Role.DISTRICT_HEAD):
            if grant.authority_id == filing.authority_id:
                return grant.role, grant.authority_id
        else:
            return grant.role, grant.authority_id
    return ("lead" if filing.lead_id in represents(user) else "member"), None
