"""What changed between two versions of a dossier, place by place, and which tickets nobody acted on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from consortia.tables import tables_of

from .consequences import snapshot_of
from .models import CorrectionTicket, Filing
from .states import Place

Snapshot = Mapping[str, Any]
NAMED = ("formal_name", "short_name", "name_en", "industry", "track", "need")
AGREED = ("document", "contents", "dispute")


def changed_places(before: Snapshot, after: Snapshot) -> frozenset[str]:
    """The places of the dossier that read differently in two snapshots."""
    old, new = _by_place(before), _by_place(after)
    return frozenset(place for place in old if old[place] != new[place])


def _by_place(snapshot: Snapshot) -> Mapping[str, Any]:
    consortium = snapshot["consortium"]
    agreement = consortium["agreement"] or {}
    return {
        Place.BASICS: [consortium.get(name) for name in NAMED],
        Place.MEMBERS: [unsigned(party) for party in consortium["parties"]],
        Place.PEOPLE: consortium["people"],
        Place.AGREEMENT: [agreement.get(name) for name in AGREED],
        Place.SIGNATURES: [party.get("signed_at") for party in consortium["parties"]],
        Place.PLAN: [consortium["chapters"], _tables(consortium, Place.PLAN)],
        Place.MECHANISMS: [
            consortium.get("texts"),
            consortium.get("text_documents"),
            _tables(consortium, Place.MECHANISMS),
        ],
        Place.RESOURCES: _tables(consortium, Place.RESOURCES),
        Place.EVIDENCE: [consortium["attachments"], _tables(consortium, Place.EVIDENCE)],
        Place.PLEDGE: snapshot["pledge"],
        Place.REASONS: snapshot["reasons"],
    }


def _tables(consortium: Snapshot, place: str) -> list[Any]:
    kept = consortium.get("tables", {})
    return [kept.get(table.key, []) for table in tables_of(place)]


def unsigned(party: Snapshot) -> dict[str, Any]:
    """A party without its signature: what the list of members says of it."""
    said = ("signed_at", "means", "proof", "confirmed_at", "confirmed_by")
    return {key: value for key, value in party.items() if key not in said}


def untouched(filing: Filing, tickets: Iterable[CorrectionTicket]) -> Mapping[int, int]:
    """Ticket id to the returned version, where the place it asks for still reads the same; for the lead."""
    asked, returned = list(tickets), filing.submissions.order_by("-version").first()
    if not asked or returned is None:
        return {}
    changed = changed_places(returned.snapshot, snapshot_of(filing))
    return {ticket.pk: returned.version for ticket in asked if ticket.place not in changed}


def answered_untouched(filing: Filing, tickets: Iterable[CorrectionTicket]) -> Mapping[int, int]:
    """The same for the officer: the version that came with the answer against the one before it."""
    answered = [ticket for ticket in tickets if ticket.answer]
    versions = list(filing.submissions.order_by("version")) if answered else []
    found = {}
    for ticket in answered:
        later = (at for at, one in enumerate(versions) if at and one.submitted_at >= ticket.state_since)
        came = next(later, 0)
        if came and ticket.place not in changed_places(versions[came - 1].snapshot, versions[came].snapshot):
            found[ticket.pk] = versions[came - 1].version
    return found
