"""The parts of a dossier by address, and their digests: what a ticket, a tick and the lock of a correction compare."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ledger import chain

from .targets import covers, group_of

Parts = Mapping[str, Any]
NAMED = ("formal_name", "short_name", "name_en", "industry", "track", "need")
SIGNED = ("signed_at", "means", "proof", "confirmed_at", "confirmed_by")
"""What a signature adds to a party: no part of what the dossier says."""
LENGTH = 32


def unsigned(party: Mapping[str, Any]) -> dict[str, Any]:
    """A party without its signature: what the list of members says of it."""
    return {key: value for key, value in party.items() if key not in SIGNED}


def rows_of(consortium: Mapping[str, Any]) -> dict[str, list[Mapping[str, Any]]]:
    """Typed tables of a snapshot by key, in whichever way its version kept them."""
    kept = {key: list(consortium[key]) for key in ("indicators", "milestones") if key in consortium}
    return kept | {key: list(lines) for key, lines in (consortium.get("tables") or {}).items()}


def numbers_of(
    parties: Iterable[Any], attachments: Iterable[Any], lines: Mapping[str, Iterable[Any]]
) -> dict[str, list[int]]:
    """Row numbers of parties, papers and table rows, in the order in which a snapshot lists them."""
    return {
        "members": [party.pk for party in parties],
        "attachments": [paper.pk for paper in attachments],
    } | {f"tables.{key}": [line.pk for line in found] for key, found in lines.items()}


def contents(snapshot: Mapping[str, Any], numbers: Mapping[str, Sequence[int]]) -> dict[str, Any]:
    """Address to what stands there. ``snapshot`` is the dossier as submitted; ``numbers`` its rows' numbers."""
    consortium = snapshot["consortium"]
    agreement = consortium["agreement"] or {}
    parts: dict[str, Any] = {f"basics.{name}": consortium.get(name) for name in NAMED}
    parts |= _rows("members", numbers, [unsigned(party) for party in consortium["parties"]])
    for post, person in consortium["people"].items():
        parts[f"people.{post}"] = {key: value for key, value in person.items() if key != "state"}
    parts["agreement.file"] = agreement.get("document")
    parts["agreement.forum"] = agreement.get("dispute")
    parts |= {f"agreement.{key}": where for key, where in (agreement.get("contents") or {}).items()}
    for key, chapter in consortium["chapters"].items():
        parts[f"plan.{key}"] = {name: value for name, value in chapter.items() if name != "document"}
    parts["plan.file"] = {key: chapter["document"] for key, chapter in consortium["chapters"].items()}
    for key, lines in rows_of(consortium).items():
        parts |= _rows(f"tables.{key}", numbers, lines)
    parts |= {f"texts.{key}": text for key, text in (consortium.get("texts") or {}).items()}
    parts["texts.file"] = dict(consortium.get("text_documents") or {})
    parts |= _rows("attachments", numbers, consortium["attachments"])
    parts |= {f"reasons.{one['code']}": one["reason"] for one in snapshot["reasons"]}
    parts["pledge"] = snapshot["pledge"].get("text_version")
    return parts


def _rows(where: str, numbers: Mapping[str, Sequence[int]], found: Sequence[Any]) -> dict[str, Any]:
    """One part a row; a table whose rows' numbers are not known is one part as a whole."""
    known = numbers.get(where, ())
    if len(known) != len(found):
        return {where: list(found)}
    return {f"{where}/{pk}": row for pk, row in zip(known, found, strict=True)}


def digests(parts: Parts) -> dict[str, str]:
    """Address to a digest of what stands there."""
    return {address: _digest(content) for address, content in parts.items()}


def _digest(content: Any) -> str:
    return chain.digest(chain.canonical({"part": content}).encode())[:LENGTH]


def digest_at(kept: Mapping[str, str], target: str) -> str:
    """The digest of all that stands at or under ``target``; empty where nothing does.

    Rows count by their words, not by their numbers: a list typed anew with the same words is the same list.
    """
    if target in kept:
        return kept[target]
    under = sorted((group_of(address), digest) for address, digest in kept.items() if covers(target, address))
    return _digest([list(pair) for pair in under]) if under else ""


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> frozenset[str]:
    """Addresses that came, went, or read differently."""
    return frozenset(
        address for address in before.keys() | after.keys() if before.get(address) != after.get(address)
    )
