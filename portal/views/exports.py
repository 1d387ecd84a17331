"""A list as CSV or XLSX: the page's own rows, at most ten files an hour, each one on record.

Whoever holds a role of office confirms first who is there: with one file a whole table leaves.
"""

from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.http import FileResponse, Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.access import signed_in
from accounts.stepup import ask, recently_confirmed
from documents.downloads import disposition
from ledger import clock
from ledger.actions import record_security
from portal import export_lists, export_record, export_years
from portal.exports import FORMATS, MOST_ROWS, Asked, TooMany, as_csv, as_xlsx, lines, listing_of, rows_of

__all__ = ["export", "export_lists", "export_record", "export_years"]

AN_HOUR = 3600
MOST_IN_AN_HOUR = 10
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@signed_in("lists.export")
@require_GET
def export(request: HttpRequest, key: str, kind: str) -> HttpResponseBase:
    """One list with the reader's own rows and filters. Too many rows or too many files: a sentence, no file."""
    user: Any = request.user
    listing = listing_of(key)
    if listing is None or kind not in FORMATS or not listing.may(user):
        raise Http404
    if user.grants and not listing.is_own and not recently_confirmed(request):
        return ask(request)
    if not _within_rate(user.pk):
        return render(request, "portal/too_fast.html", {"most": MOST_IN_AN_HOUR}, status=429)
    asked = Asked(user, request.GET.dict(), clock.now())
    try:
        rows = rows_of(listing, asked)
    except TooMany:
        messages.warning(
            request, _("More than %(n)s rows. Narrow the filter, then export.") % {"n": f"{MOST_ROWS:,}"}
        )
        return redirect(_back(request))
    record_security(
        "list_exported",
        actor_id=user.pk,
        params={"list": key, "format": kind, "filters": sorted(request.GET.keys())[:20]},
        now=asked.now,
        request_id=getattr(request, "id", ""),
    )
    name = f"{listing.title} {asked.today.isoformat()}.{kind}"
    table = lines(listing, rows, asked)
    response: HttpResponseBase
    if kind == "csv":
        response = StreamingHttpResponse(as_csv(table), content_type=KINDS[kind])
    else:
        response = FileResponse(as_xlsx(table, str(listing.title)), content_type=KINDS[kind])
    response["Content-Disposition"] = disposition(name, is_inline=False)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _back(request: HttpRequest) -> str:
    """The page from which the file was asked for, if it is ours."""
    page = request.META.get("HTTP_REFERER", "")
    is_ours = url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()})
    return page if is_ours else "/start/"


def _within_rate(user_id: int) -> bool:
    key = f"exports:{user_id}"
    if cache.add(key, 1, AN_HOUR):
        return True
    try:
        return int(cache.incr(key)) <= MOST_IN_AN_HOUR
    except ValueError:  # it expired between the two
        cache.set(key, 1, AN_HOUR)
        return True
