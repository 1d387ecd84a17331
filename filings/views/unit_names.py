"""A unit's name put right: the page of its people, and the officer's."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import needs, signed_in
from accounts.roles import Permission
from consortia.access import represents, settles
from consortia.models import Unit
from filings import unit_names
from filings.forms.unit_names import CorrectNameForm, RightNameForm
from ledger import clock
from workflow.messages import explain

from .steps import was_done


@signed_in("units.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """People of a unit say how it is really called."""
    unit = get_object_or_404(Unit, pk=pk, pk__in=represents(request.user), code__isnull=False)
    form = RightNameForm(request.POST or None, initial={"name": unit.name})
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        if was_done(request, lambda: unit_names.ask(pk, name=name, actor=request.user, now=clock.now())):
            messages.success(request, _("Sent. An officer compares it with the register; you get a letter."))
            return redirect("consortia:colleagues", pk)
    context = {
        "unit": unit,
        "form": form,
        "asked": unit_names.open_request(unit),
        "in_the_way": [explain(one) for one in unit_names.in_the_way(unit, clock.now())],
    }
    return render(request, "filings/unit_name_ask.html", context)


@needs(Permission.CLAIM_JUDGE)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, code: str) -> HttpResponse:
    """An officer of the unit's place corrects its name, or leaves it with a reason."""
    unit = get_object_or_404(Unit.objects.select_related("authority"), code=code)
    if not settles(request.user, unit):
        raise Http404
    now, asked = clock.now(), unit_names.open_request(unit)
    refuses = asked is not None and "refuse" in request.POST
    form = CorrectNameForm(
        request.POST or None, initial={"name": asked.name if asked else unit.name}, refuses=refuses
    )
    if request.method == "POST" and form.is_valid() and _settled(request, unit, form.cleaned_data, refuses):
        return redirect("consortia:seat", code)
    context = {
        "unit": unit,
        "form": form,
        "asked": asked,
        "in_the_way": [explain(one) for one in unit_names.in_the_way(unit, now)],
    }
    return render(request, "filings/unit_name.html", context)


def _settled(request: HttpRequest, unit: Unit, typed: dict[str, Any], refuses: bool) -> bool:
    who = {"reason": typed["reason"], "actor": request.user, "now": clock.now()}
    if refuses:
        done = was_done(request, lambda: unit_names.refuse(unit.pk, **who))
        if done:
            messages.success(request, _("The name stays; whoever asked is told why."))
        return done
    found: list[unit_names.Corrected] = []
    if not was_done(request, lambda: found.append(unit_names.correct(unit.pk, name=typed["name"], **who))):
        return False
    said = _("Corrected. Signatures that fell with it: %(n)s.") % {"n": found[0].voided_count}
    messages.success(request, said)
    return True
