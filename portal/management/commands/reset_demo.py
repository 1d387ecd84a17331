"""The demo world put back as it was, by the database's owner: drop, copy the snapshot, done in a second."""

import os
import subprocess
import sys
from contextlib import closing
from typing import Any

import psycopg2
from django.conf import settings
from django.core.cache import cache
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, connections
from psycopg2 import sql
from psycopg2.errors import InsufficientPrivilege, ObjectInUse

from portal.demo import world


class Command(BaseCommand):
    """Run as the owner (LIANHE_DB_AS=owner). A snapshot of another day is made anew: dates are relative to today."""

    help = "Put the demo world back; --prepare loads it only where it is missing, and keeps a snapshot."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--prepare", action="store_true", help="make sure that the world is there")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Only the demonstration can be reset (settings.DEMO).")
        if options["prepare"]:
            self._prepare()
            return
        if not self._restore():
            self._make_anew()
        cache.clear()
        self.stdout.write("demo world put back")

    def _prepare(self) -> None:
        try:
            if world.is_loaded():
                return
        except world.HalfLoaded:
            self._make_anew()
            return
        self._load()

    def _load(self) -> None:
        self._manage("load_demo")
        self._keep_snapshot()

    def _make_anew(self) -> None:
        """From an empty database: migrate, grant, load, keep a snapshot."""
        name = sql.Identifier(connection.settings_dict["NAME"])
        try:
            self._as_owner(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name),
                sql.SQL("CREATE DATABASE {}").format(name),
            )
        except InsufficientPrivilege:  # an owner who may not create databases empties its own
            with connection.cursor() as cursor:
                cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        self._manage("migrate", "--verbosity", "0", as_owner=True)
        self._manage("grant_roles", "--verbosity", "0", as_owner=True)
        self._load()

    def _restore(self) -> bool:
        """Copy today's snapshot, then let it take the world's place in a moment; False where there is none."""
        name, kept = connection.settings_dict["NAME"], self._snapshot_name()
        if self._snapshot_day() != self._today():
            return False
        here, copy, old = (sql.Identifier(name + ending) for ending in ("", "_next", "_old"))
        self._as_owner(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(copy),
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(old),
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(copy, sql.Identifier(kept)),
        )
        try:
            self._as_owner(
                sql.SQL("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {}").format(
                    sql.Literal(name)
                ),
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(here, old),
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(copy, here),
                sql.SQL("DROP DATABASE {} WITH (FORCE)").format(old),
            )
        except ObjectInUse:  # somebody was quicker to come back
            self._as_owner(
                sql.SQL("DROP DATABASE {} WITH (FORCE)").format(here),
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(copy, here),
            )
        return True

    def _keep_snapshot(self) -> None:
        name, kept = sql.Identifier(connection.settings_dict["NAME"]), sql.Identifier(self._snapshot_name())
        day = sql.Literal(self._today())
        try:
            self._as_owner(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(kept),
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(kept, name),
                sql.SQL("COMMENT ON DATABASE {} IS {}").format(kept, day),
            )
        except psycopg2.Error as problem:  # without one, a reset loads the world again
            self.stderr.write(f"no snapshot kept: {problem}")

    def _snapshot_name(self) -> str:
        return f"{connection.settings_dict['NAME']}_first_day"

    def _today(self) -> str:
        """The true day, as the database knows it: the demo's own clock may stand elsewhere."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_char(now() AT TIME ZONE %s, 'YYYY-MM-DD')", [settings.TIME_ZONE])
            return str(cursor.fetchone()[0])

    def _snapshot_day(self) -> str:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
                [self._snapshot_name()],
            )
            found = cursor.fetchone()
        return str(found[0]) if found else ""

    def _as_owner(self, *statements: sql.Composed) -> None:
        """Each statement on its own, from the maintenance database, with no connection of ours left behind."""
        parameters = connection.get_connection_params() | {"dbname": "postgres"}
        for name in ("cursor_factory", "context"):
            parameters.pop(name, None)
        connections.close_all()
        with closing(psycopg2.connect(**parameters)) as owner:
            owner.autocommit = True
            with owner.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)

    def _manage(self, *arguments: str, as_owner: bool = False) -> None:
        """Another management command in a process of its own, as the application or as the owner."""
        environment = {name: value for name, value in os.environ.items() if name != "LIANHE_DB_AS"}
        if as_owner:
            environment["LIANHE_DB_AS"] = "owner"
        connections.close_all()
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=settings.ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise CommandError(f"manage.py {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
