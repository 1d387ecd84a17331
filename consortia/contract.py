"""The one contract all parties sign: what it consists of, its digest, and how two readings of it differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ledger import chain

from .amounts import CENT, YUAN, plain
from .models import Agreement, Membership

Content = Mapping[str, Any]
WHOLE_SHARE = 100
"""Per cent."""
TERMS = ("file", "kind", "dispute")
PARTY = ("name", "code", "lead", "tier", "counting", "duty", "share", "contribution")


def content_of(agreement: Agreement, parties: Sequence[Membership]) -> dict[str, Any]:
    """Everything a signature is bound to, as canonical values; a share nobody has written is not part of it."""
    document = agreement.document
    return {
        "file": document.blob.sha256 if document else "",
        "kind": agreement.kind,
        "dispute": agreement.dispute,
        "contents": agreement.contents,
        "parties": [
            {
                "unit": party.unit_id,
                "name": party.unit.name,
                "code": party.unit.code,
                "lead": party.is_lead,
                "tier": party.tier,
                "counting": party.counting,
                "duty": party.duty,
                **portion(party),
            }
            for party in parties
        ],
    }


def portion(party: Membership) -> dict[str, str]:
    """A party's share in per cent and its contribution in 10,000 yuan, exact to one yuan."""
    found = {}
    if party.share is not None:
        found["share"] = f"{party.share.quantize(CENT)}"
    if party.contribution is not None:
        found["contribution"] = f"{party.contribution.quantize(YUAN)}"
    return found


@dataclass(frozen=True, slots=True)
class OpenShares:
    """Shares that do not make a whole: what they add up to in per cent, and the units without one."""

    total: str
    without: tuple[str, ...]


def open_shares(parties: Sequence[Membership]) -> OpenShares | None:
    """None where the shares make 100 per cent, or where nobody has written one: the agreement's own words count."""
    written = [party.share for party in parties if party.share is not None]
    if not written or sum(written) == WHOLE_SHARE:
        return None
    return OpenShares(plain(sum(written)), tuple(str(one.unit) for one in parties if one.share is None))


def digest_of(content: Content) -> str:
    """The digest of a contract's content; empty as long as there is no file to sign."""
    return chain.digest(chain.canonical(content).encode()) if content["file"] else ""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that reads differently: what, of which unit (empty: of the agreement itself), from and to."""

    what: str
    unit: str
    before: str
    after: str


def differences(before: Content, after: Content) -> tuple[Difference, ...]:
    """Everything that reads differently in two contents of one contract, terms first, then unit by unit."""
    found = [
        Difference(term, "", before.get(term) or "", after.get(term) or "")
        for term in TERMS
        if before.get(term) != after.get(term)
    ]
    old, new = before.get("contents") or {}, after.get("contents") or {}
    found += [
        Difference(f"contents.{key}", "", str(old.get(key, "")), str(new.get(key, "")))
        for key in dict.fromkeys([*old, *new])
        if str(old.get(key, "")) != str(new.get(key, ""))
    ]
    was = {party["unit"]: party for party in before["parties"]}
    now = {party["unit"]: party for party in after["parties"]}
    for unit in dict.fromkeys([*was, *now]):
        found += _of_party(was.get(unit), now.get(unit))
    return tuple(found)


def _of_party(was: Content | None, now: Content | None) -> list[Difference]:
    if was is None or now is None:
        gone, come = (was or {}).get("name", ""), (now or {}).get("name", "")
        return [Difference("party", gone or come, gone, come)]
    return [
        Difference(name, now["name"], _said(was.get(name)), _said(now.get(name)))
        for name in PARTY
        if was.get(name) != now.get(name)
    ]


def _said(value: Any) -> str:
    return "" if value is None else str(value)
