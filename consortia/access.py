"""Who acts for which unit."""

from typing import Any

from django.db.models import Q

from .states import MembershipState, RepresentativeKind

EDITORS = frozenset({RepresentativeKind.MANAGER, RepresentativeKind.EDITOR})
GONE = (MembershipState.DECLINED, MembershipState.LEFT)


def represents(user: Any) -> dict[int, frozenset[str]]:
    """Unit id to the kinds in which ``user`` represents it; read once per request."""
    if not getattr(user, "is_authenticated", False):
        return {}
    if not hasattr(user, "_represents"):
        found: dict[int, set[str]] = {}
        user._offices = list(
            user.representations.filter(ended_at__isnull=True)
            .order_by("id")
            .values_list("unit_id", "unit__name", "unit__name_en", "kind")
        )
        for unit_id, _name, _name_en, kind in user._offices:
            found.setdefault(unit_id, set()).add(kind)
        user._represents = {unit_id: frozenset(kinds) for unit_id, kinds in found.items()}
    kinds: dict[int, frozenset[str]] = user._represents
    return kinds


def offices_of(user: Any) -> list[tuple[str, str, str]]:
    """Unit name, its English name and the kind, of all that ``user`` represents, the oldest first."""
    represents(user)
    return [(name, name_en, kind) for _unit, name, name_en, kind in getattr(user, "_offices", ())]


def acts_for(user: Any, unit_id: int | None, *kinds: str) -> bool:
    """Whether ``user`` represents the unit in one of ``kinds`` (any kind when none is named)."""
    held = represents(user).get(unit_id or 0, frozenset())
    return bool(held & set(kinds)) if kinds else bool(held)


def signs_for(user: Any, unit_id: int | None) -> bool:
    return acts_for(user, unit_id, RepresentativeKind.SIGNATORY)


def edits_for(user: Any, unit_id: int | None) -> bool:
    return acts_for(user, unit_id, *EDITORS)


def manages(user: Any, unit_id: int | None) -> bool:
    return acts_for(user, unit_id, RepresentativeKind.MANAGER)


def units_of(user: Any) -> Q:
    """Rows of ``Unit`` that the user represents."""
    return Q(pk__in=represents(user).keys())


def claims_for(user: Any) -> Q:
    """Claims an officer may judge: of units in the own district; of units elsewhere, the city's."""
    return _at("authority", user)


def postings_for(user: Any) -> Q:
    """Postings an officer checks, by the place of their unit."""
    return _at("unit__authority", user)


def _at(place: str, user: Any) -> Q:
    own = Q(**{f"{place}__in": user.authorities_as("district_officer")})
    return own | Q(**{f"{place}__isnull": True}) if user.is_any("city_officer") else own


def may_judge_claim(user: Any, claim: Any) -> bool:
    return _judges_at(user, claim.authority_id)


def may_check_posting(user: Any, posting: Any) -> bool:
    return _judges_at(user, posting.unit.authority_id)


def _judges_at(user: Any, authority_id: int | None) -> bool:
    if authority_id is None:
        return bool(user.is_any("city_officer"))
    return authority_id in user.authorities_as("district_officer")


def settles(user: Any, unit: Any) -> bool:
    """Whether the officer settles where the unit is registered: the city's any, a district's its own."""
    own = unit.authority_id in user.authorities_as("district_officer")
    return bool(own or user.is_any("city_officer"))


def stated_by(user: Any) -> Q:
    """Units whose group an officer may state: those it settles, and the parties of its own leads' consortia."""
    if user.is_any("city_officer"):
        return Q()
    own = user.authorities_as("district_officer")
    return Q(authority_id__in=own) | Q(memberships__consortium__lead__authority_id__in=own)


def holds_link(actor: Any, subject: Any) -> bool:
    """Whether somebody without an account came by the very link that was sent."""
    token = getattr(actor, "link_token", None)
    return bool(token) and token == subject.token
