"""What the calendar tells people: due soon, due today, overdue, windows that ended, answers that did not come.

Set-based and repeatable: a cause makes each notice one per person for ever. Nothing here decides anything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from accounts.actions import end_expired_roles, tell_unused_invitations
from accounts.models import RoleGrant
from accounts.roles import Role
from consortia import announcing
from consortia.consent import APPOINTMENT, CLAIM, MEMBERSHIP
from consortia.models import Appointment, Membership, Representative, UnitClaim
from consortia.states import AppointmentState, ClaimState, MembershipState
from ledger import actions as ledger
from ledger.models import Notice
from workflow import office
from workflow.calendar import WorkCalendar
from workflow.flow import Flow
from workflow.lateness import Lateness
from workflow.models import Hold

from . import likeness_index, sweeps
from .flow import FILING
from .models import Filing
from .states import CORRECTION, State

Sweep = Callable[[datetime], int]
LOCK = 7_210_300
WHO: Mapping[str, tuple[str, ...]] = {
    State.DISTRICT_CHECK: ("district",),
    State.CITY_CHECK: ("city",),
    State.EXPERT_REVIEW: ("city",),
    State.SITE_VISIT: ("city",),
    State.DEFENCE: ("city",),
    State.SELECTION: ("city",),
    State.APPROVAL: ("approver",),
    State.DISTRICT_CORRECTION: ("filer",),
    State.CITY_CORRECTION: ("filer",),
}
"""Who holds a filing in a state that has a due day. A window of publicity is nobody's to meet."""
NEXT_LEVEL: Mapping[str, str] = {
    State.DISTRICT_CHECK: "head",
    State.CITY_CHECK: "approver",
    State.EXPERT_REVIEW: "approver",
    State.SITE_VISIT: "approver",
    State.DEFENCE: "approver",
    State.SELECTION: "approver",
    State.APPROVAL: "supervisor",
}
"""Who else is told, once, when it has been overdue for more than the office's number of working days."""


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to tell some people about one subject, once for its cause."""

    kind: str
    user_ids: frozenset[int]
    cause: str
    params: Mapping[str, Any]
    subject: str
    path: str


class Office:
    """Who holds which role where and who acts for which unit: read once for a whole sweep."""

    def __init__(self, lead_ids: Iterable[int | None]) -> None:
        self._holders: dict[tuple[str, int | None], set[int]] = defaultdict(set)
        held = RoleGrant.objects.filter(ended_at__isnull=True, user__is_active=True)
        for role, authority_id, user_id in held.values_list("role", "authority_id", "user_id"):
            self._holders[role, authority_id].add(user_id)
            self._holders[role, None].add(user_id)
        self._people: dict[int, set[int]] = defaultdict(set)
        acting = Representative.objects.filter(
            unit_id__in={pk for pk in lead_ids if pk}, ended_at__isnull=True
        )
        for unit_id, user_id in acting.values_list("unit_id", "user_id"):
            self._people[unit_id].add(user_id)

    def holders(self, role: str, authority_id: int | None = None) -> frozenset[int]:
        return frozenset(self._holders.get((role, authority_id), ()))

    def officers_at(self, authority_id: int | None) -> frozenset[int]:
        """The district's officers, or the city's where a subject has no district."""
        if authority_id is None:
            return self.holders(Role.CITY_OFFICER)
        return self.holders(Role.DISTRICT_OFFICER, authority_id)

    def people(self, unit_id: int | None) -> frozenset[int]:
        return frozenset(self._people.get(unit_id or 0, ()))

    def of(self, who: str, filing: Filing) -> frozenset[int]:
        """The people behind the first word of a notice kind."""
        match who:
            case "district":
                return self.holders(Role.DISTRICT_OFFICER, filing.authority_id)
            case "head":
                return self.holders(Role.DISTRICT_HEAD, filing.authority_id)
            case "city":
                return self.holders(Role.CITY_OFFICER)
            case "approver":
                return self.holders(Role.APPROVER)
            case "supervisor":
                return self.holders(Role.SUPERVISOR)
            case "round":
                return frozenset({filing.round_lead_id} if filing.round_lead_id else ())
        return self.people(filing.lead_id)


def send(messages: Iterable[Message], now: datetime) -> int:
    """Put what was not told yet into the outbox; how many people were told."""
    listed = list(messages)
    causes = {f"{m.cause}:{user_id}" for m in listed for user_id in m.user_ids}
    told = set(Notice.objects.filter(cause__in=causes).values_list("cause", flat=True)) if causes else set()
    count = 0
    for message in listed:
        new = [user_id for user_id in message.user_ids if f"{message.cause}:{user_id}" not in told]
        if new:
            ledger.tell(
                message.kind, user_ids=new, now=now, params=message.params, subject=message.subject,
                path=message.path, cause=message.cause,
            )  # fmt: skip
            count += len(new)
    return count


def about(
    flow: Flow, subject: Any, kind: str, user_ids: frozenset[int], *, cause: str = "", **more: Any
) -> Message:
    """What ``flow`` says of one subject. Its cause is the step and its due day, unless another is given."""
    return Message(
        kind=f"{flow.key}.{kind}",
        user_ids=user_ids,
        cause=cause or f"{flow.key}:{kind}:{subject.pk}:{subject.step_number}:{subject.due_on}",
        params={**flow.params(subject), **more},
        subject=subject.ledger_subject,
        path=flow.path(subject),
    )


def _about(filing: Filing, kind: str, user_ids: frozenset[int], **more: Any) -> Message:
    cause = f"{kind}:{filing.pk}:{filing.step_number}:{filing.due_on}"
    return about(FILING, filing, kind, user_ids, cause=cause, **more)


def not_held(filings: QuerySet[Filing]) -> QuerySet[Filing]:
    """Without those whose clocks stand still."""
    hold = Hold.objects.filter(
        flow=FILING.key, object_id=OuterRef("pk"), placed_at__isnull=False, lifted_at__isnull=True
    )
    return filings.filter(~Exists(hold))


def due_reminders(now: datetime) -> int:
    """Tell the holder within two working days before, on the day, and once when it is over; later the next level.

    A run that comes late says what is true then: a day that has passed unannounced is not announced any more.
    """
    lateness = office.lateness(timezone.localdate(now))
    waiting = Filing.objects.filter(state__in=list(WHO), due_on__lte=lateness.soon)
    filings = list(not_held(waiting).select_related("consortium").order_by("pk"))
    if not filings:
        return 0
    people = Office(filing.lead_id for filing in filings)
    return send(_due_messages(filings, people, lateness), now)


def _due_messages(filings: list[Filing], people: Office, lateness: Lateness) -> Iterator[Message]:
    for filing in filings:
        is_over = lateness.is_over(filing.due_on)
        if is_over and filing.state in CORRECTION:
            continue  # reminders of a correction are counted, see below
        whos = WHO[filing.state]
        if is_over and filing.state == State.EXPERT_REVIEW:
            whos = (*whos, "round")
        for who in whos:
            yield _about(filing, f"{who}_{lateness.word(filing.due_on)}", people.of(who, filing))
        if lateness.is_escalated(filing.due_on):
            who = NEXT_LEVEL[filing.state]
            yield _about(filing, f"{who}_escalated", people.of(who, filing), days=lateness.escalate_days)


def correction_reminders(now: datetime) -> int:
    """Remind the lead of an overdue correction, one reminder a working day at most, and count them.

    After the office's number of reminders the officer who returned it may let it lapse, and is told so.
    """
    today = timezone.localdate(now)
    needed = int(office.value("reminders_before_lapse", today))
    waiting = Filing.objects.filter(
        state__in=sorted(CORRECTION), due_on__lt=today, reminders_count__lt=needed
    )
    filings = list(not_held(waiting).select_related("consortium").order_by("pk"))
    if not filings:
        return 0
    calendar, people = office.work_calendar(), Office(filing.lead_id for filing in filings)
    sent = 0
    for filing in filings:
        if _reminder_is_due(filing, calendar, now):
            sent += _remind(filing, needed, people, now)
    return sent


def _reminder_is_due(filing: Filing, calendar: WorkCalendar, now: datetime) -> bool:
    """The next reminder's working day has come, and the last one went out on an earlier day."""
    today, number = timezone.localdate(now), filing.reminders_count + 1
    if filing.due_on is None or today < calendar.working_days_after(filing.due_on, number).on:
        return False
    midnight = timezone.make_aware(datetime.combine(today, time()))
    before = _reminder_cause(filing, number - 1)
    return not Notice.objects.filter(cause__startswith=f"{before}:", created_at__gte=midnight).exists()


def _reminder_cause(filing: Filing, number: int) -> str:
    return f"reminder{number}:{filing.pk}:{filing.step_number}"


def _remind(filing: Filing, needed: int, people: Office, now: datetime) -> int:
    number = filing.reminders_count + 1
    with transaction.atomic():
        is_mine = Filing.objects.filter(
            pk=filing.pk, step_number=filing.step_number, reminders_count=number - 1
        ).update(reminders_count=F("reminders_count") + 1)
        if not is_mine:
            return 0
        shown = {"number": number, "needed": needed}
        messages = [
            about(
                FILING,
                filing,
                "filer_reminder",
                people.people(filing.lead_id),
                cause=_reminder_cause(filing, number),
                **shown,
            )
        ]
        if number >= needed and filing.returned_by_id:
            officer = frozenset({filing.returned_by_id})
            messages.append(_about(filing, "returner_may_lapse", officer, **shown))
        return send(messages, now)


def windows_ended(now: datetime) -> int:
    """Tell the city officers that a public notice has run its full time; closing it is theirs."""
    today = timezone.localdate(now)
    ended = Filing.objects.filter(state=State.PUBLICITY, due_on__lt=today)
    filings = list(not_held(ended).select_related("consortium").order_by("pk"))
    if not filings:
        return 0
    people = Office(())
    return send((_about(f, "city_window_ended", people.of("city", f)) for f in filings), now)


def unanswered(now: datetime) -> int:
    """Tell leads which invitations ran out, and officers which claims are overdue."""
    today = timezone.localdate(now)
    members = Membership.objects.filter(state=MembershipState.INVITED, due_on__lt=today)
    asked = Appointment.objects.filter(state=AppointmentState.INVITED, due_on__lt=today)
    claims = UnitClaim.objects.filter(state=ClaimState.WAITING, due_on__lt=today)
    invited: list[Any] = [
        *members.select_related("consortium", "unit"), *asked.select_related("consortium")
    ]  # fmt: skip
    waiting = list(claims.select_related("unit"))
    if not invited and not waiting:
        return 0
    people = Office(one.consortium.lead_id for one in invited)
    return send([*_invitation_messages(invited, people), *_claim_messages(waiting, people)], now)


def _invitation_messages(invited: list[Any], people: Office) -> Iterator[Message]:
    for one in invited:
        flow: Flow = MEMBERSHIP if isinstance(one, Membership) else APPOINTMENT
        cause = f"unanswered:{flow.key}:{one.pk}:{one.step_number}"
        lead = people.people(one.consortium.lead_id)
        yield replace(about(flow, one, "lead_unanswered", lead, cause=cause), path="/filings/")


def _claim_messages(waiting: list[UnitClaim], people: Office) -> Iterator[Message]:
    for claim in waiting:
        officers = people.officers_at(claim.authority_id)
        cause = f"claim-overdue:{claim.pk}:{claim.due_on}"
        yield replace(about(CLAIM, claim, "officer_overdue", officers, cause=cause), path="/claims/")


SWEEPS: dict[str, Sweep] = {
    "due_reminders": due_reminders,
    "correction_reminders": correction_reminders,
    "windows_ended": windows_ended,
    "unanswered": unanswered,
    "registrations": announcing.registrations,
    "expired_roles": end_expired_roles,
    "unused_invitations": tell_unused_invitations,
}
AFTERWARDS: dict[str, Sweep] = {
    "owed_papers": sweeps.owed_papers,
    "unread_plans": likeness_index.unread_plans,
}
"""Sweeps that print or read at length: outside the lock's transaction, each safe to run twice."""


def add(name: str, sweep: Sweep) -> None:
    """Let a higher room's sweep run with the others; call it in AppConfig.ready."""
    SWEEPS[name] = sweep


def run(now: datetime) -> dict[str, int]:
    """Every sweep once, each in a transaction of its own that no other run shares; what each did.

    One that fails keeps none of the others from running; all failures are raised together at the end.
    """
    done, failures = {}, []
    for name, sweep in SWEEPS.items():
        try:
            with transaction.atomic():
                if _is_mine(name):
                    done[name] = sweep(now)
        except Exception as failure:
            failures.append(failure)
    for name, sweep in AFTERWARDS.items():
        try:
            done[name] = sweep(now)
        except Exception as failure:
            failures.append(failure)
    if failures:
        raise ExceptionGroup("sweeps failed", failures)
    return done


def _is_mine(name: str) -> bool:
    """Whether no other run is at this sweep; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, hashtext(%s))", [LOCK, name])
        return bool(cursor.fetchone()[0])
