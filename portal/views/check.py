"""The check page of a desk: findings, the document, tickets and the decision, side by side."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import signed_in
from consortia.checklist import Finding
from consortia.models import Membership
from consortia.states import MembershipState
from filings import findings as words
from filings import renewing, targets, wording
from filings.access import checks_now
from filings.flow import FILING
from filings.models import Filing, Submission
from filings.states import Event, TicketState
from ledger import clock
from portal import case_reading, corrections, dossier, likeness, steps
from portal.case_reading import CaseReading
from portal.forms import form_for
from portal.keyset import number
from portal.phrases import PHRASES
from reviews.evidence import gather
from workflow import engine
from workflow.presentation import Action, Task

from .cases import frame_of
from .found import office_case
from .questions import question_form
from .tickets import ticket_form

DECISIONS = (Event.RETURN, Event.ENDORSE, Event.NOT_RECOMMEND, Event.ACCEPT, Event.SEND_BACK, Event.REFUSE)
"""In the order in which the page offers them."""


@signed_in("cases.check")
@require_safe
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Findings left, document in the middle, tickets and decision right."""
    filing = office_case(request, pk)
    user: Any = request.user
    if not checks_now(user, filing):
        return redirect("cases:detail", pk)
    now, tab = clock.now(), request.GET.get("tab", "agreement")
    case = case_reading.read(filing, now)
    found, reasons = case.findings, case.reasons
    shown = [finding_view(one, reasons, request.path) for one in found]
    pending = [one for one in shown if one["view"].kind != "passed"]
    passed = [one for one in shown if one["view"].kind == "passed"]
    judged = {one["code"] for one in pending if one["reason"]}
    standing = [one for one in case.tickets if one.state != TicketState.WITHDRAWN]
    told = corrections.tickets_of(case.known, standing)
    view = dossier.view_of(case.known, tab)
    if view is None:
        raise Http404
    return render(
        request,
        "portal/cases/check.html",
        {
            **frame_of(filing, user, now, case.head),
            "pending": sorted(pending, key=lambda one: ORDER.index(one["view"].kind)),
            "passed": passed,
            "other_reasons": [one for code, one in reasons.items() if code not in judged],
            "show_all": "all" in request.GET,
            "dossier": view,
            "likeness": likeness.lines(filing, user),
            "pointed": likeness.pointed(view.submission),
            "as_registered": as_registered(filing, view.submission, request.path),
            "drafted_tickets": [view for view in told if view.row.is_draft],
            "sent_tickets": [view for view in told if not view.row.is_draft],
            "ticket_form": ticket_form(case.known, initial=asked_ticket(request.GET, filing)),
            "questions": corrections.questions_of(case.found["questions"]),
            "question_form": question_form(case.known, case.parties),
            "ticks": corrections.ticks_of(view.submission, case.found["ticks"]),
            "compares": view.submission.version > 1,
            "decisions": decisions(case, user, now),
        },
    )


def as_registered(filing: Filing, submission: Submission, path: str) -> list[Task] | None:
    """Parts that read as in the registration this filing continues, each with its tab; None for a first filing."""
    if filing.predecessor_id is None:
        return None
    return [
        Task(
            wording.title_of(line.address),
            f"{path}?tab={dossier.tab_of(targets.place_of(line.address))}#document",
            renewing.said_of(line) if line.names else "",
        )
        for line in renewing.unchanged(filing, submission)
    ]


ORDER = ("failed", "reason", "human", "passed")


def asked_ticket(asked: Mapping[str, str], filing: Any) -> dict[str, Any]:
    """A ticket that a finding opens: its place and clause are filled in; for a party that left, its text too."""
    found = {"target": asked.get("place", ""), "clause": asked.get("clause", ""), "is_mandatory": True}
    parties = Membership.objects.filter(consortium=filing.consortium, state=MembershipState.LEFT)
    left = number(asked.get("left"))
    party = parties.select_related("unit").filter(pk=left).first() if left else None
    if party is None:
        return found
    words = _(
        "%(unit)s has left the consortium. Bring the list of parties up to date; all parties then sign again."
    )
    return found | {"text": words % {"unit": party.unit.name}}


def finding_view(found: Finding, reasons: Mapping[str, Any], path: str) -> dict[str, Any]:
    """One finding with its two actions, and the lead's reason with the judgement where there is one."""
    given = reasons.get(found.code)
    told = words.view(found, {code: reason.reason for code, reason in reasons.items()})
    tab = dossier.tab_of(found.place)
    actions: tuple[Action, ...] = ()
    if told.kind != "passed":
        ticket = f"{path}?tab={tab}&place={ticket_place(found.place)}&clause={found.clause}#ticket"
        actions = (
            Action(_("See the text"), f"{path}?tab={tab}#document"),
            Action(_("Open a ticket"), ticket),
        )
    view = type(told)(told.kind, told.sentence, told.clause, told.force, told.fix, actions)
    return {"view": view, "code": found.code, "reason": given if told.kind == "human" else None}


def ticket_place(place: str) -> str:
    """Where a ticket unlocks the dossier for a finding of a place."""
    return "basics" if place == "submit" else place


def decisions(case: CaseReading, user: Any, now: Any) -> list[dict[str, Any]]:
    """What this desk may decide from here: each with its form, or with the reasons why not yet."""
    filing = case.filing
    found = engine.open_steps(FILING, filing, user, now=now, gather=gather, known=case.waiting)
    offered = []
    for event in DECISIONS:
        step = next(
            (one for one in found if one.row.event == event and (one.is_draft or not one.row.drafted_by)),
            None,
        )
        if step is None:
            continue
        view = steps.view_of(step, filing)
        form = None
        if not view.reasons and event != Event.ACCEPT:
            kept = step.draft.payload if step.draft and step.draft.by_id == user.pk else {}
            form = form_for(step.row, is_draft=step.is_draft)(initial=dict(kept), auto_id=f"id_{event}_%s")
        offered.append(
            {
                "step": view,
                "form": form,
                "phrases": PHRASES.get(event, ()),
                "draft": step.draft,
                "into": f"id_{event}_{'opinion' if event == Event.ENDORSE else 'reason'}",
            }
        )
    return offered


def check_url(pk: int, tab: str = "") -> str:
    return reverse("cases:check", args=[pk]) + (f"?tab={tab}" if tab else "")
