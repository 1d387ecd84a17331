"""The cache survives its server: while Redis does not answer, each process counts and remembers for itself.

So limits on signing in never stand open, and a page never fails because of a cache (trust page, 1.11).
"""

import functools
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

PAUSE_SECONDS = 5.0
"""How long nobody asks a server that has just failed: a page waits for it once, not on every request."""


class SurvivingCache(RedisCache):
    """Redis while it answers, this process's memory while it does not."""

    asks_again_at = 0.0

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._own = LocMemCache("survives", {**params, "OPTIONS": {}})

    @property
    def is_cut_off(self) -> bool:
        """The server did not answer a moment ago."""
        return time.monotonic() < SurvivingCache.asks_again_at


def _surviving(name: str) -> Callable[..., Any]:
    asked = getattr(RedisCache, name)

    @functools.wraps(asked)
    def ask(self: SurvivingCache, *args: Any, **kwargs: Any) -> Any:
        if not self.is_cut_off:
            try:
                return asked(self, *args, **kwargs)
            except (RedisConnectionError, RedisTimeoutError):
                SurvivingCache.asks_again_at = time.monotonic() + PAUSE_SECONDS
        return getattr(self._own, name)(*args, **kwargs)

    return ask


ASKED = (
    "add", "get", "set", "touch", "delete", "get_many", "has_key", "incr", "set_many", "delete_many", "clear",
)  # fmt: skip
for _name in ASKED:
    setattr(SurvivingCache, _name, _surviving(_name))
