"""What the calendar brings to tracking: reports that become due, reminders, what is left lying.

Set-based and repeatable. A report is created once by its unique constraint, a notice once by its cause.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.roles import Role
from consortia.models import Registration
from consortia.states import RegistrationState
from filings import deadlines
from filings.deadlines import Message, Office, about, send
from workflow import engine, office
from workflow.calendar import WorkCalendar
from workflow.lateness import Lateness

from . import periods
from .flow import DIFFICULTY, REPORT
from .models import Difficulty, Report
from .states import DifficultyState, ReportState

BATCH = 500


def owed_reports(now: datetime) -> int:
    """Expect every report whose period is over and that is not expected yet; how many were missing.

    ``report_on`` is the first day on which a registration next owes one, so an ordinary run looks at nothing;
    after an outage of any length one run makes up for all of it. A registration that another run is at is
    left to that run.
    """
    today, made = timezone.localdate(now), 0
    for waiting in (Q(report_on__isnull=True), Q(report_on__lte=today)):  # each one look into the index
        while batch := _owing(waiting, today, now):
            made += sum(batch)
    return made


def _owing(waiting: Q, today: date, now: datetime) -> list[int]:
    with transaction.atomic():
        rows = (
            Registration.objects.filter(waiting, state=RegistrationState.IN_FORCE, valid_from__isnull=False)
            .select_for_update(of=("self",), no_key=True, skip_locked=True)
            .select_related("consortium")
            .order_by("report_on", "pk")[:BATCH]
        )
        registrations = list(rows)
        if not registrations:
            return []
        have = set(
            Report.objects.filter(registration__in=registrations).values_list(
                "registration_id", "kind", "period_until"
            )
        )
        days = int(office.value("report_days", today))
        calendar = office.work_calendar()
        people = Office(one.consortium.lead_id for one in registrations)
        made = [_expect(one, today, now, have, days, calendar, people) for one in registrations]
        Registration.objects.bulk_update(registrations, ["report_on"], batch_size=BATCH)
        return made


def _expect(
    registration: Registration, today: date, now: datetime, have: set[tuple[int, str, date]], days: int,
    calendar: WorkCalendar, people: Office,
) -> int:  # fmt: skip
    since: Any = registration.valid_from
    until: Any = registration.valid_until
    made = 0
    for period in periods.ended(since, until, today):
        if (registration.pk, period.kind, period.until) in have:
            continue
        due = calendar.working_days_after(period.until - timedelta(days=1), days)
        report = Report(
            registration=registration, kind=period.kind, period_from=period.since, period_until=period.until,
            expected_on=due.on, due_on=due.on, is_due_provisional=due.is_provisional,
        )  # fmt: skip
        engine.begin(REPORT, report, actor=None, now=now, payload={"kind": period.kind})
        lead = people.people(registration.consortium.lead_id)
        send([about(REPORT, report, "lead_expected", lead)], now)
        made += 1
    registration.report_on = periods.next_end(since, until, today)
    return made


def report_reminders(now: datetime) -> int:
    """Before, on and after the day a report is due; then its district, and the head when it lies unread."""
    lateness = office.lateness(timezone.localdate(now))
    waiting = Q(state=ReportState.EXPECTED, due_on__lte=lateness.soon) | Q(
        state=ReportState.SUBMITTED, due_on__lt=lateness.today
    )
    reports = list(
        Report.objects.filter(waiting)
        .exclude(registration__state__in=[RegistrationState.REVOKED, RegistrationState.DISSOLVED])
        .select_related("registration__consortium")
        .order_by("pk")
    )
    if not reports:
        return 0
    people = Office(one.registration.consortium.lead_id for one in reports)
    return send(_report_messages(reports, people, lateness), now)


def _report_messages(reports: Iterable[Report], people: Office, lateness: Lateness) -> Iterator[Message]:
    for report in reports:
        authority = report.registration.authority_id
        officers = people.officers_at(authority)
        is_late = lateness.is_escalated(report.due_on)
        if report.state == ReportState.SUBMITTED:
            yield about(REPORT, report, "officer_unread", officers)
            if is_late:
                head = people.holders(Role.DISTRICT_HEAD, authority) if authority else frozenset()
                yield about(REPORT, report, "head_unread", head or people.holders(Role.APPROVER))
            continue
        lead = people.people(report.registration.consortium.lead_id)
        yield about(REPORT, report, f"lead_{lateness.word(report.due_on)}", lead)
        if is_late:
            yield about(REPORT, report, "officer_escalated", officers)


def difficulty_reminders(now: datetime) -> int:
    """Nobody owns it in time, the owner does not answer in time; then the city's officers."""
    lateness = office.lateness(timezone.localdate(now))
    late = list(
        Difficulty.objects.filter(
            state__in=[DifficultyState.RAISED, DifficultyState.ASSIGNED], due_on__lt=lateness.today
        )
        .select_related("registration__consortium", "raised_by_unit")
        .order_by("pk")
    )
    if not late:
        return 0
    return send(_difficulty_messages(late, Office(()), lateness), now)


def _difficulty_messages(late: Iterable[Difficulty], people: Office, lateness: Lateness) -> Iterator[Message]:
    for one in late:
        if one.state == DifficultyState.RAISED:
            officers = people.officers_at(one.registration.authority_id)
            yield about(DIFFICULTY, one, "officer_unowned", officers)
        else:
            owner = frozenset({one.owner_id} if one.owner_id else ())
            yield about(DIFFICULTY, one, "owner_overdue", owner)
        if lateness.is_escalated(one.due_on):
            yield about(DIFFICULTY, one, "city_escalated", people.holders(Role.CITY_OFFICER))


deadlines.add("owed_reports", owed_reports)
deadlines.add("report_reminders", report_reminders)
deadlines.add("difficulty_reminders", difficulty_reminders)
