"""Drafts put away: out of sight, and taken out again while the office's days last. Nothing submitted comes here."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import signed_in
from consortia.access import represents
from consortia.paging import newest_first
from filings import access, actions
from filings.models import Filing
from filings.states import Event, State
from ledger import clock
from workflow import office
from workflow.engine import StepError

from .base import party_page
from .steps import explain_error


def of_units(user: Any) -> Any:
    """Drafts in the trash of the units somebody acts for."""
    return Filing.objects.filter(lead_id__in=represents(user), state=State.TRASHED)


def last_day(filing: Filing, days_count: int) -> date:
    """The last day on which the draft can be taken out again."""
    return timezone.localdate(filing.state_since) + timedelta(days=days_count)


@signed_in("filings.read")
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """What lies in the trash of my units, newest first."""
    rows, pager = newest_first(
        of_units(request.user).select_related("consortium", "lead"), request.GET.dict()
    )
    today = timezone.localdate(clock.now())
    days_count = int(office.value("trash_days", today))
    shown = [
        {
            "filing": filing,
            "last_on": last,
            "may_restore": last >= today and access.lead_editor(request.user, filing),
        }
        for filing in rows
        for last in (last_day(filing, days_count),)
    ]
    return render(request, "filings/trash.html", {"rows": shown, "pager": pager, "days_count": days_count})


def _moved(request: HttpRequest, pk: int, event: Event, said: str, target: str) -> HttpResponse:
    page = party_page(request, pk)
    try:
        actions.take(page.filing.pk, event, actor=request.user, now=page.now)
    except StepError as error:
        explain_error(request, error)
        return redirect("filings:detail", pk)
    messages.success(request, said)
    return redirect(target, pk) if target == "filings:detail" else redirect(target)


@signed_in("filings.write")
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a draft away; its members are told."""
    days_count = office.value("trash_days", timezone.localdate(clock.now()))
    said = _("The draft lies in the trash. It can be taken out for %(days)s days.") % {"days": days_count}
    return _moved(request, pk, Event.DISCARD, said, "filings:list")


@signed_in("filings.write")
@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a draft out again, as it was."""
    return _moved(request, pk, Event.RESTORE, _("The draft is back, as it was."), "filings:detail")
