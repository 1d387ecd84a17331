"""Who may come in by a member's link: never the other side, and only with the address that was invited or its house's.

A link can be copied; whoever sends it could open it too and consent for a unit that nobody here acts for yet
(G1.4 free will, G3.3a each party signs for itself).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from workflow import engine
from workflow.refusal import Force, Refusal

from .access import GONE, represents
from .models import Membership, Representative

Basis = Representative.Basis
# fmt: off
OPEN_TO_ALL = frozenset({
    "qq.com", "foxmail.com", "vip.qq.com", "163.com", "vip.163.com", "126.com", "yeah.net", "188.com",
    "sina.com", "sina.cn", "sohu.com", "139.com", "189.cn", "wo.cn", "aliyun.com", "tom.com",
    "21cn.com", "gmail.com", "outlook.com", "hotmail.com", "live.com", "icloud.com", "yahoo.com",
})
# fmt: on
"""Domains that give an address to anybody: here only the very address counts."""


def is_of_the_house(invited: str, own: str) -> bool:
    """The invited address itself, or another of its domain where that domain is not open to all."""
    invited, own = invited.strip().casefold(), own.strip().casefold()
    domain = invited.rpartition("@")[2]
    is_same = bool(invited) and invited == own
    return is_same or ("@" in invited and domain not in OPEN_TO_ALL and own.endswith(f"@{domain}"))


def masked(address: str) -> str:
    """An address as a stranger may see it: its first sign and its domain."""
    name, at, domain = address.strip().rpartition("@")
    return f"{name[:1]}***{at}{domain}" if at else ""


def other_side(membership: Membership, user: Any) -> Membership | None:
    """The lead or another party of the same consortium that this person acts for, if any."""
    others = Membership.objects.filter(consortium=membership.consortium_id, unit_id__in=represents(user))
    rows = others.exclude(unit=membership.unit_id).exclude(state__in=GONE).select_related("unit")
    return rows.order_by("-is_lead", "pk").first()


def why_not(membership: Membership, user: Any) -> Refusal | None:
    """Why this person may not become the first of the unit by this link, or None."""
    unit = membership.unit.name
    if other := other_side(membership, user):
        return _refusal("link_of_other_side", unit=unit, other=other.unit.name)
    if not membership.email:
        return _refusal("link_without_address", unit=unit)
    if not is_of_the_house(membership.email, user.email):
        return _refusal("link_of_other_house", unit=unit, address=masked(membership.email))
    return None


def refuse_both_sides(membership: Membership, actor: Any) -> None:
    """Whoever acts for a unit by a link alone answers and signs for no second party of the same consortium."""
    if membership.is_lead or basis_of(actor, membership.unit_id) != Basis.INVITATION:
        return
    if other := other_side(membership, actor):
        raise engine.StepRefused(
            _refusal("link_of_other_side", unit=membership.unit.name, other=other.unit.name)
        )


def basis_of(user: Any, unit_id: int) -> str:
    """On what basis a person acts for a unit, the strongest first; empty for whoever does not."""
    held = Representative.objects.filter(unit=unit_id, user=user.pk, ended_at__isnull=True)
    return strongest(held.values_list("basis", flat=True))


def strongest(held: Collection[str]) -> str:
    """An officer's word before a link, a link before a colleague's word."""
    return next(
        (str(basis) for basis in (Basis.CLAIM, Basis.INVITATION, Basis.COLLEAGUE) if basis in held), ""
    )


def standing(user: Any, unit_id: int) -> dict[str, Any]:
    """What a signature keeps of its signer: the basis, and whether an officer ever confirmed anybody of the unit."""
    confirmed = Representative.objects.filter(unit=unit_id, basis=Basis.CLAIM)
    return {"basis": basis_of(user, unit_id), "is_unit_confirmed": confirmed.exists()}


def _refusal(code: str, **params: str | int) -> Refusal:
    return Refusal(code, "G1.4", Force.SHALL, params)
