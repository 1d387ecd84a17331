from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import override

from ledger import clock
from portal.demo import waiting, world
from portal.demo.people import PEOPLE


class Command(BaseCommand):
    """Make the demo world, once. Safe to repeat: a world that is there is left alone."""

    help = "Load the demo world; --people prints one line for each demo person."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--people", action="store_true", help="only print who can be met")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo world belongs to the demonstration only (settings.DEMO).")
        if options["people"]:
            self._print_people()
            return
        try:
            if world.is_loaded():
                return
        except world.HalfLoaded:
            raise CommandError("The demo world is there in part only: run manage.py reset_demo.") from None
        world.load(clock.now())

    def _print_people(self) -> None:
        with override("en"):
            words = waiting.sentences(clock.now())
        for person in PEOPLE:
            self.stdout.write(f"{person.key:20} {person.name_en:32} {person.name}  {words[person.key]}")
