import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import override

from portal.generated import pages

DOCS = Path(settings.ROOT) / "docs"


class Command(BaseCommand):
    """Write the pages of ``docs/`` that are derived from the tables; with ``--check`` refuse a stale one."""

    help = "Write docs/flow.md, docs/clauses.md and docs/permissions.md; --check: exit 1 when one is stale."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        with override("en"):
            made = pages()
        stale = []
        for name, text in made.items():
            path = DOCS / name
            if options["check"]:
                if not path.exists() or path.read_text(encoding="utf-8") != text:
                    stale.append(name)
                continue
            DOCS.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        if stale:
            self.stderr.write(f"stale: {', '.join(stale)}. Run: manage.py generate_docs")
            sys.exit(1)
        self.stdout.write(f"pages: {', '.join(made)}")
