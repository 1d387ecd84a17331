from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import override

from portal import invariants
from portal.invariants import contents


class Command(BaseCommand):
    """Ask every invariant. Exit 0 when all hold, 1 with the first bad position of each that does not."""

    help = "Check the invariants: exit 0 when sound, 1 with the first bad position named; --bytes reads every file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("keys", nargs="*", help="only these, for example I03 I13")
        parser.add_argument(
            "--bytes", action="store_true", help="also read every submitted file and its digest"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        known = {one.key for one in invariants.INVARIANTS}
        if unknown := set(options["keys"]) - known:
            raise CommandError(f"no such invariant: {', '.join(sorted(unknown))}")
        with override("en"):
            results = list(invariants.run(options["keys"]))
            if options["bytes"]:
                results.append(contents.result())
            for result in results:
                verdict = "broken" if result.faults else "holds"
                one = result.invariant
                self.stdout.write(
                    f"{one.key} {verdict}, examined {result.examined} {one.counted}: {one.sentence}"
                )
        broken = [result for result in results if result.faults]
        for result in broken:
            self.stderr.write(f"{result.invariant.key} {result.faults[0]}")
        if broken:
            raise SystemExit(1)
        empty = sum(not result.examined for result in results)
        self.stdout.write(f"sound: {len(results)} invariants, {empty} of them had nothing to examine")
