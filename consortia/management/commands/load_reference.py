import json
import secrets
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from pypinyin import lazy_pinyin

from accounts.models import Authority
from consortia.consent import APPOINTMENT, MEMBERSHIP
from consortia.models import Appointment, Consortium, Industry, Membership, Registration, Track, Unit
from consortia.reference import load
from consortia.registration import REGISTRATION
from consortia.states import Counting, Origin, Post, Tier, UnitKind
from ledger import clock
from workflow import engine
from workflow import years as work_years
from workflow.models import WorkCalendarYear

NOBODY = None
CALENDAR = Path(work_years.__file__).parent / "data" / "calendar.json"


class Command(BaseCommand):
    """Load authorities, industries, tracks, working days and the published first ten. Safe to repeat."""

    help = (
        "Load the reference data with their sources: districts, industries, tracks, working days, first ten."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        with transaction.atomic():
            authorities()
            industries()
            added = first_ten(now)
        years = working_days(now)
        self.stdout.write(
            f"authorities {Authority.objects.count()}, industries {Industry.objects.count()}, "
            f"tracks {Track.objects.count()}, registrations added {added}, calendar years added {years}"
        )


def authorities() -> None:
    """The city bureau, ten districts and the zones; contacts kept by the city are not overwritten."""
    listed = load("districts")
    for row in (listed["city"], *listed["authorities"]):
        fields = {name: row[name] for name in ("kind", "name", "name_en", "place", "place_en")}
        Authority.objects.get_or_create(key=row["key"], defaults=fields)
    for row in listed["authorities"]:
        if row["parent"]:
            Authority.objects.filter(key=row["key"], parent__isnull=True).update(
                parent=Authority.objects.get(key=row["parent"])
            )


def working_days(now: datetime) -> int:
    """The years that are not loaded yet, each recomputing what was provisional; how many."""
    listed = json.loads(CALENDAR.read_text(encoding="utf-8"))
    known = set(WorkCalendarYear.objects.values_list("year", flat=True))
    new = [year for year in listed["years"] if year not in known]
    for year in new:
        days = [
            {
                "date": date.fromisoformat(row["date"]),
                "is_working": row["kind"] == "work",
                "name": row["name"],
            }
            for row in listed["days"]
            if row["date"].startswith(f"{year}-")
        ]
        work_years.load(year, days, source=listed["source"][:200], now=now)
    return len(new)


def industries() -> None:
    """The "10+1" industries and the tracks with a source."""
    for row in load("industries")["industries"]:
        fields = {name: row[name] for name in ("group", "group_en", "name", "name_en")}
        Industry.objects.update_or_create(key=row["key"].lower(), defaults=fields)
    known = {industry.key: industry for industry in Industry.objects.all()}
    for row in load("tracks")["tracks"]:
        fields = {name: row[name] for name in ("name", "name_en", "source", "is_verified")}
        Track.objects.update_or_create(
            key=row["key"], defaults={**fields, "industry": known[row["industry"].lower()]}
        )


def first_ten(now: datetime) -> int:
    """The ten consortia of the published list; what the report does not say stays unknown."""
    listed = load("first_ten")
    published_at = datetime.combine(date.fromisoformat(listed["published_on"]), time(), UTC)
    added = 0
    for row in listed["consortia"]:
        known = Consortium.objects.filter(formal_name=row["formal_name"], origin=Origin.PUBLISHED_LIST)
        if known.exists():
            continue
        _add_published(row, f"{listed['source']}；产业和赛道按名称推断，不是公布的", published_at, now)
        added += 1
    return added


def _add_published(row: dict[str, Any], note: str, published_at: datetime, now: datetime) -> None:
    consortium = Consortium.objects.create(
        formal_name=row["formal_name"],
        name_en=row["name_en"],
        name_pinyin=" ".join(lazy_pinyin(row["formal_name"])),
        lead=_unit(row["lead"], UnitKind.ENTERPRISE) if row["lead"] else None,
        industry=Industry.objects.get(key=row["industries_inferred"][0].lower()),
        main_track=Track.objects.filter(key=row["track_inferred"] or "").first(),
        origin=Origin.PUBLISHED_LIST,
        origin_note=note,
        created_at=published_at,
    )
    registration = Registration(consortium=consortium, origin=Origin.PUBLISHED_LIST)
    engine.begin(REGISTRATION, registration, actor=NOBODY, now=now, payload={"source": note})
    for name in row["members"]:
        member = Membership(
            consortium=consortium,
            unit=_unit(name, UnitKind.INSTITUTE),
            counting=Counting.ACADEMIC,
            tier=Tier.GENERAL,
        )
        engine.begin(MEMBERSHIP, member, actor=NOBODY, now=now)
    if row["chief_expert"]:
        expert = Appointment(
            consortium=consortium,
            post=Post.CHIEF_EXPERT,
            name=row["chief_expert"],
            employer=row["chief_expert_employer"] or "",
            token=secrets.token_urlsafe(24),
        )
        engine.begin(APPOINTMENT, expert, actor=NOBODY, now=now)


def _unit(name: str, kind: str) -> Unit:
    """A unit known by name only: its code was not published."""
    unit, _is_new = Unit.objects.get_or_create(name=name, code=None, defaults={"kind": kind})
    return unit
