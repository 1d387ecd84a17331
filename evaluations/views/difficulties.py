"""Difficulties: the list, raising one, and one of them on its way to an answer."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import signed_in
from consortia.paging import newest_first
from evaluations import access, queries, standing, steps
from evaluations.actions import tracking
from evaluations.flow import DIFFICULTY
from evaluations.forms_tracking import DifficultyForm, owner_choices
from evaluations.states import DifficultyEvent, DifficultyState
from filings.views.steps import sentences
from ledger import clock
from ledger.queries import history
from workflow.engine import NotYourStep, StepError

from .kept import form_page
from .registrations import registration_of


@signed_in("difficulties.read")
@require_safe
def all_difficulties(request: HttpRequest) -> HttpResponse:
    """The difficulties of registrations one may see, newest first."""
    today = timezone.localdate(clock.now())
    asked = request.GET.dict()
    rows = queries.difficulties(request.user)
    if asked.get("state") in DifficultyState.values:
        rows = rows.filter(state=asked["state"])
    shown, pager = newest_first(rows, asked)
    context = {
        "rows": [(one, standing.difficulty_badge(one, today)) for one in shown],
        "pager": pager,
        "asked": asked,
        "states": DifficultyState.choices,
    }
    return render(request, "evaluations/difficulties.html", context)


@signed_in("difficulties.raise")
@require_http_methods(["GET", "HEAD", "POST"])
def raise_one(request: HttpRequest, pk: int) -> HttpResponse:
    """A lead or a member says what holds it up."""
    registration = registration_of(request, pk)
    if access.raising_unit(request.user, registration) is None:
        raise Http404
    form = DifficultyForm(request.POST or None)
    words: dict[str, Any] = {
        "heading": _("Raise a difficulty"),
        "verb": _("Raise it"),
        "note": _("An officer becomes its owner and answers; you say whether it is solved."),
    }
    if request.method != "POST" or not form.is_valid():
        return form_page(request, registration, form, **words)
    try:
        one = tracking.raise_difficulty(pk, actor=request.user, now=clock.now(), **form.cleaned_data)
    except NotYourStep:
        raise Http404 from None
    except StepError as error:
        return form_page(request, registration, form, errors=sentences(error), **words)
    messages.success(request, _("Raised. The officers are told."))
    return redirect("years:difficulty", one.pk)


@signed_in("difficulties.read")
@require_safe
def difficulty(request: HttpRequest, pk: int) -> HttpResponse:
    """One difficulty: what, whose, answered how."""
    user: Any = request.user
    found = get_object_or_404(queries.difficulties(user), pk=pk)
    now = clock.now()
    panel = steps.panel(DIFFICULTY, found, user, now)
    assigns = next((one for one in panel.steps if one.event == DifficultyEvent.ASSIGN), None)
    others = tuple(one for one in panel.steps if one.event != DifficultyEvent.ASSIGN)
    context = {
        "difficulty": found,
        "registration": found.registration,
        "consortium": found.registration.consortium,
        "badge": standing.difficulty_badge(found, timezone.localdate(now)),
        "steps": steps.Panel(others, panel.drafts),
        "assigns": assigns,
        "owners": owner_choices(access.officers_of(found.registration)) if assigns else (),
        "entries": list(history(found.ledger_subject)[:12]),
        "today": timezone.localdate(now),
    }
    return render(request, "evaluations/difficulty.html", context)
