"""What the years after registration bring to the desks. A fixed number of questions each."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.roles import Role
from consortia.models import Registration
from consortia.registration import REGISTRATION
from consortia.states import RegistrationEvent, RegistrationState
from evaluations.models import Difficulty, Report
from evaluations.states import DifficultyState, ReportState
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


TASKS: tuple[tuple[tuple[str, ...], Callable[[Any, date], Iterator[DeskRow]]], ...] = (
    ((Role.DISTRICT_OFFICER, Role.CITY_OFFICER), _reports),
    ((Role.DISTRICT_OFFICER, Role.CITY_OFFICER), _difficulties),
    ((Role.CITY_OFFICER,), _undated),
    ((Role.APPROVER,), _dated),
)
