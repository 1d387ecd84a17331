"""Who may, when there is no object at hand; and how a view says so (see ``policy``)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from .roles import ADMINISTRATORS, BUSINESS, GRANTED, NEVER_TOGETHER, WATCHERS, Permission, Role

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Policy:
    """What a view demands before it runs: nothing (public), a signed-in person, or a permission."""

    name: str
    is_public: bool = False
    permission: Permission | None = None


def _marked(view: View, policy: Policy) -> View:
    """The view itself, its policy written on it for the middleware to read."""
    cast(Any, view).policy = policy
    return view


def public(view: View) -> View:
    """Anybody may open this view, signed in or not."""
    return _marked(view, Policy("public", is_public=True))


def signed_in(name: str) -> Callable[[View], View]:
    """Any signed-in person; the view itself starts from ``visible_to(user)``, so strangers meet 404."""

    def mark(view: View) -> View:
        return _marked(view, Policy(name))

    return mark


def needs(permission: Permission) -> Callable[[View], View]:
    """Only holders of ``permission``; others meet 403."""

    def mark(view: View) -> View:
        return _marked(view, Policy(permission.value, permission=permission))

    return mark


def may(user: Any, permission: Permission) -> bool:
    """Whether one of the person's roles of office carries ``permission``."""
    return user.is_authenticated and any(permission in GRANTED[grant.role] for grant in user.grants)


FOR_EVERYBODY_SIGNED_IN = frozenset(
    {"desk.own", "desk.read", "inbox.read", "preferences.change", "account.confirm", "lists.export"}
)
"""What an administrator may enter without a permission: the own account, messages, and lists that gate themselves."""


def may_enter(user: Any, policy: Policy) -> bool:
    """Whether a signed-in person passes a view's policy. Administrators do no business: to them every view is
    closed that is not public, not theirs by permission and not about their own account.
    """
    if policy.permission:
        return may(user, policy.permission)
    return policy.name in FOR_EVERYBODY_SIGNED_IN or not user.is_any(*ADMINISTRATORS)


def needs_second_factor(user: Any) -> bool:
    """Officers, experts, evaluators, watchers and administrators sign in with two factors, always."""
    return user.is_authenticated and user.is_any(*BUSINESS, *WATCHERS, *ADMINISTRATORS)


def merged_badly(
    held: set[str], wanted: Role, pairs: Iterable[tuple[Role, Role, object]] = NEVER_TOGETHER
) -> object | None:
    """Why ``wanted`` may not join the roles already ``held``, or None."""
    for one, other, reason in pairs:
        if (wanted == one and other in held) or (wanted == other and one in held):
            return reason
    return None
