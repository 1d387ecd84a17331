"""The record of one filing in sentences, newest first, numbers without a gap."""

from collections.abc import Iterable

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import signed_in
from filings.models import Filing
from ledger import clock
from ledger.models import Entry
from ledger.queries import history as entries_of
from portal import sentences
from portal.keyset import newest_first

from .cases import frame_of
from .found import case_of

SHOWN = 60


@signed_in("cases.history")
@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that happened to the filing, for everybody who may see it."""
    filing = case_of(request, pk)
    page = newest_first(entries_of(filing.ledger_subject), request.GET.dict(), SHOWN)
    name = sentences.actors(page.rows)
    tickets = sent_tickets(filing, page.rows)
    return render(
        request,
        "portal/cases/history.html",
        {
            **frame_of(filing, request.user, clock.now()),
            "traces": [sentences.trace_of(entry, name, tickets) for entry in page.rows],
            "pager": page.pager,
            "count": filing.ledger_count,
        },
    )


def sent_tickets(filing: Filing, entries: Iterable[Entry]) -> dict[int, int]:
    """How many tickets left with each return, by the return's entry id."""
    returns = {entry.at: entry.pk for entry in entries if entry.kind == "filing.return"}
    subjects = [ticket.ledger_subject for ticket in filing.tickets.all()]
    sent = Entry.objects.filter(kind="ticket.send", subject__in=subjects, at__in=returns)
    counted = sent.values("at").annotate(n=Count("pk")).order_by()
    return {returns[row["at"]]: row["n"] for row in counted}
