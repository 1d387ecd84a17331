"""Confirming once more who one is, just before an act that cannot be undone.

With real accounts that is allauth's own page: password, one-time code or key for an act of office; for a unit's
signature the second factor itself, never the password alone. In the demonstration it is one button. What was typed
is sent on afterwards; files are not, so forms with files ask before.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate, suspend_request
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

View = TypeVar("View", bound=Callable[..., HttpResponse])
GOOD_FOR_SECONDS = 300
KEY = "step_up"
FACTOR = "second_factor_given"
WAY_BACK = "second_factor_back"
APP, PASSKEY = Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN
_signer = TimestampSigner(salt="accounts.stepup")


def recently_confirmed(request: HttpRequest) -> bool:
    """Whether the person confirmed within the last five minutes of real time."""
    if not request.user.is_authenticated:
        return False
    return _is_fresh(request, KEY) if settings.DEMO else bool(did_recently_reauthenticate(request))


def _is_fresh(request: HttpRequest, key: str) -> bool:
    """Whether this session keeps a word of its person that is not older than five minutes."""
    try:
        held = _signer.unsign(request.session.get(key, ""), max_age=GOOD_FOR_SECONDS)
    except BadSignature:
        return False
    return bool(held == str(request.user.pk))


def confirm(request: HttpRequest) -> None:
    """The demonstration's button was pressed."""
    request.session[KEY] = _signer.sign(str(request.user.pk))


def keep_factor(request: HttpRequest, user: Any) -> None:
    """A code or key was given just now, at sign-in, when asked once more or when it was connected."""
    request.session[FACTOR] = _signer.sign(str(user.pk))


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


def second_factor_used(request: HttpRequest) -> bool:
    """Whether a code or key was given within the last five minutes of real time; a password is none."""
    user = request.user
    if settings.DEMO or not user.is_authenticated:
        return recently_confirmed(request)
    return _is_fresh(request, FACTOR) and is_mfa_enabled(user, [APP, PASSKEY])


def second_factor_required(back: str, **fixed: str) -> Callable[[View], View]:
    """Let a POST through only after a fresh second factor, for it signs for a unit.

    ``back`` names the page with the button: of the same ``pk``, and with what is ``fixed`` about it.
    """

    def demand(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method != "POST" or second_factor_used(request):
                return view(request, *args, **kwargs)
            return ask_second_factor(request, reverse(back, kwargs={"pk": kwargs["pk"], **fixed}))

        return cast(View, guarded)

    return demand


def ask_second_factor(request: HttpRequest, back: str) -> HttpResponse:
    """Ask for the code or key; whoever has neither is led to connect one and then ``back`` to the page."""
    user: Any = request.user
    if settings.DEMO:
        return ask(request)
    if is_mfa_enabled(user, [APP]):
        return cast(HttpResponse, suspend_request(request, reverse("mfa_reauthenticate")))
    if is_mfa_enabled(user, [PASSKEY]):
        return cast(HttpResponse, suspend_request(request, reverse("mfa_reauthenticate_webauthn")))
    return redirect(f"{reverse('second_factor')}?{urlencode({'next': back})}")


def keep_way_back(request: HttpRequest, back: str) -> None:
    """Where to go on once a second factor is connected; allauth's pages show it at their end."""
    request.session[WAY_BACK] = back
