"""The places that are one form, field by field: merged on every save, typed on without ever losing a keystroke."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from consortia.fields import OfficeForm
from consortia.models import PlanChapter, Provision
from consortia.queries import agreement_of
from filings import actions, edits, keeping, outline, tables
from filings.forms.opening import BasicsForm
from filings.forms.papers import AgreementForm, PlanForm, ProvisionsForm, ReasonsForm
from filings.keeping import Sheet, Typed
from filings.models import Filing
from filings.states import Place
from workflow.engine import NotYourStep

from .base import Page
from .layout import closed

TAB = re.compile(r"[0-9a-f]{8,32}")
TYPED_BOUND = 400
"""Fields that one send may bring; a page has far fewer."""


def basics(filing_id: int, who: dict[str, Any]) -> Sheet:
    return Sheet(
        lambda filing, data: BasicsForm(data, consortium=filing.consortium),
        lambda form, part: edits.save_basics(filing_id, part, **who),
    )


def plan(filing_id: int, who: dict[str, Any]) -> Sheet:
    return Sheet(
        lambda filing, data: PlanForm(data, answers=PlanChapter.objects.filter(consortium=filing.consortium)),
        lambda form, part: edits.save_plan(filing_id, form.answers(part), **who),
        lambda name: name.partition("_")[2],
    )


def mechanisms(filing_id: int, who: dict[str, Any]) -> Sheet:
    return Sheet(
        lambda filing, data: ProvisionsForm(
            data, answers=Provision.objects.filter(consortium=filing.consortium)
        ),
        lambda form, part: tables.save_provisions(filing_id, form.answers(part), **who),
        lambda name: name.partition("_")[2],
    )


def agreement(filing_id: int, who: dict[str, Any]) -> Sheet:
    def form(filing: Filing, data: Mapping[str, Any] | None) -> AgreementForm:
        standing = agreement_of(filing.consortium)
        if standing is None:
            raise NotYourStep(filing.state, "edit")
        return AgreementForm(data, agreement=standing)

    return Sheet(
        form,
        lambda form, part: edits.save_agreement(
            filing_id, contents=form.contents(part), dispute=part.get("dispute"), **who
        ),
    )


def reasons(filing_id: int, who: dict[str, Any]) -> Sheet:
    def form(filing: Filing, data: Mapping[str, Any] | None) -> ReasonsForm:
        read = outline.read(filing, who["now"])
        return ReasonsForm(data, findings=read.shortfalls, reasons=dict(read.reasons))

    return Sheet(form, lambda form, part: edits.save_reasons(filing_id, form.reasons(part), **who))


SHEETS: dict[str, Callable[[int, dict[str, Any]], Sheet]] = {
    Place.BASICS: basics,
    Place.PLAN: plan,
    Place.MECHANISMS: mechanisms,
    Place.AGREEMENT: agreement,
    Place.REASONS: reasons,
}


def sheet_of(place: str, filing: Filing, *, actor: Any, now: datetime) -> Sheet:
    """The place's sheet in the hands of ``actor``; KeyError for a place that is no single form."""
    sheet = SHEETS[place](filing.pk, {"actor": actor, "now": now})
    opened = actions.open_targets(filing)
    if opened is None:
        return sheet
    return replace(sheet, form=lambda held, data: closed(opened, place, sheet.form(held, data)))


Sends = dict[str, dict[str, Typed]]
"""Open page (its tab; "" where no script ran) to the fields it sent."""


def posted(typing: str, values: Mapping[str, str]) -> Sends:
    """The fields of a whole form, each with what its page began from (its hidden field ``typing``).

    Without that field every value is meant as it stands: it began from what is there now.
    """
    told = _read(typing)
    fields, marks = _part(told, "fields"), _part(told, "marks")
    sends: Sends = {}
    for name, value in values.items():
        one = fields.get(name)
        if isinstance(one, dict):
            sends.setdefault(_tab(one), {})[name] = _typed({**one, "value": value})
        else:
            sends.setdefault("", {})[name] = Typed(value, base_mark=marks.get(name))
    return sends


def sent(told: Mapping[str, Any]) -> Sends:
    """The fields that changed on a page, as its script sent them."""
    sends: Sends = {}
    for name, one in list(_part(told, "fields").items())[:TYPED_BOUND]:
        if isinstance(one, dict):
            sends.setdefault(_tab(one), {})[name] = _typed(one)
    return sends


def body_of(request: HttpRequest) -> dict[str, Any]:
    """What a script sent, as far as it can be read."""
    return _read(request.body.decode("utf-8", "replace"))


def _part(told: Mapping[str, Any], key: str) -> dict[str, Any]:
    found = told.get(key)
    return found if isinstance(found, dict) else {}


def _tab(one: Mapping[str, Any]) -> str:
    tab = one.get("tab")
    return tab if isinstance(tab, str) and TAB.fullmatch(tab) else ""


def _read(text: str) -> dict[str, Any]:
    try:
        told = json.loads(text or "{}")
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _typed(one: Mapping[str, Any]) -> Typed:
    base = one.get("base")
    return Typed(
        str(one.get("value", "")), str(base) if base is not None else None,
        number=_count(one.get("number")), known=_count(one.get("known")),
    )  # fmt: skip


def _count(value: Any) -> int:
    return value if isinstance(value, int) and 0 < value < 2**31 else 0


def told(kept: keeping.Kept) -> dict[str, dict[str, str]]:
    """What the page is told of each field: the verdict, the value where it reads otherwise, why it was refused."""
    return {
        name: {"verdict": str(one.verdict), "why": one.why} | ({"value": one.value} if one.is_shown else {})
        for name, one in kept.outcomes.items()
    }


def keep_all(page: Page, place: str, sends: Sends) -> keeping.Kept:
    """Every page's fields, together or not at all."""
    together = keeping.Kept({})
    sheet = sheet_of(place, page.filing, actor=page.user, now=page.now)
    with transaction.atomic():
        for tab, typed in sends.items():
            kept = keeping.keep(page.filing.pk, place, sheet, typed, tab=tab, actor=page.user, now=page.now)
            together.outcomes |= kept.outcomes
            together.saved = (together.saved or 0) + (kept.saved or 0)
    return together


def narrowed(page: Page, place: str, form: OfficeForm) -> OfficeForm:
    """The form as far as the reader may write in it: whoever has one chapter in hand writes in that one.

    In a correction only what a ticket opens can be written in, whatever is sent for the rest.
    """
    closed(page.opened, place, form)
    if page.may_edit or not page.is_open(place):
        return form
    held = page.in_hand(place)
    part_of = sheet_of(place, page.filing, actor=page.user, now=page.now).part_of
    for name, field in form.fields.items():
        field.disabled = field.disabled or not {"", part_of(name)} & held
    return form
