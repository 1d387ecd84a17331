"""The typed tables of the dossier, a row at a time: add, change, move, take out; and how a page shows them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import signed_in
from consortia import rows
from consortia.models import Consortium, Membership
from consortia.queries import memberships
from consortia.row_forms import row_form
from consortia.tables import TABLES, Table, tables_of
from filings import tables
from workflow.engine import StepError

from .base import Page, party_page
from .layout import render_place
from .steps import explain_error


def shown_in(
    consortium: Consortium, place: str, parties: Sequence[Membership] | None = None
) -> list[rows.Shown]:
    """The tables that stand on one page of the dossier; two queries at most, whatever they hold."""
    wanted = tables_of(place)
    names = rows.unit_names(memberships(consortium) if parties is None else parties)
    found = rows.read(consortium.pk, wanted)
    return [rows.show(table, found[table.key], names) for table in wanted]


def _open_page(request: HttpRequest, pk: int, key: str) -> tuple[Page, Table]:
    if key not in TABLES:
        raise Http404
    return party_page(request, pk), TABLES[key]


def _back(page: Page, table: Table) -> HttpResponse:
    answer = redirect("filings:place", page.filing.pk, table.place)
    answer["Location"] += f"#{table.key}"
    return answer


@signed_in("filings.write")
@require_http_methods(["GET", "HEAD", "POST"])
def row(request: HttpRequest, pk: int, table: str, number: int = 0) -> HttpResponse:
    """Add a row, or change one; what somebody else changed in it meanwhile is merged or shown beside."""
    page, found = _open_page(request, pk, table)
    if not page.opens(f"tables.{table}/{number}" if number else f"tables.{table}"):
        messages.error(request, page.lock_reason(found.place))
        return redirect("filings:place", pk, found.place)
    rows_there = found.model._default_manager.filter(pk=number, consortium=page.consortium)
    kept = rows_there.first() if number else None
    if number and kept is None and request.method != "POST":
        raise Http404
    parties = memberships(page.consortium)
    form = row_form(found)(request.POST or None, row=kept, parties=parties)
    context: dict[str, Any] = {"table": found, "kept": kept, "form": form}
    context["marks"] = request.POST.get("marks") or json.dumps(tables.marks_of(found, kept))
    if request.method == "POST" and form.is_valid():
        try:
            tables.save_row(
                pk, table, number, form.cleaned_data, actor=page.user, now=page.now,
                marks=_marks(request.POST.get("marks", "")), yielded=request.POST.getlist("yield"),
            )  # fmt: skip
        except StepError as error:
            explain_error(request, error)
        except tables.RowClashed as clashed:
            shown = row_form(found)(row=clashed.row, initial=dict(clashed.fields), parties=parties)
            marks = json.dumps(tables.marks_of(found, clashed.row))
            context |= {"form": shown, "kept": clashed.row, "clashes": clashed.clashes, "marks": marks}
        else:
            messages.success(request, _("Saved."))
            if "another" in request.POST:
                return redirect("filings:add_row", pk, table)
            return _back(page, found)
    return render_place(page, found.place, "filings/row.html", context)


def _marks(text: str) -> dict[str, str] | None:
    """What the page says of the row it began from; None for a page that says nothing: it is meant as it stands."""
    try:
        told = json.loads(text or "{}")
    except ValueError:
        return None
    return {str(name): str(one) for name, one in told.items()} if isinstance(told, dict) and told else None


@signed_in("filings.write")
@require_POST
def drop(request: HttpRequest, pk: int, table: str, number: int) -> HttpResponse:
    """Take a row out."""
    page, found = _open_page(request, pk, table)
    try:
        tables.drop_row(pk, table, number, actor=page.user, now=page.now)
    except StepError as error:
        explain_error(request, error)
    else:
        messages.success(request, _("The row is taken out."))
    return _back(page, found)


@signed_in("filings.write")
@require_POST
def move(request: HttpRequest, pk: int, table: str, number: int) -> HttpResponse:
    """Put a row one up or one down."""
    page, found = _open_page(request, pk, table)
    is_up = request.POST.get("to") == "up"
    try:
        tables.move_row(pk, table, number, is_up=is_up, actor=page.user, now=page.now)
    except StepError as error:
        explain_error(request, error)
    return _back(page, found)
