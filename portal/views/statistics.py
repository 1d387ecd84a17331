"""The office in figures: for the city's people the city, for a district its own, for the auditor all to read."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import signed_in
from documents.downloads import disposition
from ledger import clock
from portal import statistics, statistics_page, statistics_paper

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _scope(request: HttpRequest) -> statistics.Scope:
    user: Any = request.user
    scope = statistics.scope_of(user)
    if scope is None:
        raise Http404
    return scope


@signed_in("statistics.read")
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Every figure with what it counts, its day, a table beside each chart, and the cases behind it."""
    now = clock.now()
    page = statistics_page.page_of(_scope(request), now)
    return render(request, "portal/statistics.html", {"page": page, "now": now})


@signed_in("statistics.read")
@require_safe
def paper(request: HttpRequest) -> HttpResponse:
    """The month on one page as DOCX, from the same figures."""
    scope, now = _scope(request), clock.now()
    content = statistics_paper.one_pager(scope, now)
    response = HttpResponse(content, content_type=DOCX)
    name = f"创新联合体月报 {timezone.localdate(now).isoformat()}.docx"
    response["Content-Disposition"] = disposition(name, is_inline=False)
    return response
