"""Brings the tests' PostgreSQL up before Django reads its settings (``-p tests.plugin``).

Without ``DATABASE_URL`` one server under ``var/test-pg`` serves every run on this machine: each run holds a
shared lock on it, and the run that leaves last stops it. ``tests/databases.py`` makes the databases.
"""

import atexit
import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from django.db import connections
from django.test import TransactionTestCase

from scripts.parts import ROOT, THROWAWAY_SETTINGS, PartError, Postgres, ensure_database

FOLDER = ROOT / "var" / "test-pg"


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _serve() -> None:
    """Join the running test server, or start it; the last run to leave stops it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    gate = FOLDER / "gate.lock"
    users = (FOLDER / "users.lock").open("w")  # held until this process ends, however it ends
    server = Postgres(FOLDER, THROWAWAY_SETTINGS)
    with _alone(gate):
        fcntl.flock(users, fcntl.LOCK_SH)
        try:
            server.start()
        except PartError:  # without fsync a crash may have eaten the data: they are cheap
            shutil.rmtree(server.data, ignore_errors=True)
            server.start()
        ensure_database(server, "lianhe")
    os.environ["DATABASE_URL"] = server.url()
    atexit.register(_leave, server, gate, users, os.getpid())


def _leave(server: Postgres, gate: Path, users: TextIO, pid: int) -> None:
    if os.getpid() != pid:  # a forked child is not the run
        return
    with _alone(gate):
        fcntl.flock(users, fcntl.LOCK_UN)
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        server.stop()


def _never_flush(self: TransactionTestCase) -> None:
    """A committing test owns a clone that is dropped after it: nothing is ever truncated."""
    for connection in connections.all(initialized_only=True):
        connection.close()


if not os.environ.get("PYTEST_XDIST_WORKER"):
    if not os.environ.get("DATABASE_URL"):
        _serve()
    os.environ.pop("LIANHE_DB_AS", None)
    # Tests work as the application's role through the owner's login, so that a test may step up and down.
    if owner := os.environ.pop("DATABASE_OWNER_URL", ""):
        os.environ["DATABASE_URL"] = owner

TransactionTestCase._fixture_teardown = _never_flush
