import re
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from workflow.flow import FLOWS, Flow

HEAD = '''from django.db import migrations

UP = """
{up}"""

DOWN = """
{down}"""


class Migration(migrations.Migration):
    """Let the database refuse every state change that the tables of {app} do not list (frozen copy)."""

    dependencies = [("{app}", "{previous}")]
    operations = [migrations.RunSQL(UP, DOWN)]
'''

GUARD = """CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> '{initial}' THEN
      RAISE EXCEPTION '{key} begins as {initial}, not as %', NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) <> ALL (ARRAY[{pairs}]::text[]) THEN
    RAISE EXCEPTION '{key} may not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
"""


class Command(BaseCommand):
    """Write a frozen migration from an app's tables, or (``--check``) compare the database with them."""

    help = "Write the state trigger of APP's flows as a migration; --check compares the database with the tables."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("app", nargs="?")
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            self._check()
            return
        flows = [flow for flow in FLOWS.values() if flow.model.startswith(f"{options['app']}.")]
        if not flows:
            raise CommandError(f"no flow in {options['app']}")
        folder = Path(apps.get_app_config(options["app"]).path) / "migrations"
        existing = sorted(path.stem for path in folder.glob("0*.py"))
        number = int(existing[-1][:4]) + 1
        path = folder / f"{number:04d}_flow_trigger.py"
        up = "".join(guard_sql(flow) + _attach(flow) for flow in flows)
        down = "".join(_detach(flow) for flow in flows)
        path.write_text(
            HEAD.format(up=up, down=down, app=options["app"], previous=existing[-1]), encoding="utf-8"
        )
        self.stdout.write(f"wrote {path.name}")

    def _check(self) -> None:
        wrong = [flow.key for flow in FLOWS.values() if _in_database(flow) != _body(guard_sql(flow))]
        if not FLOWS or wrong:
            raise CommandError(
                f"the database's trigger differs from the table of: {', '.join(wrong) or 'no flow'}"
            )
        pairs = sum(len(flow.pairs()) for flow in FLOWS.values())
        self.stdout.write(f"{len(FLOWS)} triggers agree with their tables ({pairs} pairs)")


def guard_sql(flow: Flow) -> str:
    """The trigger function that lets through the table's pairs and nothing else."""
    pairs = ", ".join(f"'{old}>{new}'" for old, new in flow.pairs())
    return GUARD.format(name=_name(flow), key=flow.key, initial=flow.initial, pairs=pairs)


def _name(flow: Flow) -> str:
    return f"{flow.key}_flow"


def _table(flow: Flow) -> str:
    return str(apps.get_model(flow.model)._meta.db_table)


def _attach(flow: Flow) -> str:
    return (
        f"CREATE OR REPLACE TRIGGER {_name(flow)} BEFORE INSERT OR UPDATE ON {_table(flow)}\n"
        f"  FOR EACH ROW EXECUTE FUNCTION {_name(flow)}();\n"
    )


def _detach(flow: Flow) -> str:
    return (
        f"DROP TRIGGER IF EXISTS {_name(flow)} ON {_table(flow)};\nDROP FUNCTION IF EXISTS {_name(flow)}();\n"
    )


def _body(sql: str) -> str:
    return re.sub(r"\s+", " ", sql.split("$$")[1]).strip()


def _in_database(flow: Flow) -> str | None:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
               WHERE t.tgname = %s AND t.tgrelid = %s::regclass AND t.tgenabled <> 'D'""",
            [_name(flow), _table(flow)],
        )
        row = cursor.fetchone()
    return re.sub(r"\s+", " ", row[0]).strip() if row else None
