"""Shapes that pages print: plain values without a database, a clock or a role. Queries build them, tags draw them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

MOST_TICKS = 15
"""Longer windows than this many working days are said in words only."""


@dataclass(frozen=True)
class Badge:
    """The one status mark of a thing; ``kind`` is a key of ``BADGE_ICONS``, ``label`` the word of the flow table."""

    kind: str
    label: str


BADGE_ICONS = {
    "draft": "pencil",
    "progress": "circle-half",
    "correction": "arrow-return-left",
    "publicity": "megaphone-fill",
    "wait": "circle",
    "ok": "patch-check-fill",
    "lapsing": "hourglass-split",
    "lapsed": "calendar-x",
    "refused": "x-octagon-fill",
    "overdue": "alarm-fill",
    "hold": "pause-circle-fill",
    "withdrawn": "dash-circle",
    "done": "check-circle-fill",
    "failed": "x-octagon-fill",
    "warn": "exclamation-triangle-fill",
    "unknown": "question-circle",
}


@dataclass(frozen=True)
class Ruler:
    """A window of working days: ``past`` full days gone of ``total``, or ``overdue`` days beyond it."""

    past: int
    total: int
    overdue: int = 0
    label: str = ""

    @property
    def day(self) -> int:
        """Today's number in the window, counted from one; it runs on when overdue."""
        return self.total + self.overdue if self.overdue else min(self.past + 1, self.total)

    @property
    def ticks(self) -> Sequence[str]:
        """The drawing, one word a working day; empty when the window is too long to draw."""
        if self.total + self.overdue > MOST_TICKS:
            return ()
        if self.overdue:
            return ("past",) * self.total + ("overdue",) * self.overdue
        today = ("today",) if self.past < self.total else ()
        past = min(self.past, self.total)
        return ("past",) * past + today + ("future",) * (self.total - past - len(today))


@dataclass(frozen=True)
class Ball:
    """Who must act now. ``reason`` means the clocks are stopped; ``line`` is a sentence in place of the day count."""

    holder: str
    is_me: bool = False
    line: str = ""
    due_on: date | None = None
    days_left: int | None = None
    overdue_days: int = 0
    before: str = ""
    since: date | None = None
    after: str = ""
    reason: str = ""
    no_deadline: bool = False
    ruler: Ruler | None = None

    @property
    def tone(self) -> str:
        """Which edge the block wears: hold, overdue, soon (two working days or fewer) or plain."""
        if self.reason:
            return "hold"
        if self.overdue_days:
            return "overdue"
        if self.is_me and self.days_left is not None and self.days_left <= 1:
            return "soon"
        return "plain"


@dataclass(frozen=True)
class Stage:
    """One of the seven stages of the road; ``state`` is past, now or next, ``note`` its office days."""

    label: str
    state: str
    note: str = ""


@dataclass(frozen=True)
class Action:
    """A quiet link or a one-click post offered beside a sentence."""

    label: str
    url: str
    is_post: bool = False


@dataclass(frozen=True)
class Finding:
    """One check in a sentence. ``kind`` is failed, mismatch, reason, human or passed; ``fix`` says the next step."""

    kind: str
    sentence: str
    clause: str = ""
    force: str = ""
    fix: str = ""
    actions: tuple[Action, ...] = ()

    @property
    def icon(self) -> str:
        """The glyph of its kind; the sentence never depends on it."""
        return FINDING_ICONS.get(self.kind, "circle")


FINDING_ICONS = {
    "failed": "x-octagon-fill",
    "mismatch": "x-octagon-fill",
    "reason": "exclamation-triangle-fill",
    "human": "eye",
    "passed": "check-circle-fill",
}


@dataclass(frozen=True)
class Task:
    """One thing to prepare: a link, a line of fact, a badge, and who holds it since when."""

    label: str
    url: str
    fact: str = ""
    badge: Badge | None = None
    who: str = ""


@dataclass(frozen=True)
class Reason:
    """Why a step is closed, with its clause and where to go to open it."""

    sentence: str
    clause: str = ""
    force: str = ""
    fix: Action | None = None


@dataclass(frozen=True)
class StepButton:
    """A verb with its object. Reasons present mean it cannot be done now; they are listed beside it."""

    label: str
    url: str = ""
    event: str = ""
    reasons: tuple[Reason, ...] = ()
    is_primary: bool = True
    is_destructive: bool = False
    confirm: str = ""
    title: str = ""
    note: str = ""


@dataclass(frozen=True)
class StripDay:
    """A cell of the calendar strip; ``state`` is plain, past, today, counted or holiday."""

    label: str
    weekday: str = ""
    note: str = ""
    state: str = "plain"


@dataclass(frozen=True)
class Mark:
    """A named point on the validity bar, in per cent of its length."""

    percent: int
    label: str


@dataclass(frozen=True)
class Validity:
    """The three years as a bar. ``elapsed`` in per cent; None means that the dates are not published."""

    sentence: str
    elapsed: int | None = None
    is_lapsing: bool = False
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Trace:
    """One past event. ``who`` acts, ``sentence`` follows; ``kind`` is plain, back (returned, refused) or warn."""

    when: str
    sentence: str
    who: str = ""
    fact: str = ""
    number: str = ""
    kind: str = "plain"
    clause: str = ""
    force: str = ""


@dataclass(frozen=True)
class Pager:
    """Keyset paging: the addresses before and after this page, and how many rows stand here."""

    previous_url: str = ""
    next_url: str = ""
    shown_count: int | None = None
