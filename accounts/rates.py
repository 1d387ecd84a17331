"""How often one address or one person may do a thing: a counter in the cache, nothing on record."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

AN_HOUR = 3600


def within(what: str, who: object, most: int, seconds: int = AN_HOUR) -> bool:
    """Count one more; whether it is still at most ``most`` within ``seconds``."""
    key = f"rate:{what}:{who}"
    if cache.add(key, 1, seconds):
        return True
    try:
        return int(cache.incr(key)) <= most
    except ValueError:  # it ran out between the two calls
        return True


def address_of(request: HttpRequest) -> str:
    """The visitor's network address, as the trusted proxy gives it."""
    return str(get_adapter(request).get_client_ip(request))
