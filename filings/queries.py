"""Reading filings: the picture that guards judge, and the office's questions about queues."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from consortia.checklist import Finding, check_dossier
from consortia.dossier import Dossier, Window
from consortia.guideline import EDITIONS
from consortia.queries import dossier_of
from consortia.whole import Whole, whole
from ledger.models import Entry
from workflow import office
from workflow.together import together

from .case import FilingCase
from .changes import AtHand, late_points, untouched
from .models import CorrectionTicket, Filing
from .states import CORRECTION, State, TicketState
from .unsettled import unsettled

_JUDGED_ON_DOSSIER = (
    frozenset({State.DRAFT, State.DISTRICT_CHECK, State.CITY_CHECK, State.APPROVAL}) | CORRECTION
)


def picture(filing: Filing, now: datetime) -> FilingCase:
    """All that the filing itself can tell its guards, at ``now``."""
    return read(filing, now, with_files=with_its_lead(filing)).case


def with_its_lead(filing: Filing) -> bool:
    """Whether the dossier can change and be submitted."""
    return filing.state == State.DRAFT or filing.state in CORRECTION


@dataclass(frozen=True, slots=True)
class Reading:
    """A filing as it stands at a moment, read by one question: its picture, and the rows it was drawn from."""

    case: FilingCase
    known: AtHand
    found: Mapping[str, list[Any]]
    """Name to rows: tickets, reasons, pledges, parameters, and what was asked along."""


def read(filing: Filing, now: datetime, *, with_files: bool, **along: QuerySet[Any]) -> Reading:
    """Read everything guards ask, and ``along``; the dossier where the filing stands before those who judge it."""
    today = timezone.localdate(now)
    asked: dict[str, QuerySet[Any]] = along | {
        "tickets": filing.tickets.order_by("number"),
        "reasons": filing.reasons.order_by("code"),
        **pledges(filing),
        "parameters": office.confirmed(today),
    }
    if with_its_lead(filing):
        asked["conflicts"] = filing.conflicts.filter(resolved_at__isnull=True).order_by("pk")
    if filing.state not in _JUDGED_ON_DOSSIER:
        found = together(**asked)
        known = AtHand(filing, found["tickets"], versions=found.get("versions"))
        return Reading(_case(filing, now, None, found, known), known, found)
    kept = whole(filing.consortium, on=today, with_files=with_files, **asked)
    known = AtHand(filing, kept.more["tickets"], kept if with_files else None, kept.more.get("versions"))
    return Reading(_case(filing, now, kept, kept.more, known), known, kept.more)


def pledges(filing: Filing) -> dict[str, QuerySet[Any]]:
    """The pledges given, and by whom: two questions to be asked with others."""
    given = filing.pledges.order_by("id")
    return {"pledges": given, "pledgers": User.objects.filter(pk__in=given.order_by().values("signed_by"))}


def _case(
    filing: Filing, now: datetime, read: Whole | None, found: Mapping[str, list[Any]], known: AtHand
) -> FilingCase:
    today, figures = timezone.localdate(now), office.values_of(found["parameters"])
    tickets: list[CorrectionTicket] = found["tickets"]
    drafted = [ticket for ticket in tickets if ticket.state == TicketState.DRAFT]
    open_tickets = [ticket for ticket in tickets if ticket.state == TicketState.OPEN]
    pledged = [pledge.unit_id for pledge in found["pledges"]]
    guideline = EDITIONS[filing.edition]
    judged = dossier(filing, now, figures, read, pledged) if read else None

    def shortfalls() -> set[str]:
        found = check_dossier(judged, guideline, today=today) if judged else ()
        return {one.code for one in found if one.needs_reason}

    return FilingCase(
        state=filing.state,
        guideline=guideline,
        office=figures,
        office_version=len(found["parameters"]),
        read=read,
        dossier=judged,
        unsettled=unsettled(filing.state, found.get("conflicts", ()), tickets, shortfalls),
        reasons={one.code: one.reason for one in found["reasons"]},
        judgements={one.code: one.is_accepted for one in found["reasons"]},
        draft_tickets=len(drafted),
        open_tickets=len(open_tickets),
        unanswered_tickets=sum(ticket.is_mandatory for ticket in open_tickets),
        hollow_answers=_hollow_answers(filing, known),
        late_tickets=_late_tickets(known, drafted),
        due_on=filing.due_on,
        reminders_count=filing.reminders_count,
        second_look_asked_at=filing.second_look_asked_at,
        second_look_until=filing.due_on if filing.state == State.NOT_RECOMMENDED else None,
        closed_by_id=_closed_by(filing),
        state_since=timezone.localdate(filing.state_since),
    )


def _hollow_answers(filing: Filing, known: AtHand) -> int:
    """Answered tickets, while the lead corrects, whose part reads as before and is not said to stand."""
    if filing.state not in CORRECTION:
        return 0
    answered = [one for one in known.tickets if one.state == TicketState.ANSWERED and not one.stands]
    return len(untouched(known, answered))


def _late_tickets(known: AtHand, drafted: list[CorrectionTicket]) -> int:
    if not drafted:
        return 0
    late = late_points(known, drafted).ids
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
