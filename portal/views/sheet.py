"""The case sheet: two pages on screen and on paper, and the bar that says what the click will do."""

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import signed_in
from accounts.models import User
from accounts.roles import CITY, WATCHERS
from documents.downloads import disposition
from documents.papers import render_pdf
from filings.flow import FILING
from ledger import clock
from portal import case_reading, case_sheet, steps
from reviews.evidence import gather
from workflow import engine

from .cases import frame_of
from .found import office_case


def _filing(request: HttpRequest, pk: int) -> Any:
    filing, user = office_case(request, pk), cast(User, request.user)
    if not user.is_any(*CITY, *WATCHERS) or not filing.latest_version:
        raise Http404
    return filing


@signed_in("cases.sheet")
@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The two pages, what is proved, and the deciding buttons."""
    filing, now = _filing(request, pk), clock.now()
    case = case_reading.read(filing, now)
    found = engine.open_steps(FILING, filing, request.user, now=now, gather=gather, known=case.waiting)
    return render(
        request,
        "portal/cases/sheet.html",
        {
            **frame_of(filing, request.user, now, case.head),
            "sheet": case_sheet.sheet_of(case, now),
            "proof": case_sheet.proof_of(filing),
            "today": timezone.localdate(now),
            "steps": [view for view in steps.panel(found, filing) if view.event in ("register", "decline")],
        },
    )


@signed_in("cases.sheet")
@require_safe
def sheet_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The same two pages as PDF, in Chinese as papers are."""
    filing, now = _filing(request, pk), clock.now()
    with translation.override("zh-hans"):
        data = case_sheet.sheet_of(case_reading.read(filing, now), now)
        paper = render_pdf("case_sheet", data, dated=timezone.localdate(now))
        name = _("Case sheet %(serial)s.pdf") % {"serial": filing.serial}
    response = HttpResponse(paper, content_type="application/pdf")
    response["Content-Disposition"] = disposition(name, is_inline=False)
    return response
