"""The application's role in the database: no DDL, and no change to what is append-only."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from psycopg2 import sql


class Command(BaseCommand):
    """Run as the owner after every ``migrate``; running it again changes nothing."""

    help = "Create the application's database role where missing and grant it exactly what it needs."

    def handle(self, *args: object, **options: object) -> None:
        role = sql.Identifier(settings.DATABASE_APP_ROLE)
        with transaction.atomic(), connection.cursor() as cursor:
            self._refuse_application_role(cursor)
            self._refuse_speechless_locale(cursor)
            self._ensure_role(cursor, role)
            for statement in (
                "GRANT USAGE ON SCHEMA public TO {role}",
                "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
                "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
                "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
                "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
                "REVOKE CREATE ON SCHEMA public FROM PUBLIC, {role}",
                "REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON django_migrations FROM {role}",
            ):
                cursor.execute(sql.SQL(statement).format(role=role))
            present = set(connection.introspection.table_names(cursor))
            closed = [table for table in settings.APPEND_ONLY if table in present]
            for table in closed:
                statement = "REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role}"
                cursor.execute(sql.SQL(statement).format(table=sql.Identifier(table), role=role))
        self.stdout.write(f"{settings.DATABASE_APP_ROLE}: append-only {', '.join(closed) or 'nothing yet'}")
        for table in settings.APPEND_ONLY:
            if table not in present:
                self.stderr.write(f"append-only table {table} does not exist")

    @staticmethod
    def _refuse_application_role(cursor) -> None:
        cursor.execute("SELECT current_user")
        if cursor.fetchone()[0] == settings.DATABASE_APP_ROLE:
            raise CommandError("Only the owner may grant: set LIANHE_DB_AS=owner.")

    @staticmethod
    def _refuse_speechless_locale(cursor) -> None:
        cursor.execute("SELECT datctype FROM pg_database WHERE datname = current_database()")
        if (ctype := cursor.fetchone()[0]) in ("C", "POSIX"):
            raise CommandError(
                f"This database was made with LC_CTYPE={ctype}: search would throw every Chinese character away. "
                "Make it anew with --locale=C.UTF-8."
            )

    @staticmethod
    def _ensure_role(cursor, role: sql.Identifier) -> None:
        """The role with its login, and the owner's right to step down to it."""
        name = settings.DATABASE_APP_ROLE
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
        if cursor.fetchone() is None:
            password = settings.DATABASE_APP_PASSWORD or None
            cursor.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD %s").format(role), [password])
        kind = "SET" if connection.pg_version >= 160000 else "MEMBER"
        cursor.execute("SELECT pg_has_role(current_user, %s, %s)", [name, kind])
        if not cursor.fetchone()[0]:
            cursor.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(role))
