"""One step on one page: what it will do, what it asks, why it is closed; taken, drafted or set aside."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import signed_in
from accounts.roles import Role
from accounts.stepup import step_up_required
from consortia.access import represents
from filings import actions, drafts
from filings.flow import FILING
from filings.states import FINAL, Event
from filings.views.steps import explain_error, sentences
from ledger import clock
from portal import steps
from portal.forms import form_for
from portal.keyset import number
from portal.phrases import PHRASES
from reviews.actions.notices import correct_notice
from reviews.evidence import gather
from workflow import engine, office
from workflow.flow import Row
from workflow.forms import typed_of
from workflow.messages import reasons_of

from .cases import frame_of
from .found import case_of


@signed_in("cases.step")
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, pk: int, event: str) -> HttpResponse:
    """GET says what will happen and asks; POST takes the step, or drafts it for a second person."""
    user: Any = request.user
    filing, now = case_of(request, pk), clock.now()
    if not _acts_by_office(user, filing) or event not in Event.values:
        raise Http404
    is_draft = "draft" in request.GET
    row = FILING.row(filing.state, event)
    if request.method == "POST":
        ends = row is not None and row.target in FINAL and user.is_any(Role.APPROVER)
        send = _send_confirmed if ends and not is_draft else _send
        return send(request, filing, row, event, is_draft=is_draft)
    if row is None:
        messages.info(request, _("This step is no longer open: the filing has moved on."))
        return redirect("cases:detail", pk)
    found = _mine(
        engine.open_steps(FILING, filing, user, now=now, gather=gather),
        event,
        is_draft=is_draft,
    )
    if found is None:
        raise Http404
    proposal = found.draft
    initial = dict(proposal.payload) if is_draft and proposal and proposal.by_id == user.pk else {}
    form = form_for(row, is_draft=is_draft)(initial=initial)
    return _page(request, filing, row, form, is_draft=is_draft, found=found)


def _acts_by_office(user: Any, filing: Any) -> bool:
    """Leads take their own steps on their own pages."""
    return bool(user.grants) and filing.lead_id not in represents(user)


def _mine(found: list[engine.OpenStep], event: str, *, is_draft: bool) -> engine.OpenStep | None:
    return next((one for one in found if one.row.event == event and one.is_draft == is_draft), None)


def _send(request: HttpRequest, filing: Any, row: Row | None, event: str, *, is_draft: bool) -> HttpResponse:
    """Take or draft the step; whatever goes wrong, what was typed stands on the page that says why."""
    known = row or next(one for one in FILING.rows if one.event == event)
    form = form_for(known, is_draft=is_draft)(request.POST)
    if not form.is_valid():
        return _page(request, filing, known, form, is_draft=is_draft, status=422)
    now, typed = clock.now(), typed_of(form.cleaned_data)
    who: dict[str, Any] = {
        "actor": request.user,
        "now": now,
        "gather": gather,
        "seen": number(request.POST.get("seen")),
    }
    try:
        if is_draft:
            actions.draft(filing.pk, event, payload=typed, **who)
        elif event == Event.CORRECT:
            correct_notice(filing.pk, actor=request.user, now=now, seen=who["seen"])
        else:
            actions.take(filing.pk, event, typed=typed, **who)
    except engine.NotYourStep:
        raise Http404 from None
    except engine.StepError as error:
        return _page(
            request, case_of(request, filing.pk), known, form, is_draft=is_draft, error=error, status=409
        )
    label = Event(event).label
    told = _("Drafted: %(step)s. It waits for a second person.") if is_draft else _("Done: %(step)s.")
    messages.success(request, told % {"step": label})
    return redirect("cases:detail", filing.pk)


_send_confirmed = step_up_required(_send)
"""Registering and declining ask once more who is there."""


def _page(
    request: HttpRequest,
    filing: Any,
    row: Row,
    form: Any,
    *,
    is_draft: bool,
    found: engine.OpenStep | None = None,
    error: engine.StepError | None = None,
    status: int = 200,
) -> HttpResponse:
    now = clock.now()
    return render(
        request,
        "portal/cases/step.html",
        {
            **frame_of(filing, request.user, now),
            "row": row,
            "form": form,
            "is_draft": is_draft,
            "label": steps.label_of(row, is_draft=is_draft),
            "lines": steps.what_happens(
                row, filing, office.values(timezone.localdate(now)), is_draft=is_draft
            ),
            "reasons": reasons_of(steps.open_points(found)) if found else (),
            "back": reverse("cases:detail", args=[filing.pk]),
            "journal": f"step-{filing.pk}-{row.event}",
            "draft_parts": steps.parts_of(found.draft.payload)
            if found and found.draft and not is_draft
            else (),
            "errors": sentences(error) if error else (),
            "has_moved": isinstance(error, engine.NoSuchStep),
            "phrases": PHRASES.get(row.event, ()),
            "is_final": row.target in FINAL and not is_draft,
            "is_destructive": row.event in steps.DESTRUCTIVE,
        },
        status=status,
    )


@signed_in("cases.step")
@require_POST
def set_aside(request: HttpRequest, pk: int, event: str) -> HttpResponse:
    """The second person does not sign; the draft's author reads why."""
    filing = case_of(request, pk)
    try:
        drafts.set_aside(
            filing.pk,
            event,
            actor=request.user,
            now=clock.now(),
            reason=request.POST.get("reason", "")[:4000],
        )
    except engine.NotYourStep:
        raise Http404 from None
    except engine.StepError as error:
        explain_error(request, error)
    else:
        messages.success(request, _("The draft is set aside. Its author is told why."))
    return redirect("cases:detail", pk)
