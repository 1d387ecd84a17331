"""Tickets, questions and ticks as the desks read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from filings import access, changes, ticks, wording
from filings.comparison import Piece, text_pieces
from filings.drafts import confirms_late
from filings.models import CorrectionTicket, Filing, Question
from filings.states import QuestionState, State, TicketState
from filings.targets import place_of

from . import dossier


@dataclass(frozen=True, slots=True)
class TicketView:
    """A ticket with its part in words; ``unchanged_since`` is the version since which the part reads the same."""

    row: CorrectionTicket
    label: str
    unchanged_since: int = 0
    is_late: bool = False
    pieces: Sequence[Piece] = ()
    """From the paragraph asked about to what now stands in its place; empty while nothing changed there."""

    @property
    def needs_confirmation(self) -> bool:
        return self.is_late and self.row.is_draft and self.row.late_confirmed_at is None


@dataclass(frozen=True, slots=True)
class TickView:
    """One part to look at, with where it is read and what changed."""

    address: str
    label: str
    kind: str
    version: int
    url: str


def tickets_of(filing: Filing, tickets: Iterable[CorrectionTicket]) -> list[TicketView]:
    """In the order of their numbers; answered ones are compared with what they were asked about."""
    listed = list(tickets)
    same = changes.untouched(filing, (one for one in listed if one.state == TicketState.ANSWERED))
    drafted = [one for one in listed if one.is_draft]
    late = changes.late_points(filing, drafted).ids if drafted else frozenset()
    became = changes.became(filing, [one for one in listed if not one.is_draft and one.answer])
    return [
        TicketView(
            one,
            wording.label(one.address, one.target_name),
            same.get(one.pk, 0),
            one.is_late or one.pk in late,
            _way(one, became[one.pk]) if one.pk in became and one.pk not in same else (),
        )
        for one in listed
    ]


def _way(ticket: CorrectionTicket, place: Sequence[tuple[int, str]]) -> list[Piece]:
    """The change of the paragraph by words."""
    return text_pieces(ticket.quote, "\n".join(words for _number, words in place))


def late_to_confirm(filing: Filing, user: Any, today: date) -> list[TicketView]:
    """Late points that wait for this person's word."""
    if not confirms_late(user, filing, today):
        return []
    drafted = filing.tickets.filter(state=TicketState.DRAFT).order_by("number")
    return [view for view in tickets_of(filing, drafted) if view.needs_confirmation]


def returned_it(user: Any, filing: Filing) -> bool:
    """Whether the reader sits at the desk that returned the filing and may take back what it sent."""
    if filing.state == State.DISTRICT_CORRECTION:
        return access.own_officer(user, filing)
    return access.city_officer(user, filing)


def is_later_round(filing: Filing) -> bool:
    """Whether this desk has returned the filing before."""
    return filing.tickets.filter(round__gt=0, desk=ticks.desk_of(filing)).exists()


def units_of(filing: Filing) -> list[tuple[int, str]]:
    """Whom a question can go to: the lead first, then the members that have accepted."""
    parties = filing.consortium.memberships.filter(state="accepted").select_related("unit")
    return [(party.pk, str(party.unit)) for party in parties.order_by("-is_lead", "id")]


def questions_of(filing: Filing) -> list[tuple[Question, str]]:
    """Every question on the filing with its part in words, newest first."""
    rows = filing.questions.select_related("membership__unit").order_by("-number")
    return [(one, wording.label(one.target, one.target_name)) for one in rows]


def ticks_of(filing: Filing, latest: Any) -> list[TickView]:
    """The list of what to look at."""
    page = reverse("cases:check", args=[filing.pk])
    return [
        TickView(
            one.address, wording.label(one.address), one.kind, one.version,
            f"{page}?tab={dossier.tab_of(place_of(one.address))}#document",
        )
        for one in ticks.board(filing, latest)
    ]  # fmt: skip


def open_questions(rows: Iterable[tuple[Question, str]]) -> Mapping[str, int]:
    """How many questions wait for an answer, and how many answers to be read."""
    states = [question.state for question, _label in rows]
    return {"asked": states.count(QuestionState.OPEN), "answered": states.count(QuestionState.ANSWERED)}
