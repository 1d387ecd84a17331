"""An officer's page on a unit: where it is registered, and the group it belongs to."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import needs
from accounts.roles import Permission
from consortia import seats
from consortia.access import settles, stated_by
from consortia.forms import PLACE, SeatForm
from consortia.models import Unit
from ledger import clock


@needs(Permission.CLAIM_JUDGE)
@require_http_methods(["GET", "POST"])
def seat(request: HttpRequest, code: str) -> HttpResponse:
    """Correct the seat, for officers of the unit's place and the city; state the group, for who checks it too."""
    rows = Unit.objects.filter(pk__in=Unit.objects.filter(stated_by(request.user)).values("pk"))
    unit = get_object_or_404(rows.select_related("authority"), code=code)
    may_settle = settles(request.user, unit)
    form = SeatForm(request.POST or None, unit=unit, settles=may_settle)
    if request.method == "POST" and form.is_valid():
        _write(unit, form, request.user)
        messages.success(request, _("Saved."))
        return redirect("consortia:seat", code)
    context = {"unit": unit, "form": form, "may_settle": may_settle, "group": _group(unit)}
    return render(request, "consortia/seat.html", context)


def _write(unit: Unit, form: SeatForm, actor: Any) -> None:
    now, place = clock.now(), form.place()
    with transaction.atomic(durable=True):
        locked = Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=unit.pk)
        if place and (locked.is_seat_open or any(place[name] != getattr(locked, name) for name in PLACE)):
            seats.settle(locked, **place, actor=actor, now=now)
        seats.state_group(locked, head_code=form.cleaned_data["group_key"], actor=actor, now=now)


def _group(unit: Unit) -> list[Unit]:
    """The other units of its group, the head among them."""
    if not unit.group_key:
        return list(Unit.objects.filter(group_key=unit.code or "-").exclude(pk=unit.pk).order_by("name")[:50])
    same = Q(group_key=unit.group_key) | Q(code=unit.group_key)
    return list(Unit.objects.filter(same).exclude(pk=unit.pk).order_by("name")[:50])
