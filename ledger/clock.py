"""The one clock. Edges (views, tasks, commands) read it once and pass ``now`` inward."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from .models import ClockOffset

_TRUE_TIME = "SELECT clock_timestamp()"
_MOVED_TIME = """
    SELECT clock_timestamp() + COALESCE((SELECT "offset" FROM ledger_clockoffset WHERE id = 1), interval '0')
"""


_page: ContextVar[list[datetime] | None] = ContextVar("page", default=None)
"""The moment of the page that is being drawn, once it was read; None outside one."""


@contextmanager
def one_moment() -> Iterator[None]:
    """Whatever reads the clock within is told the same moment: a page is drawn at one time, and asks for it once."""
    token = _page.set([])
    try:
        yield
    finally:
        _page.reset(token)


def now() -> datetime:
    """The database's time, moved by the demo's offset where the settings allow one."""
    kept = _page.get()
    if kept is None:
        return _read()
    if not kept:
        kept.append(_read())
    return kept[0]


def _read() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute(_MOVED_TIME if settings.CLOCK_MOVABLE else _TRUE_TIME)
        moment: datetime = cursor.fetchone()[0]
    return moment


def move_to(moment: datetime) -> None:
    """Let the demo's world stand at ``moment`` from now on. Raises RuntimeError outside demo and tests."""
    if not settings.CLOCK_MOVABLE:
        raise RuntimeError("the clock moves in the demo and in tests only")
    with connection.cursor() as cursor:
        cursor.execute(_TRUE_TIME)
        offset: timedelta = moment - cursor.fetchone()[0]
    ClockOffset.objects.update_or_create(pk=1, defaults={"offset": offset})
