"""Sign-ins, sign-outs and new passwords, written down as they happen. Addresses enter as keyed commitments."""

from typing import Any

from allauth.account import signals as account
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.dispatch import receiver
from django.utils.crypto import salted_hmac

from ledger import actions as ledger
from ledger import clock


def commitment(address: str) -> str:
    """An e-mail address as it may stand in the record: comparable with the key, unreadable without."""
    return salted_hmac("accounts.address", address.strip().lower(), algorithm="sha256").hexdigest()[:24]


def _record(kind: str, user: Any) -> None:
    if user is not None and user.pk:
        ledger.record_security(kind, actor_id=user.pk, params={}, now=clock.now())


@receiver(account.user_logged_in)
def signed_in(sender: Any, user: Any, **kwargs: Any) -> None:
    _record("login", user)


@receiver(account.user_logged_out)
def signed_out(sender: Any, user: Any, **kwargs: Any) -> None:
    _record("logout", user)


@receiver([account.password_changed, account.password_reset, account.password_set])
def password_changed(sender: Any, user: Any, **kwargs: Any) -> None:
    _record("password_changed", user)


@receiver([mfa.authenticator_added, mfa.authenticator_removed, mfa.authenticator_reset])
def factor_changed(sender: Any, user: Any, authenticator: Any, **kwargs: Any) -> None:
    _record("second_factor_changed", user)


@receiver(mfa.authenticator_added)
def factor_proved(sender: Any, request: Any, user: Any, authenticator: Authenticator, **kwargs: Any) -> None:
    """Connecting an app or a key takes a code or a touch: that is a second factor given just now."""
    if authenticator.type in (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN):
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
