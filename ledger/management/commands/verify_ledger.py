from typing import Any

from django.core.management.base import BaseCommand

from ledger.models import Entry
from ledger.queries import breaks


class Command(BaseCommand):
    """Recompute every chain and checkpoint. Exit 0 when sound, 1 with the first bad position named."""

    help = "Verify the record: exit 0 when sound, 1 with the first bad position named."

    def handle(self, *args: Any, **options: Any) -> None:
        found = next(iter(breaks()), None)
        if found:
            self.stderr.write(f"{found.subject} #{found.number}: {found.what}")
            raise SystemExit(1)
        self.stdout.write(f"sound: {Entry.objects.count()} entries")
