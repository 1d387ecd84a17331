"""Recommendation letters and the summary table of a district, in one click."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import needs
from accounts.models import Authority
from accounts.roles import DISTRICT, Permission
from documents.downloads import disposition
from filings.models import Filing
from filings.states import Event
from ledger import clock
from ledger.models import Entry
from portal import recommended
from portal.keyset import number

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AT_MOST = 200


def _authority(request: HttpRequest) -> Authority:
    user: Any = request.user
    own = next((grant.authority for grant in user.grants if grant.role in DISTRICT), None)
    if own is None:
        raise Http404
    return own


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _rows(request: HttpRequest) -> list[dict[str, Any]]:
    """What was recommended in the period; of those, the ticked ones where any is ticked."""
    authority = _authority(request)
    signed = Entry.objects.filter(kind=f"filing.{Event.ENDORSE}", authority_id=authority.pk)
    if start := _day(request.GET.get("from", "")):
        signed = signed.filter(at__date__gte=start)
    if end := _day(request.GET.get("until", "")):
        signed = signed.filter(at__date__lte=end)
    subjects = signed.order_by("-id").values_list("subject", flat=True)[:AT_MOST]
    numbers = {int(subject.rpartition(":")[2]) for subject in subjects}
    filings = Filing.objects.visible_to(request.user).filter(authority=authority, pk__in=numbers)
    chosen = {key for text in request.GET.getlist("pk") if (key := number(text))}
    if chosen:
        filings = filings.filter(pk__in=chosen)
    return recommended.recommended(filings.select_related("consortium", "lead", "authority"))


@needs(Permission.DESK_DISTRICT)
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """What this district recommended, to tick for a letter or a table."""
    rows = _rows(request)
    return render(
        request,
        "portal/cases/recommendations.html",
        {
            "rows": rows,
            "authority": _authority(request),
            "asked": request.GET,
            "today": timezone.localdate(clock.now()),
        },
    )


@needs(Permission.DESK_DISTRICT)
@require_safe
def letter(request: HttpRequest) -> HttpResponse:
    """The recommendation letter as DOCX."""
    rows, authority, today = _rows(request), _authority(request), timezone.localdate(clock.now())
    if not rows:
        return _nothing(request)
    content = recommended.letter_of(authority, rows, dated=today, number=request.GET.get("number", "")[:40])
    return _file(content, DOCX, f"推荐函 {authority.place} {today.isoformat()}.docx")


@needs(Permission.DESK_DISTRICT)
@require_safe
def summary(request: HttpRequest) -> HttpResponse:
    """The summary table as XLSX."""
    rows, authority, today = _rows(request), _authority(request), timezone.localdate(clock.now())
    if not rows:
        return _nothing(request)
    content = recommended.summary_of(authority, rows, dated=today)
    return _file(content, XLSX, f"推荐汇总表 {authority.place} {today.isoformat()}.xlsx")


def _nothing(request: HttpRequest) -> HttpResponse:
    messages.warning(request, _("Nothing was recommended in this period."))
    return redirect("cases:recommendations")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = disposition(name, is_inline=False)
    return response
