"""The consortium's board, seen by all its members; one button reminds every unit whose move it is."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import signed_in
from consortia.access import represents
from filings import board, reminding
from filings.board import Cell, Holder, Line
from workflow.engine import StepError

from .base import Page, party_page
from .steps import explain_error


@signed_in("filings.read")
@require_GET
def whole(request: HttpRequest, pk: int) -> HttpResponse:
    """Unit by task."""
    page = party_page(request, pk)
    today = timezone.localdate(page.now)
    lines = board.read(page.filing, today)
    mine = represents(page.user)
    late = [line for line in lines if line.waiting]
    context = {
        "page": page,
        "filing": page.filing,
        "consortium": page.consortium,
        "crumbs": page.crumbs(_("Who does what")),
        "tasks": [(key, str(name)) for key, name in board.TASKS.items()],
        "lines": [_shown(line, today, line.party.unit_id in mine) for line in lines],
        "late": late,
        "text": words_to_paste(page, late),
        "may_remind": reminding.may_remind(page.user, page.filing) and bool(late),
    }
    return render(request, "filings/board.html", context)


def _shown(line: Line, today: Any, is_mine: bool) -> dict[str, Any]:
    names = dict(board.TASKS)
    return {
        "party": line.party,
        "is_mine": is_mine,
        "cells": [
            {"cell": cell, "name": str(names[cell.task]), "who": who(cell.holder, is_mine=is_mine),
             "is_late": cell.is_late(today), "url": _url(line, cell) if is_mine and cell.is_open else ""}
            for cell in line.cells
        ],
    }  # fmt: skip


def who(holder: Holder, *, is_mine: bool) -> str:
    """Whose move it is, as the reader calls them."""
    if holder == Holder.UNIT:
        return _("your unit") if is_mine else _("the unit")
    return {Holder.LEAD: _("lead"), Holder.DISTRICT: _("district"), Holder.CITY: _("city")}.get(holder, "")


def _url(line: Line, cell: Cell) -> str:
    """Where the unit does what the cell asks of it."""
    task = cell.task
    if cell.holder == Holder.UNIT and cell.path:
        return cell.path
    if task in ("facts", "confirmed"):
        return reverse("members:annex", args=[line.party.pk])
    return reverse("members:detail", args=[line.party.pk]) if task in ("consent", "signing") else ""


def words_to_paste(page: Page, late: list[Line]) -> str:
    """Words for a messenger: whose move it is, with each unit's address, which asks to sign in."""
    lines = [_("%(name)s waits for these units. It takes five minutes each.") % {"name": page.consortium}]
    names = dict(board.TASKS)
    for line in late:
        owed = "、".join(str(names[cell.task]) for cell in line.cells if cell.holder == Holder.UNIT)
        address = page.request.build_absolute_uri(f"/members/{line.party.pk}/")
        lines.append(f"{line.party.unit} ({owed}): {address}")
    return "\n".join(lines)


@signed_in("filings.write")
@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind every unit whose move it is, once a day at most."""
    page = party_page(request, pk)
    try:
        count = reminding.remind_all(page.filing.pk, actor=page.user, now=page.now)
    except StepError as error:
        explain_error(request, error)
    else:
        messages.success(
            request, _("Units reminded: %(n)s. Each gets at most one letter a day.") % {"n": count}
        )
    return redirect("filings:board", pk)
