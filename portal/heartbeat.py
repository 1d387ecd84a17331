"""Whether schedule, worker, broker and mail server live: written by a task, read by ``/readyz`` and the banner.

The banner costs one look at the cache and no query. Nothing is lost while a part is dead: notices wait in the
database, and the calendar is asked again by the next run.
"""

import time
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.core.cache import cache

from ledger.models import Notice

KEY = "portal.heartbeat"
KEPT_SECONDS = 3600
ALIVE = "portal.alive"
ALIVE_SECONDS = 150
"""Five ticks of the schedule. No clock is compared: the key is there, or it has run out."""
OUTBOX_LAG = timedelta(minutes=10)
MOST_COUNTED = 1000
_started = time.monotonic()


class Trouble(StrEnum):
    """The part that is dead, as far as a web process can tell."""

    BROKER = "broker"
    WORKER = "worker"
    MAIL = "mail"


def beat(now: datetime) -> None:
    """The schedule ran and a worker took its task at ``now``; it also says how many letters are late."""
    cache.set(KEY, now.isoformat(), KEPT_SECONDS)
    cache.set(ALIVE, {"late": late_letters(now)}, ALIVE_SECONDS)


def late_letters(now: datetime) -> int:
    """Notices that have not left ten minutes after they were written, tried in vain or never; at most 1,000."""
    late = Notice.objects.filter(delivered_at__isnull=True, created_at__lt=now - OUTBOX_LAG)
    return len(late.values_list("pk", flat=True)[:MOST_COUNTED])


def trouble() -> Trouble | None:
    """What the staff must know of now. A process that has just started waits before it complains."""
    if getattr(settings, "CELERY_TASK_ALWAYS_EAGER", False):
        return None  # nobody works apart from the page
    seen: Any = cache.get(ALIVE)
    if getattr(cache, "is_cut_off", False):
        return Trouble.BROKER
    if seen is None:
        return Trouble.WORKER if time.monotonic() - _started > ALIVE_SECONDS else None
    return Trouble.MAIL if seen["late"] else None
