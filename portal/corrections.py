"""Tickets, questions and ticks as the desks read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from filings import access, changes, ticks, wording
from filings.changes import AtHand
from filings.comparison import Piece, text_pieces
from filings.drafts import confirms_late
from filings.models import CorrectionTicket, Filing, PartTick, Question, Submission
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


def tickets_of(known: AtHand, tickets: Iterable[CorrectionTicket]) -> list[TicketView]:
    """In the order of their numbers; answered ones are compared with what they were asked about."""
    listed = list(tickets)
    answered = (one for one in listed if one.state == TicketState.ANSWERED)
    same = changes.untouched(known, answered)
    drafted = [one for one in listed if one.is_draft]
    late = changes.late_points(known, drafted).ids if drafted else frozenset()
    became = changes.became(known, (one for one in listed if not one.is_draft and one.answer))
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


def late_to_confirm(known: AtHand, user: Any, figures: Mapping[str, Any]) -> list[TicketView]:
    """Late points that wait for this person's word."""
    if not confirms_late(user, known.filing, figures):
        return []
    drafted = (one for one in known.tickets if one.is_draft)
    return [view for view in tickets_of(known, drafted) if view.needs_confirmation]


def returned_it(user: Any, filing: Filing) -> bool:
    """Whether the reader sits at the desk that returned the filing and may take back what it sent."""
    if filing.state == State.DISTRICT_CORRECTION:
        return access.own_officer(user, filing)
    return access.city_officer(user, filing)


def is_later_round(known: AtHand) -> bool:
    """Whether this desk has returned the filing before."""
    desk = ticks.desk_of(known.filing)
    return any(one.round and one.desk == desk for one in known.tickets)


def questions_of(rows: Iterable[Question]) -> list[tuple[Question, str]]:
    """Each question on the filing with its part in words."""
    return [(one, wording.label(one.target, one.target_name)) for one in rows]


def ticks_of(latest: Submission, made: Iterable[PartTick]) -> list[TickView]:
    """The list of what to look at, with the desk's ticks."""
    page = reverse("cases:check", args=[latest.filing_id])
    return [
        TickView(
            one.address, wording.label(one.address), one.kind, one.version,
            f"{page}?tab={dossier.tab_of(place_of(one.address))}#document",
        )
        for one in ticks.board(latest, made)
    ]  # fmt: skip


def open_questions(rows: Iterable[tuple[Question, str]]) -> Mapping[str, int]:
    """How many questions wait for an answer, and how many answers to be read."""
    states = [question.state for question, _label in rows]
    return {"asked": states.count(QuestionState.OPEN), "answered": states.count(QuestionState.ANSWERED)}
