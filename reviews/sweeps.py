"""What the calendar tells about objections: overdue ones, to the desk that answers and to the one that watches."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.notices import register
from accounts.roles import Role
from filings import deadlines
from filings.deadlines import Message, Office

from .flow import OBJECTION
from .models import Objection
from .states import ObjectionState

OPEN = (ObjectionState.RECEIVED, ObjectionState.ACCEPTED)


def objections_overdue(now: datetime) -> int:
    """Tell city officers and supervisors which objections are past their day, once for each due day."""
    today = timezone.localdate(now)
    late = Objection.objects.filter(state__in=OPEN, due_on__lt=today)
    objections = list(late.select_related("item__filing__consortium").order_by("pk"))
    return deadlines.send(_messages(objections), now) if objections else 0


def _messages(objections: list[Objection]) -> Iterator[Message]:
    people = Office(())
    told = people.holders(Role.CITY_OFFICER) | people.holders(Role.SUPERVISOR)
    for objection in objections:
        yield Message(
            "objection.overdue",
            told,
            f"objection-overdue:{objection.pk}:{objection.due_on}",
            OBJECTION.params(objection),
            objection.ledger_subject,
            OBJECTION.path(objection),
        )


register(
    "objection.overdue",
    _("An objection is overdue: %(name)s"),
    _("An objection against %(name)s is past its day to be answered. The notice cannot close before."),
)
deadlines.add("objections_overdue", objections_overdue)
