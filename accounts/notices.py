"""Texts of notices. Every room registers its kinds; nothing else holds a word that a letter says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from ledger.models import Notice

from .roles import Role

Text = str | Promise
Wording = Callable[[Any], object]
"""Turns one stored value into words: a key into its name, an ISO date into a date."""


@dataclass(frozen=True, slots=True)
class Words:
    """Subject and body of a kind of notice, with ``%(name)s`` for each stored value."""

    subject: Text
    body: Text
    wording: Mapping[str, Wording] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A notice in its reader's language."""

    subject: str
    body: str


class _Params(dict[str, Any]):
    """Values of an older notice may lack a name that a newer text mentions; the gap is left visible."""

    def __missing__(self, key: str) -> str:
        return "…"


_WORDS: dict[str, Words] = {}


def register(kind: str, subject: Text, body: Text, /, **wording: Wording) -> None:
    """Give a kind its words; a kind belongs to one room. Raises ValueError for one that is taken."""
    known = _WORDS.get(kind)
    if known and (str(known.subject), str(known.body)) != (str(subject), str(body)):
        raise ValueError(f"two texts for notice kind {kind}")
    _WORDS[kind] = Words(subject, body, wording)


def is_known(kind: str) -> bool:
    """Some room has words for this kind."""
    return kind in _WORDS


def registered() -> Mapping[str, Words]:
    """Kind to words, of every room."""
    return MappingProxyType(_WORDS)


def render(notice: Notice, language: str) -> Rendered:
    """The notice in ``language`` (zh-hans or en). A kind without words says its name, never an error."""
    with override(language):
        words = _WORDS.get(notice.kind)
        if words is None:
            return Rendered(notice.kind, "")
        values = _Params(notice.params)
        if language == "en":  # names have an English form where their owner gave one
            values |= {
                name: values[f"{name}_en"]
                for name in ("name", "unit", "lead", "title", "authority")
                if values.get(f"{name}_en")
            }
        values |= {
            name: str(say(values[name]))
            for name, say in words.wording.items()
            if values.get(name) is not None
        }
        return Rendered(str(words.subject) % values, str(words.body) % values)


def _role(key: Any) -> object:
    return Role(key).label


register(
    "account.invited",
    _("An account in Lianhe for you"),
    _("You are invited as %(role)s, %(authority)s. Open the link and set a password and a second factor."),
    role=_role,
)
register(
    "account.role_granted",
    _("You now hold the role %(role)s"),
    _("The security administrator gave you the role %(role)s, %(authority)s. Sign in again to use it."),
    role=_role,
)
register(
    "account.role_ended",
    _("Your role %(role)s has ended"),
    _("You no longer hold the role %(role)s, %(authority)s."),
    role=_role,
)
register(
    "account.deputy_ended",
    _("%(person)s no longer stands in for you"),
    _("The time of %(person)s as %(role)s, %(authority)s, is over. The office is with you again."),
    role=_role,
)
register(
    "account.role_asked",
    _("%(person)s waits for the role %(role)s"),
    _("%(person)s accepted the invitation and asks for the role %(role)s, %(authority)s. You decide."),
    role=_role,
)
register(
    "account.role_proposed",
    _("%(role)s for %(person)s waits for you as second person"),
    _(
        "A security administrator proposes the role %(role)s, %(authority)s, for %(person)s. Confirm it or not."
    ),
    role=_role,
)
register(
    "account.role_end_proposed",
    _("The end of a role of %(person)s waits for you as second person"),
    _("A security administrator proposes to end the role %(role)s, %(authority)s, of %(person)s."),
    role=_role,
)
register(
    "account.role_turned_down",
    _("Your proposal about %(person)s was turned down"),
    _("The second person did not confirm: %(role)s, %(authority)s. Nothing has changed."),
    role=_role,
)
register(
    "account.reopened",
    _("The account of %(person)s is open again"),
    _("The system administrator opened it again. It holds no role until two of you give one."),
)
register(
    "account.invitation_expired",
    _("An invitation was not used"),
    _("The invitation to %(email)s as %(role)s ended unused. Invite again if it is still needed."),
    role=_role,
)


FACTORS = {
    "totp": _("authenticator app"),
    "webauthn": _("security key"),
    "recovery_codes": _("recovery codes"),
}


def _factor(kind: Any) -> object:
    return FACTORS.get(str(kind), kind)


def _moment(at: Any) -> object:
    """An ISO moment as the reader writes it, in the office's time."""
    return date_format(timezone.localtime(datetime.fromisoformat(str(at))), "Y-m-d H:i")


for kind, subject, body in (
    (
        "factor_added",
        _("A second factor was connected to your account"),
        _(
            "Connected at %(at)s: %(what)s. If that was not you, remove it, set a new password and tell the office."
        ),
    ),
    (
        "factor_removed",
        _("A second factor was removed from your account"),
        _("Removed at %(at)s: %(what)s. If that was not you, set a new password and tell the office."),
    ),
    (
        "factor_renewed",
        _("Your recovery codes were made anew"),
        _(
            "Made anew at %(at)s: %(what)s; the old ones no longer work. If that was not you, tell the office."
        ),
    ),
):
    register(f"account.{kind}", subject, body, what=_factor, at=_moment)
