"""Correction tickets while they are drafted, answers that are not good enough, reasons to judge."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import signed_in
from filings import actions, drafts, ticks, wording
from filings.access import checks_now
from filings.changes import AtHand, at_hand
from filings.states import TicketEvent, TicketState
from filings.views.steps import was_done
from ledger import clock
from portal import corrections
from portal.forms import TicketForm

from .cases import frame_of
from .found import office_case


def ticket_form(known: AtHand, *args: Any, **kwargs: Any) -> TicketForm:
    """The form with what is there to choose, and the late reason where this desk returned the filing before."""
    groups = wording.listed(known.contents.parts)
    return TicketForm(*args, groups=groups, is_later_round=corrections.is_later_round(known), **kwargs)


@signed_in("cases.tickets")
@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft one ticket; it leaves with the others when the filing is returned."""
    filing = office_case(request, pk)
    form = ticket_form(at_hand(filing), request.POST)
    if not form.is_valid():
        return _ticket_page(request, filing, form, None)
    values = form.cleaned_data
    was_done(request, lambda: actions.add_ticket(filing.pk, actor=request.user, now=clock.now(), **values))
    return redirect(reverse("cases:check", args=[pk]) + "#tickets")


@signed_in("cases.tickets")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Rewrite a ticket that has not been sent."""
    filing = office_case(request, pk)
    ticket = get_object_or_404(filing.tickets, number=number)
    if request.method != "POST":
        if not ticket.is_draft or not checks_now(request.user, filing):
            raise Http404
        kept = ("clause", "text", "is_mandatory", "due_on", "late_reason")
        initial = {"target": ticket.address, **{name: getattr(ticket, name) for name in kept}}
        return _ticket_page(request, filing, ticket_form(at_hand(filing), initial=initial), ticket)
    form = ticket_form(at_hand(filing), request.POST)
    if not form.is_valid():
        return _ticket_page(request, filing, form, ticket)
    values = form.cleaned_data
    was_done(request, lambda: drafts.change_ticket(ticket.pk, actor=request.user, now=clock.now(), **values))
    return redirect(reverse("cases:check", args=[pk]) + "#tickets")


def _ticket_page(request: HttpRequest, filing: Any, form: TicketForm, ticket: Any) -> HttpResponse:
    context = {**frame_of(filing, request.user, clock.now()), "form": form, "ticket": ticket}
    return render(request, "portal/cases/ticket.html", context, status=422 if form.is_bound else 200)


@signed_in("cases.tickets")
@require_POST
def move(request: HttpRequest, pk: int, number: int, event: str) -> HttpResponse:
    """Take a ticket back, also one already sent, or find its answer not good enough."""
    filing = office_case(request, pk)
    ticket = get_object_or_404(filing.tickets, number=number)
    is_sent = event == TicketEvent.WITHDRAW and ticket.state == TicketState.OPEN
    if event not in (TicketEvent.WITHDRAW, TicketEvent.REOPEN):
        raise Http404
    if not is_sent and not checks_now(request.user, filing):
        raise Http404
    reason = request.POST.get("reason", "")[:1000]
    now = clock.now()
    if was_done(
        request, lambda: actions.move_ticket(ticket.pk, event, actor=request.user, now=now, reason=reason)
    ):
        told = (
            _("Ticket %(n)s is taken back.")
            if event == TicketEvent.WITHDRAW
            else _("Ticket %(n)s goes out again.")
        )
        messages.success(request, told % {"n": number})
    if is_sent:
        return redirect("cases:detail", pk)
    return redirect(reverse("cases:check", args=[pk]) + "#tickets")


@signed_in("cases.tickets")
@require_POST
def confirm_late(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A second person lets a point told late leave, with its reason."""
    filing = office_case(request, pk)
    ticket = get_object_or_404(filing.tickets, number=number)
    reason = request.POST.get("reason", "")[:1000]
    if was_done(
        request, lambda: drafts.confirm_late(ticket.pk, actor=request.user, now=clock.now(), reason=reason)
    ):
        messages.success(request, _("Confirmed. Ticket %(n)s may leave; it is counted.") % {"n": number})
    return redirect("cases:detail", pk)


@signed_in("cases.tickets")
@require_POST
def tick(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a part as looked at, or take the mark away."""
    filing = office_case(request, pk)
    address, is_on = request.POST.get("address", ""), request.POST.get("on") == "1"
    was_done(
        request, lambda: ticks.tick(filing.pk, address, is_on=is_on, actor=request.user, now=clock.now())
    )
    tab = request.POST.get("tab", "")
    return redirect(reverse("cases:check", args=[pk]) + (f"?tab={tab}" if tab.isalpha() else "") + "#ticks")


@signed_in("cases.tickets")
@require_POST
def judge(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Accept or refuse one in-principle reason."""
    filing = office_case(request, pk)
    if request.POST.get("accept") not in ("0", "1") or not filing.reasons.filter(code=code).exists():
        raise Http404
    accepted = request.POST["accept"] == "1"
    was_done(
        request,
        lambda: actions.judge_reason(
            filing.pk, code, is_accepted=accepted, actor=request.user, now=clock.now()
        ),
    )
    return redirect("cases:check", pk)
