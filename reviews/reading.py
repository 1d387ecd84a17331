"""A submitted version as an expert reads it: parties, people, plan chapters, agreement, files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consortia import kept
from consortia.glosses import glosses
from consortia.guideline import CHAPTERS, CONTENTS
from consortia.rows import Shown
from consortia.states import Counting, Dispute, Post, Tier, UnitKind
from documents.models import StoredFile
from filings.models import Submission


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter of the plan: text, or pages of a file."""

    key: str
    title: str
    clause: str
    text: str
    pages: str
    file: StoredFile | None


@dataclass(frozen=True, slots=True)
class Dossier:
    """What stands before the expert: the version that was submitted, unchanged."""

    facts: Sequence[tuple[str, str]]
    parties: Sequence[Mapping[str, str]]
    people: Sequence[Mapping[str, Any]]
    chapters: Sequence[Chapter]
    texts: Sequence[tuple[str, str, str]]
    """Title, clause and words of what was answered beside the chapters."""
    tables: Sequence[Shown]
    agreement_file: StoredFile | None
    contents: Sequence[tuple[str, str]]
    dispute: str
    attachments: Sequence[tuple[str, str, StoredFile | None]]
    reasons: Sequence[tuple[str, str]]


def dossier(submission: Submission) -> Dossier:
    """The version as kept, with its files found in one query."""
    content = submission.snapshot["consortium"]
    agreement = content.get("agreement") or {}
    files = _files(content)
    is_english = get_language() == "en"

    def file_of(described: Mapping[str, Any] | None) -> StoredFile | None:
        return files.get(str((described or {}).get("token", "")))

    written = content["chapters"]
    said = glosses(content["industry"], content["track"])
    return Dossier(
        facts=[
            (_("Industry"), said[content["industry"]]),
            (_("Track"), said[content["track"]]),
            (_("Industry need and bottleneck"), content["need"]),
        ],
        parties=[_party(party, is_english) for party in content["parties"]],
        people=[
            {**person, "post": Post(post).label, "file": file_of(person["cv"])}
            for post, person in content["people"].items()
        ],
        chapters=[
            Chapter(
                item.key,
                item.en if is_english else item.zh,
                item.clause,
                written.get(item.key, {}).get("text", ""),
                written.get(item.key, {}).get("pages", ""),
                file_of(written.get(item.key, {}).get("document")),
            )
            for item in CHAPTERS
        ],
        texts=[
            (item.en if is_english else item.zh, item.clause, text) for item, text in kept.texts_of(content)
        ],
        tables=kept.tables_of(content),
        agreement_file=file_of(agreement.get("document")),
        contents=[
            (item.en if is_english else item.zh, agreement.get("contents", {}).get(item.key, ""))
            for item in CONTENTS
        ],
        dispute=str(dict(Dispute.choices).get(agreement.get("dispute", ""), "")),
        attachments=[
            (one["clause"], one["title"], file_of(one["document"])) for one in content["attachments"]
        ],
        reasons=[(one["clause"], one["reason"]) for one in submission.snapshot.get("reasons", ())],
    )


def _party(party: Mapping[str, Any], is_english: bool) -> dict[str, Any]:
    return {
        "name": (is_english and party.get("name_en")) or party["name"],
        "kind": str(dict(UnitKind.choices).get(party["kind"], "")),
        "counting": str(dict(Counting.choices).get(party["counting"], "")),
        "tier": str(dict(Tier.choices).get(party["tier"], "")),
        "duty": party["duty"],
        "is_lead": party["is_lead"],
    }


def _files(content: Mapping[str, Any]) -> dict[str, StoredFile]:
    tokens = [described["token"] for described in kept.files_of(content)]
    found = StoredFile.objects.filter(token__in=tokens).select_related("blob")
    return {stored.token: stored for stored in found}
