"""Handing parts of a dossier to units and persons of the parties, and taking them back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consortia.guideline import CHAPTERS, PROVISIONS
from consortia.models import Membership, Representative
from consortia.tables import TABLES
from workflow import engine
from workflow.refusal import Force, Refusal

from . import access
from .access import IN_HANDS
from .actions import is_with_lead, may_edit
from .flow import FILING
from .handoffs import HANDOFF, tell_holders
from .models import Filing, Handoff
from .states import Place
from .tables import part_of

WHOLE = (Place.BASICS, Place.PLAN, Place.MECHANISMS, Place.RESOURCES, Place.EVIDENCE, Place.REASONS)
"""Places that can be handed out whole. The agreement, the parties and the pledge stay with the lead."""


def part_name(place: str, part: str) -> str:
    """A part as its reader knows it: the place, a chapter of the plan, a table or one row of it."""
    if not part:
        return str(dict(Place.choices).get(place, place))
    is_english = get_language() == "en"
    for item in (*CHAPTERS, *PROVISIONS):
        if item.key == part:
            return item.en if is_english else item.zh
    key, _colon, row = part.removeprefix("table-").partition(":")
    name = str(TABLES[key].title) if key in TABLES else key
    return _("%(table)s, row %(number)s") % {"table": name, "number": row} if row else name


def parts() -> list[tuple[str, str]]:
    """What can be handed out, as "place/part" with its name: whole places, then chapters, rules and tables."""
    inside = [(Place.PLAN, chapter.key) for chapter in CHAPTERS]
    inside += [(Place.MECHANISMS, item.key) for item in PROVISIONS]
    inside += [(Place(table.place), part_of(key)) for key, table in TABLES.items() if table.place in WHOLE]
    return [(f"{place}/", part_name(place, "")) for place in WHOLE] + [
        (f"{place}/{part}", f"{part_name(place, '')} · {part_name(place, part)}")
        for place in WHOLE
        for one, part in inside
        if one == place
    ]


def takers(filing: Filing) -> list[tuple[str, str]]:
    """Units of the parties and their people, as "unit/person" with their names; the lead's own people too."""
    units = Membership.objects.filter(consortium_id=filing.consortium_id, state="accepted").select_related(
        "unit"
    )
    people = Representative.objects.filter(
        unit__in=[party.unit_id for party in units], ended_at__isnull=True, kind__in=access.WRITERS
    ).select_related("user")
    by_unit: dict[int, dict[int, str]] = {}
    for row in people:
        by_unit.setdefault(row.unit_id, {})[row.user_id] = str(row.user)
    found = []
    for party in units.order_by("-is_lead", "id"):
        if not party.is_lead:
            found.append((f"{party.unit_id}/", str(party.unit)))
        found += [
            (f"{party.unit_id}/{pk}", f"{party.unit} · {name}")
            for pk, name in by_unit.get(party.unit_id, {}).items()
        ]
    return found


def of(filing: Filing, states: Iterable[str] = IN_HANDS) -> Iterator[Handoff]:
    """Handed parts of a filing, newest first."""
    rows = access.of_parties(filing.handoffs.filter(state__in=states))
    rows = rows.select_related("unit", "person", "handed_by")
    return iter(rows.order_by("-id"))


def hand_out(
    filing_id: int, *, place: str, part: str, unit_id: int, person_id: int | None, note: str, due_on: date | None,
    actor: Any, now: datetime,
) -> Handoff:  # fmt: skip
    """Hand a part to a unit, or to one person of it. The same part in the same hands is handed once."""
    with transaction.atomic(durable=True):
        filing: Filing = engine.lock(FILING, filing_id)
        if not may_edit(actor, filing):
            raise engine.NotYourStep(filing.state, "hand_out")
        taker = f"{unit_id}/{person_id or ''}"
        if f"{place}/{part}" not in _to_hand(filing) or taker not in dict(takers(filing)):
            raise engine.StepRefused(Refusal("not_handed", "office", Force.OFFICE))
        same = filing.handoffs.filter(
            place=place, part=part, unit_id=unit_id, person_id=person_id, state__in=IN_HANDS
        ).first()
        if same:
            return same
        handoff = Handoff(
            filing=filing, place=place, part=part, unit_id=unit_id, person_id=person_id, note=note.strip(),
            due_on=due_on, handed_by=actor,
        )  # fmt: skip
        payload = {"place": place, "part": part, "unit": unit_id}
        engine.begin(HANDOFF, handoff, actor=actor, now=now, payload=payload)
        tell_holders(handoff, now=now)
        return handoff


def _to_hand(filing: Filing) -> set[str]:
    """Places, parts and rows of the filing that can be handed."""
    rows = {
        f"{table.place}/{part_of(key, row)}"
        for key, table in TABLES.items()
        if table.place in WHOLE
        for row in table.model._default_manager.filter(consortium_id=filing.consortium_id).values_list(
            "pk", flat=True
        )
    }
    return {key for key, _name in parts()} | rows


def move(
    handoff_id: int, event: str, *, filing_id: int, actor: Any, now: datetime, reason: str = ""
) -> Handoff:
    """Take one step of a handed part, under its filing's lock and while the dossier is with the lead."""
    with transaction.atomic(durable=True):
        filing: Filing = engine.lock(FILING, filing_id)
        if not is_with_lead(filing):
            raise engine.NotYourStep(filing.state, event)
        moved: Handoff = engine.advance(
            HANDOFF, handoff_id, event, actor=actor, now=now, typed={"reason": reason}
        ).subject
        return moved
