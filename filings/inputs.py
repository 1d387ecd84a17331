"""How much a dossier asks: every required input, by place. Pure. The first page says the sum before anybody begins.

Optional fields (short name, English gloss, titles, evidence, reasons where nothing falls short) are not listed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from consortia.dossier import READ_LATER, Dossier
from consortia.guideline import CHAPTERS, CONTENTS, QINGDAO_2025, QUALITIES

ONCE: Mapping[str, tuple[str, ...]] = {
    "basics": ("formal_name", "industry", "track", "need"),
    "people": (
        "director_name",
        "director_email",
        "chief_expert_name",
        "chief_expert_employer",
        "chief_expert_email",
        *(f"chief_expert_{quality.key}" for quality in QUALITIES),
        "chief_expert_cv",
    ),
    "agreement": ("document", *(f"content_{content.key}" for content in CONTENTS), "dispute"),
    "signatures": ("own_signature",),
    "plan": (*(f"chapter_{chapter.key}" for chapter in CHAPTERS), "tables_or_reason"),
    "pledge": ("pledge", "knows_no_secrets"),
}
"""Place of the dossier to the inputs it asks for once."""

PER_MEMBER = ("code", "name", "kind", "duty", "email")
"""What each member costs the lead; its layer is set already, how it counts is suggested, a known code brings name
and kind."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Required inputs filled so far, of all that this dossier asks."""

    filled: int
    asked: int


def asked(members_count: int) -> int:
    """Required inputs of a lead with so many members."""
    return sum(map(len, ONCE.values())) + members_count * len(PER_MEMBER)


IN_PRINCIPLE = QINGDAO_2025.min_industry + QINGDAO_2025.min_academic
"""Members the guideline asks for in principle (G3.2c-d): what the first page counts with."""


def progress(
    dossier: Dossier,
    *,
    duties_count: int,
    emails_count: int,
    members_expected: int = IN_PRINCIPLE,
    tables_explained: bool = False,
) -> Progress:
    """How much of a dossier is filled in; what a known credit code brought counts as filled.

    Members still to be listed are asked for too, as on the first page; ``members_expected`` is 0 where the
    lead has explained why there are fewer.
    """
    members = dossier.members
    director, expert, lead = dossier.director, dossier.chief_expert, dossier.lead
    filled = [
        *(bool(value) for value in (dossier.formal_name, dossier.industry, dossier.track, dossier.need)),
        *((director is not None,) * 2),
        *((expert is not None,) * 3),
        bool(expert and expert.has_cv),
        dossier.agreement_file,
        *(bool(dossier.agreement_contents.get(content.key, "").strip()) for content in CONTENTS),
        bool(dossier.dispute),
        bool(lead and lead.has_signed),
        *(bool(dossier.chapters.get(chapter.key)) for chapter in CHAPTERS),
        tables_explained or dossier.typed >= set(READ_LATER),
        dossier.pledge_signed,
        dossier.secrets_confirmed,
    ]
    qualities = expert.qualities if expert else 0
    done = sum(filled) + qualities + 3 * len(members) + duties_count + emails_count
    return Progress(done, asked(max(len(members), members_expected)))
