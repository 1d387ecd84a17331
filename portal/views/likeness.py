"""Two plans side by side: the passages that stand in both."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import signed_in
from portal import likeness

from .found import office_case


@signed_in("cases.likeness")
@require_safe
def compare(request: HttpRequest, pk: int, other_pk: int) -> HttpResponse:
    """The alike chapters of two filings, for whoever may read both in office."""
    filing, other = office_case(request, pk), office_case(request, other_pk)
    pairs = likeness.pairs(filing, other)
    if not pairs:
        raise Http404
    return render(
        request,
        "portal/cases/likeness.html",
        {"filing": filing, "other": other, "pairs": pairs, "is_own": likeness.is_own(filing, other)},
    )
