"""Stopping the clocks: asked for by a city officer, placed and lifted by the approver."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import signed_in
from accounts.roles import CITY, Role
from filings.flow import FILING
from filings.states import FINAL, State
from filings.views.steps import sentences
from ledger import clock
from portal.forms import HoldForm, NoteForm
from workflow import holds
from workflow.engine import StepError
from workflow.forms import StepForm
from workflow.models import Hold

from .cases import frame_of
from .found import office_case


@signed_in("cases.hold")
@require_http_methods(["GET", "HEAD", "POST"])
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a hold, place it, lift it or drop it: whichever is this person's to do now."""
    filing, user = office_case(request, pk), request.user
    if not user.is_any(*CITY) or filing.state in (*FINAL, State.DRAFT):
        raise Http404
    standing = Hold.objects.filter(flow=FILING.key, object_id=pk, lifted_at__isnull=True).first()
    act = _act_of(user, standing)
    form = _form_of(act, request)
    errors: list[str] = []
    if request.method == "POST":
        if act is None or request.POST.get("act") != act:
            errors = [_("The hold has changed meanwhile. Nothing of yours was sent.")]
        elif form.is_valid():
            done = _try(act, filing.pk, user, form)
            if isinstance(done, str):
                messages.success(request, done)
                return redirect("cases:detail", pk)
            errors = sentences(done)
    frame = frame_of(filing, user, clock.now())
    context = {
        **frame,
        "form": form,
        "act": act,
        "errors": errors,
        "may_drop": _may_drop(user, frame["hold"]),
    }
    status = 409 if errors else 422 if request.method == "POST" else 200
    return render(request, "portal/cases/hold.html", context, status=status)


def _act_of(user: Any, standing: Hold | None) -> str | None:
    """ask, place or lift; None while the hold waits for somebody else."""
    if standing is None:
        return "ask" if user.is_any(Role.CITY_OFFICER) else None
    if standing.placed_at is None:
        return "place" if user.is_any(Role.APPROVER) else "drop"
    return "lift" if user.is_any(Role.APPROVER) else None


def _may_drop(user: Any, standing: Hold | None) -> bool:
    return bool(standing and standing.placed_at is None and user.is_any(*CITY))


def _form_of(act: str | None, request: HttpRequest) -> StepForm:
    kind: Callable[..., StepForm] = {"ask": HoldForm, "lift": NoteForm, "drop": NoteForm}.get(
        act or "", StepForm
    )
    return kind(request.POST) if request.method == "POST" else kind()


def _try(act: str, pk: int, user: Any, form: StepForm) -> str | StepError:
    """The sentence of success, or the error."""
    typed, now = form.cleaned_data, clock.now()
    try:
        match act:
            case "ask":
                holds.ask(FILING, pk, actor=user, now=now, reason=typed["reason"], note=typed["note"])
                return _("The hold is asked for. It stops nothing until the approver places it.")
            case "place":
                holds.place(FILING, pk, actor=user, now=now)
                return _("The hold is placed. The clocks stand still.")
            case _:
                holds.lift(FILING, pk, actor=user, now=now, note=typed["note"])
                return _("The hold is lifted.")
    except StepError as error:
        return error
