"""For machines that watch this one: does the process live, and are its parts fine?"""

from collections.abc import Callable
from datetime import timedelta

from celery import current_app
from django.core.cache import cache
from django.core.mail import get_connection
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe

from accounts.access import public
from ledger import clock
from portal import alarms
from portal.heartbeat import KEY, late_letters

HEARTBEAT_AGE = timedelta(minutes=3)
BROKER_TIMEOUT = 2
MAIL_TIMEOUT = 2


@public
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process lives."""
    return JsonResponse({"status": "ok"})


@public
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when database, migrations, broker, worker, mail server and outbox are fine; 503 with those that are not."""
    parts: dict[str, str] = {}
    for name, check in CHECKS.items():
        try:
            parts[name] = check()
        except Exception as problem:
            parts[name] = type(problem).__name__
    is_ready = all(answer == "ok" for answer in parts.values())
    status = {"status": "ok" if is_ready else "not ready", "parts": parts, "warnings": _warnings()}
    return JsonResponse(status, status=200 if is_ready else 503)


def _warnings() -> dict[str, str]:
    """What people must look at although the process can serve: an alarm must not take the service away."""
    try:
        broken = alarms.standing()
    except DatabaseError as problem:
        return {"invariants": type(problem).__name__}
    return {"invariants": f"broken: {', '.join(sorted(broken))}"} if broken else {}


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


def _worker() -> str:
    """A task of the schedule was done lately: beat, broker and worker live together, or it grows stale."""
    written = cache.get(KEY)
    beat = parse_datetime(written) if written else None
    if beat is None:
        return "none yet"
    return "ok" if clock.now() - beat < HEARTBEAT_AGE else "stale"


def _mail() -> str:
    server = get_connection(timeout=MAIL_TIMEOUT)
    server.open()
    server.close()
    return "ok"


def _outbox() -> str:
    late = late_letters(clock.now())
    return f"late: {late}" if late else "ok"


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "migrations": _migrations,
    "broker": _broker,
    "worker": _worker,
    "mail": _mail,
    "outbox": _outbox,
}
