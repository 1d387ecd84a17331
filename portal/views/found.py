"""How every case page finds its filing: among those the reader may see, or not at all."""

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from accounts.roles import CITY, DISTRICT, WATCHERS
from filings.models import Filing
from ledger import clock
from portal import watch


def case_of(request: HttpRequest, pk: int) -> Any:
    """The filing, with what every row says of it. A stranger's id gives 404; readers in office are recorded."""
    rows = Filing.objects.visible_to(request.user).select_related(
        "consortium",
        "consortium__industry",
        "consortium__main_track",
        "lead",
        "authority",
        "call",
        "registration__certificate__blob",
        "registration__letter__blob",
    )
    filing = get_object_or_404(rows, pk=pk)
    if reads_in_office(request.user, filing):
        watch.note_reading(request.user, filing, clock.now())
    return filing


def office_case(request: HttpRequest, pk: int) -> Any:
    """The filing for whoever reads it in an office: districts, city, watchers. Others meet 404."""
    filing = case_of(request, pk)
    if not reads_in_office(request.user, filing):
        raise Http404
    return filing


def reads_in_office(user: Any, filing: Filing) -> bool:
    """Whether the whole dossier is this person's to read by office (experts read on their own pages)."""
    return bool(user.is_any(*CITY, *WATCHERS)) or filing.authority_id in user.authorities_as(*DISTRICT)
