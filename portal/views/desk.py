"""Every role's day: what waits, for whom others wait, what just happened."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import signed_in
from accounts.roles import Role
from filings.models import Filing
from filings.states import FINAL
from ledger import clock
from ledger.models import Entry
from portal import desk, sentences
from portal.desk_row import DeskRow
from portal.keyset import capped_count, soonest_first
from portal.role_cards import CARDS
from workflow import office

SHOWN_WAITING = 6
SHOWN_EVENTS = 6
QUIET = frozenset({"filing.edited", "filing.receipt"})


@signed_in("desk.read")
@require_safe
def day(request: HttpRequest) -> HttpResponse:
    """The desk of whoever holds a role of office; people of units go to their filings."""
    user: Any = request.user
    if not user.grants:
        return redirect("/filings/")
    now = clock.now()
    today, calendar = timezone.localdate(now), office.work_calendar()
    rows = desk.visible(user).exclude(state__in=sorted(FINAL))
    mine = rows.filter(desk.mine(user, today))
    page = soonest_first(mine, request.GET.dict())
    others = desk.other_tasks(user, today, calendar) if not request.GET.get("after") else []
    tasks = desk.merged([desk.row_of(filing, user, today, calendar) for filing in page.rows], others)
    filings_count = capped_count(mine)
    waiting = list(rows.exclude(desk.mine(user, today)).order_by("due_on", "pk")[: SHOWN_WAITING + 1])
    return render(
        request,
        "portal/desk.html",
        {
            "sentence": day_sentence(filings_count, len(others)),
            "facts": facts(tasks),
            "tasks": tasks,
            "pager": page.pager,
            "waiting": [desk.waiting_row(filing, today, calendar) for filing in waiting[:SHOWN_WAITING]],
            "more_waiting": len(waiting) > SHOWN_WAITING,
            "events": just_happened(user, now),
            "duties": [card for card in CARDS if user.is_any(card.key)],
            "may_name_deputy": user.is_any(Role.DISTRICT_OFFICER, Role.DISTRICT_HEAD),
        },
    )


def day_sentence(filings: str, others: int) -> str:
    """The h1: how many things wait today."""
    if filings.isascii() and filings.isdigit():
        count = int(filings) + others
        return _("Waiting for you today: %(n)s") % {"n": count} if count else _("Nothing waits for you today")
    return _("Waiting for you today: %(n)s") % {"n": filings}


def facts(tasks: list[DeskRow]) -> list[str]:
    """How many of the rows shown are overdue or due at once."""
    overdue = sum(row.tone == "is-overdue" for row in tasks)
    soon = sum(row.tone == "is-soon" for row in tasks)
    told = []
    if overdue:
        told.append(_("Overdue: %(n)s") % {"n": overdue})
    if soon:
        told.append(_("Due today or on the next working day: %(n)s") % {"n": soon})
    return told


def just_happened(user: Any, now: datetime) -> list[dict[str, Any]]:
    """The newest sentences of cases this person may see."""
    latest = list(
        Filing.objects.visible_to(user).select_related("consortium").order_by("-state_since")[:SHOWN_EVENTS]
    )
    names = {filing.ledger_subject: filing for filing in latest}
    entries = list(
        Entry.objects.filter(subject__in=names, at__lte=now)
        .exclude(kind__in=QUIET)
        .order_by("-id")[:SHOWN_EVENTS]
    )
    name = sentences.actors(entries)
    return [{"trace": sentences.trace_of(entry, name), "filing": names[entry.subject]} for entry in entries]
