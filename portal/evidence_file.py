"""The record as one file that anybody can verify offline: entries, seals, each entry's path into the newest seal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from accounts.models import RoleGrant
from accounts.roles import ADMINISTRATORS
from filings.models import Filing
from ledger import chain
from ledger.models import Chained, Checkpoint, Entry, Position, Strand

FORMAT = "lianhe-ledger/1"


def of_case(filing: Filing, now: datetime) -> dict[str, Any]:
    """One case whole: the filing's entries and, once registered, its registration's."""
    subjects: list[Chained] = [filing]
    if filing.registration:
        subjects.append(filing.registration)
    return _file(subjects, now)


def of_seals(now: datetime) -> dict[str, Any]:
    """Every seal with the hashes it covers, and what administrators did; no business in words."""
    administrators = RoleGrant.objects.filter(role__in=ADMINISTRATORS).values_list("user_id", flat=True)
    names = [f"account:{pk}" for pk in sorted(set(administrators))]
    made = _file(list(Strand.objects.filter(name__in=names).order_by("pk")), now)
    return made | {"leaves": _leaves(made["checkpoints"])}


def _file(subjects: Sequence[Chained], now: datetime) -> dict[str, Any]:
    checkpoints = [
        {"size": size, "root": root, "at": _moment(at), "link": link}
        for size, root, at, link in Checkpoint.objects.order_by("size").values_list(
            "size", "root", "at", "link"
        )
    ]
    names = [subject.ledger_subject for subject in subjects]
    entries = list(
        Entry.objects.filter(subject__in=names).select_related("position").order_by("subject", "number")
    )
    places = {entry.pk: entry.position.position for entry in entries if _is_sealed(entry)}
    paths = audit_paths(_leaves(checkpoints), places.values())
    size = checkpoints[-1]["size"] if checkpoints else 0
    return {
        "format": FORMAT,
        "exported_at": _moment(now),
        "checkpoints": checkpoints,
        "subjects": [
            {
                "subject": subject.ledger_subject,
                "count": subject.ledger_count,
                "head": subject.ledger_head,
                "entries": [
                    _entry(entry, places.get(entry.pk), size, paths)
                    for entry in entries
                    if entry.subject == subject.ledger_subject
                ],
            }
            for subject in subjects
        ],
    }


def _entry(entry: Entry, place: int | None, size: int, paths: dict[int, list[str]]) -> dict[str, Any]:
    kept: dict[str, Any] = {"fields": entry.hashed_fields(), "hash": entry.hash}
    return kept if place is None else kept | {"position": place, "seal": size, "path": paths[place]}


def _is_sealed(entry: Entry) -> bool:
    return hasattr(entry, "position")


def _leaves(checkpoints: Sequence[dict[str, Any]]) -> list[str]:
    """The hashes of all sealed entries, in their order."""
    if not checkpoints:
        return []
    sealed = Position.objects.filter(position__lt=checkpoints[-1]["size"]).order_by("position")
    return list(sealed.values_list("entry__hash", flat=True))


def audit_paths(leaves: Sequence[str], positions: Iterable[int]) -> dict[int, list[str]]:
    """Position to its audit path of RFC 6962, the sibling next to the leaf first."""
    levels = [list(leaves)]
    while len(levels[-1]) > 1:
        below = levels[-1]
        pairs = [chain.joined(*below[at : at + 2]) for at in range(0, len(below) - 1, 2)]
        levels.append(pairs + below[len(pairs) * 2 :])
    found = {}
    for position in positions:
        path, at = [], position
        for level in levels[:-1]:
            if (at ^ 1) < len(level):
                path.append(level[at ^ 1])
            at //= 2
        found[position] = path
    return found


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
