"""Sign-ins, sign-outs and new passwords, written down as they happen. Addresses enter as keyed commitments."""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.dispatch import receiver
from django.utils.crypto import salted_hmac

from ledger import actions as ledger
from ledger import clock

from . import stepup


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
def factor_connected(
    sender: Any, request: Any, user: Any, authenticator: Authenticator, **kwargs: Any
) -> None:
    """Connecting an app or a key takes a code or a touch: that is a second factor given just now."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        stepup.keep_factor(request, user)


@receiver(mfa.authenticator_used)
def factor_given(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    """A code, a recovery code or a key, at sign-in or when asked once more."""
    stepup.keep_factor(request, user)
