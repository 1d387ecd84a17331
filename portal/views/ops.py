"""For machines that watch this one: does the process live, and are its parts fine?"""

from collections.abc import Callable
from datetime import timedelta

from celery import current_app
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe

from accounts.access import public
from ledger import clock
from ledger.models import Notice
from portal.heartbeat import KEY

OUTBOX_LAG = timedelta(minutes=10)
HEARTBEAT_AGE = timedelta(minutes=2)
BROKER_TIMEOUT = 2


@public
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process lives."""
    return JsonResponse({"status": "ok"})


@public
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when database, migrations, broker, outbox and heartbeat are fine; 503 with the one that is not."""
    parts: dict[str, str] = {}
    for name, check in CHECKS.items():
        try:
            parts[name] = check()
        except Exception as problem:
            parts[name] = type(problem).__name__
    is_ready = all(answer == "ok" for answer in parts.values())
    status = {"status": "ok" if is_ready else "not ready", "parts": parts}
    return JsonResponse(status, status=200 if is_ready else 503)


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"missing: {len(missing)}" if missing else "ok"


def _broker() -> str:
    if current_app.conf.task_always_eager:
        return "ok"
    with current_app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, timeout=BROKER_TIMEOUT)
    return "ok"


def _outbox() -> str:
    late = Notice.objects.filter(
        delivered_at__isnull=True, next_attempt_at__lt=clock.now() - OUTBOX_LAG
    ).count()
    return f"late: {late}" if late else "ok"


def _heartbeat() -> str:
    beat = parse_datetime(cache.get(KEY) or "") if cache.get(KEY) else None
    if beat is None:
        return "none yet"
    return "ok" if clock.now() - beat < HEARTBEAT_AGE else "stale"


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "migrations": _migrations,
    "broker": _broker,
    "outbox": _outbox,
    "heartbeat": _heartbeat,
}
