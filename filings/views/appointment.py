"""The page behind a director's or chief expert's link: no account, one phone page, one answer."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import public
from consortia.models import Appointment
from consortia.queries import memberships, same_person
from consortia.states import AppointmentEvent, AppointmentState
from documents.downloads import send
from documents.problems import FileProblem
from filings import parties
from filings.forms.papers import WhyForm
from ledger import clock
from workflow import office
from workflow.engine import StepError

from .steps import explain_error


@public
@require_http_methods(["GET", "POST"])
def appointment(request: HttpRequest, token: str) -> HttpResponse:
    """What is asked, by whom; accept, or decline with a reason."""
    rows = Appointment.objects.select_related(
        "consortium__lead", "consortium__industry", "cv__blob", "paper__blob"
    )
    person = get_object_or_404(rows.exclude(state=AppointmentState.NAMED), token=token)
    now = clock.now()
    form = WhyForm(request.POST if "decline" in request.POST else None)
    if request.method == "POST" and ("accept" in request.POST or form.is_valid()):
        event = AppointmentEvent.ACCEPT if "accept" in request.POST else AppointmentEvent.DECLINE
        reason = "" if event == AppointmentEvent.ACCEPT else form.cleaned_data["reason"]
        asked = [one for one in same_person(person) if one.post == request.POST.get("post")] or [person]
        try:
            parties.answer_appointment(asked[0], event, now=now, reason=reason)
        except StepError as error:
            explain_error(request, error)
        else:
            messages.success(request, _("Your answer is kept; the lead is told."))
        return redirect("members:appointment", token)
    others = [_other(one, now) for one in same_person(person) if one.pk != person.pk]
    context = {
        "others": others,
        "person": person,
        "consortium": person.consortium,
        "parties": memberships(person.consortium),
        "papers": [(kind, getattr(person, kind)) for kind in PAPERS if getattr(person, kind)]
        if _opens(person, now)
        else [],
        "years": office.value("validity_years", timezone.localdate(now)),
        "form": form,
        "is_open": person.state == AppointmentState.INVITED
        and not (person.token_expires_at and person.token_expires_at <= now),
        "is_expired": person.state == AppointmentState.INVITED
        and bool(person.token_expires_at and person.token_expires_at <= now),
    }
    return render(request, "filings/appointment.html", context)


PAPERS = ("cv", "paper")


@public
@require_safe
def paper(request: HttpRequest, token: str, kind: str) -> HttpResponseBase:
    """The person's own curriculum vitae or paper of appointment, by the link, while it works."""
    rows = Appointment.objects.select_related("cv__blob", "paper__blob")
    person, now = get_object_or_404(rows, token=token), clock.now()
    stored = getattr(person, kind) if kind in PAPERS and _opens(person, now) else None
    if stored is None:
        raise Http404
    try:
        return send(request, stored, now=now, is_inline="inline" in request.GET)
    except FileProblem as problem:
        return HttpResponse(str(problem), status=409, content_type="text/plain; charset=utf-8")


def _opens(person: Appointment, now: datetime) -> bool:
    """Whether the link still shows its person what was filed about them."""
    is_in_time = person.token_expires_at is not None and person.token_expires_at > now
    return is_in_time and person.state in (AppointmentState.INVITED, AppointmentState.ACCEPTED)


def _other(person: Appointment, now: datetime) -> dict[str, Any]:
    """The same person's other post: it is answered by itself, on the same page."""
    is_in_time = person.token_expires_at is None or person.token_expires_at > now
    return {"person": person, "is_open": person.state == AppointmentState.INVITED and is_in_time}
