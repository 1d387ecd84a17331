import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.demo.pages import pages


class Command(BaseCommand):
    """A JSON list of name, path and person for ``python -m scripts.look``."""

    help = "List every page of the demonstration with the person it belongs to."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Pages are listed for the demonstration only (settings.DEMO).")
        self.stdout.write(json.dumps(pages(), ensure_ascii=False, indent=1))
