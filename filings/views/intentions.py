"""Intentions: leaving one, the list, and the page on which a district guides."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import rates
from accounts.access import signed_in
from accounts.roles import CITY, WATCHERS, Role
from consortia.access import EDITORS, represents
from consortia.claims import find_unit
from consortia.models import Unit
from consortia.paging import newest_first
from filings import carrying, intentions
from filings.forms.intentions import IntentionForm, NoteForm
from filings.intentions import INTENTION, OPEN
from filings.models import Intention
from filings.states import IntentionEvent, IntentionState
from ledger import clock
from workflow import engine
from workflow.engine import StepError
from workflow.presentation import Badge

from .precheck import result_of
from .steps import explain_error

MOST_IN_AN_HOUR = 5
BADGES = {
    IntentionState.WAITING: "wait",
    IntentionState.ADVISED: "progress",
    IntentionState.MET: "progress",
    IntentionState.DRAFTED: "done",
    IntentionState.CLOSED: "withdrawn",
    IntentionState.WITHDRAWN: "withdrawn",
}
BY_NOTE = (IntentionEvent.ADVISE, IntentionEvent.MEET, IntentionEvent.CLOSE)


def badge(intention: Intention) -> Badge:
    """The status mark of an intention."""
    state = IntentionState(intention.state)
    return Badge(BADGES[state], str(state.label))


def in_office(user: Any) -> bool:
    """Officers and watchers: they read a pool, not their own."""
    return bool(user.is_any(Role.DISTRICT_OFFICER, Role.DISTRICT_HEAD, *CITY, *WATCHERS))


@signed_in("intentions.read")
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The pool of a district or of the city, or one's own intentions; newest first."""
    rows = Intention.objects.visible_to(request.user).select_related("authority")
    wanted = request.GET.get("state", "")
    if wanted == "open":
        rows = rows.filter(state__in=OPEN)
    elif wanted in IntentionState.values:
        rows = rows.filter(state=wanted)
    found, pager = newest_first(rows, request.GET.dict())
    context = {
        "rows": [(row, badge(row)) for row in found],
        "pager": pager,
        "state": wanted,
        "is_office": in_office(request.user),
        "states": [("", _("All")), ("open", _("Not closed yet")), *IntentionState.choices],
        "today": timezone.localdate(clock.now()),
    }
    return render(request, "filings/intentions.html", context)


def _initial(request: HttpRequest, answers: dict[str, str]) -> dict[str, Any]:
    """The first unit the person acts for, and what the pre-check was told."""
    unit = Unit.objects.filter(pk__in=list(represents(request.user))).order_by("name").first()
    known: dict[str, Any] = {
        "formal_name": answers.get("formal_name", ""),
        "plan": answers.get("need_text", ""),
    }
    if unit is not None:
        known |= {"unit_name": unit.name, "code": unit.code, "authority": unit.authority_id}
    return known


@signed_in("intentions.leave")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Leave an intention; the answers of the pre-check come along when the browser holds them."""
    now, answers = clock.now(), carrying.carried(request)
    today = timezone.localdate(now)
    if request.method != "POST":
        form = IntentionForm(initial=_initial(request, answers), today=today)
        return _new_page(request, form, answers)
    form = IntentionForm(request.POST, today=today)
    if not form.is_valid():
        return _new_page(request, form, answers, status=422)
    if not rates.within("intentions", request.user.pk, MOST_IN_AN_HOUR):
        form.add_error(None, _("More than %(n)s within an hour. Try again later.") % {"n": MOST_IN_AN_HOUR})
        return _new_page(request, form, answers, status=429)
    try:
        left = intentions.leave(_fields(request, form, answers), actor=request.user, now=now)
    except StepError as error:
        explain_error(request, error)
        return _new_page(request, form, answers, status=409)
    messages.success(
        request, _("Left with %(authority)s. Its officer was told.") % {"authority": left.authority}
    )
    response = redirect("filings:intention", left.pk)
    carrying.forget(response)
    return response


def _fields(request: HttpRequest, form: IntentionForm, answers: dict[str, str]) -> dict[str, Any]:
    unit = find_unit(form.cleaned_data["code"])
    is_own = unit is not None and unit.pk in represents(request.user)
    return {**form.cleaned_data, "answers": answers, "unit": unit if is_own else None}


def _new_page(
    request: HttpRequest, form: IntentionForm, answers: dict[str, str], status: int = 200
) -> HttpResponse:
    today = timezone.localdate(clock.now())
    context = {"form": form, "result": result_of(answers, today) if answers else None}
    return render(request, "filings/intention_new.html", context, status=status)


@signed_in("intentions.read")
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One intention: what is planned, what is missing, what the officer wrote, what can be done."""
    return _page(request, _intention(request, pk), NoteForm())


def _intention(request: HttpRequest, pk: int) -> Intention:
    rows = Intention.objects.visible_to(request.user).select_related("authority", "unit", "by", "filing")
    return get_object_or_404(rows, pk=pk)


def _page(request: HttpRequest, intention: Intention, form: NoteForm, status: int = 200) -> HttpResponse:
    now = clock.now()
    events = [step.row.event for step in engine.open_steps(INTENTION, intention, request.user, now=now)]
    acting = [unit for unit, kinds in represents(request.user).items() if kinds & EDITORS]
    context = {
        "intention": intention,
        "badge": badge(intention),
        "notes": list(intention.notes.select_related("by").order_by("pk")),
        "result": result_of(intention.answers, timezone.localdate(now)) if intention.answers else None,
        "form": form,
        "by_note": [(event, str(IntentionEvent(event).label)) for event in events if event in BY_NOTE],
        "may_draft": IntentionEvent.DRAFT in events,
        "may_withdraw": IntentionEvent.WITHDRAW in events,
        "acts_for_a_unit": bool(acting),
        "may_open_draft": intentions.author(request.user, intention),
        "sees_contact": intentions.author(request.user, intention)
        or intentions.guide(request.user, intention),
        "today": timezone.localdate(now),
    }
    return render(request, "filings/intention.html", context, status=status)


@signed_in("intentions.move")
@require_POST
def move(request: HttpRequest, pk: int, event: str) -> HttpResponse:
    """Advise, note a meeting, close, or take back."""
    intention = _intention(request, pk)
    if event not in (*BY_NOTE, IntentionEvent.WITHDRAW):
        raise Http404
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, intention, form, status=422)
    try:
        intentions.move(pk, event, actor=request.user, now=clock.now(), note=form.cleaned_data["note"])
    except engine.NotYourStep:
        raise Http404 from None
    except StepError as error:
        explain_error(request, error)
        return _page(request, _intention(request, pk), form, status=409)
    messages.success(request, _("Done: %(step)s.") % {"step": IntentionEvent(event).label})
    return redirect("filings:intention", pk)
