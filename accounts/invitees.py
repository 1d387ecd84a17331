"""Whom a link was sent to, so that whoever came by it need not type the address again. Rooms register their links."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Invitee:
    """The address an invitation went to, and the unit it speaks of."""

    email: str
    unit: str


Question = Callable[[str, datetime], Invitee | None]
_questions: list[Question] = []


def register(question: Question) -> Question:
    """Add a room's question: a path of this site to whom its link was sent, None where it is no valid link."""
    if question not in _questions:
        _questions.append(question)
    return question


def of(target: str, now: datetime) -> Invitee | None:
    """Whom the link at ``target``, a path with or without a query, was sent to."""
    path = urlsplit(target).path
    return next((found for ask in _questions if (found := ask(path, now))), None)
