"""The reference data every installation begins with; each part is added once and then belongs to the office."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from pypinyin import lazy_pinyin

from accounts.models import Authority
from consortia import reference
from consortia.models import Consortium, Industry, Registration, Track, Unit
from consortia.registration import REGISTRATION
from consortia.states import Origin, UnitKind
from ledger import clock
from workflow import engine
from workflow.models import WorkCalendarDay, WorkCalendarYear

CALENDAR = Path(engine.__file__).parent / "data" / "calendar.json"


class Command(BaseCommand):
    """Run after ``migrate``; running it again adds what is missing and changes nothing that is there."""

    help = "Load authorities, industries, tracks, working days and the ten consortia published in 2025."

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        with transaction.atomic():
            load_authorities()
            load_industries()
            load_calendar(now)
            load_first_ten(now)
        if options["verbosity"]:
            self.stdout.write(
                f"authorities {Authority.objects.count()}, tracks {Track.objects.count()}, "
                f"years {WorkCalendarYear.objects.count()}, published consortia "
                f"{Registration.objects.filter(origin=Origin.PUBLISHED_LIST).count()}"
            )


def load_authorities() -> None:
    """The city's bureau, the ten districts and cities, the five zones inside them."""
    listed = reference.load("districts")
    known = set(Authority.objects.values_list("key", flat=True))
    rows = [item for item in (listed["city"], *listed["authorities"]) if item["key"] not in known]
    fields = ("key", "kind", "name", "name_en", "place", "place_en")
    Authority.objects.bulk_create(Authority(**{name: item[name] for name in fields}) for item in rows)
    ids = dict(Authority.objects.values_list("key", "pk"))
    for item in rows:
        if item.get("parent"):
            Authority.objects.filter(key=item["key"]).update(parent_id=ids[item["parent"]])


def load_industries() -> None:
    """The "10+1" industries and the tracks whose source is known."""
    fields = ("key", "group", "group_en", "name", "name_en")
    Industry.objects.bulk_create(
        (
            Industry(**{name: item[name] for name in fields})
            for item in reference.load("industries")["industries"]
        ),
        ignore_conflicts=True,
    )
    ids = dict(Industry.objects.values_list("key", "pk"))
    Track.objects.bulk_create(
        (
            Track(
                industry_id=ids[item["industry"]],
                key=item["key"],
                name=item["name"],
                name_en=item["name_en"],
                source=item["source"],
                is_verified=item["is_verified"],
            )
            for item in reference.load("tracks")["tracks"]
        ),
        ignore_conflicts=True,
    )


def load_calendar(now: datetime) -> None:
    """The years whose State Council notice is known, and the days in them that differ from Monday to Friday."""
    listed = json.loads(CALENDAR.read_text(encoding="utf-8"))
    missing = set(listed["years"]) - set(WorkCalendarYear.objects.values_list("year", flat=True))
    WorkCalendarYear.objects.bulk_create(
        WorkCalendarYear(year=year, source=listed["source"], loaded_at=now) for year in sorted(missing)
    )
    WorkCalendarDay.objects.bulk_create(
        (
            WorkCalendarDay(
                date=date.fromisoformat(day["date"]),
                is_working=day["kind"] == "work",
                name=day["name"],
                source=listed["source"],
            )
            for day in listed["days"]
            if int(day["date"][:4]) in missing
        ),
        ignore_conflicts=True,
    )


def load_first_ten(now: datetime) -> None:
    """The ten consortia a newspaper named: what it did not say stays unknown, and sweeps pass them by."""
    listed = reference.load("first_ten")
    known = set(Consortium.objects.filter(origin=Origin.PUBLISHED_LIST).values_list("formal_name", flat=True))
    industries = dict(Industry.objects.values_list("key", "pk"))
    tracks = dict(Track.objects.values_list("key", "pk"))
    for item in listed["consortia"]:
        if item["formal_name"] in known:
            continue
        lead = (
            item["lead"]
            and Unit.objects.get_or_create(name=item["lead"], defaults={"kind": UnitKind.ENTERPRISE})[0]
        )
        consortium = Consortium.objects.create(
            formal_name=item["formal_name"],
            name_en=item["name_en"],
            short_name=item["alias"] or "",
            name_pinyin=" ".join(lazy_pinyin(item["formal_name"])),
            lead=lead or None,
            industry_id=industries[item["industries_inferred"][0]],
            main_track_id=tracks.get(item["track_inferred"]),
            origin=Origin.PUBLISHED_LIST,
            origin_note=_said_about(item, listed["source"]),
            created_at=now,
        )
        registration = Registration(consortium=consortium, origin=Origin.PUBLISHED_LIST)
        engine.begin(
            REGISTRATION,
            registration,
            actor=None,
            now=now,
            payload={"source": listed["source"], "order": item["order"]},
        )


def _said_about(item: dict[str, Any], source: str) -> str:
    """Where it was read, and what else was said there that has no field of its own."""
    said = [f"来源：{source}；产业和赛道按名称归入"]
    if item["members"]:
        said.append("报道提到的成员：" + "、".join(item["members"]))
    if item["chief_expert"]:
        said.append(f"报道提到的首席专家：{item['chief_expert']}（{item['chief_expert_employer']}）")
    return "；".join(said)
