"""A unit's name that was typed wrong: its people ask, an officer corrects it everywhere it is not registered yet.

The name is part of the agreement of every party: where it changes, all signatures under it are void, and the
record says who changed it, from what, to what.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.queries import officers_at
from consortia import actions as consortia
from consortia.access import acts_for, settles
from consortia.models import Consortium, Membership, NameRequest, Registration, Unit
from consortia.queries import agreement_of, valid_signatures
from consortia.states import MembershipState
from ledger import actions as ledger
from workflow import engine
from workflow.refusal import Force, Refusal, Refusals

from . import access
from .flow import FILING
from .models import Filing
from .states import CORRECTION, FINAL, State

PARTY = (MembershipState.LISTED, MembershipState.INVITED, MembershipState.ACCEPTED)


def open_request(unit: Unit) -> NameRequest | None:
    """The name its people ask for and nobody has settled."""
    return NameRequest.objects.filter(unit=unit, settled_at__isnull=True).select_related("asked_by").first()


def _consortia(unit_id: int) -> list[int]:
    rows = Membership.objects.filter(unit_id=unit_id, state__in=PARTY)
    return sorted(set(rows.values_list("consortium_id", flat=True)))


def _filings(consortium_ids: Iterable[int]) -> list[Filing]:
    rows = Filing.objects.filter(consortium_id__in=list(consortium_ids)).exclude(state__in=FINAL)
    return list(rows.select_related("consortium").order_by("pk"))


def in_the_way(unit: Unit, now: datetime) -> Refusals:
    """Why the name cannot be corrected now: a desk is reading it, or it stands in the register."""
    ids = _consortia(unit.pk)
    return _standing(unit, ids, _filings(ids), now)


def _standing(unit: Unit, ids: Iterable[int], filings: Iterable[Filing], now: datetime) -> Refusals:
    registered = Registration.objects.in_force(timezone.localdate(now)).filter(consortium_id__in=list(ids))
    if name := registered.values_list("consortium__formal_name", flat=True).first():
        return (Refusal("name_registered", "G7.3b", Force.SHALL, {"unit": unit.name, "name": name}),)
    read = next((one for one in filings if one.state not in (State.DRAFT, *CORRECTION)), None)
    if read is not None:
        return (
            Refusal("name_under_check", "office", Force.OFFICE, {"unit": unit.name, "serial": read.serial}),
        )
    return ()


def ask(unit_id: int, *, name: str, actor: Any, now: datetime) -> NameRequest:
    """Somebody who acts for the unit says how it is really called; its officers are told."""
    with transaction.atomic(durable=True):
        unit = Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=unit_id)
        if not acts_for(actor, unit.pk, "manager", "editor", "signatory"):
            raise engine.NotYourStep("", "ask_name")
        if refusals := (*_same(unit, name), *in_the_way(unit, now)):
            raise engine.StepRefused(*refusals)
        request, _is_new = NameRequest.objects.update_or_create(
            unit=unit, settled_at__isnull=True, defaults={"name": name, "asked_by": actor, "asked_at": now}
        )
        ledger.record_security(
            "unit_name_asked", actor_id=actor.pk, now=now,
            params={"unit": unit.pk, "before": unit.name, "after": name},
        )  # fmt: skip
        ledger.tell(
            "unit.name_asked", user_ids=officers_at(unit.authority_id), now=now,
            params={"unit": unit.name, "after": name}, path=f"/units/by-code/{unit.code}/name/",
            cause=f"name:{request.pk}:{now.isoformat()}",
        )  # fmt: skip
        return request


def _same(unit: Unit, name: str) -> Refusals:
    if name != unit.name:
        return ()
    return (Refusal("name_same", "office", Force.OFFICE, {"unit": unit.name}),)


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a correction brought about: how many signatures fell."""

    voided_count: int


def correct(unit_id: int, *, name: str, reason: str, actor: Any, now: datetime) -> Corrected:
    """An officer puts the name right. Every filing that names the unit is held meanwhile; its signatures fall."""
    with transaction.atomic(durable=True):
        for filing in _filings(_consortia(unit_id)):
            engine.lock(FILING, filing.pk)
        unit = Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=unit_id)
        if not settles(actor, unit):
            raise engine.NotYourStep("", "correct_name")
        ids = _consortia(unit_id)
        filings = _filings(ids)
        if refusals := (*_same(unit, name), *_standing(unit, ids, filings, now)):
            raise engine.StepRefused(*refusals)
        before = unit.name
        Unit.objects.filter(pk=unit.pk).update(name=name)
        voided = sum(_restate(one, now) for one in Consortium.objects.filter(pk__in=ids).order_by("pk"))
        told = {"unit": unit.pk, "before": before, "after": name, "reason": reason}
        ledger.record_security("unit_renamed", actor_id=actor.pk, now=now, params=told)
        for filing in filings:
            role, authority_id = access.role_of(actor, filing)
            ledger.record(
                filing, "filing.unit_renamed", at=now, actor_id=actor.pk, role=role,
                authority_id=authority_id, payload=told,
            )  # fmt: skip
        _settle(unit, actor, now, reason, kind="corrected", after=name)
        return Corrected(voided)


def _restate(consortium: Consortium, now: datetime) -> int:
    """Signatures that fell with the agreement's new reading."""
    standing = len(valid_signatures(agreement_of(consortium)))
    return standing if consortia.restate_agreement(consortium, now=now) else 0


def refuse(unit_id: int, *, reason: str, actor: Any, now: datetime) -> None:
    """The officer leaves the name as it is; whoever asked reads why."""
    with transaction.atomic(durable=True):
        unit = Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=unit_id)
        if not settles(actor, unit):
            raise engine.NotYourStep("", "refuse_name")
        _settle(unit, actor, now, reason, kind="refused", after="")


def _settle(unit: Unit, actor: Any, now: datetime, reason: str, *, kind: str, after: str) -> None:
    request = open_request(unit)
    if request is None:
        return
    NameRequest.objects.filter(pk=request.pk).update(settled_by=actor, settled_at=now, reason=reason)
    ledger.tell(
        f"unit.name_{kind}", user_ids=(request.asked_by_id,), now=now,
        params={"unit": after or unit.name, "reason": reason}, path=f"/units/{unit.pk}/",
        cause=f"name:{request.pk}",
    )  # fmt: skip
