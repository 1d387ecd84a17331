"""Three years without leading or core membership (G7.3d), and the locks that make the ban hold under a race."""

from collections.abc import Iterable
from datetime import date

from .guideline import QINGDAO_2025
from .models import LeadBan, Unit
from .validity import ban_until


def lock_units(unit_ids: Iterable[int]) -> list[Unit]:
    """The units' rows, locked until the transaction ends, always in the same order.

    Whatever could break a ban (invite, accept, sign, submit, register, a new lead) takes this lock before it
    asks for bans; imposing one takes it too. So a ban is either seen or comes after.
    """
    return list(
        Unit.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=set(unit_ids)).order_by("pk")
    )


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
