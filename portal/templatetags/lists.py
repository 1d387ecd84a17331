"""What every list carries beside its rows: its export, and the reader's own saved filters."""

from typing import Any

from django import template

from accounts.models import SavedFilter
from portal import filters
from portal.exports import FORMATS

register = template.Library()


@register.inclusion_tag("parts/exports.html", takes_context=True)
def exports(context: template.Context, listing: str) -> dict[str, Any]:
    """Links that hand out this list as CSV and XLSX, narrowed as it is on the page; nothing for a visitor."""
    request = context.get("request")
    is_known = bool(request and request.user.is_authenticated)
    query = request.GET.urlencode() if is_known else ""
    return {"listing": listing, "formats": FORMATS if is_known else (), "query": query}


@register.inclusion_tag("parts/saved_filters.html", takes_context=True)
def saved_filters(context: template.Context, listing: str) -> dict[str, Any]:
    """The reader's own filters of this list to apply or delete, and the means to keep the present one."""
    request = context.get("request")
    if not (request and request.user.is_authenticated):
        return {"listing": ""}
    query = filters.canonical(listing, request.GET.urlencode())
    kept = list(SavedFilter.objects.filter(user=request.user, listing=listing).order_by("name"))
    return {
        "listing": listing,
        "saved": [(one, one.query == query) for one in kept],
        "query": "" if any(one.query == query for one in kept) else query or "",
        "csrf_token": context.get("csrf_token"),
    }
