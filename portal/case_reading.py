"""What the office's pages of one case ask of the database: the head by one question, the case by another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Authority, RoleGrant, User
from consortia.checklist import Finding, check_dossier
from consortia.models import Membership, Unit
from filings import queries, ticks
from filings.changes import AtHand, newest
from filings.flow import FILING
from filings.models import Filing, ShortfallReason
from filings.standing import Arrival
from ledger.queries import history
from workflow import engine, office
from workflow.models import Hold, Proposal
from workflow.together import attach, together


@dataclass(frozen=True)
class Head:
    """What stands at the head of every page of a case."""

    hold: Hold | None
    """In force, or asked for and waiting for its second person."""
    proposals: Sequence[Proposal]
    """Drafts that wait for a second person, the oldest first."""
    arrival: Arrival | None
    figures: Mapping[str, Any]
    """Office parameters of the day."""


def head(filing: Filing, today: date) -> Head:
    """The head alone, for pages that show no more of the case."""
    return _head(together(**_of_the_head(filing), parameters=office.confirmed(today)))


def _of_the_head(filing: Filing) -> dict[str, QuerySet[Any]]:
    holds = Hold.objects.filter(flow=FILING.key, object_id=filing.pk, lifted_at__isnull=True)
    proposals = engine.waiting(FILING, filing)
    named = Q(pk__in=proposals.order_by().values("by"))
    for name in ("asked_by", "placed_by"):
        named |= Q(pk__in=holds.order_by().values(name))
    grants = RoleGrant.objects.filter(user__in=proposals.order_by().values("by"), ended_at__isnull=True)
    return {
        "holds": holds.order_by("pk")[:1],
        "proposals": proposals.order_by("at"),
        "named": User.objects.filter(named),
        "grants": grants.order_by("pk"),
        "authorities": Authority.objects.filter(pk__in=grants.values("authority")),
        "arrivals": history(filing.ledger_subject).filter(payload__has_key="to")[:1],
    }


def _head(found: Mapping[str, list[Any]]) -> Head:
    attach(found["grants"], "authority", found["authorities"])
    attach(found["proposals"], "by", found["named"])
    for proposal in found["proposals"]:
        proposal.by.hand_grants(found["grants"])
    for name in ("asked_by", "placed_by"):
        attach(found["holds"], name, found["named"])
    latest = next(iter(found["arrivals"]), None)
    return Head(
        hold=next(iter(found["holds"]), None),
        proposals=found["proposals"],
        arrival=Arrival(latest.payload.get("from", "")) if latest else None,
        figures=office.values_of(found["parameters"]),
    )


@dataclass(frozen=True)
class CaseReading:
    """One case as a desk reads it."""

    filing: Filing
    today: date
    head: Head
    waiting: engine.Waiting
    """What every step from here is judged by."""
    known: AtHand
    parties: Sequence[Membership]
    """The lead first, while the dossier is judged; units attached."""
    reasons: Mapping[str, ShortfallReason]
    found: Mapping[str, list[Any]]
    """Questions with their units, the desk's ticks, and what the page asked along."""

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Every check's answer for the dossier as it now stands; none where it is not judged any more."""
        judged = self.waiting.case
        if judged.dossier is None:
            return ()
        return check_dossier(judged.dossier, judged.guideline, today=self.today)

    @property
    def tickets(self) -> Sequence[Any]:
        """All correction tickets, by number."""
        return self.known.tickets


def read(filing: Filing, now: datetime, **along: QuerySet[Any]) -> CaseReading:
    """The case with its dossier and files, the head and ``along``, however large it is, by one question."""
    questions = filing.questions.order_by("-number")
    asked = Membership.objects.filter(pk__in=questions.order_by().values("membership"))
    found = queries.read(
        filing, now, with_files=True, **along, **_of_the_head(filing),
        versions=newest(filing),
        questions=questions,
        asked_parties=asked,
        asked_units=Unit.objects.filter(pk__in=asked.values("unit")),
        ticks=filing.ticks.filter(desk=ticks.desk_of(filing)).order_by("pk"),
    )  # fmt: skip
    rows = found.found
    attach(rows["asked_parties"], "unit", rows["asked_units"])
    attach(rows["questions"], "membership", rows["asked_parties"])
    first = _head(rows)
    in_force = first.hold if first.hold and first.hold.placed_at else None
    return CaseReading(
        filing=filing,
        today=timezone.localdate(now),
        head=first,
        waiting=engine.Waiting(found.case, in_force, {one.event: one for one in first.proposals}),
        known=found.known,
        parties=found.known.read.parties if found.known.read else (),
        reasons={one.code: one for one in rows["reasons"]},
        found=rows,
    )
