"""What the members resolve together: a new lead, or the end. Proposed by one, consented to by each."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import stepup
from accounts.access import signed_in
from consortia import resolutions
from consortia.access import signs_for
from consortia.models import Membership, Registration, Resolution
from consortia.registration import REGISTRATION, open_resolution
from consortia.states import RegistrationEvent, ResolutionKind
from documents.actions import store_upload
from evaluations import steps
from evaluations.resolution_forms import ProposeForm
from filings.views.steps import errors_of, explain_error
from ledger import clock
from workflow.engine import NotYourStep, StepError
from workflow.messages import reasons_of

from .registrations import registration_of

EVENTS = {
    ResolutionKind.NEW_LEAD: RegistrationEvent.RESTORE,
    ResolutionKind.DISSOLUTION: RegistrationEvent.DISSOLVE,
}


@signed_in("resolution.read")
@require_safe
def resolution(request: HttpRequest, pk: int) -> HttpResponse:
    """The open resolution with who has consented and who is missing; or the ways to propose one."""
    registration, user, now = registration_of(request, pk), request.user, clock.now()
    running = open_resolution(registration)
    members: list[Membership] = []
    given: dict[int, Any] = {}
    if running:
        members = resolutions.asked(registration, running.kind)
        given = {one.membership_id: one for one in running.consents.select_related("by")}
    offered = [
        (kind, reasons_of(resolutions.what_stops(registration, kind, None, now)))
        for kind in ResolutionKind
        if not running and resolutions.may_propose(user, registration, kind)
    ]
    panel = steps.panel(REGISTRATION, registration, user, now)
    wanted = {EVENTS[ResolutionKind(running.kind)]} if running else set()
    context = {
        "registration": registration,
        "consortium": registration.consortium,
        "running": running,
        "rows": [
            (member, given.get(member.pk), member.pk not in given and signs_for(user, member.unit_id))
            for member in members
        ],
        "missing": [member for member in members if member.pk not in given],
        "may_take_back": running is not None and running.proposed_by_id == user.pk,
        "offered": offered,
        "steps": steps.Panel(
            tuple(one for one in panel.steps if one.event in wanted),
            tuple(one for one in panel.drafts if one.event in wanted),
        ),
        "closed": list(
            registration.resolutions.filter(closed_at__isnull=False)
            .select_related("new_lead__unit", "document")
            .order_by("-pk")[:20]
        ),
    }
    return render(request, "evaluations/resolution.html", context)


@signed_in("resolution.propose")
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """A member's signatory puts a resolution with its signed paper before all."""
    registration = registration_of(request, pk)
    if kind not in ResolutionKind.values or not resolutions.may_propose(request.user, registration, kind):
        raise Http404
    if not stepup.second_factor_used(request):  # files do not survive the question: it comes before the form
        return stepup.ask_second_factor(request, request.path)
    candidates = resolutions.asked(registration, kind) if kind == ResolutionKind.NEW_LEAD else []
    form = ProposeForm(request.POST or None, request.FILES or None, candidates=candidates)
    errors: list[str] = []
    if request.method == "POST" and form.is_valid():
        errors = errors_of(lambda: _propose(request, registration, kind, form, candidates))
        if not errors:
            messages.success(request, _("Proposed. Every other member's signatory is asked."))
            return redirect("years:resolution", pk)
    context = {
        "form": form,
        "registration": registration,
        "consortium": registration.consortium,
        "kind": ResolutionKind(kind),
        "errors": errors,
    }
    status = 409 if errors else 422 if form.is_bound else 200
    return render(request, "evaluations/propose.html", context, status=status)


def _propose(
    request: HttpRequest,
    registration: Registration,
    kind: str,
    form: ProposeForm,
    candidates: list[Membership],
) -> None:
    user: Any = request.user
    now = clock.now()
    chosen = next((one for one in candidates if str(one.pk) == form.cleaned_data.get("new_lead")), None)
    paper = store_upload(form.cleaned_data["document"], uploaded_by_id=user.pk, now=now)
    resolutions.propose(
        registration.pk, kind, new_lead=chosen, reason=form.cleaned_data["reason"], document=paper, actor=user,
        now=now,
    )  # fmt: skip


def _running(request: HttpRequest, pk: int) -> Resolution:
    return get_object_or_404(Resolution, registration=registration_of(request, pk), closed_at__isnull=True)


@signed_in("resolution.consent")
@require_POST
@stepup.second_factor_required("years:resolution")
def consent(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A member's signatory consents, with a second factor, as a signature asks."""
    running = _running(request, pk)
    try:
        resolutions.consent(running.pk, number, actor=request.user, now=clock.now())
    except NotYourStep:
        raise Http404 from None
    except StepError as error:
        explain_error(request, error)
    else:
        messages.success(request, _("Your consent is on record."))
    return redirect("years:resolution", pk)


@signed_in("resolution.take_back")
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever proposed the resolution takes it back; its consents end with it."""
    running = _running(request, pk)
    reason = request.POST.get("reason", "")[:4000]
    try:
        resolutions.take_back(running.pk, reason=reason, actor=request.user, now=clock.now())
    except NotYourStep:
        raise Http404 from None
    except StepError as error:
        explain_error(request, error)
    else:
        messages.success(request, _("Taken back. The members are told."))
    return redirect("years:resolution", pk)
