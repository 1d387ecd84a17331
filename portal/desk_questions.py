"""What corrections and questions put on a desk: answers to read, and points told late that wait for a word."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.roles import Role
from filings.drafts import confirms_late
from filings.models import CorrectionTicket, Filing, Question
from filings.states import QuestionState, State, TicketState
from portal.desk_row import DeskRow
from workflow import office
from workflow.presentation import Badge

SHOWN = 20


def answered(user: Any, _today: date) -> list[DeskRow]:
    """Questions of this person that were answered and not read yet."""
    rows = Question.objects.filter(asked_by=user, state=QuestionState.ANSWERED)
    rows = rows.select_related("filing__consortium", "membership__unit").order_by("state_since", "pk")
    return [
        DeskRow(
            str(one.filing.consortium),
            reverse("cases:question", args=[one.pk]),
            _("Read the answer"),
            str(one.membership.unit),
            _("Question %(n)s") % {"n": one.number},
            reverse("cases:question", args=[one.pk]),
            Badge("warn", _("Answered, to read")),
            is_sample=one.filing.consortium.is_sample,
        )
        for one in rows[:SHOWN]
    ]


def late(user: Any, today: date) -> list[DeskRow]:
    """Filings on which a point told late waits for this person's word."""
    drafted = CorrectionTicket.objects.filter(
        state=TicketState.DRAFT, late_confirmed_at__isnull=True, round=0, late_reason__gt="",
        filing__state__in=[State.DISTRICT_CHECK, State.CITY_CHECK],
        filing__in=Filing.objects.visible_to(user),
    )  # fmt: skip
    rows = list(drafted.select_related("filing__consortium").order_by("filing_id", "number")[:SHOWN])
    figures = office.values(today) if rows else {}
    return [
        DeskRow(
            str(one.filing.consortium),
            reverse("cases:detail", args=[one.filing_id]),
            _("Confirm a late point"),
            one.filing.serial,
            _("since %(day)s") % {"day": timezone.localdate(one.state_since).isoformat()},
            reverse("cases:detail", args=[one.filing_id]),
            Badge("warn", _("A point told late")),
            is_sample=one.filing.consortium.is_sample,
        )
        for one in rows
        if confirms_late(user, one.filing, figures)
    ]


TASKS = (
    ((Role.DISTRICT_OFFICER, Role.CITY_OFFICER), answered),
    ((Role.DISTRICT_HEAD, Role.APPROVER, Role.SUPERVISOR), late),
)
"""Roles and what waits for them."""
