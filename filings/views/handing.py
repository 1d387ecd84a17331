"""Parts in other hands: handing out, handing back as ready, asking again, taking as done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import signed_in
from filings import handing
from filings.access import holds_part
from filings.forms.handing import HandoffForm, RedoForm
from filings.models import Handoff
from filings.states import HandoffEvent, HandoffState
from workflow.engine import StepError
from workflow.presentation import Badge

from .base import Page, party_page, place_url
from .steps import explain_error

BADGES = {
    HandoffState.OPEN: "wait",
    HandoffState.READY: "warn",
    HandoffState.DONE: "done",
    HandoffState.WITHDRAWN: "withdrawn",
}


def shown(page: Page, rows: Any) -> list[dict[str, Any]]:
    """Handed parts with what the reader can do with each."""
    today = timezone.localdate(page.now)
    return [
        {
            "row": row,
            "name": handing.part_name(row.place, row.part),
            "url": place_url(page.filing, row.place),
            "badge": Badge(BADGES[HandoffState(row.state)], str(HandoffState(row.state).label)),
            "is_mine": holds_part(page.user, row),
            "is_late": row.state == HandoffState.OPEN and row.due_on is not None and row.due_on < today,
        }
        for row in rows
    ]


@signed_in("filings.read")
@require_http_methods(["GET", "POST"])
def handed(request: HttpRequest, pk: int) -> HttpResponse:
    """All handed parts of a dossier, and the form that hands out one more."""
    page = party_page(request, pk)
    form = None
    if page.may_edit:
        form = HandoffForm(
            request.POST or None, parts=handing.parts(), takers=handing.takers(page.filing),
            initial={"part": request.GET.get("part", "")},
        )  # fmt: skip
    if request.method == "POST":
        if form is None:
            messages.error(request, page.lock_reason(""))
            return redirect("filings:handed", pk)
        if form.is_valid() and _hand_out(page, form.cleaned_data):
            return redirect("filings:handed", pk)
    context = {
        "page": page,
        "filing": page.filing,
        "consortium": page.consortium,
        "crumbs": page.crumbs(_("Parts in other hands")),
        "form": form,
        "redo": RedoForm(),
        "rows": shown(page, handing.of(page.filing, HandoffState.values)),
    }
    return render(request, "filings/handed.html", context)


def _hand_out(page: Page, typed: dict[str, Any]) -> bool:
    place, _slash, part = typed["part"].partition("/")
    unit, _slash, person = typed["taker"].partition("/")
    try:
        handing.hand_out(
            page.filing.pk, place=place, part=part, unit_id=int(unit), person_id=int(person) if person else None,
            note=typed["note"], due_on=typed["due_on"], actor=page.user, now=page.now,
        )  # fmt: skip
    except StepError as error:
        explain_error(page.request, error)
        return False
    messages.success(page.request, _("Handed over. They are told."))
    return True


@signed_in("filings.read")
@require_POST
def move(request: HttpRequest, pk: int, number: int, event: str) -> HttpResponse:
    """Hand back as ready, ask again, take as done, take back."""
    page = party_page(request, pk)
    if event not in HandoffEvent.values:
        raise Http404
    row = get_object_or_404(Handoff, pk=number, filing_id=pk)
    try:
        handing.move(
            row.pk,
            event,
            filing_id=pk,
            actor=page.user,
            now=page.now,
            reason=request.POST.get("reason", "")[:1000],
        )
    except StepError as error:
        explain_error(request, error)
    else:
        messages.success(request, _("Done. They are told."))
    return redirect("filings:handed", pk)
