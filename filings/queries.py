"""Reading filings: the picture that guards judge, and the office's questions about queues."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from consortia.checklist import Finding, check_dossier
from consortia.dossier import Dossier, Window
from consortia.guideline import EDITIONS
from consortia.queries import dossier_of
from consortia.whole import Whole
from ledger.models import Entry
from workflow import office

from .case import FilingCase
from .changes import late_points, untouched
from .models import Filing
from .states import CORRECTION, State, TicketState

_JUDGED_ON_DOSSIER = (
    frozenset({State.DRAFT, State.DISTRICT_CHECK, State.CITY_CHECK, State.APPROVAL}) | CORRECTION
)


def picture(filing: Filing, now: datetime) -> FilingCase:
    """All that the filing itself can tell its guards, at ``now``."""
    today = timezone.localdate(now)
    figures = office.values(today)
    tickets = filing.tickets.aggregate(
        drafts=Count("pk", filter=Q(state=TicketState.DRAFT)),
        open=Count("pk", filter=Q(state=TicketState.OPEN)),
        unanswered=Count("pk", filter=Q(state=TicketState.OPEN, is_mandatory=True)),
    )
    reasons = list(filing.reasons.values_list("code", "reason", "is_accepted"))
    return FilingCase(
        state=filing.state,
        guideline=EDITIONS[filing.edition],
        office=figures,
        dossier=dossier(filing, now, figures) if filing.state in _JUDGED_ON_DOSSIER else None,
        reasons={code: reason for code, reason, _ in reasons},
        judgements={code: accepted for code, _, accepted in reasons},
        draft_tickets=tickets["drafts"],
        open_tickets=tickets["open"],
        unanswered_tickets=tickets["unanswered"],
        hollow_answers=_hollow_answers(filing),
        late_tickets=_late_tickets(filing) if tickets["drafts"] else 0,
        due_on=filing.due_on,
        reminders_count=filing.reminders_count,
        second_look_asked_at=filing.second_look_asked_at,
        second_look_until=filing.due_on if filing.state == State.NOT_RECOMMENDED else None,
        closed_by_id=_closed_by(filing),
        state_since=timezone.localdate(filing.state_since),
    )


def _hollow_answers(filing: Filing) -> int:
    """Answered tickets, while the lead corrects, whose part reads as before and is not said to stand."""
    if filing.state not in CORRECTION:
        return 0
    return len(untouched(filing, filing.tickets.filter(state=TicketState.ANSWERED, stands=False)))


def _late_tickets(filing: Filing) -> int:
    drafted = list(filing.tickets.filter(state=TicketState.DRAFT))
    late = late_points(filing, drafted).ids
    return sum(ticket.pk in late and ticket.late_confirmed_at is None for ticket in drafted)


def _closed_by(filing: Filing) -> int | None:
    if filing.state != State.APPROVAL:
        return None
    closings = Entry.objects.filter(subject=filing.ledger_subject, kind="filing.close")
    return closings.order_by("-number").values_list("actor_id", flat=True).first()


def dossier(
    filing: Filing,
    now: datetime,
    figures: dict[str, Any] | None = None,
    read: Whole | None = None,
    pledged: Iterable[int] | None = None,
) -> Dossier:
    """The filing's dossier as values for the checks; ``read`` and ``pledged`` where they are at hand."""
    today = timezone.localdate(now)
    call = filing.call if filing.state == State.DRAFT else None
    units = filing.pledges.values_list("unit_id", flat=True) if pledged is None else pledged
    return dossier_of(
        filing.consortium,
        on=today,
        office=figures or office.values(today),
        pledged_unit_ids=frozenset(units),
        secrets_confirmed=filing.knows_no_secrets,
        window=Window(call.opens_at, call.lead_closes_at, now) if call else None,
        read=read,
    )


def findings(filing: Filing, now: datetime) -> tuple[Finding, ...]:
    """The live checklist: every check's answer for the dossier as it now stands."""
    return check_dossier(dossier(filing, now), EDITIONS[filing.edition], today=timezone.localdate(now))
