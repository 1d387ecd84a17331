"""The one clock. Edges (views, tasks, commands) read it once and pass ``now`` inward."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from .models import ClockOffset

_TRUE_TIME = "SELECT clock_timestamp()"
_MOVED_TIME = """
    SELECT clock_timestamp() + COALESCE((SELECT "offset" FROM ledger_clockoffset WHERE id = 1), interval '0')
"""


def now() -> datetime:
    """The database's time, moved by the demo's offset where the settings allow one."""
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
