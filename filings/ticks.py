"""What a desk has looked at in a submitted version. A tick stays while its part reads the same, and says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from consortia.guideline import CHAPTERS
from consortia.tables import tables_of
from workflow import engine
from workflow.refusal import Force, Refusal

from . import parts
from .access import checks_now
from .flow import FILING
from .models import Filing, PartTick, Submission
from .states import Place, State
from .targets import group_of, place_of


@dataclass(frozen=True, slots=True)
class Tick:
    """One part to look at: ``kind`` is open, ticked, or changed since it was ticked on ``version``."""

    address: str
    kind: str
    version: int = 0


def desk_of(filing: Filing) -> str:
    """Whose ticks are made now: the district's while it checks, the city's else."""
    return "district" if filing.state == State.DISTRICT_CHECK else "city"


def addresses(kept: Iterable[str]) -> list[str]:
    """The parts a desk ticks off, in the order of the dossier: whole places, but each chapter and table of the plan.

    What the dossier does not hold is not listed.
    """
    groups = {group_of(one) for one in kept}
    places = {place_of(one) for one in groups}
    plan = [f"plan.{item.key}" for item in CHAPTERS] + [
        f"tables.{table.key}" for table in tables_of(Place.PLAN)
    ]
    listed: list[str] = []
    for place in Place.values:
        if place == Place.PLAN:
            listed += [one for one in plan if one in groups]
        elif place in places and place not in (Place.SIGNATURES, Place.PLEDGE):
            listed.append(place)
    return listed


def board(latest: Submission, ticked: Iterable[PartTick]) -> list[Tick]:
    """Every part of the latest version with the desk's tick."""
    made = {tick.address: tick for tick in ticked}
    rows = []
    for address in addresses(latest.parts):
        tick = made.get(address)
        if tick is None:
            rows.append(Tick(address, "open"))
        else:
            same = tick.digest == parts.digest_at(latest.parts, address)
            rows.append(Tick(address, "ticked" if same else "changed", tick.version))
    return rows


def tick(filing_id: int, address: str, *, is_on: bool, actor: Any, now: datetime) -> None:
    """Tick a part of the latest version as looked at, or take the tick away. A working mark, no step."""
    with transaction.atomic(durable=True):
        filing: Filing = engine.lock(FILING, filing_id)
        if not checks_now(actor, filing):
            raise engine.NotYourStep(filing.state, "tick")
        latest = filing.submissions.order_by("-version").first()
        if latest is None or address not in addresses(latest.parts):
            raise engine.StepRefused(Refusal("no_such_part", "office", Force.OFFICE, {"part": address[:80]}))
        mark = PartTick.objects.filter(filing=filing, desk=desk_of(filing), address=address)
        if not is_on:
            mark.delete()
            return
        PartTick.objects.update_or_create(
            filing=filing, desk=desk_of(filing), address=address,
            defaults={
                "version": latest.version, "digest": parts.digest_at(latest.parts, address),
                "ticked_by": actor, "ticked_at": now,
            },
        )  # fmt: skip
