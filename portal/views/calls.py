"""Calls for filings: who may see them, and the city officer who runs them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import may, needs, signed_in
from accounts.roles import Permission
from filings import calls
from filings.calls import CALL, Windows
from filings.models import Call
from filings.states import CallEvent, CallState
from filings.views.steps import explain_error, sentences
from ledger import clock
from ledger.queries import history
from portal import sentences as record
from portal.forms import CallForm, ExtendForm
from portal.keyset import newest_first, number
from workflow import engine, office
from workflow.messages import reasons_of


@signed_in("calls.read")
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Every call; a planned one only for those who plan it."""
    rows = Call.objects.all()
    is_manager = may(request.user, Permission.CALL_MANAGE)
    if not is_manager:
        rows = rows.exclude(state=CallState.PLANNED)
    page = newest_first(rows, request.GET.dict())
    context = {"calls": page.rows, "pager": page.pager, "is_manager": is_manager, "now": clock.now()}
    return render(request, "portal/cases/calls.html", context)


@needs(Permission.CALL_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Prepare a call; nobody outside the office sees it until it is opened."""
    form = CallForm(request.POST or None)
    errors: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            call = calls.plan(title=form.cleaned_data["title"], windows=_windows(form), **_who(request))
        except engine.StepError as error:
            errors = sentences(error)
        else:
            messages.success(request, _("The call is prepared. Open it when it may be announced."))
            return redirect("cases:call", call.pk)
    return _form_page(request, form, None, errors)


def _windows(form: Any) -> Windows:
    typed = form.cleaned_data
    return Windows(typed["opens_at"], typed["lead_closes_at"], typed["district_closes_at"])


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"actor": request.user, "now": clock.now()}


def _form_page(request: HttpRequest, form: Any, call: Call | None, errors: list[str]) -> HttpResponse:
    gap = office.value("call_district_gap_days", timezone.localdate(clock.now()))
    context = {"form": form, "call": call, "errors": errors, "gap": gap}
    status = 409 if errors else 422 if form.errors else 200
    return render(request, "portal/cases/call_form.html", context, status=status)


@signed_in("calls.read")
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One call: its windows, its steps, its public record; a planned one can still be rewritten."""
    is_manager = may(request.user, Permission.CALL_MANAGE)
    call = get_object_or_404(Call, pk=pk)
    if call.state == CallState.PLANNED and not is_manager:
        raise Http404
    if request.method == "POST" or "edit" in request.GET:
        if not is_manager or call.state != CallState.PLANNED:
            raise Http404
        return _rewrite(request, call)
    now = clock.now()
    found = engine.open_steps(CALL, call, request.user, now=now)
    entries = list(history(call.ledger_subject)[:50])
    name = record.actors(entries)
    context = {
        "call": call,
        "is_manager": is_manager,
        "steps": [
            {
                "event": step.row.event,
                "label": CallEvent(step.row.event).label,
                "reasons": reasons_of(step.refusals),
            }
            for step in found
        ],
        "extend_form": ExtendForm(
            initial={"lead_closes_at": call.lead_closes_at, "district_closes_at": call.district_closes_at}
        ),
        "traces": [record.trace_of(entry, name) for entry in entries],
        "filings_count": call.filings.count(),
    }
    return render(request, "portal/cases/call.html", context)


def _rewrite(request: HttpRequest, call: Call) -> HttpResponse:
    names = ("title", "opens_at", "lead_closes_at", "district_closes_at")
    form = CallForm(request.POST or None, initial={name: getattr(call, name) for name in names})
    errors: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            calls.change_planned(
                call.pk, title=form.cleaned_data["title"], windows=_windows(form), **_who(request)
            )
        except engine.StepError as error:
            errors = sentences(error)
        else:
            messages.success(request, _("The call is changed."))
            return redirect("cases:call", call.pk)
    return _form_page(request, form, call, errors)


@needs(Permission.CALL_MANAGE)
@require_POST
def move(request: HttpRequest, pk: int, event: str) -> HttpResponse:
    """Open, extend or close a call."""
    call = get_object_or_404(Call, pk=pk)
    if event not in CallEvent.values:
        raise Http404
    typed: dict[str, Any] = {"reason": request.POST.get("reason", "")[:2000]}
    if event == CallEvent.EXTEND:
        form = ExtendForm(request.POST)
        if not form.is_valid():
            return _form_page(request, form, call, [])
        typed = form.cleaned_data
    seen = number(request.POST.get("seen"))
    try:
        calls.move(pk, event, typed=typed, seen=seen, **_who(request))
    except engine.StepError as error:
        if event == CallEvent.EXTEND:
            return _form_page(request, form, call, sentences(error))
        explain_error(request, error)
    else:
        messages.success(request, _("Done: %(step)s.") % {"step": CallEvent(event).label})
    return redirect("cases:call", pk)
