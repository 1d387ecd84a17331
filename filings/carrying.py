"""Answers of the pre-check on their way to a draft: signed, in the visitor's own browser, nowhere else."""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from .precheck import Answers

COOKIE = "lianhe_precheck"
SALT = "precheck"
AN_HOUR, TWO_HOURS = 3600, 7200
"""How long a result page may be used, and how long answers wait for somebody who signs in."""


def signed(answers: Answers) -> str:
    """The answers as text that comes back unaltered or not at all."""
    return signing.dumps(dict(answers), salt=SALT, compress=True)


def opened(token: str, max_age: int = AN_HOUR) -> dict[str, str] | None:
    """The answers in ``token``; None when it is old or was altered."""
    try:
        found: dict[str, str] = signing.loads(token, salt=SALT, max_age=max_age)
    except signing.BadSignature:
        return None
    return found


def keep(response: HttpResponse, answers: Answers) -> None:
    """Let the browser hold the answers until somebody has signed in."""
    response.set_cookie(
        COOKIE, signed(answers), max_age=TWO_HOURS, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def carried(request: HttpRequest) -> dict[str, str]:
    """What the browser holds; empty when there is nothing, or it is too old."""
    return opened(request.COOKIES.get(COOKIE, ""), TWO_HOURS) or {}


def forget(response: HttpResponse) -> None:
    """Take the answers out of the browser."""
    response.delete_cookie(COOKIE, samesite="Lax")
