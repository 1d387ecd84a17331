"""Typing together: saving field by field, two versions of one field, and who wrote what."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import signed_in
from accounts.models import User
from consortia.fields import OfficeForm, TextBlock
from filings import edits, keeping
from filings.merging import Verdict, credit, lines_of, mark
from filings.models import FieldConflict, FieldTrace, Filing
from filings.states import Place
from workflow.engine import StepError

from .base import Page, party_page
from .layout import render_place, saved
from .sheets import SHEETS, body_of, keep_all, posted, sent, sheet_of, told

FIRST_WORDS = 18


def person_mark(user: Any) -> str:
    """What tells this person's text in a browser from everybody else's, and says nothing about them."""
    return salted_hmac("lianhe.journal", str(user.pk)).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Version:
    """A value that waits beside the stored one, ready to be shown."""

    row: FieldConflict
    label: str
    present: str
    other: str
    seen: str
    is_text: bool
    prethereby: Any
    prethereat: datetime | None


def versions_of(page: Page, place: str) -> list[Version]:
    """The open versions of a place's fields, oldest first."""
    if not getattr(page.filing, "has_conflicts", True):
        return []
    rows = list(
        page.filing.conflicts.filter(place=place, resolved_at__isnull=True)
        .select_related("by")
        .order_by("id")
    )
    if not rows or place not in SHEETS:
        return []
    form = sheet_of(place, page.filing, actor=page.user, now=page.now).form(page.filing, None)
    present = keeping.fields_of(form)
    traces = {one.field: one for one in FieldTrace.objects.filter(
        filing=page.filing, place=place, field__in=[row.field for row in rows]
    ).select_related("edited_by")}  # fmt: skip
    return [
        _version(row, form.fields[row.field], present[row.field], traces.get(row.field))
        for row in rows
        if row.field in present
    ]


def _version(row: FieldConflict, field: forms.Field, value: str, trace: FieldTrace | None) -> Version:
    stored = keeping.settled(field, value)
    return Version(
        row, str(field.label), _shown(field, stored), _shown(field, row.value), mark(stored),
        isinstance(field, TextBlock), trace and trace.edited_by, trace and trace.edited_at,
    )  # fmt: skip


def _shown(field: forms.Field, value: str) -> str:
    """A value as the reader knows it: the words of a choice, not its key."""
    if not isinstance(field, forms.ChoiceField):
        return value
    flat: dict[str, str] = {}
    for key, label in field.choices:
        group = label if isinstance(label, list | tuple) else [(key, label)]
        flat |= {str(one): str(words) for one, words in group}
    return flat.get(value, value)


def with_writers(page: Page, place: str, form: OfficeForm) -> None:
    """Under each text: who wrote it last, paragraph by paragraph where they differ."""
    traces = {one.field: one for one in FieldTrace.objects.filter(
        filing=page.filing, place=place
    ).select_related("edited_by")}  # fmt: skip
    lines = {
        name: credit([tuple(one) for one in row.credits], keeping.stored(form, name), None, "")
        for name, row in traces.items()
        if isinstance(form.fields.get(name), TextBlock)
    }
    people = User.objects.in_bulk({by for credits in lines.values() for _line, by, _at in credits if by})
    for name, credits in lines.items():
        context = {"trace": traces[name], "parts": _parts(keeping.stored(form, name), credits, people)}
        form.fields[name].help_text = format_html(
            "{} {}", form.fields[name].help_text, render_to_string("filings/_writers.html", context)
        )


def _parts(text: str, credits: Any, people: Mapping[int, Any]) -> list[dict[str, Any]]:
    """Neighbouring paragraphs of one writer together; nothing where one person wrote all of it."""
    parts: list[dict[str, Any]] = []
    for line, (_mark, by, at) in zip(lines_of(text), credits, strict=True):
        if not line:
            continue
        if parts and parts[-1]["by_id"] == by:
            parts[-1]["at"] = max(parts[-1]["at"], at)
            continue
        words = line if len(line) <= FIRST_WORDS else f"{line[:FIRST_WORDS]}…"
        parts.append({"words": words, "by_id": by, "by": people.get(by), "at": at})
    for part in parts:
        part["at"] = datetime.fromisoformat(part["at"]) if part["at"] else None
    return parts if len({part["by_id"] for part in parts}) > 1 else []


def frame_of(page: Page, place: str, form: Any) -> dict[str, Any]:
    """What a place that is one form needs so that nothing typed there is lost."""
    if place not in SHEETS or not isinstance(form, OfficeForm):
        return {}
    began = page.request.POST.get("typing") if form.is_bound else None
    shown = versions_of(page, place)
    with_writers(page, place, form)
    return {
        "typing": began or json.dumps({"marks": keeping.marks_of(form)}),
        "person_mark": person_mark(page.user),
        "versions": shown,
        "versions_mark": _versions_mark(shown),
        "may_choose": page.is_open(place),
        "now_ms": int(page.now.timestamp() * 1000),
    }


def sheet_place(page: Page, place: str, template: str, context: dict[str, Any]) -> HttpResponse:
    """The page of a place that is one form."""
    return render_place(page, place, template, context | frame_of(page, place, context["form"]))


def _versions_mark(shown: list[Version]) -> str:
    return "-".join(f"{one.row.pk}.{mark(one.row.value + one.seen)[:6]}" for one in shown)


def kept_form(
    page: Page, place: str, form: OfficeForm, *, also: Callable[[], Any] | None = None
) -> HttpResponse:
    """Save a whole form field by field; ``also`` saves the file that came with it."""
    found: list[keeping.Kept] = []

    def change() -> int:
        voided = (also() or 0) if also else 0
        there = page.request.POST
        names = [name for name in keeping.fields_of(form) if not form.fields[name].disabled]
        values = {name: there[name] for name in names if name in there}
        found.append(keep_all(page, place, posted(there.get("typing", ""), values)))
        return int(voided + (found[0].saved or 0))

    answer = saved(page, place, change)
    if say_outcomes(page, [one for kept in found for one in kept.outcomes.values()]):
        return redirect("filings:place", page.filing.pk, place)
    return answer


def say_outcomes(page: Page, outcomes: Iterable[keeping.Outcome]) -> int:
    """Say what was refused, and that two versions wait for a choice; returns how many of those."""
    verdicts = list(outcomes)
    for one in verdicts:
        if one.verdict == Verdict.REFUSED:
            messages.error(page.request, one.why)
    if count := sum(one.verdict == Verdict.CONFLICT for one in verdicts):
        messages.warning(
            page.request,
            _(
                "Somebody else changed the same while you were typing. Both versions are kept: %(n)s. Choose below."
            )
            % {"n": count},
        )
    return count


@signed_in("filings.write")
@require_POST
def autosave(request: HttpRequest, pk: int, place: str) -> HttpResponse:
    """Keep what is typed so far; the answer says when, and what became of each field."""
    page = party_page(request, pk)
    said = body_of(request)
    if said.get("person") != person_mark(page.user):
        return JsonResponse({"state": "other_person"}, status=409)
    if place not in SHEETS or (place == Place.AGREEMENT and edits.signatures_count(page.filing)):
        raise Http404
    try:
        kept = keep_all(page, place, sent(said))
    except StepError:
        return JsonResponse({"error": page.lock_reason(place) or _("Not saved.")}, status=409)
    page = Page(request, Filing.objects.select_related("consortium").get(pk=pk), page.now)
    return JsonResponse({
        "at": f"{timezone.localtime(page.now):%H:%M}",
        "fields": told(kept),
        "versions": _versions_mark(versions_of(page, place)),
    })  # fmt: skip


@signed_in("filings.read")
@require_GET
def still_here(request: HttpRequest) -> HttpResponse:
    """Whether the page's person is signed in, and the token with which its forms go on."""
    return JsonResponse({"person": person_mark(request.user), "token": get_token(request)})


@signed_in("filings.read")
@require_GET
def versions(request: HttpRequest, pk: int, place: str) -> HttpResponse:
    """The part of a place that shows two versions of a field, for a page that is open."""
    page = party_page(request, pk)
    shown = versions_of(page, place)
    return render(request, "filings/_versions.html", {
        "versions": shown, "versions_mark": _versions_mark(shown), "filing": page.filing, "place": place,
        "may_choose": page.is_open(place),
    })  # fmt: skip


@signed_in("filings.write")
@require_POST
def choose(request: HttpRequest, pk: int, place: str, number: int) -> HttpResponse:
    """Settle two versions of a field."""
    page = party_page(request, pk)
    choice = request.POST.get("choice", "")
    if place not in SHEETS or choice not in ("taken", "present", "both"):
        raise Http404
    refused: list[str] = []

    def change() -> int:
        sheet = sheet_of(place, page.filing, actor=page.user, now=page.now)
        kept = keeping.choose(
            pk, number, choice, seen=request.POST.get("seen", ""), sheet=sheet, place=place, actor=page.user,
            now=page.now,
        )  # fmt: skip
        if kept:
            refused.extend(one.why for one in kept.outcomes.values() if one.verdict == Verdict.REFUSED)
        return int((kept and kept.saved) or 0)

    answer = saved(page, place, change, said=_("Chosen."))
    for why in refused:
        messages.error(request, why)
    return answer
