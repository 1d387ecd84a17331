import json
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ledger import clock
from workflow import years


class Command(BaseCommand):
    """Load one year of the State Council's holiday notice and recompute every provisional due date."""

    help = 'Load FILE: {"year", "source", "days": [{"date", "kind": "off" or "work", "name"}]}.'

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            given = json.loads(options["file"].read_text(encoding="utf-8"))
            days = [
                {
                    "date": date.fromisoformat(day["date"]),
                    "is_working": day["kind"] == "work",
                    "name": day["name"],
                }
                for day in given["days"]
            ]
            changed = years.load(int(given["year"]), days, source=given["source"], now=clock.now())
        except (OSError, ValueError, KeyError, TypeError) as problem:
            raise CommandError(f"{options['file'].name} is no year of working days: {problem}") from problem
        self.stdout.write(f"{given['year']}: {len(days)} days; due dates that changed: {changed}")
