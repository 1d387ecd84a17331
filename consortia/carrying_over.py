"""What of a consortium remains true when it applies again: copied set by set, and nobody has agreed to any of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from .models import Annex, Attachment, Consortium, Membership, Provision, Resource
from .own_part import FACTS, contents_of, digest_of
from .queries import memberships
from .tables import TABLES, Kind, Table

Heirs = Mapping[int, int]
"""Membership of the ended term to the same unit's place in the new one; who left, or declined, has none."""


def carry_over(before: Consortium, after: Consortium, *, actor: Any, now: datetime) -> None:
    """Rules, standing tables, evidence, and what each unit said of itself; its parties are there already.

    Rows that speak of a unit which no longer belongs stay behind. The caller holds the transaction.
    """
    places = dict(Membership.objects.filter(consortium=after).values_list("unit_id", "pk"))
    heirs = {one.pk: places[one.unit_id] for one in memberships(before) if one.unit_id in places}
    edited = {"edited_by": actor, "edited_at": now}
    Provision.objects.bulk_create(
        Provision(
            consortium=after, key=one.key, text=one.text, document_id=one.document_id, pages=one.pages, **edited
        )
        for one in before.provisions.order_by("pk")
    )  # fmt: skip
    for table in TABLES.values():
        if table.carries_over:
            _copy_rows(table, before, after, heirs, edited)
    _copy_evidence(before, after, heirs, now)
    _copy_annexes(after, heirs, actor, now)


def _copy_rows(
    table: Table, before: Consortium, after: Consortium, heirs: Heirs, edited: Mapping[str, Any]
) -> None:
    rows = table.model._default_manager.filter(consortium=before).order_by("position", "pk")
    cells = [(row.position, _cells(table, row, heirs)) for row in rows]
    table.model._default_manager.bulk_create(
        table.model(consortium=after, position=position, **found, **edited)
        for position, found in cells
        if found is not None
    )


def _cells(table: Table, row: Any, heirs: Heirs) -> dict[str, Any] | None:
    """The values of a row by field, its members as they now belong; None where one of them does not."""
    found: dict[str, Any] = {}
    for column in table.columns:
        if column.kind is not Kind.PARTY:
            found[column.name] = getattr(row, column.name)
            continue
        place = f"{column.name}_id"
        member = getattr(row, place)
        if member is not None and member not in heirs:
            return None
        found[place] = member and heirs[member]
    return found


def _copy_evidence(before: Consortium, after: Consortium, heirs: Heirs, now: datetime) -> None:
    Attachment.objects.bulk_create(
        Attachment(
            consortium=after, clause=one.clause, title=one.title, document_id=one.document_id, added_at=now,
            party_id=one.party_id and heirs[one.party_id],
        )
        for one in before.attachments.order_by("pk")
        if one.party_id is None or one.party_id in heirs
    )  # fmt: skip


def _copy_annexes(after: Consortium, heirs: Heirs, actor: Any, now: datetime) -> None:
    """Each unit's own part with its digest, so that "our part is right" can be said of it; it is said anew."""
    written = {heirs[one.membership_id]: one for one in Annex.objects.filter(membership__in=heirs)}
    annexes = [
        Annex(
            membership_id=place, edited_by=actor, changed_at=now,
            **{name: getattr(written.get(place), name, "") for name in (*FACTS, "note")},
        )
        for place in heirs.values()
    ]  # fmt: skip
    said = contents_of(list(heirs.values()), annexes, Resource.objects.filter(consortium=after))
    for annex in annexes:
        annex.digest = digest_of(said[annex.membership_id])
    Annex.objects.bulk_create(annex for annex in annexes if annex.digest or annex.note)
