"""What a unit's own part consists of: its facts and the resources it brings, as canonical values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ledger import chain

from .contract import Difference
from .models import Annex
from .tables import TABLES

BROUGHT = tuple(column for column in TABLES["resources"].columns if column.name != "party")
FACTS = ("contact", "phone", "email", "capability")
Content = Mapping[str, Any]


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
    return _by_unit(TABLES["resources"].model._default_manager.filter(party__in=membership_ids))


def _by_unit(rows: Iterable[Any]) -> dict[int, list[dict[str, str]]]:
    found: dict[int, list[dict[str, str]]] = {}
    for row in sorted(rows, key=lambda one: (one.position, one.pk)):
        line = {column.name: column.canonical(getattr(row, column.name)) for column in BROUGHT}
        found.setdefault(row.party_id, []).append(line)
    return found


def resource_words(row: Content) -> str:
    """A unit's resource in one line, in the reader's language."""
    said = (column.words(str(row.get(column.name, ""))) for column in BROUGHT)
    return " · ".join(word for word in said if word)


def contents(ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Membership id to the content of its annex as it now stands."""
    rows = TABLES["resources"].model._default_manager.filter(party__in=ids)
    return contents_of(ids, Annex.objects.filter(membership__in=ids), rows)


def contents_of(
    ids: Sequence[int], annexes: Iterable[Annex], resource_rows: Iterable[Any]
) -> dict[int, dict[str, Any]]:
    """The same from annexes and rows of resources that are at hand."""
    written = {annex.membership_id: annex for annex in annexes}
    brought = _by_unit(resource_rows)
    return {pk: content_of(written.get(pk), brought.get(pk, ())) for pk in ids}


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
