"""Settling an office parameter: one person proposes a value from a day on, another confirms it. Versions stay."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from ledger import actions as ledger

from . import office
from .models import Parameter


class ParameterRefused(Exception):
    """Why a proposed value cannot be decided; the text is fit for the person who asked."""


@transaction.atomic
def propose(key: str, *, value: Any, valid_from: date, reason: str, actor: Any, now: datetime) -> Parameter:
    """Propose a value; a newer proposal of the same key replaces an older one that nobody confirmed."""
    Parameter.objects.filter(key=key, confirmed_at__isnull=True).delete()
    latest = Parameter.objects.filter(key=key).aggregate(last=Max("version"))["last"]
    proposed = Parameter.objects.create(
        key=key, value=value, valid_from=valid_from, version=(latest or 0) + 1, reason=reason.strip(),
        proposed_by=actor, proposed_at=now,
    )  # fmt: skip
    ledger.record_security(
        "parameter_proposed", actor_id=actor.pk, now=now,
        params={"key": key, "value": value, "valid_from": valid_from.isoformat(), "version": proposed.version},
    )  # fmt: skip
    return proposed


@transaction.atomic
def decide(pk: int, *, is_confirmed: bool, actor: Any, now: datetime) -> None:
    """Confirm a proposal, or turn it down. Raises ParameterRefused for its own author or when it is gone."""
    proposed = Parameter.objects.select_for_update().filter(pk=pk, confirmed_at__isnull=True).first()
    if proposed is None:
        raise ParameterRefused(_("This proposal was decided or replaced meanwhile."))
    if proposed.proposed_by_id == actor.pk:
        raise ParameterRefused(_("The proposal is your own. Another person confirms it."))
    if is_confirmed and proposed.valid_from < timezone.localdate(now):
        raise ParameterRefused(_("Its first day has passed. Propose it again from a later day."))
    params: dict[str, Any] = {"key": proposed.key, "value": proposed.value, "version": proposed.version}
    if is_confirmed:
        proposed.confirmed_by, proposed.confirmed_at = actor, now
        proposed.save(update_fields=["confirmed_by", "confirmed_at"])
        if together := _set_together(proposed):
            params["sets"] = together
    else:
        proposed.delete()
    kind = "parameter_confirmed" if is_confirmed else "parameter_turned_down"
    ledger.record_security(kind, actor_id=actor.pk, now=now, params=params)


def _set_together(preset: Parameter) -> dict[str, Any]:
    """Settle what a preset's value sets besides itself (``sets`` of a choice), from the same day, by the same two."""
    choices = office.defaults().get(preset.key, {}).get("choices", ())
    wanted: dict[str, Any] = next(
        (one.get("sets", {}) for one in choices if one["value"] == preset.value), {}
    )
    for key, value in wanted.items():
        Parameter.objects.filter(key=key, confirmed_at__isnull=True).delete()
        latest = Parameter.objects.filter(key=key).aggregate(last=Max("version"))["last"]
        Parameter.objects.create(
            key=key, value=value, valid_from=preset.valid_from, version=(latest or 0) + 1, reason=preset.reason,
            proposed_by=preset.proposed_by, proposed_at=preset.proposed_at,
            confirmed_by=preset.confirmed_by, confirmed_at=preset.confirmed_at,
        )  # fmt: skip
    return wanted
