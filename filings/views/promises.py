"""The two optional tables of the plan: promised figures and milestones, a row at a time."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import signed_in
from consortia.promises import PROMISES
from consortia.queries import memberships
from filings import edits
from workflow.engine import StepError

from .base import Page, party_page
from .layout import render_place
from .steps import explain_error


def _open_page(request: HttpRequest, pk: int, table: str) -> Page:
    """The plan as its lead may change it now; whoever only reads along is sent back to it."""
    if table not in PROMISES:
        raise Http404
    return party_page(request, pk)


@signed_in("filings.write")
@require_http_methods(["GET", "HEAD", "POST"])
def row(request: HttpRequest, pk: int, table: str, number: int = 0) -> HttpResponse:
    """Add a row, or change one."""
    page = _open_page(request, pk, table)
    if not page.is_open("plan"):
        messages.error(request, page.lock_reason("plan"))
        return redirect("filings:place", pk, "plan")
    model, form_class = PROMISES[table]
    rows: Any = model._default_manager.filter(consortium=page.consortium)
    kept = get_object_or_404(rows, pk=number) if number else None
    form: Any = form_class(request.POST or None, row=kept, parties=memberships(page.consortium))
    if request.method == "POST" and form.is_valid():
        try:
            edits.save_promise(pk, table, number, form.cleaned_data, actor=page.user, now=page.now)
        except StepError as error:
            explain_error(request, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("filings:place", pk, "plan")
    context = {"form": form, "kept": kept, "is_figure": table == "indicators"}
    return render_place(page, "plan", "filings/promise.html", context)


@signed_in("filings.write")
@require_POST
def drop(request: HttpRequest, pk: int, table: str, number: int) -> HttpResponse:
    """Take a row out."""
    page = _open_page(request, pk, table)
    try:
        edits.drop_promise(pk, table, number, actor=page.user, now=page.now)
    except StepError as error:
        explain_error(request, error)
    else:
        messages.success(request, _("Taken out of the plan."))
    return redirect("filings:place", pk, "plan")
