"""Default deny: a view that does not say who may open it is not opened; and each request gets a number."""

import re
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.views import redirect_to_login
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from ledger import actions as ledger
from ledger import clock, context

from .access import Policy, may_enter, needs_second_factor

SECOND_FACTOR_KEY = "second_factor"
READING = ("GET", "HEAD")
LEADS_ON = (302, 303)
MARK = re.compile(r"[0-9a-f]{16}")
ARRIVED = "lianhe_arrived_"
"""One cookie for each text that arrived; the next page reads and removes it."""
ARRIVED_AGE = 30 * 24 * 3600


class RequestId:
    """Give each request a number that the record and an error page both show."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = uuid.uuid4().hex[:16]
        token = context.request_id.set(number)
        request.id = number  # type: ignore[attr-defined]
        try:
            response = self.get_response(request)
        finally:
            context.request_id.reset(token)
        response["X-Request-Id"] = number
        if "Cache-Control" not in response and not request.path.startswith(settings.STATIC_URL):
            response["Cache-Control"] = "no-store, private"
        return response


class OneMoment:
    """A page that only reads is drawn at one moment; what changes something reads the clock when it does so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in READING:
            return self.get_response(request)
        with clock.one_moment():
            return self.get_response(request)


class ChineseFirst:
    """Speak Chinese until the reader chooses otherwise; a browser's own preference is no choice."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.META.pop("HTTP_ACCEPT_LANGUAGE", None)
        return self.get_response(request)


class StillHere:
    """Note once a minute that a signed-in person is still there: the idle limit needs no more than that."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        session = request.session
        if session.session_key and SESSION_KEY in session and cache.add(f"seen:{session.session_key}", 1, 60):
            session.modified = True
        return response


class TextArrived:
    """Tell the browser that what a form sent is stored, so that it may let go of the copy it kept (js/lianhe.js).

    Stored means: the answer leads on to another page of ours, not to a sign-in, and no refusal waits to be said there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code not in LEADS_ON or not request.user.is_authenticated:
            return response
        mark = request.POST.get("journal_mark", "")
        if MARK.fullmatch(mark) and is_stored(request, response):
            response.set_cookie(
                f"{ARRIVED}{mark}", "1", max_age=ARRIVED_AGE, samesite="Lax", secure=request.is_secure()
            )
        return response


def is_stored(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether an answer that leads on says that a POST was kept; sign-in and confirming once more stand before it."""
    if response["Location"].startswith(reverse("account_login").removesuffix("login/")):
        return False
    said = {one.level for one in getattr(messages.get_messages(request), "_queued_messages", ())}
    return not said or (messages.SUCCESS in said and messages.ERROR not in said)


class DefaultDeny:
    """Refuse every view without a policy; ask for sign-in, second factor and permission as it says."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if guards_itself(view):
            return None
        policy = policy_of(view)
        if policy is None:
            raise PermissionDenied(f"{request.path} names no policy")
        if policy.is_public:
            return None
        user: Any = request.user
        if not user.is_authenticated:
            return redirect_to_login(page_of(request))
        if needs_second_factor(user) and not has_second_factor(request):
            return redirect("mfa_activate_totp" if not is_mfa_enabled(user) else "account_login")
        if not may_enter(user, policy):
            ledger.record_security(
                "refused",
                actor_id=user.pk,
                params={"policy": policy.name, "path": request.path[:200]},
                now=clock.now(),
            )
            raise PermissionDenied(policy.name)
        return None


def guards_itself(view: Callable[..., Any]) -> bool:
    """Whether the view is a library's that the settings leave to itself (``POLICY_ELSEWHERE``)."""
    inner = view.func if isinstance(view, partial) else view
    return getattr(inner, "view_class", inner).__module__.startswith(settings.POLICY_ELSEWHERE)


def page_of(request: HttpRequest) -> str:
    """Where to go on after signing in: the address asked for, or the page on which the form that was sent stands."""
    parts = urlsplit(request.META.get("HTTP_REFERER", ""))
    if request.method != "POST" or parts.netloc != request.get_host():
        return request.get_full_path()
    return urlunsplit(("", "", parts.path, parts.query, ""))


def policy_of(view: Callable[..., Any]) -> Policy | None:
    """The policy a view declares; a plain text policy means a signed-in person."""
    declared = getattr(view, "policy", None)
    return Policy(declared) if isinstance(declared, str) and declared else declared


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this session was opened with a second factor (in the demo: by one click)."""
    if request.session.get(SECOND_FACTOR_KEY) and settings.DEMO:
        return True
    return is_mfa_enabled(request.user)
