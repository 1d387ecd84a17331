"""How allauth behaves here: whom it tells, where it sends people, what it records."""

from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from ledger import actions as ledger
from ledger import clock

from . import preferences
from .access import needs_second_factor
from .security_events import commitment


class AccountAdapter(DefaultAccountAdapter):
    """Officers go to their second factor first; failed sign-ins are recorded without the address."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        if needs_second_factor(request.user) and not is_mfa_enabled(request.user):
            return reverse("mfa_activate_totp")
        return str(super().get_login_redirect_url(request))

    def post_login(self, request: HttpRequest, user: Any, **more: Any) -> Any:
        """Whoever chose a language before signing in gets letters in it."""
        preferences.choose_language(user, request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""))
        return super().post_login(request, user, **more)

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """The letter's link; it keeps where the person was going, whichever browser opens it."""
        url = str(super().get_email_confirmation_url(request, emailconfirmation))
        target = (request.POST.get("next") or request.GET.get("next", "")) if request else ""
        if not target or not self.is_safe_url(target):
            return url
        return f"{url}?{urlencode({'next': target})}"

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        address = str(credentials.get("email") or credentials.get("username") or "")
        ledger.record_security(
            "login_failed", actor_id=None, params={"address": commitment(address)}, now=clock.now()
        )
