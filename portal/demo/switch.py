"""Becoming somebody with one click, and where one then stands."""

import re
from typing import Any

from django.contrib.auth import login, logout
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.middleware import SECOND_FACTOR_KEY
from accounts.models import User
from consortia.access import represents
from consortia.models import Membership
from filings.models import Filing
from portal.places import places

BACKEND = "django.contrib.auth.backends.ModelBackend"
ON_A_CASE = re.compile(r"^/(?:cases|filings|review)/(\d+)/")
KEPT = "demo_tour"


def become(request: HttpRequest, user: User | None) -> None:
    """Sign in as ``user`` (or out), the click counting as the second factor; the tour's progress stays."""
    kept = request.session.get(KEPT)
    if user is None:
        logout(request)
    else:
        login(request, user, backend=BACKEND)
        request.session[SECOND_FACTOR_KEY] = True
    if kept is not None:
        request.session[KEPT] = kept


def home_of(user: Any) -> str:
    """The first page of a person's day."""
    roles = list(dict.fromkeys(grant.role for grant in user.grants))
    if roles:
        return next(iter(places(roles, "", 0))).url
    is_party = Membership.objects.filter(unit_id__in=represents(user)).exists()
    return "/filings/" if is_party else "/units/"


def landing(request: HttpRequest, user: User | None, wanted: str) -> str:
    """Where the person goes: the same case seen with other eyes, the page asked for, or their own desk."""
    if wanted and not url_has_allowed_host_and_scheme(wanted, {request.get_host()}):
        wanted = ""
    if user is None:
        return wanted or "/"
    if found := ON_A_CASE.match(wanted):
        return same_case(user, int(found[1]))
    if wanted.startswith(("/members/", "/ledger/", "/desk/", "/inbox/", "/demo/")):
        return wanted
    return home_of(user)


def same_case(user: Any, pk: int) -> str:
    """The case page that belongs to this person; the own desk for whoever may not see the case."""
    if not Filing.objects.visible_to(user).filter(pk=pk).exists():
        return home_of(user)
    if not user.grants:
        return f"/filings/{pk}/"
    return f"/review/{pk}/" if user.is_any("expert") else f"/cases/{pk}/"
