"""The page behind a director's or chief expert's link: no account, one phone page, one answer."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import public
from consortia.models import Appointment
from consortia.queries import memberships, same_person
from consortia.states import AppointmentEvent, AppointmentState
from filings import parties
from filings.forms.papers import WhyForm
from ledger import clock
from workflow.engine import StepError

from .steps import explain_error


@public
@require_http_methods(["GET", "POST"])
def appointment(request: HttpRequest, token: str) -> HttpResponse:
    """What is asked, by whom; accept, or decline with a reason."""
    rows = Appointment.objects.select_related("consortium__lead", "consortium__industry", "cv")
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
        "form": form,
        "is_open": person.state == AppointmentState.INVITED
        and not (person.token_expires_at and person.token_expires_at <= now),
        "is_expired": person.state == AppointmentState.INVITED
        and bool(person.token_expires_at and person.token_expires_at <= now),
    }
    return render(request, "filings/appointment.html", context)


def _other(person: Appointment, now: datetime) -> dict[str, Any]:
    """The same person's other post: it is answered by itself, on the same page."""
    is_in_time = person.token_expires_at is None or person.token_expires_at > now
    return {"person": person, "is_open": person.state == AppointmentState.INVITED and is_in_time}
