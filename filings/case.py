"""What guards judge: values only, filled under the lock. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from consortia.dossier import Dossier
from consortia.guideline import Guideline

if TYPE_CHECKING:
    from consortia.whole import Whole


@dataclass(frozen=True, slots=True)
class Evidence:
    """What other rooms know of a filing, gathered under its lock. None means "not concluded", never no."""

    in_round: bool | None = None
    needs_visit: bool | None = None
    defence_first: bool | None = None
    sealed_count: int | None = None
    recused_count: int | None = None
    goes_on: bool | None = None
    visit_signed: bool | None = None
    defence_held: bool | None = None
    outcome: str | None = None
    meeting_number: str | None = None
    decided_on: date | None = None
    is_countersigned: bool | None = None
    notice_posted: bool | None = None
    posted_by_id: int | None = None
    window_ended: bool | None = None
    closes_on: date | None = None
    open_objections: int | None = None
    upheld_objections: int | None = None


NO_EVIDENCE = Evidence()


@dataclass(frozen=True, slots=True)
class FilingCase:
    """What the filing itself knows: the dossier where it can still change, tickets, reasons, times."""

    state: str
    guideline: Guideline
    office: Mapping[str, Any]
    dossier: Dossier | None
    reasons: Mapping[str, str]
    judgements: Mapping[str, bool | None]
    draft_tickets: int
    open_tickets: int
    unanswered_tickets: int
    hollow_answers: int
    """Answers that neither changed their part nor say that it is right as it stands."""
    late_tickets: int
    """Drafted tickets that come late and whose reason nobody has confirmed."""
    due_on: date | None
    reminders_count: int
    second_look_asked_at: datetime | None
    second_look_until: date | None
    closed_by_id: int | None
    state_since: date | None = None
    """The day on which it came where it is."""
    unsettled: Mapping[str, int] = field(default_factory=dict)
    """Place to the number of its fields with two versions that wait for a choice."""
    office_version: int = 0
    """Changes of parameters the office had confirmed by today."""
    read: "Whole | None" = None
    """Everything the dossier was judged by, with its files where it can be submitted: a submission keeps just that."""
