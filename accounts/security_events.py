"""Sign-ins, sign-outs and new passwords, written down as they happen. Addresses enter as keyed commitments."""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.dispatch import receiver
from django.urls import reverse
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


def _write(kind: str, user: Any, authenticator: Authenticator) -> None:
    """The person learns of it by letter, whoever did it: a stolen session must not connect a key unseen."""
    now = clock.now()
    params = {"what": authenticator.type, "at": now.isoformat()}
    ledger.tell(f"account.{kind}", user_ids=[user.pk], params=params, path=reverse("mfa_index"), now=now)


@receiver(mfa.authenticator_added)
def factor_added(sender: Any, user: Any, authenticator: Authenticator, **kwargs: Any) -> None:
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:  # they come along with the first
        _write("factor_added", user, authenticator)


@receiver(mfa.authenticator_removed)
def factor_removed(sender: Any, user: Any, authenticator: Authenticator, **kwargs: Any) -> None:
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:  # they go along with the last
        _write("factor_removed", user, authenticator)


@receiver(mfa.authenticator_reset)
def factor_renewed(sender: Any, user: Any, authenticator: Authenticator, **kwargs: Any) -> None:
    _write("factor_renewed", user, authenticator)


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
