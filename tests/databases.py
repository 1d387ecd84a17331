"""One server for all runs, one migrated template database, and a clone of it for whoever needs one.

Without ``DATABASE_URL`` the server under ``var/test-pg`` serves every run on this machine: each run holds a
shared lock on it, and the run that leaves last stops it.
"""

import atexit
import contextlib
import fcntl
import hashlib
import itertools
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO
from urllib.parse import urlsplit

import psycopg2
from django.db import connection as django_connection
from psycopg2 import sql
from psycopg2.extensions import connection as Connection

from scripts.parts import ROOT, THROWAWAY_SETTINGS, PartError, Postgres, ensure_database

FOLDER = ROOT / "var" / "test-pg"
TEMPLATES_KEPT = 4
TEMPLATE_LOCK = 20250306
_numbers = itertools.count()


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def serve() -> None:
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


def use(database: str) -> None:
    """Point this process and every thread it starts at another database."""
    django_connection.close()
    django_connection.settings_dict["NAME"] = database


def owner_url(database: str) -> str:
    """The owner's address of one database of the test server."""
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}").geturl()


@contextlib.contextmanager
def owner_connection(database: str) -> Iterator[Connection]:
    """A connection of the owner's own, every statement committed at once."""
    connection = psycopg2.connect(owner_url(database))
    connection.autocommit = True
    with contextlib.closing(connection):
        yield connection


def _maintenance() -> contextlib.AbstractContextManager[Connection]:
    return owner_connection(urlsplit(os.environ["DATABASE_URL"]).path.removeprefix("/"))


def _fingerprint(version: str) -> str:
    """What a template depends on: every migration, the grants, the settings, the libraries, the server."""
    digest = hashlib.sha256(f"{sys.version}{version}".encode())
    files = [
        *ROOT.glob("*/migrations/*.py"),
        *ROOT.glob("*/migrations/*.json"),
        *ROOT.glob("*/management/commands/grant_roles.py"),
        ROOT / "config" / "settings" / "base.py",
        ROOT / "requirements" / "dev.txt",
    ]
    for path in sorted(files):
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _manage(database: str, *arguments: str) -> None:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "LIANHE_DB_AS": "owner",
        "DATABASE_URL": owner_url(database),
    }
    # a page that does not import has its own failing tests; it must not take everybody's database away
    command = [sys.executable, str(ROOT / "manage.py"), *arguments, "--verbosity", "0", "--skip-checks"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"manage.py {' '.join(arguments)} failed:\n{done.stdout}\n{done.stderr}")


def template() -> str:
    """The name of the migrated template database, built when anything it depends on has changed."""
    with _maintenance() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [TEMPLATE_LOCK])
        cursor.execute("SHOW server_version")
        name = f"lianhe_template_{_fingerprint(cursor.fetchone()[0])}"
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone() is None:
            _build(cursor, name)
        return name


def _build(cursor: psycopg2.extensions.cursor, name: str) -> None:
    """Migrate under another name, so that a template that exists is complete; drop all but the newest few."""
    building = sql.Identifier("lianhe_building")
    cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(building))
    cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(building))
    _manage("lianhe_building", "migrate")
    _manage("lianhe_building", "grant_roles")
    cursor.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(building, sql.Identifier(name)))
    cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'lianhe_template_%' ORDER BY oid DESC")
    for (old,) in cursor.fetchall()[TEMPLATES_KEPT:]:
        cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(old)))


def copy(template_name: str, name: str) -> None:
    """Make a copy of a template under a name of its own, in place of an older one."""
    drop(name)
    with _maintenance() as connection, connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                sql.Identifier(name), sql.Identifier(template_name)
            )
        )


def drop(name: str) -> None:
    """Drop a database, even while somebody still uses it."""
    with _maintenance() as connection, connection.cursor() as cursor:
        cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@contextlib.contextmanager
def clone(template_name: str) -> Iterator[str]:
    """The name of a fresh copy of the template, dropped afterwards even while somebody still uses it."""
    # a run that was killed may have left its copy under a process number that is ours today: it is replaced
    name = f"lianhe_test_{os.getpid()}_{next(_numbers)}"
    copy(template_name, name)
    try:
        yield name
    finally:
        drop(name)
