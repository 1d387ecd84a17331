"""The frame of every place of the dossier: heading, lock, tickets, autosave, the way on."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, TypeVar

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from filings import access, asked, handing, model_dossier, targets, wording
from filings.states import Place, TicketState
from workflow.engine import StepError

from .base import Page, place_name
from .steps import explain_error

ORDER = tuple(Place.values)


def following(place: str) -> str:
    """The place after this one in the task list; empty after the last."""
    index = ORDER.index(place)
    return ORDER[index + 1] if index + 1 < len(ORDER) else ""


def render_place(page: Page, place: str, template: str, context: dict[str, Any]) -> HttpResponse:
    """A place's page. ``autosaves`` in the context asks for autosave where the place is open."""
    is_open = page.is_open(place)
    autosaves = bool(context.pop("autosaves", False)) and is_open
    tickets = page.filing.tickets.filter(
        place=place, state__in=[TicketState.OPEN, TicketState.ANSWERED]
    ).order_by("number")
    after = following(place)
    shared = {
        "page": page,
        "filing": page.filing,
        "consortium": page.consortium,
        "place": place,
        "heading": place_name(place),
        "crumbs": page.crumbs(place_name(place)),
        "is_open": is_open,
        "is_in_model": is_open and page.is_lead and place in model_dossier.places(),
        "lock_reason": page.lock_reason(place),
        "tickets": asked.of(page.filing, tickets),
        "open_parts": page.open_parts(place),
        "in_hands": in_hands(page, place),
        "next_name": place_name(after) if after else "",
        "next_url": reverse("filings:place", args=[page.filing.pk, after]) if after else "",
        "autosave_url": reverse("filings:autosave", args=[page.filing.pk, place]) if autosaves else "",
        "journal": f"filing-{page.filing.pk}-{place}",
    }
    return render(page.request, template, shared | context)


def in_hands(page: Page, place: str) -> list[dict[str, Any]]:
    """Who has which part of a place in hand, and whether that is the reader."""
    return [
        {
            "row": row,
            "name": handing.part_name(row.place, row.part),
            "is_mine": access.holds_part(page.user, row),
        }
        for row in page.handed
        if row.place == place
    ]


F = TypeVar("F", bound=Form)


def closed(opened: Collection[str] | None, place: str, form: F) -> F:
    """In a correction, disable the fields of a place's form that no ticket opens, and mark those that one asks for.

    A closed field keeps what it held, whatever is sent for it.
    """
    if opened is None or place not in FIELDWISE:
        return form
    for name, field in form.fields.items():
        address = wording.address_of(place, name)
        if not targets.is_open(opened, address):
            field.disabled = True
        elif address in opened and address != place:
            field.widget.attrs["class"] = f"{field.widget.attrs.get('class', '')} is-asked".strip()
    return form


FIELDWISE = frozenset({Place.BASICS, Place.AGREEMENT, Place.PLAN, Place.MECHANISMS, Place.REASONS})
"""Places whose form has a field for each part."""


def saved(page: Page, place: str, change: Callable[[], Any], *, said: str = "") -> HttpResponse:
    """Make a change and say so; where it voided signatures, say how many. Back to the page, or on to the next."""
    try:
        result = change()
    except StepError as error:
        explain_error(page.request, error)
    else:
        messages.success(page.request, said or _("Saved."))
        voided = result if isinstance(result, int) else 0
        if voided > 0:
            messages.warning(
                page.request,
                _("The agreement reads differently now. Signatures void: %(n)s. Every party signs anew.")
                % {"n": voided},
            )
    after = following(place)
    goes_on = after and "go_on" in page.request.POST
    return redirect("filings:place", page.filing.pk, after if goes_on else place)
