"""What a filing looks like to the rules: plain values, filled at the edge. Pure.

Nothing here decides; an unknown fact is None, never False.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

OTHER = "other"
"""Key of the industry outside the "10+1" list."""

LEAD_KINDS = frozenset({"enterprise"})
"""Unit kinds that may lead (G4.1.1a)."""

CODELESS_KINDS = frozenset({"overseas", "defence"})
"""Unit kinds that may have no public credit code."""

READ_LATER = ("indicators", "milestones", "budget")
"""Typed tables that reports, reminders and evaluation read; all others are only offered."""


class Counting(StrEnum):
    """Which of the two in-principle counts of G3.2 a member adds to; set by an officer."""

    INDUSTRY = "industry"
    ACADEMIC = "academic"
    OTHER = "other"


class Tier(StrEnum):
    """How close a member stands: 核心层, 紧密合作层, 一般协作层."""

    CORE = "core"
    CLOSE = "close"
    GENERAL = "general"


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """The lead or one member that has not declined."""

    name: str
    code: str | None = None
    kind: str = "enterprise"
    counting: Counting = Counting.OTHER
    tier: Tier = Tier.GENERAL
    is_lead: bool = False
    has_accepted: bool = False
    has_signed: bool = False
    """Signed the current text of the agreement."""
    has_pledged: bool = False
    banned_until: date | None = None
    """First day it may lead again (exclusive end of the ban)."""
    seat_in_qingdao: bool | None = None
    is_branch: bool = False
    is_legal_person: bool | None = None
    group_key: str | None = None
    """Same for firms of one group: they count once (Q-2)."""
    other_leads_count: int = 0
    """Other consortia it leads now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """The director or the chief expert."""

    name: str
    employer: str = ""
    has_accepted: bool = False
    qualities: int = 0
    """How many of the three qualities of G5.4 are filled in."""
    has_cv: bool = False
    other_posts_count: int = 0
    """Other consortia with the same chief expert."""


@dataclass(frozen=True, slots=True)
class Window:
    """A call's filing window, half open, and the moment of the question."""

    opens_at: datetime
    closes_at: datetime
    asked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """Everything a check may look at."""

    formal_name: str = ""
    short_name: str = ""
    industry: str = ""
    """Key of the industry list, or OTHER."""
    track: str = ""
    """Key of the track list or, where the list has gaps, the words typed."""
    other_industry_reason: str = ""
    need: str = ""
    parties: tuple[Party, ...] = ()
    agreement_file: bool = False
    agreement_contents: Mapping[str, str] = field(default_factory=dict)
    """Key of CONTENTS → where it stands in the agreement."""
    dispute: str = ""
    """arbitration, litigation, both, or empty."""
    director: Person | None = None
    chief_expert: Person | None = None
    chapters: Mapping[str, bool] = field(default_factory=dict)
    """Key of CHAPTERS → answered by text or by pages of a document."""
    typed: frozenset[str] = frozenset()
    """Keys of the typed tables that hold a row, of those that a later step reads."""
    pledge_signed: bool = False
    secrets_confirmed: bool = False
    """The lead confirms that nothing entered is a state secret (Q-44)."""
    held_files: tuple[str, ...] = ()
    """Names of files that wait for the virus check, or did not pass it."""
    window: Window | None = None
    """None: rolling filing, or a step that no call limits."""
    lead_counts: bool = False
    """Office parameter lead_counts_in_three (Q-1)."""
    members_pledge: bool = False
    """Office parameter members_sign_pledge (Q-6)."""

    @property
    def lead(self) -> Party | None:
        """The one lead, or None when there is none or more than one."""
        leads = [party for party in self.parties if party.is_lead]
        return leads[0] if len(leads) == 1 else None

    @property
    def members(self) -> tuple[Party, ...]:
        """All parties but the lead."""
        return tuple(party for party in self.parties if not party.is_lead)
