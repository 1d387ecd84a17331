"""Which database, and as whom: the owner migrates, everything else works without DDL."""

from collections.abc import Mapping
from typing import Any

import dj_database_url

DEFAULT_APP_ROLE = "lianhe_app"
NOWHERE = "postgresql:///lianhe"


def databases(environ: Mapping[str, str]) -> tuple[dict[str, dict[str, Any]], str, str]:
    """``DATABASES``, and name and password of the role that application processes work as.

    ``DATABASE_URL`` is the application's login when ``DATABASE_OWNER_URL`` is given too. Alone it is the
    owner's, and application processes step down to the application role as they connect.
    """
    app_url = environ.get("DATABASE_URL", "") or NOWHERE
    owner_url = environ.get("DATABASE_OWNER_URL", "")
    as_owner = environ.get("LIANHE_DB_AS") == "owner"
    database: dict[str, Any] = dict(
        dj_database_url.parse(
            owner_url if as_owner and owner_url else app_url, conn_max_age=60, conn_health_checks=True
        )
    )
    if not owner_url:
        if not as_owner:
            options = database.setdefault("OPTIONS", {})
            options["options"] = f"{options.get('options', '')} -c role={DEFAULT_APP_ROLE}".strip()
        return {"default": database}, DEFAULT_APP_ROLE, ""
    login = dj_database_url.parse(app_url)
    return {"default": database}, login.get("USER") or DEFAULT_APP_ROLE, login.get("PASSWORD") or ""


def cache_address(broker_url: str) -> str:
    """The broker's server as redis-py names it, one database further, for the cache."""
    if broker_url.startswith("redis+socket://"):
        return f"unix://{broker_url.removeprefix('redis+socket://').partition('?')[0]}?db=1"
    server, separator, path = broker_url.partition("://")[2].partition("/")
    number = int(path.partition("?")[0] or 0) + 1 if separator else 1
    return f"{broker_url.partition('://')[0]}://{server}/{number}"
