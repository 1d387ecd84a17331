"""One row of a desk, as every part of a day brings it."""

from dataclasses import dataclass
from datetime import date

from workflow.presentation import Badge, Ruler


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One thing to do: about what, which act, until when, and the one button."""

    title: str
    url: str
    verb: str
    under: str = ""
    fact: str = ""
    button_url: str = ""
    badge: Badge | None = None
    ruler: Ruler | None = None
    due_on: date | None = None
    left: str = ""
    tone: str = ""
    is_sample: bool = False
