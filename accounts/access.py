"""Who may, when there is no object at hand; and how a view says so (see ``policy``)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from .roles import ADMINISTRATORS, BUSINESS, GRANTED, NEVER_TOGETHER, WATCHERS, Permission, Role

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Policy:
    """What a view demands before it runs: nothing (public), a signed-in person, or a permission."""

    name: str
    is_public: bool = False
    permission: Permission | None = None


def public(view: View) -> View:
    """Anybody may open this view, signed in or not."""
    view.policy = Policy("public", is_public=True)  # type: ignore[attr-defined]
    return view


def signed_in(name: str) -> Callable[[View], View]:
    """Any signed-in person; the view itself starts from ``visible_to(user)``, so strangers meet 404."""

    def mark(view: View) -> View:
        view.policy = Policy(name)  # type: ignore[attr-defined]
        return view

    return mark


def needs(permission: Permission) -> Callable[[View], View]:
    """Only holders of ``permission``; others meet 403."""

    def mark(view: View) -> View:
        view.policy = Policy(permission.value, permission=permission)  # type: ignore[attr-defined]
        return view

    return mark


def may(user: Any, permission: Permission) -> bool:
    """Whether one of the person's roles of office carries ``permission``."""
    return user.is_authenticated and any(permission in GRANTED[grant.role] for grant in user.grants)


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
