"""Three years without leading or core membership (G7.3d), and the locks that make the ban hold under a race."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from workflow.engine import StepRefused

from .access import GONE
from .dossier import Party, Tier
from .guideline import QINGDAO_2025
from .models import Consortium, LeadBan, Membership, Unit
from .queries import bans
from .rules import core_banned
from .validity import ban_until


def lock_units(unit_ids: Iterable[int]) -> list[Unit]:
    """The units' rows, locked until the transaction ends, always in the same order.

    Whatever could break a ban (invite, accept, sign, submit, register, a new lead) takes this lock before it
    asks for bans; imposing one takes it too. So a ban is either seen or comes after.
    """
    return _locked(Q(pk__in=set(unit_ids)))


def _locked(which: Q) -> list[Unit]:
    return list(Unit.objects.select_for_update(of=("self",), no_key=True).filter(which).order_by("pk"))


def lock_parties(consortium: Consortium) -> None:
    """Lock every unit that is listed, invited or a member: what a submission and a registration rest on."""
    parties = Membership.objects.filter(consortium=consortium).exclude(state__in=GONE)
    _locked(Q(pk__in=parties.values("unit")) | Q(pk=consortium.lead_id))


def refuse_banned_core(unit: Unit, tier: str, now: datetime) -> None:
    """Raises StepRefused when a banned unit would stand in the core layer; the unit stays locked."""
    (fresh,) = lock_units([unit.pk])
    today = timezone.localdate(now)
    until = bans([fresh.code], today).get(fresh.code) if fresh.code else None
    if refusals := core_banned(
        (Party(name=fresh.name, code=fresh.code, tier=Tier(tier), banned_until=until),), today
    ):
        raise StepRefused(*refusals)


def of_unit(unit: Unit) -> list[LeadBan]:
    """Every ban the unit ever had, the newest first."""
    return list(LeadBan.objects.filter(code=unit.code).order_by("-from_on", "-pk")) if unit.code else []


def impose(unit_id: int, *, decided_on: date, facts: str, decision_number: str) -> LeadBan:
    """Ban a unit from leading and from the core layer for three years from the decision."""
    (unit,) = lock_units([unit_id])
    return LeadBan.objects.create(
        code=unit.code or "",
        unit_name=unit.name,
        from_on=decided_on,
        until_on=ban_until(decided_on, QINGDAO_2025),
        facts=facts,
        decision_number=decision_number,
        is_sample=unit.is_sample,
    )


def lift(ban: LeadBan, *, on: date, reason: str) -> None:
    """End a ban whose decision a second look overturned; the row stays as history."""
    LeadBan.objects.filter(pk=ban.pk, lifted_on__isnull=True).update(lifted_on=on, lift_reason=reason)
