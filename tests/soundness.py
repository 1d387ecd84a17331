"""Every test that moved a filing ends by asking the invariants. What tampers on purpose says so: ``tampers``."""

import time
import weakref
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from portal import invariants

MOVED = "SELECT EXISTS (SELECT 1 FROM ledger_entry WHERE subject LIKE 'filings.filing:%')"
asked: dict[str, float] = {"tests": 0, "seconds": 0.0, "slowest": 0.0}
_excuses: set[str] = set()
_planned: weakref.WeakKeyDictionary[Any, set[str]] = weakref.WeakKeyDictionary()


def excuse(why: str) -> None:
    """For helpers that put rows where no step would: what follows in this test is not asked."""
    _excuses.add(why)


def _uses_database(request: pytest.FixtureRequest) -> bool:
    names = {"db", "transactional_db", "live_server", "django_db_setup"} & set(request.fixturenames)
    return bool(names or request.node.get_closest_marker("django_db"))


@pytest.fixture(autouse=True)
def _sound_when_it_ends(request: pytest.FixtureRequest) -> Iterator[None]:
    """Runs all invariants while the test's rows are still there."""
    _excuses.clear()
    if not _uses_database(request) or request.node.get_closest_marker("tampers"):
        yield
        return
    request.getfixturevalue("_django_db_helper")
    yield
    if not _excuses and not connection.needs_rollback and _moved():
        started = time.perf_counter()
        with connection.execute_wrapper(_planned_once):
            broken = [result for result in invariants.run() if result.faults]
        took = time.perf_counter() - started
        asked.update(tests=asked["tests"] + 1, seconds=asked["seconds"] + took)
        asked["slowest"] = max(asked["slowest"], took)
        assert not broken, "\n".join(f"{one.invariant.key}: {'; '.join(one.faults[:3])}" for one in broken)


def _moved() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(MOVED)
        return bool(cursor.fetchone()[0])


def _planned_once(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    """The same statement again is not planned again by this connection: planning is most of its cost."""
    if params is not None or many:
        return execute(sql, params, many, context)
    name = f"sound_{zlib.crc32(sql.encode()):08x}"
    known = _planned.setdefault(connection.connection, set())
    if name not in known:
        execute(f"PREPARE {name} AS {sql}", None, False, context)
        known.add(name)
    return execute(f"EXECUTE {name}", None, False, context)
