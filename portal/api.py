"""The public read interface: what the register says, for machines. No account, no personal data."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from ninja import NinjaAPI, Query, Schema

from accounts.access import public
from ledger import clock

from . import register

PAGE = 50
LARGEST_ID = 2**63 - 1
api = NinjaAPI(
    title="Lianhe",
    version="1",
    description="The register of innovation consortia of Qingdao. Unknown values are null, never guessed.",
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
)


class RegistrationOut(Schema):
    """One registration. Null means that the value was not published."""

    id: int
    number: str | None
    name: str
    name_en: str | None
    lead: str | None
    industry: str | None
    track: str | None
    authority: str | None
    standing: str
    valid_from: date | None
    last_day_on: date | None
    origin: str
    is_sample: bool
    page: str


class RegistrationsOut(Schema):
    """A page of registrations, newest first; ``next_before`` is the ``before`` of the page after it."""

    as_of: date
    items: list[RegistrationOut]
    next_before: int | None


class RegistrationsIn(Schema):
    """Filters of the list; a value that means nothing is ignored."""

    q: str = ""
    standing: str = ""
    industry: str = ""
    authority: str = ""
    before: int | None = None


@api.get(
    "/registrations",
    response=RegistrationsOut,
    url_name="registrations",
    summary="Registrations, newest first",
)
def registrations(request: HttpRequest, given: Query[RegistrationsIn]) -> dict[str, Any]:
    """Up to fifty registrations that answer the filters. ``standing``: in_force, lapsing, lapsed, ended, undated."""
    today = timezone.localdate(clock.now())
    filters = register.Filters.read(
        {"q": given.q, "standing": given.standing, "industry": given.industry, "authority": given.authority}
    )
    found = register.rows(filters, today).order_by("-pk")
    if given.before is not None:
        found = found.filter(pk__lt=max(0, min(given.before, LARGEST_ID)))
    rows = list(found[: PAGE + 1])
    soon = register.lapsing_until(today)
    return {
        "as_of": today,
        "items": [_row(row, today, soon) for row in rows[:PAGE]],
        "next_before": rows[PAGE - 1].pk if len(rows) > PAGE else None,
    }


def _row(row: Any, today: date, soon: date) -> dict[str, Any]:
    consortium = row.consortium
    return {
        "id": row.pk,
        "number": row.official_number or row.number,
        "name": consortium.formal_name,
        "name_en": consortium.name_en or None,
        "lead": consortium.lead.name if consortium.lead else None,
        "industry": consortium.industry.key if consortium.industry else None,
        "track": consortium.main_track.name if consortium.main_track else None,
        "authority": row.authority.key if row.authority else None,
        "standing": register.standing_of(row, today, soon),
        "valid_from": row.valid_from,
        "last_day_on": row.last_day_on,
        "origin": row.origin,
        "is_sample": consortium.is_sample,
        "page": f"/registry/{row.pk}/",
    }


@public
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The description of this interface."""
    return JsonResponse(
        api.get_openapi_schema(path_prefix="/api/v1/"), json_dumps_params={"ensure_ascii": False}
    )
