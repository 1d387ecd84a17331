"""Confirming once more who one is, just before an act that cannot be undone.

With real accounts that is allauth's own page (password, one-time code or key). In the demonstration it is one
button. What was typed is sent on afterwards; files are not, so forms with files ask before.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate, suspend_request
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

View = TypeVar("View", bound=Callable[..., HttpResponse])
GOOD_FOR_SECONDS = 300
KEY = "step_up"
_signer = TimestampSigner(salt="accounts.stepup")


def recently_confirmed(request: HttpRequest) -> bool:
    """Whether the person confirmed within the last five minutes of real time."""
    if not request.user.is_authenticated:
        return False
    if not settings.DEMO:
        return bool(did_recently_reauthenticate(request))
    try:
        held = _signer.unsign(request.session.get(KEY, ""), max_age=GOOD_FOR_SECONDS)
    except BadSignature:
        return False
    return bool(held == str(request.user.pk))


def confirm(request: HttpRequest) -> None:
    """The demonstration's button was pressed."""
    request.session[KEY] = _signer.sign(str(request.user.pk))


def step_up_required(view: View) -> View:
    """Let a POST through only after a fresh confirmation; ask for it and send the POST on otherwise."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST" or recently_confirmed(request):
            return view(request, *args, **kwargs)
        return ask(request)

    return cast(View, guarded)


def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a fresh confirmation; afterwards the same request goes on (its files apart)."""
    if settings.DEMO:
        return cast(HttpResponse, suspend_request(request, reverse("step_up")))
    raise ReauthenticationRequired
