"""A unit's own annex: its facts and the resources it brings. A change of it voids that unit's word alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from ledger import actions as ledger
from ledger import chain
from workflow import engine
from workflow.refusal import Force, Refusal

from . import queries
from .access import edits_for, signs_for
from .contract import Difference
from .models import Annex, Confirmation, Consortium, Membership
from .signing import named
from .tables import TABLES

BROUGHT = tuple(column for column in TABLES["resources"].columns if column.name != "party")
FACTS = ("contact", "phone", "email", "capability")
Content = Mapping[str, Any]


def may_speak(user: Any, membership: Membership) -> bool:
    """An editor, manager or signatory of the unit: nobody else writes its annex or says that it is right."""
    return edits_for(user, membership.unit_id) or signs_for(user, membership.unit_id)


def content_of(annex: Annex | None, resources: Sequence[Content]) -> dict[str, Any]:
    """What "our part is right" speaks of; the note is not part of it."""
    facts = {name: getattr(annex, name, "") for name in FACTS}
    return {**facts, "resources": [dict(row) for row in resources]}


def digest_of(content: Content) -> str:
    """The digest of an annex; empty as long as nothing stands in it."""
    is_empty = not any(content.values())
    return "" if is_empty else chain.digest(chain.canonical(content).encode())


def resources(membership_ids: Sequence[int]) -> dict[int, list[dict[str, str]]]:
    """Membership id to the rows of the plan's table of resources that are the unit's, as canonical strings."""
    table = TABLES["resources"]
    found: dict[int, list[dict[str, str]]] = {}
    for row in table.model._default_manager.filter(party__in=membership_ids).order_by("position", "pk"):
        line = {column.name: column.canonical(getattr(row, column.name)) for column in BROUGHT}
        found.setdefault(row.party_id, []).append(line)
    return found


def resource_words(row: Content) -> str:
    """A unit's resource in one line, in the reader's language."""
    said = (column.words(str(row.get(column.name, ""))) for column in BROUGHT)
    return " · ".join(word for word in said if word)


def contents(members: Iterable[Membership]) -> dict[int, dict[str, Any]]:
    """Membership id to the content of its annex as it now stands."""
    ids = [member.pk for member in members]
    written = {annex.membership_id: annex for annex in Annex.objects.filter(membership__in=ids)}
    brought = resources(ids)
    return {pk: content_of(written.get(pk), brought.get(pk, ())) for pk in ids}


def restate(consortium: Consortium, *, now: datetime) -> list[int]:
    """Recompute every unit's annex; where one changed, that unit's confirmation falls. Returns those units."""
    members = queries.memberships(consortium)
    known = dict(Annex.objects.filter(membership__in=members).values_list("membership_id", "digest"))
    said = contents(members)
    changed = [one for one in members if digest_of(said[one.pk]) != known.get(one.pk, "")]
    for one in changed:
        Annex.objects.update_or_create(
            membership=one, defaults={"digest": digest_of(said[one.pk]), "changed_at": now}
        )
    fallen = Confirmation.objects.filter(membership__in=changed, voided_at__isnull=True)
    voided = set(fallen.values_list("membership_id", flat=True))
    fallen.update(voided_at=now)
    for one in changed:
        if one.pk in voided:
            ledger.tell(
                "membership.annex_changed", user_ids=queries.people_of([one.unit_id]), now=now,
                params=named(one), path=f"/members/{one.pk}/annex/",
            )  # fmt: skip
    return [one.unit_id for one in changed if one.pk in voided]


def save(membership: Membership, fields: Mapping[str, str], *, actor: Any, now: datetime) -> None:
    """Write a unit's facts and its note; the caller holds the filing's lock and restates afterwards."""
    if not may_speak(actor, membership):
        raise engine.NotYourStep(membership.state, "edit")
    Annex.objects.update_or_create(membership=membership, defaults={**fields, "edited_by": actor})
    restate(membership.consortium, now=now)


def confirm(membership: Membership, *, actor: Any, now: datetime, seen_digest: str) -> Confirmation:
    """Say by name that the unit's part is right, as it was on screen; said twice, it is one word."""
    if not may_speak(actor, membership):
        raise engine.NotYourStep(membership.state, "confirm")
    content = contents([membership])[membership.pk]
    digest = digest_of(content)
    if not digest:
        raise engine.StepRefused(Refusal("annex_empty", "G3.3d", Force.SHALL, {"unit": membership.unit.name}))
    if digest != seen_digest:
        raise engine.StepRefused(
            Refusal("annex_changed", "G3.3d", Force.SHALL, {"unit": membership.unit.name})
        )
    standing = Confirmation.objects.filter(membership=membership, voided_at__isnull=True).first()
    if standing:
        return standing
    said = Confirmation.objects.create(
        membership=membership, digest=digest, content=content, by=actor, at=now
    )
    locked = Membership.objects.select_for_update(of=("self",), no_key=True).get(pk=membership.pk)
    ledger.record(
        locked, "membership.confirmed", at=now, actor_id=actor.pk, role="member", payload={"content": digest}
    )
    return said


def differences(before: Content, after: Content) -> tuple[Difference, ...]:
    """What reads differently in two contents of one annex; a resource by its whole line."""
    found = [
        Difference(name, "", str(before.get(name, "")), str(after.get(name, "")))
        for name in FACTS
        if before.get(name, "") != after.get(name, "")
    ]
    old = [resource_words(row) for row in before.get("resources", ())]
    new = [resource_words(row) for row in after.get("resources", ())]
    found += [Difference("resource", "", line, "") for line in old if line not in new]
    found += [Difference("resource", "", "", line) for line in new if line not in old]
    return tuple(found)


