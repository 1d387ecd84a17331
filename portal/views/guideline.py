"""The guideline by clause, and the office parameters beside it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import public
from consortia.guideline import CLAUSES, NORMS, QINGDAO_2025
from consortia.reference import sections
from ledger import clock
from portal import parameters as office_parameters
from portal.clause_map import where


@public
@require_safe
def guideline(request: HttpRequest) -> HttpResponse:
    """The full text in order; under each paragraph its clauses and what the system makes of them."""
    shown = [
        (section, [(paragraph, _clauses(paragraph)) for paragraph in section.paragraphs])
        for section in sections()
    ]
    return render(request, "portal/guideline.html", {"edition": QINGDAO_2025, "sections": shown})


def _clauses(paragraph: Any) -> list[Any]:
    return [CLAUSES[number] for piece in paragraph.pieces for number in piece.clauses]


@public
@require_safe
def clause(request: HttpRequest, number: str) -> HttpResponse:
    """One clause in its own words: for the drawer, or as a page of its own without scripts."""
    found = CLAUSES.get(number)
    if found is None and number not in NORMS:
        raise Http404
    context = {
        "number": number,
        "clause": found,
        "norm": NORMS.get(number),
        "edition": QINGDAO_2025,
        "steps": where(found) if found else [],
    }
    is_fragment = request.htmx  # type: ignore[attr-defined]
    template = "portal/_clause.html" if is_fragment else "portal/clause.html"
    response = render(request, template, context)
    response["Vary"] = "HX-Request, Cookie, Accept-Language"
    return response


@public
@require_safe
def parameters(request: HttpRequest) -> HttpResponse:
    """Every office parameter with its value today, since when, and on what it rests."""
    today = timezone.localdate(clock.now())
    listed = office_parameters.listed(today)
    return render(request, "portal/parameters.html", {"today": today, "groups": listed})
