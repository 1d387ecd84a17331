"""Any two submitted versions of a filing side by side, for whoever may read them."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import signed_in
from consortia.access import represents
from filings.models import Filing
from filings.views.base import own_membership
from portal import compared
from portal.keyset import number
from reviews.queries import work_of

from .found import case_of, reads_in_office


@signed_in("cases.compare")
@require_safe
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Old and new, only what changed unless everything is asked for."""
    filing = case_of(request, pk)
    newest = newest_for(request.user, filing)
    kept = filing.submissions.filter(version__lte=newest).order_by("-version")
    versions = list(kept.defer("snapshot", "parts"))
    if not versions:
        raise Http404
    new = _chosen(request, "new", versions, versions[0])
    old = _chosen(request, "old", versions, versions[1] if len(versions) > 1 else versions[0])
    found = compared.compare(old.snapshot, new.snapshot, without=unseen_by(request.user, filing))
    shows_all = "all" in request.GET
    blocks = found.blocks if shows_all else [one.changed_only for one in found.blocks if one.changes_count]
    return render(
        request,
        "portal/cases/compare.html",
        {
            "filing": filing,
            "versions": versions,
            "old": old,
            "new": new,
            "blocks": blocks,
            "count": found.changes_count,
            "shows_all": shows_all,
            "is_in_office": reads_in_office(request.user, filing),
        },
    )


def newest_for(user: Any, filing: Filing) -> int:
    """The newest version the reader may see: experts the one under review, once they have declared; others all."""
    if reads_in_office(user, filing):
        return filing.latest_version
    if filing.lead_id in represents(user) or own_membership(user, filing):
        return filing.latest_version
    place = work_of(user).filter(filing_id=filing.pk, is_declared=True, is_recused=False).first()
    if place is None or place.submission is None:
        raise Http404
    return int(place.submission.version)


def unseen_by(user: Any, filing: Filing) -> frozenset[str]:
    """Facts of units that the reader is not shown: their contacts are for the parties and the office."""
    is_party = filing.lead_id in represents(user) or own_membership(user, filing)
    return frozenset() if is_party or reads_in_office(user, filing) else compared.CONTACTS


def _chosen(request: HttpRequest, name: str, versions: list[Any], otherwise: Any) -> Any:
    wanted = number(request.GET.get(name))
    return next((one for one in versions if one.version == wanted), otherwise)
