"""What the dossier says now, part by part, and which tickets nobody acted on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from consortia import rows
from consortia.guideline import PLEDGE_TEXT
from consortia.queries import snapshot
from consortia.whole import Whole, whole
from workflow.together import attach

from . import paragraphs, parts
from .models import CorrectionTicket, Filing, Submission
from .targets import group_of


def snapshot_of(
    filing: Filing, read: Whole | None = None, lines: Mapping[str, Sequence[rows.Line]] | None = None
) -> dict[str, Any]:
    """The dossier whole: the consortium, the reasons, the pledge, the edition it is filed under.

    ``read`` is everything of it, reasons and pledges among it, where that is at hand; so are ``lines``.
    """
    more = read.more if read else {}
    reasons = more["reasons"] if "reasons" in more else filing.reasons.order_by("code")
    pledges = (
        more["pledges"] if "pledges" in more else filing.pledges.select_related("signed_by").order_by("id")
    )
    if "pledgers" in more:
        attach(more["pledges"], "signed_by", more["pledgers"])
    return {
        "serial": filing.serial,
        "is_sample": filing.consortium.is_sample,
        "edition": filing.edition,
        "authority": filing.authority.name,
        "consortium": snapshot(filing.consortium, read, lines),
        "reasons": [
            {"code": reason.code, "clause": reason.clause, "reason": reason.reason} for reason in reasons
        ],
        "pledge": {
            "text_version": PLEDGE_TEXT.version,
            "signed_at": [pledge.signed_at.isoformat() for pledge in pledges],
            "signed_by": [pledge.signed_by.name or pledge.signed_by.email for pledge in pledges],
        },
    }


@dataclass(frozen=True, slots=True)
class Contents:
    """The dossier as a submission keeps it, and part by part."""

    snapshot: dict[str, Any]
    parts: dict[str, Any]

    @property
    def digests(self) -> dict[str, str]:
        """Address to the digest of what stands there."""
        return parts.digests(self.parts)


def contents_of(filing: Filing, read: Whole | None = None) -> Contents:
    """The dossier as it stands, each of its rows read once; ``read`` is everything of it with its files."""
    read = read or whole(filing.consortium, with_files=True)
    lines = rows.read(filing.consortium_id)
    content = snapshot_of(filing, read, lines)
    numbers = parts.numbers_of(read.parties, read.attachments, lines)
    return Contents(content, parts.contents(content, numbers))


class AtHand:
    """What has been read of a filing: whatever asks again is handed it. The rest is read when first asked for."""

    def __init__(
        self,
        filing: Filing,
        tickets: Sequence[CorrectionTicket],
        read: Whole | None = None,
        versions: list[Submission] | None = None,
    ) -> None:
        """``tickets`` are all of the filing's, by number; ``read`` is everything of the dossier with its files."""
        self.filing, self.tickets, self.read = filing, tickets, read
        self._versions = versions

    @cached_property
    def contents(self) -> Contents:
        """The dossier as it stands."""
        return contents_of(self.filing, self.read)

    @cached_property
    def versions(self) -> list[Submission]:
        """The two versions submitted last, the newer first."""
        return list(newest(self.filing)) if self._versions is None else self._versions

    def version(self, number: int) -> Submission | None:
        """One submitted version; None where there is none of that number."""
        kept = next((one for one in self.versions if one.version == number), None)
        return kept or self.filing.submissions.filter(version=number).first()


def newest(filing: Filing) -> QuerySet[Submission]:
    """The two versions submitted last, as a question."""
    return filing.submissions.order_by("-version")[:2]


def at_hand(filing: Filing) -> AtHand:
    """The same for whoever has read nothing yet."""
    return AtHand(filing, filing.tickets.order_by("number"))


def refresh(filing: Filing) -> None:
    """Read anew what a locked filing points to: nobody changes it while the lock is held."""
    fresh = Filing.objects.select_related(
        "authority", "call", "lead", "consortium__industry", "consortium__main_track"
    ).get(pk=filing.pk)
    for name in ("authority", "call", "lead", "consortium"):
        setattr(filing, name, getattr(fresh, name))


def parts_now(filing: Filing) -> dict[str, Any]:
    """Address to what stands there now, read afresh."""
    fresh = Filing.objects.get(pk=filing.pk)
    refresh(fresh)
    return contents_of(fresh).parts


def digests_now(filing: Filing) -> dict[str, str]:
    """Address to the digest of what stands there now."""
    return parts.digests(parts_now(filing))


def untouched(known: AtHand, tickets: Iterable[CorrectionTicket]) -> Mapping[int, int]:
    """Ticket id to the version it was asked about, where its part still reads the same as then."""
    asked = [ticket for ticket in tickets if ticket.asked_digest]
    if not asked:
        return {}
    there, now = known.contents.parts, known.contents.digests
    return {
        ticket.pk: ticket.asked_version
        for ticket in asked
        if (
            paragraphs.stands(paragraphs.chapter_text(there, ticket.address), ticket.quote)
            if ticket.quote
            else parts.digest_at(now, ticket.address) == ticket.asked_digest
        )
    }


def became(known: AtHand, tickets: Iterable[CorrectionTicket]) -> Mapping[int, Sequence[tuple[int, str]]]:
    """Ticket id to what now stands in place of the paragraph it asks about: number and words of each."""
    asked = [(ticket, known.version(ticket.asked_version)) for ticket in tickets if ticket.quote]
    return {
        ticket.pk: paragraphs.successors(
            paragraphs.kept_text(kept.snapshot, ticket.address),
            paragraphs.chapter_text(known.contents.parts, ticket.address),
            paragraphs.number_of(ticket.address),
        )
        for ticket, kept in asked
        if kept is not None
    }


def follow(ticket: CorrectionTicket) -> None:
    """A ticket that is asked again speaks of the paragraph as it now reads; of its chapter where it is gone."""
    if not ticket.quote:
        return
    place = became(at_hand(ticket.filing), [ticket]).get(ticket.pk, ())
    chapter = group_of(ticket.target)
    ticket.target, ticket.quote = (f"{chapter}/{place[0][0]}", place[0][1]) if place else (chapter, "")
    ticket.save(update_fields=["target", "quote"])


@dataclass(frozen=True, slots=True)
class LatePoints:
    """What a return from here would be: its desk's how-manieth, and which drafted tickets come late."""

    round: int
    ids: frozenset[int]
    now: Mapping[str, str]


def late_points(known: AtHand, drafted: Sequence[CorrectionTicket]) -> LatePoints:
    """Tickets of a later round on parts that read as they did when this desk first returned the filing (一次性告知).

    An answer that was not good enough is asked again freely; only points told for the first time can be late.
    """
    now = known.contents.digests
    desks = {ticket.desk for ticket in drafted}
    told = [ticket for ticket in known.tickets if ticket.round and ticket.desk in desks]
    if not told:
        return LatePoints(1, frozenset(), now)
    first = known.version(min(ticket.asked_version for ticket in told))
    late = {ticket.pk for ticket in drafted if first and not ticket.round and _stood(ticket, first, now)}
    return LatePoints(max(ticket.round for ticket in told) + 1, frozenset(late), now)


def _stood(ticket: CorrectionTicket, first: Submission, now: Mapping[str, str]) -> bool:
    """Whether the part read the same in the version that was first returned; a paragraph, whether it stood there."""
    if ticket.quote:
        return paragraphs.stands(paragraphs.kept_text(first.snapshot, ticket.address), ticket.quote)
    found = parts.digest_at(now, ticket.address)
    return bool(found) and found == parts.digest_at(first.parts, ticket.address)
