"""The lead's own steps: submitting, answering tickets, withdrawing, asking for a second look; and the receipt."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import signed_in
from consortia import kept
from consortia.queries import snapshot
from documents.qr import qr_svg
from filings import actions, changes, outline, papers, receipts, wording
from filings.files import seen_in_office
from filings.flow import FILING
from filings.forms.papers import AnswersForm, WhyForm
from filings.models import Filing, Paper, Submission
from filings.states import Event, State, TicketEvent, TicketState
from ledger import chain, clock
from workflow import engine
from workflow.engine import NoSuchStep, StepError

from .base import Page, page_of, party_page
from .opening import submit_button
from .steps import explain_error, sentences


def _seen(request: HttpRequest) -> int | None:
    """The step number that was on screen."""
    text = request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _lead_page(request: HttpRequest, pk: int) -> Page:
    page = party_page(request, pk)
    if not page.is_lead:
        raise Http404
    return page


@signed_in("filings.submit")
@require_http_methods(["GET", "POST"])
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """What leaves, and to whom; then one small request that may be repeated without harm."""
    page = _lead_page(request, pk)
    if request.method == "POST":
        return _submitted(page)
    filing = page.filing
    if not actions.is_with_lead(filing):
        return redirect("filings:detail", pk)
    read = outline.read(filing, page.now, {})
    content = papers_content(filing)
    same = changes.untouched(read.known, read.open_tickets)
    context = {
        "page": page,
        "filing": filing,
        "consortium": filing.consortium,
        "crumbs": page.crumbs(_("Submit")),
        "button": submit_button(page, read),
        "parties": read.parties,
        "files": content,
        "tickets": read.open_tickets,
        "untouched": [
            {
                "ticket": ticket,
                "label": wording.label(ticket.address, ticket.target_name),
                "url": wording.link(filing, ticket.address),
            }
            for ticket in read.open_tickets
            if ticket.pk in same
        ],
        "receipts": receipts.standing_receipts(filing, read.kept.more["submissions"]),
        "returned_version": filing.latest_version,
        "to": _("the city") if filing.state == State.CITY_CORRECTION else str(filing.authority),
        "version": filing.latest_version + 1,
        "is_correction": filing.state != State.DRAFT,
    }
    return render(request, "filings/submit.html", context)


def papers_content(filing: Filing) -> list[dict[str, Any]]:
    """The files that would leave with the dossier as it now stands."""
    content = snapshot(filing.consortium)
    return [papers.file_line(file) for file in kept.files_of(content)]


def _submitted(page: Page) -> HttpResponse:
    filing, seen = page.filing, _seen(page.request)
    event = Event.SUBMIT if filing.state == State.DRAFT else Event.RESUBMIT
    if receipt := _receipt_of_repetition(filing, seen):
        return receipt
    try:
        step = actions.take(filing.pk, event, actor=page.user, now=page.now, seen=seen)
    except NoSuchStep as error:
        filing.refresh_from_db()
        if receipt := _receipt_of_repetition(filing, seen):
            return receipt
        explain_error(page.request, error)
        return redirect("filings:detail", filing.pk)
    except StepError as error:
        explain_error(page.request, error)
        return redirect("filings:detail", filing.pk)
    return redirect("filings:receipt", filing.pk, step.subject.latest_version)


def _receipt_of_repetition(filing: Filing, seen: int | None) -> HttpResponse | None:
    """A second click finds the receipt of the first: the step it saw was the one that was taken."""
    is_next = seen is not None and filing.step_number == seen + 1
    if is_next and filing.latest_version and not actions.is_with_lead(filing):
        return redirect("filings:receipt", filing.pk, filing.latest_version)
    return None


@signed_in("filings.read")
@require_GET
def receipt(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """The receipt of one submitted version, on the page and as a PDF; an officer comes to the case."""
    page = page_of(request, pk)
    if not page.is_party:
        if seen_in_office(page.user, {page.filing.consortium_id}):
            return redirect("cases:detail", pk)
        raise Http404
    submission = (
        Submission.objects.filter(filing=page.filing, version=version).select_related("submitted_by").first()
    )
    if submission is None:
        raise Http404
    paper = (
        Paper.objects.filter(
            filing=page.filing, kind=Paper.Kind.RECEIPT, document__name=papers.receipt_name(submission)
        )
        .select_related("document")
        .first()
    )
    content = submission.snapshot["consortium"]
    context = {
        "page": page,
        "filing": page.filing,
        "consortium": page.consortium,
        "crumbs": page.crumbs(_("Receipt")),
        "submission": submission,
        "words": chain.check_words(submission.digest),
        "digest": papers.in_groups(submission.digest),
        "qr": mark_safe(qr_svg(papers.receipt_url(submission))),  # noqa: S308  drawn here from our own address
        "name": content["formal_name"],
        "files": [papers.file_line(file) for file in kept.files_of(content)],
        "paper": paper,
    }
    return render(request, "filings/receipt.html", context)


@signed_in("filings.answer")
@require_http_methods(["GET", "POST"])
def answers(request: HttpRequest, pk: int) -> HttpResponse:
    """Every ticket with its place, and an answer to each."""
    page = _lead_page(request, pk)
    tickets = list(
        page.filing.tickets.filter(state__in=[TicketState.OPEN, TicketState.ANSWERED]).order_by("number")
    )
    form = AnswersForm(request.POST or None, tickets=tickets)
    if request.method == "POST" and form.is_valid() and _kept_answers(page, form, tickets):
        messages.success(request, _("The answers are kept. They leave when you submit."))
        return redirect("filings:detail", pk)
    same = changes.untouched(changes.at_hand(page.filing), tickets)
    rows = [
        {"ticket": ticket, "label": wording.label(ticket.address, ticket.target_name),
         "url": wording.link(page.filing, ticket.address), "field": form[f"answer_{ticket.pk}"],
         "stands": form[f"stands_{ticket.pk}"], "is_answered": ticket.state == TicketState.ANSWERED,
         "unchanged_since": same.get(ticket.pk)}
        for ticket in tickets
    ]  # fmt: skip
    context = {
        "page": page,
        "filing": page.filing,
        "crumbs": page.crumbs(_("Answer the tickets")),
        "rows": rows,
        "form": form,
        "may_write": page.may_edit,
    }
    return render(request, "filings/answers.html", context)


def _kept_answers(page: Page, form: AnswersForm, tickets: list[Any]) -> bool:
    """Keep every answer that can stand; one that cannot says so beside its ticket, and the others are kept."""
    for ticket in tickets:
        answer = form.cleaned_data.get(f"answer_{ticket.pk}", "")
        stands = form.cleaned_data.get(f"stands_{ticket.pk}", False)
        if not answer or (answer, stands) == (ticket.answer, ticket.stands):
            continue
        try:
            actions.move_ticket(
                ticket.pk, TicketEvent.ANSWER, actor=page.user, now=page.now, answer=answer, stands=stands
            )
        except StepError as error:
            form.add_error(f"answer_{ticket.pk}", " ".join(sentences(error)))
    return not form.errors


@signed_in("filings.withdraw")
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdrawing needs a reason; from the public notice on, the approver's note too."""
    page = _lead_page(request, pk)
    filing = page.filing
    row = FILING.row(filing.state, Event.WITHDRAW)
    if row is None:
        return redirect("filings:detail", pk)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.take(
                filing.pk, Event.WITHDRAW, actor=request.user, now=page.now, typed=form.cleaned_data,
                seen=_seen(request),
            )  # fmt: skip
        except StepError as error:
            explain_error(request, error)
            return redirect("filings:detail", pk)
        messages.success(request, _("Withdrawn. The record keeps what was submitted."))
        return redirect("filings:detail", pk)
    context = {
        "page": page,
        "filing": filing,
        "consortium": filing.consortium,
        "crumbs": page.crumbs(_("Withdraw")),
        "form": form,
        "needs_note": bool(row.drafted_by) and engine.open_proposal(FILING, filing, Event.WITHDRAW) is None,
        "is_signatory": page.is_signatory,
    }
    return render(request, "filings/withdraw.html", context)


@signed_in("filings.second_look")
@require_http_methods(["GET", "POST"])
def second_look(request: HttpRequest, pk: int) -> HttpResponse:
    """The lead asks the city to look again, with the reason."""
    page = _lead_page(request, pk)
    if page.filing.state != State.NOT_RECOMMENDED:
        return redirect("filings:detail", pk)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_second_look(
                pk, reason=form.cleaned_data["reason"], actor=request.user, now=clock.now()
            )
        except StepError as error:
            explain_error(request, error)
        else:
            messages.success(request, _("Asked. The city decides whether to look again."))
        return redirect("filings:detail", pk)
    context = {
        "page": page,
        "filing": page.filing,
        "consortium": page.consortium,
        "crumbs": page.crumbs(_("Ask for a second look")),
        "form": form,
        "is_signatory": page.is_signatory,
    }
    return render(request, "filings/second_look.html", context)
