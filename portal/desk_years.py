"""What the years after registration bring to the desks. A fixed number of questions each."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.roles import Role
from consortia.models import Membership, Registration, Resolution, ResolutionConsent
from consortia.registration import REGISTRATION
from consortia.states import MembershipState, RegistrationEvent, RegistrationState
from evaluations.models import Case, Difficulty, Report
from evaluations.states import CaseEvent, CaseState, DifficultyState, ReportState
from portal import desk_evaluations
from portal.desk_row import DeskRow
from workflow.models import Proposal

AT_MOST = 20
"""Of one sort of task; its own list holds the rest."""


def _mine(user: Any) -> Q:
    """Registrations of one's own district; for the city those that have none."""
    own = Q(registration__authority_id__in=user.authorities_as(Role.DISTRICT_OFFICER))
    if user.is_any(Role.CITY_OFFICER):
        own |= Q(registration__authority__isnull=True)
    return own


def _reports(user: Any, _today: date) -> Iterator[DeskRow]:
    rows = Report.objects.filter(_mine(user), state=ReportState.SUBMITTED)
    for report in rows.select_related("registration__consortium").order_by("due_on", "pk")[:AT_MOST]:
        consortium, url = report.registration.consortium, reverse("years:report", args=[report.pk])
        yield DeskRow(
            str(consortium), url, _("Read the report"), fact=str(report.get_kind_display()), button_url=url,
            due_on=report.due_on, is_sample=consortium.is_sample,
        )  # fmt: skip


def _difficulties(user: Any, _today: date) -> Iterator[DeskRow]:
    """Those without an owner, and those one owns."""
    unowned = _mine(user) & Q(state=DifficultyState.RAISED)
    own = Q(state=DifficultyState.ASSIGNED, owner_id=user.pk)
    rows = Difficulty.objects.filter(unowned | own).select_related("registration__consortium")
    for one in rows.order_by("due_on", "pk")[:AT_MOST]:
        consortium, url = one.registration.consortium, reverse("years:difficulty", args=[one.pk])
        is_own = one.state == DifficultyState.ASSIGNED
        yield DeskRow(
            str(consortium), url, _("Answer the difficulty") if is_own else _("Name an owner"),
            fact=one.title, button_url=url, due_on=one.due_on, is_sample=consortium.is_sample,
        )  # fmt: skip


def _undated(_user: Any, _today: date) -> Iterator[DeskRow]:
    """Historic registrations whose dates nobody has read in a source yet: one row for all of them."""
    waiting = Registration.objects.filter(valid_from__isnull=True, state=RegistrationState.IN_FORCE)
    drafted = _date_drafts().values("object_id")
    count = waiting.exclude(pk__in=drafted).order_by()[: AT_MOST + 1].count()
    if count:
        url = f"{reverse('years:registrations')}?standing=undated"
        shown = f"{AT_MOST}+" if count > AT_MOST else str(count)
        fact = _("Registrations without dates: %(n)s") % {"n": shown}
        yield DeskRow(_("From the published list"), url, _("Enter the dates"), fact=fact, button_url=url)


def _date_drafts() -> Any:
    return Proposal.objects.filter(
        flow=REGISTRATION.key, event=RegistrationEvent.DATE, closed_at__isnull=True
    )


def _dated(_user: Any, _today: date) -> Iterator[DeskRow]:
    """Dates that a city officer read in a source and that wait for the second person."""
    drafted = _date_drafts().values("object_id")
    rows = Registration.objects.filter(pk__in=drafted).select_related("consortium")
    for one in rows.order_by("pk")[:AT_MOST]:
        url = reverse("years:registration", args=[one.pk])
        yield DeskRow(
            str(one.consortium),
            url,
            _("Confirm the dates"),
            button_url=url,
            is_sample=one.consortium.is_sample,
        )


def _drafted(flow: str, *events: str) -> Any:
    return Proposal.objects.filter(flow=flow, event__in=events, closed_at__isnull=True).values("object_id")


def _own_cases(user: Any, today: date) -> Iterator[DeskRow]:
    """Cases that wait for their owner: facts to write, a decision to draft, days that have run out."""
    days_over = Q(state=CaseState.NOTIFIED, due_on__lt=today)
    days_over |= Q(state=CaseState.DECIDED) & (Q(second_look_until__lt=today) | Q(second_look_until=None))
    to_draft = Q(state=CaseState.HEARD) & ~Q(pk__in=_drafted("case", CaseEvent.DECIDE, CaseEvent.DROP))
    rows = Case.objects.filter(Q(state=CaseState.OPEN) | days_over | to_draft, owner=user)
    verbs = {
        CaseState.OPEN: _("Gather the facts"),
        CaseState.NOTIFIED: _("Go on without a statement"),
        CaseState.HEARD: _("Draft the decision"),
        CaseState.DECIDED: _("Put into effect"),
    }
    yield from (_case_row(one, verbs[CaseState(one.state)]) for one in _soonest(rows))


def _cases_to_decide(user: Any, _today: date) -> Iterator[DeskRow]:
    """Drafted decisions, and second looks at what another approver decided."""
    drafted = Q(pk__in=_drafted("case", CaseEvent.DECIDE, CaseEvent.DROP)) & ~Q(owner=user)
    looks = Q(state=CaseState.SECOND_LOOK) & ~Q(decided_by=user) & ~Q(owner=user)
    for one in _soonest(Case.objects.filter(drafted | looks)):
        is_look = one.state == CaseState.SECOND_LOOK
        yield _case_row(one, _("Take the second look") if is_look else _("Decide the case"))


def _soonest(rows: Any) -> Any:
    return rows.select_related("unit").order_by("due_on", "pk")[:AT_MOST]


def _case_row(case: Case, verb: str) -> DeskRow:
    url = reverse("years:case", args=[case.pk])
    return DeskRow(
        str(case.unit), url, verb, fact=f"{case.number} · {case.get_kind_display()}", button_url=url,
        due_on=case.due_on, is_sample=case.unit.is_sample,
    )  # fmt: skip


def _resolved(_user: Any, _today: date) -> Iterator[DeskRow]:
    """Consortia without a lead whose members have all agreed on one: the city drafts its confirmation."""
    asked = Membership.objects.filter(
        consortium=OuterRef("registration__consortium"), state=MembershipState.ACCEPTED, is_lead=False
    )
    consents = ResolutionConsent.objects.filter(
        resolution=OuterRef(OuterRef("pk")), membership=OuterRef("pk")
    )
    rows = Resolution.objects.filter(~Exists(asked.filter(~Exists(consents))), closed_at=None)
    rows = rows.filter(registration__state=RegistrationState.LEAD_VACANT, new_lead__isnull=False)
    rows = rows.exclude(registration__in=_drafted(REGISTRATION.key, RegistrationEvent.RESTORE))
    for one in rows.select_related("registration__consortium").order_by("pk")[:AT_MOST]:
        yield _resolution_row(one.registration, _("Draft the new lead"))


def _resolutions_to_sign(_user: Any, _today: date) -> Iterator[DeskRow]:
    """A new lead, or an end, that all members resolved and somebody drafted."""
    drafted = _drafted(REGISTRATION.key, RegistrationEvent.RESTORE, RegistrationEvent.DISSOLVE)
    rows = Registration.objects.filter(pk__in=drafted).select_related("consortium").order_by("due_on", "pk")
    for one in rows[:AT_MOST]:
        yield _resolution_row(one, _("Decide on the resolution"))


def _resolution_row(registration: Registration, verb: str) -> DeskRow:
    consortium, url = registration.consortium, reverse("years:resolution", args=[registration.pk])
    return DeskRow(
        str(consortium), url, verb, button_url=url, due_on=registration.due_on, is_sample=consortium.is_sample
    )


TASKS: tuple[tuple[tuple[str, ...], Callable[[Any, date], Iterator[DeskRow]]], ...] = (
    ((Role.DISTRICT_OFFICER, Role.CITY_OFFICER), _reports),
    ((Role.DISTRICT_OFFICER, Role.CITY_OFFICER), _difficulties),
    ((Role.CITY_OFFICER,), _undated),
    ((Role.APPROVER,), _dated),
    *desk_evaluations.TASKS,
    ((Role.CITY_OFFICER,), _own_cases),
    ((Role.APPROVER,), _cases_to_decide),
    ((Role.CITY_OFFICER,), _resolved),
    ((Role.APPROVER,), _resolutions_to_sign),
)
