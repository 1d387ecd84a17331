"""A registered consortium with its people, by the real road or by a shortcut that the road allows."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from accounts.models import User
from consortia.models import Consortium, Indicator, Membership, Registration, Unit
from consortia.queries import people_of
from evaluations import sweeps_tracking
from evaluations.models import Report
from tests import retold, road
from tests.factories import AuthorityFactory, officer
from tests.road_reviews import at_registered


def at(day: date) -> datetime:
    """Ten in the morning, office time."""
    return datetime.combine(day, time(2, 0), tzinfo=UTC)


@dataclass
class Registered:
    """One registration and everybody around it."""

    registration: Registration
    filing: Any
    lead: Any
    member: Any
    officer: Any
    head: Any
    city: Any
    approver: Any
    now: datetime

    @property
    def consortium(self) -> Consortium:
        return self.registration.consortium

    @property
    def lead_unit(self) -> Unit:
        return self.filing.lead

    def expect(self, kind: str = "yearly") -> Report:
        """The first expected report of a kind, made by the sweep on the day its period ended."""
        year = self.registration.valid_from.year + 1
        sweeps_tracking.owed_reports(at(date(year, 7, 1)))
        return Report.objects.filter(registration=self.registration, kind=kind).earliest("period_until")

    def other_officer(self) -> Any:
        elsewhere = AuthorityFactory(key="370203", name="市北区科技局", name_en="Shibei", place="市北区")
        return officer("district_officer", elsewhere)


def promise(consortium: Consortium, count: int) -> None:
    for number in range(count):
        Indicator.objects.create(
            consortium=consortium, name=f"示例指标{number}", unit="项", orientation="quality", baseline=0,
            target=10, target_year=2028, position=number,
        )  # fmt: skip


@contextmanager
def _promising(count: int) -> Iterator[None]:
    """Drafts filled within this block promise so many figures in their plan."""
    fill = road._fill

    def filled(filing: Any, *rest: Any) -> None:
        fill(filing, *rest)
        promise(filing.consortium, count)

    road._fill = filled
    try:
        with retold.afresh():
            yield
    finally:
        road._fill = fill


@retold.told_once
def registered(*, indicators: int = 0, in_plan: bool = False) -> Registered:
    """Through the whole road. ``in_plan`` promises the figures before submission."""
    with _promising(indicators) if in_plan else nullcontext():
        filing, who, now = at_registered(rows=False)
    if indicators and not in_plan:
        promise(filing.consortium, indicators)
    member = Membership.objects.filter(consortium=filing.consortium, is_lead=False).earliest("pk")
    return Registered(
        registration=filing.registration,
        filing=filing,
        lead=who.lead,
        member=User.objects.get(pk=people_of([member.unit_id])[0]),
        officer=who.officer,
        head=who.head,
        city=who.city,
        approver=who.approver,
        now=now,
    )
