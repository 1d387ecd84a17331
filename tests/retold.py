"""A road that was walked once is not walked again: where it starts from the same rows, its rows come back.

The first walk in a process is real, step by step. A later one from a database that holds the very same rows gets
the rows the first one left, the callbacks it left for after the commit, and a fresh copy of what it returned.
Whatever else the database holds, or whoever is handed in, makes it a real walk again.
"""

import contextlib
import functools
import pickle
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, ParamSpec, TypeVar

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

P = ParamSpec("P")
T = TypeVar("T")

WITHOUT_CASES = {"auth", "contenttypes", "sessions", "socialaccount", "mfa", "account"}
"""Apps whose rows no road reads or writes."""
BYSTANDERS = {"accounts_user", "consortia_unit", "consortia_representative", "ledger_clockoffset"}
"""Tables in which rows of others change nothing: a road makes people and units of its own and is told the time."""
KEPT = 60

counted = {"walked": 0, "retold": 0}
_afresh = False
_walks: dict[Any, "Walked"] = {}


class Row(NamedTuple):
    """One row as text, exactly as the database writes it."""

    table: str
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Walked:
    """What a walk left: the statements that bring its rows back, its callbacks, what it returned."""

    statements: str
    callbacks: tuple[tuple[Callable[[], object], bool], ...]
    returned: bytes


def told_once(road: Callable[P, T]) -> Callable[P, T]:
    """Let ``road`` be walked once for each beginning; arguments must be plain values, or it is walked."""

    @functools.wraps(road)
    def walk(*args: P.args, **kwargs: P.kwargs) -> T:
        plain = _is_plain((args, kwargs))
        if _afresh or not plain or not connection.in_atomic_block or not _may_bring_back():
            return road(*args, **kwargs)
        before = _rows()
        beginning = frozenset(row for row in before if row.table not in BYSTANDERS)
        key = (road.__module__, road.__qualname__, repr((args, sorted(kwargs.items()))), beginning)
        if known := _walks.get(key):
            counted["retold"] += 1
            returned: T = _bring_back(known)
            return returned
        counted["walked"] += 1
        waiting = len(connection.run_on_commit)
        result = road(*args, **kwargs)
        if (statements := _difference(before, _rows())) is not None:
            callbacks = tuple((call, robust) for _, call, robust in connection.run_on_commit[waiting:])
            if len(_walks) >= KEPT:
                _walks.pop(next(iter(_walks)))
            _walks[key] = Walked(statements, callbacks, pickle.dumps(result))
        return result

    return walk


@contextlib.contextmanager
def afresh() -> Iterator[None]:
    """Within this block every road is really walked."""
    global _afresh
    before, _afresh = _afresh, True
    try:
        yield
    finally:
        _afresh = before


def _is_plain(value: Any) -> bool:
    if isinstance(value, tuple | list):
        return all(map(_is_plain, value))
    if isinstance(value, Mapping):
        return all(map(_is_plain, value.values()))
    return value is None or isinstance(value, str | int | datetime)


@functools.cache
def _may_bring_back() -> bool:
    """Only a superuser may write rows past the triggers; elsewhere every walk is real."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = session_user")
        return bool(cursor.fetchone()[0])


@functools.cache
def _question() -> str:
    tables = [
        (model._meta.db_table, model._meta.pk.column)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label not in WITHOUT_CASES
    ]
    return " UNION ALL ".join(
        f"SELECT '{name}', t.{key}::text, row_to_json(t)::text FROM {name} t" for name, key in tables
    )


def _rows() -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(_question())
        return [Row(*found) for found in cursor.fetchall()]


def _difference(before: list[Row], after: list[Row]) -> str | None:
    """Statements that make ``after`` of ``before``; None where a row went, or a bystander's changed."""
    old = {(row.table, row.key): row.text for row in before}
    gone = old.keys() - {(row.table, row.key) for row in after}
    new: dict[str, list[str]] = {}
    for row in after:
        was = old.get((row.table, row.key))
        if was is not None and was != row.text and row.table in BYSTANDERS:
            return None
        if was != row.text:
            new.setdefault(row.table, []).append(row.text)
    if gone:
        return None
    with connection.cursor() as cursor:
        written = "".join(_insert(cursor, table, texts) for table, texts in new.items())
        return (
            "SET ROLE NONE; SET session_replication_role = replica;"
            f'{written} SET session_replication_role = origin; SET ROLE "{settings.DATABASE_APP_ROLE}";'
        )


def _insert(cursor: Any, table: str, texts: list[str]) -> str:
    rows = cursor.cursor.mogrify("%s", [f"[{','.join(texts)}]"]).decode()
    model = next(one for one in apps.get_models(include_auto_created=True) if one._meta.db_table == table)
    names = [field.column for field in model._meta.concrete_fields]
    columns = ", ".join(f'"{name}"' for name in names)
    newer = ", ".join(f'"{name}" = EXCLUDED."{name}"' for name in names)
    return (
        f"INSERT INTO {table} ({columns}) SELECT {columns} FROM json_populate_recordset(NULL::{table}, {rows}) "
        f"ON CONFLICT ({model._meta.pk.column}) DO UPDATE SET {newer};"
    )


def _bring_back(walked: Walked) -> Any:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.cursor.execute(walked.statements)
    for call, robust in walked.callbacks:
        connection.run_on_commit.append((set(connection.savepoint_ids), call, robust))
    return pickle.loads(walked.returned)
