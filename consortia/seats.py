"""Where a unit is registered and which group it belongs to: an officer's word, kept in the record."""

from datetime import datetime
from typing import Any

from accounts.models import Authority
from ledger import actions as ledger

from .models import Unit, UnitClaim
from .states import ClaimState


def settle(
    unit: Unit, *, authority: Authority | None, seat: str, is_branch: bool, actor: Any, now: datetime
) -> None:
    """An officer compared it with the licence; claims that wait go to the new place with the unit."""
    place = {"authority": authority, "seat": seat, "is_branch": is_branch}
    Unit.objects.filter(pk=unit.pk).update(
        **place, is_in_qingdao=authority is not None, is_legal_person=not is_branch
    )
    UnitClaim.objects.filter(unit=unit, state=ClaimState.WAITING).update(**place)
    ledger.record_security(
        "unit_seat_settled", actor_id=actor.pk, now=now,
        params={"unit": unit.pk, "authority": authority and authority.pk, "seat": seat, "branch": is_branch},
    )  # fmt: skip


def state_group(unit: Unit, *, head_code: str, actor: Any, now: datetime) -> None:
    """An officer states by its head's credit code the group a unit belongs to, or with none that it stands alone."""
    if unit.group_key == head_code:
        return
    Unit.objects.filter(pk=unit.pk).update(group_key=head_code)
    ledger.record_security(
        "unit_group_stated", actor_id=actor.pk, now=now, params={"unit": unit.pk, "head": head_code}
    )
