"""The schedule's heartbeat: written by the worker, read by ``/readyz``."""

from datetime import datetime

from django.core.cache import cache

KEY = "portal.heartbeat"
KEPT_SECONDS = 3600


def beat(now: datetime) -> None:
    """The schedule ran and a worker took its task at ``now``."""
    cache.set(KEY, now.isoformat(), KEPT_SECONDS)
