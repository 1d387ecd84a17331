"""A submitted version as officers read it: tabs of a snapshot, its files, and what changed since the last one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from consortia import kept
from consortia.amounts import plain
from consortia.glosses import glosses
from consortia.guideline import CHAPTERS, CONTENTS
from consortia.own_part import FACTS, resource_words
from consortia.rows import Shown
from consortia.states import Counting, Dispute, Post, Tier, UnitKind
from consortia.tables import TABLES
from documents.models import StoredFile
from filings.changes import AtHand
from filings.models import Submission
from filings.outline import basis_words, means_words
from filings.paragraphs import paragraphs_of
from filings.parts import unsigned
from filings.states import Place
from portal.compared import LABELS

TABS: tuple[tuple[str, Any], ...] = (
    ("basics", gettext_lazy("Overview")),
    ("agreement", gettext_lazy("Agreement")),
    ("plan", gettext_lazy("Plan")),
    ("members", gettext_lazy("Parties")),
    ("people", gettext_lazy("People")),
    ("evidence", gettext_lazy("Evidence")),
)
TAB_OF: Mapping[str, str] = {
    "signatures": "agreement", "mechanisms": "plan", "resources": "plan", "pledge": "basics",
    "reasons": "basics", "submit": "basics",
}  # fmt: skip
"""Places of the checklist that have no tab of their own."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One leaf of the dossier; ``count`` is how many things lie in it, 0 when that says nothing."""

    key: str
    label: str
    is_current: bool
    count: int = 0


@dataclass(frozen=True)
class DossierView:
    """One submitted version, ready to print."""

    submission: Submission
    tabs: Sequence[Tab]
    current: str
    facts: Sequence[tuple[str, str]] = ()
    parties: Sequence[Mapping[str, Any]] = ()
    people: Sequence[Mapping[str, Any]] = ()
    contents: Sequence[tuple[str, str]] = ()
    agreement: Mapping[str, Any] | None = None
    chapters: Sequence[Mapping[str, Any]] = ()
    texts: Sequence[tuple[str, str, str]] = ()
    """Title, clause and words of what was answered beside the chapters."""
    tables: Sequence[Shown] = ()
    attachments: Sequence[Mapping[str, Any]] = ()
    reasons: Sequence[Mapping[str, Any]] = ()
    changes: Sequence[str] = field(default_factory=tuple)


def tab_of(place: str) -> str:
    """The tab on which a place of the dossier is read."""
    wanted = TAB_OF.get(place, place)
    return wanted if wanted in dict(TABS) else "basics"


def view_of(known: AtHand, place: str) -> DossierView | None:
    """The latest submitted version, opened at ``place``; None before the first submission."""
    versions = known.versions
    if not versions:
        return None
    latest, current = versions[0], tab_of(place)
    snapshot = latest.snapshot
    consortium = snapshot["consortium"]
    files = _files(consortium, known.read.files if known.read else {})
    agreement = consortium.get("agreement")
    counts = {"members": len(consortium["parties"]), "evidence": len(consortium["attachments"])}
    is_english = get_language() == "en"
    return DossierView(
        submission=latest,
        tabs=[Tab(key, str(label), key == current, counts.get(key, 0)) for key, label in TABS],
        current=current,
        facts=_facts(consortium),
        parties=[_party(party) for party in consortium["parties"]],
        people=[
            {
                **person,
                "post": Post(post).label,
                "cv": files.get(_token(person["cv"])),
                "paper": files.get(_token(person.get("paper"))),
            }
            for post, person in consortium["people"].items()
        ],
        contents=[
            (item.en if is_english else item.zh, (agreement or {}).get("contents", {}).get(item.key, ""))
            for item in CONTENTS
        ],
        agreement=agreement
        and {
            "file": files.get(_token(agreement["document"])),
            "version": agreement["version"],
            "dispute": dict(Dispute.choices).get(agreement["dispute"], ""),
        },
        chapters=[_chapter(item, consortium["chapters"].get(item.key), files) for item in CHAPTERS],
        texts=[
            (item.en if is_english else item.zh, item.clause, text)
            for item, text in kept.texts_of(consortium)
        ],
        tables=kept.tables_of(consortium),
        attachments=[
            {**one, "file": files.get(_token(one["document"]))} for one in consortium["attachments"]
        ],
        reasons=snapshot["reasons"],
        changes=tuple(changes(versions[1].snapshot, snapshot)) if len(versions) > 1 else (),
    )


def _facts(consortium: Mapping[str, Any]) -> list[tuple[str, str]]:
    said = glosses(consortium["industry"], consortium["track"])
    return [
        (_("Formal name"), consortium["formal_name"]),
        (_("Short name"), consortium["short_name"]),
        (_("Industry"), said[consortium["industry"]]),
        (_("Track"), said[consortium["track"]]),
        (_("Industry need and bottleneck"), consortium["need"]),
    ]


def _party(party: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **party,
        "kind": dict(UnitKind.choices).get(party["kind"], ""),
        "counting": dict(Counting.choices).get(party["counting"], ""),
        "tier": dict(Tier.choices).get(party["tier"], ""),
        "is_signed": bool(party["signed_at"]),
        **portion_of(party),
        "own": _own_part(party),
        "signed_how": means_words(party["means"], party.get("proof") or {}) if party.get("means") else "",
        "acts_by": basis_words(party.get("proof") or {}),
    }


def portion_of(party: Mapping[str, Any]) -> dict[str, str | None]:
    """A party's share in per cent and its contribution in 10,000 yuan, as kept and as people write them."""
    kept_as = {name: party.get(name) for name in ("share", "contribution")}
    said = {f"{name}_said": plain(Decimal(value)) for name, value in kept_as.items() if value}
    return {**kept_as, **said}


def _own_part(party: Mapping[str, Any]) -> dict[str, Any] | None:
    """What the unit wrote of itself, its resources in words, who said when that it is right; None if nothing."""
    annex = party.get("annex") or {}
    if not any(annex.values()):
        return None
    said_at = party.get("confirmed_at")
    return {
        "facts": [(LABELS[name], annex.get(name, "")) for name in FACTS],
        "resources": [resource_words(row) for row in annex.get("resources", ())],
        "confirmed_at": parse_datetime(said_at) if said_at else None,
        "confirmed_by": party.get("confirmed_by") or "",
    }


def _chapter(item: Any, chapter: Mapping[str, Any] | None, files: Mapping[str, StoredFile]) -> dict[str, Any]:
    chapter = chapter or {"text": "", "document": None, "pages": ""}
    return {
        "address": f"plan.{item.key}",
        "title": item.en if get_language() == "en" else item.zh,
        "clause": item.clause,
        "text": chapter["text"],
        "paragraphs": paragraphs_of(chapter["text"]),
        "pages": chapter["pages"],
        "file": files.get(_token(chapter["document"])),
    }


def _token(described: Mapping[str, Any] | None) -> str:
    return str((described or {}).get("token", ""))


def _files(consortium: Mapping[str, Any], known: Mapping[str, StoredFile]) -> Mapping[str, StoredFile]:
    """Token to file, of all that a version names; those that the dossier has no more are read beside it."""
    tokens = {_token(described) for described in kept.files_of(consortium)}
    gone = tokens - known.keys()
    if not gone:
        return known
    rows = StoredFile.objects.filter(token__in=gone).select_related("blob")
    return {**known, **{file.token: file for file in rows}}


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """Which places of the dossier differ between two versions, in words."""
    old, new = before["consortium"], after["consortium"]
    named = ("formal_name", "short_name", "industry", "track", "need")
    if any(old[key] != new[key] for key in named):
        yield str(Place.BASICS.label)
    if [unsigned(party) for party in old["parties"]] != [unsigned(party) for party in new["parties"]]:
        yield str(Place.MEMBERS.label)
    if old["people"] != new["people"]:
        yield str(Place.PEOPLE.label)
    if old["agreement"] != new["agreement"]:
        yield str(Place.AGREEMENT.label)
    for item in CHAPTERS:
        if old["chapters"].get(item.key) != new["chapters"].get(item.key):
            yield _("Plan: %(chapter)s") % {"chapter": item.en if get_language() == "en" else item.zh}
    for key, table in TABLES.items():
        if old.get("tables", {}).get(key, []) != new.get("tables", {}).get(key, []):
            yield _("Plan: %(chapter)s") % {"chapter": table.title}
    if old.get("texts", {}) != new.get("texts", {}):
        yield str(Place.MECHANISMS.label)
    if old["attachments"] != new["attachments"]:
        yield str(Place.EVIDENCE.label)
    if before["reasons"] != after["reasons"]:
        yield str(Place.REASONS.label)
