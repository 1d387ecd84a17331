"""Who acts in the demo world and on which day: people by key, units by key, working days counted from today."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from consortia.models import Unit
from documents.actions import store_upload
from documents.models import StoredFile
from filings.models import Call, Filing
from workflow.calendar import WorkCalendar

Story = Generator[datetime, datetime, Any]
"""Yields the moment at which it wants to go on and is sent that moment; what it returns is its filing."""
OFFICE_TIME = ZoneInfo(settings.TIME_ZONE)


@dataclass
class Cast:
    """Everybody and everything the stories need."""

    today: date
    """The working day on which the world stands when all stories are told."""
    calendar: WorkCalendar
    units: Mapping[str, Unit]
    people: Mapping[str, User]
    signers: Mapping[str, User]
    """Unit key to who signs for it where no demo person does."""
    filings: dict[str, Filing] = field(default_factory=dict)
    call: Call | None = None
    """The call under which leads file, once it is open."""

    def at(self, days: int, clock: str) -> datetime:
        """A moment so many working days after today (before it, when negative)."""
        day = self.today
        for _ in range(abs(days)):
            day = self.calendar.next_working_day(day) if days > 0 else self._before(day)
        return datetime.combine(day, time.fromisoformat(clock), OFFICE_TIME)

    def _before(self, day: date) -> date:
        day -= timedelta(days=1)
        while not self.calendar.is_working_day(day):
            day -= timedelta(days=1)
        return day

    def editor(self, unit: str) -> User:
        """Who fills in for a unit."""
        named = {"deepblue": "lead-editor"}.get(unit)
        return self.people[named] if named else self.signer(unit)

    def signer(self, unit: str) -> User:
        """Who signs for a unit."""
        named = {
            "deepblue": "lead-signatory",
            "hydrogen": "lead-westcoast",
            "railway": "lead-chengyang",
            "robots": "member-signatory",
            "university": "member-university",
        }.get(unit)
        return self.people[named] if named else self.signers[unit]

    def officer(self, filing: Filing) -> User:
        """The officer of the filing's own district."""
        return self.people[f"{DISTRICTS[filing.authority.key]}-officer"]

    def head(self, filing: Filing) -> User:
        return self.people[f"{DISTRICTS[filing.authority.key]}-head"]


DISTRICTS = {"370212": "laoshan", "370211": "westcoast", "370214": "chengyang"}


def upload(content: bytes, name: str, by: User, now: datetime) -> StoredFile:
    """Bring a file in by the same door as everybody."""
    return store_upload(SimpleUploadedFile(name, content), uploaded_by_id=by.pk, now=now)
