"""A unit's own annex: its facts and the resources it brings. A change of it voids that unit's word alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ledger import actions as ledger
from workflow import engine
from workflow.refusal import Force, Refusal

from . import queries
from .access import edits_for, signs_for
from .models import Annex, Confirmation, Consortium, Membership
from .own_part import contents, digest_of
from .signing import named

Content = Mapping[str, Any]


def may_speak(user: Any, membership: Membership) -> bool:
    """An editor, manager or signatory of the unit: nobody else writes its annex or says that it is right."""
    return edits_for(user, membership.unit_id) or signs_for(user, membership.unit_id)


def restate(consortium: Consortium, *, now: datetime) -> list[int]:
    """Recompute every unit's annex; where one changed, that unit's confirmation falls. Returns those units."""
    members = queries.memberships(consortium)
    known = dict(Annex.objects.filter(membership__in=members).values_list("membership_id", "digest"))
    said = contents([one.pk for one in members])
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
    content = contents([membership.pk])[membership.pk]
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
