"""What to prepare before anybody signs in: the dossier's parts in order, each with its clause and who signs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import public
from accounts.models import Authority
from consortia.guideline import (
    CHAPTERS,
    CONTENTS,
    PLEDGE_TEXT,
    PROVISIONS,
    QINGDAO_2025,
    QUALITIES,
    RESOURCES,
    Item,
)
from documents.downloads import disposition
from documents.states import CONTENT_TYPES, Kind
from filings import model_dossier as model
from filings.dossier_paper import Block
from filings.forms.precheck import WORDS
from filings.models import Rendering
from filings.precheck import QUESTIONS
from filings.states import Place


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing to have ready: what, under which clauses, who brings it, and who signs (empty: nobody)."""

    name: str
    clauses: tuple[str, ...]
    note: str = ""
    by: str = ""
    signed_by: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The things of one place of the dossier."""

    title: str
    things: Sequence[Thing]


@public
@require_safe
def prepare(request: HttpRequest) -> HttpResponse:
    """The list to print, with the district to ask."""
    context = {
        "groups": groups(),
        "edition": QINGDAO_2025,
        "authorities": Authority.objects.filter(is_active=True).order_by("kind", "key"),
    }
    return render(request, "filings/prepare.html", context)


@public
@require_safe
def model_dossier(request: HttpRequest) -> HttpResponse:
    """A filled dossier to read: invented units, the structure and the paper of a real one."""
    told = model.told()
    context = {"name": told["consortium"], "parts": list(_parts(told)), "forms": Rendering.Form.choices}
    return render(request, "filings/model_dossier.html", context)


def _parts(told: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The paper's parts, each cell of a table with its column's head and whether it stands to the right."""
    for part in told["parts"]:
        yield {**part, "blocks": [_block(block) for block in part["blocks"]]}


def _block(block: Block) -> Block:
    if block["kind"] != "table":
        return block
    columns = list(zip(block["heads"], block["right"], strict=True))
    cells = [[(*column, words) for column, words in zip(columns, row, strict=True)] for row in block["rows"]]
    return {**block, "columns": columns, "cells": cells}


@public
@require_safe
def model_dossier_file(request: HttpRequest, form: str) -> HttpResponse:
    """The same as a file; 404 for a form that papers are not made in."""
    if form not in Rendering.Form.values:
        raise Http404
    answer = HttpResponse(model.printed(form), content_type=CONTENT_TYPES[Kind(form.upper())])
    answer["Content-Disposition"] = disposition(f"申报书范例.{form}", is_inline=False)
    return answer


def groups() -> list[Group]:
    """Everything in the order of the task list, in the reader's language."""
    lead, members = _("the lead"), _("each member")
    listed = (
        (Place.BASICS, _basics(lead)),
        (Place.MEMBERS, _parties(lead, members)),
        (Place.PEOPLE, _people(lead)),
        (Place.AGREEMENT, _agreement(lead)),
        (Place.SIGNATURES, _signatures()),
        (Place.PLAN, _plan(lead)),
        (Place.MECHANISMS, _items(PROVISIONS, lead)),
        (Place.RESOURCES, _items(RESOURCES, members)),
        (Place.EVIDENCE, _evidence(lead, members)),
        (Place.PLEDGE, _pledge(lead)),
    )
    return [Group(str(place.label), list(things)) for place, things in listed]


def _basics(lead: str) -> Iterator[Thing]:
    yield Thing(_("A formal name ending in 创新联合体"), ("G5.1b",), by=lead)
    yield Thing(_("One industry of the “10+1”, and one track"), ("G2.1",), by=lead)
    note = _("Which technology or market need holds the industry back, and who would use the result.")
    yield Thing(_("Industry need and bottleneck"), ("G5.1a",), note, by=lead)


def _parties(lead: str, members: str) -> Iterator[Thing]:
    guideline = QINGDAO_2025
    reason = _("Fewer is possible with a written reason; the district judges it.")
    yield Thing(
        _("Credit code of the lead: one enterprise with its seat in Qingdao"),
        ("G1.1", "G4.1.1a", "G7.3d"),
        _("No branch, and under no three-year ban."),
        by=lead,
    )
    few = _("In principle chain enterprises beside the lead: %(n)s") % {"n": guideline.min_industry}
    yield Thing(few, ("G3.2c",), reason, by=lead)
    few = _("In principle universities or institutes: %(n)s") % {"n": guideline.min_academic}
    yield Thing(few, ("G3.2d",), reason, by=lead)
    yield Thing(
        _("Of each member: credit code, name, kind, layer, what it will do, an e-mail address"),
        ("G3.3d",),
        _("Units abroad and of defence need no code."),
        by=lead,
    )
    yield Thing(
        _("The yes of each member, of its own free will"),
        ("G5.2", "G1.4"),
        _("By the link it is sent; no paper is needed."),
        by=members,
        signed_by=_("somebody who acts for the unit"),
    )


def _people(lead: str) -> Iterator[Thing]:
    note = _("Appointed by the lead in principle; may be the chief expert too.")
    yield Thing(_("A director"), ("G3.3e",), note, by=lead, signed_by=_("the director, by a link"))
    qualities = _(", ").join(named(one) for one in QUALITIES)
    note = _("A few lines on each of three qualities: %(list)s.") % {"list": qualities}
    signed = _("the chief expert, by a link")
    yield Thing(_("A chief expert, with a CV as a file"), ("G5.4",), note, by=lead, signed_by=signed)


def _agreement(lead: str) -> Iterator[Thing]:
    note = _("PDF or Word. A template with the seven articles stands on the page of the agreement.")
    yield Thing(_("The founding agreement as one file"), ("G5.3b",), note, by=lead)
    yield from _items(CONTENTS, lead)


def _plan(lead: str) -> Iterator[Thing]:
    yield from _items(CHAPTERS, lead, beside=("G5.5b",))
    note = _("Reports and evaluation read them. A reason may say on which page the plan has them instead.")
    name = _("At least one row each of promised figures, milestones and money by year")
    yield Thing(name, ("G3.5c", "GA.3", "GA.5"), note, by=lead)


def _signatures() -> Iterator[Thing]:
    yield Thing(
        _("In each unit, the lead too, a signatory"),
        ("G3.3a",),
        _("Signs here with a second factor, or uploads the stamped data page, or signs with a certificate."),
        by=_("every unit"),
        signed_by=_("the legal representative, or somebody authorised"),
    )


def _items(items: Sequence[Item], by: str, beside: tuple[str, ...] = ()) -> Iterator[Thing]:
    for item in items:
        yield Thing(named(item), (item.clause, *beside), hinted(item), by=by)


def _evidence(lead: str, members: str) -> Iterator[Thing]:
    """What the pre-check asks about and only people can judge."""
    by = {"lead": lead, "members": members}
    for question in QUESTIONS:
        if question.section in by and not question.checks:
            words = WORDS[question.key]
            yield Thing(str(words.about), question.clauses, str(words.fix), by=by[question.section])


def _pledge(lead: str) -> Iterator[Thing]:
    signed = _("the lead's signatory, with a second factor")
    words = PLEDGE_TEXT.en if get_language() == "en" else PLEDGE_TEXT.zh
    yield Thing(_("The pledge of integrity"), ("G7.4a", PLEDGE_TEXT.clause), words, by=lead, signed_by=signed)


def named(item: Item) -> str:
    """An entry of the guideline's lists in the reader's language."""
    return item.en if get_language() == "en" else item.zh


def hinted(item: Item) -> str:
    """Its hint in the reader's language."""
    return item.hint_en if get_language() == "en" else item.hint_zh
