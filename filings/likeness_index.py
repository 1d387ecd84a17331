"""Keeping the index of plans, and asking it which plans hold much of one plan's text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef

from . import plan_texts
from .likeness import COMMON_PLANS, LEAST_KEPT, LEAST_PERCENT, LEAST_SHARED, SECTIONS, kept_grams
from .models import Filing, Gram, ReadPlan, Submission

WAY = 2
"""How plans are read today: 1 was typed chapters alone, 2 reads the pages of files too."""
_WRITE = """
    INSERT INTO filings_gram (number, plan_id, section)
    SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::smallint[]) ORDER BY 1, 2, 3
"""
_OTHERS = """
    SELECT own.section, own.number, array(
        SELECT DISTINCT plan_id FROM (
            SELECT one.plan_id FROM filings_gram one WHERE one.number = own.number LIMIT %(enough)s
        ) met
    ) AS plans
    FROM filings_gram own WHERE own.plan_id = %(plan)s
"""
"""Each gram of a plan with the plans that hold it; reading stops where it is common anyway."""
_ALIKE = """
    WITH rare AS MATERIALIZED (
        SELECT section, plans FROM ({others}) met WHERE cardinality(plans) <= %(most)s
    ), whole AS (SELECT section, count(*) AS total FROM rare GROUP BY section)
    SELECT rare.section, other, count(*) AS shared, whole.total
    FROM rare JOIN whole USING (section) CROSS JOIN unnest(rare.plans) AS other
    WHERE other <> %(plan)s AND whole.total >= %(least_kept)s
    GROUP BY rare.section, other, whole.total
    HAVING count(*) >= %(least_shared)s AND count(*) * 100 >= %(least_percent)s * whole.total
    ORDER BY count(*)::numeric / whole.total DESC, other, rare.section
    LIMIT 20
""".replace("{others}", _OTHERS)
_COMMON = "SELECT DISTINCT number FROM ({others}) met WHERE cardinality(plans) > %(most)s".replace(
    "{others}", _OTHERS
)
_ASKED = {
    "most": COMMON_PLANS + 1,  # the plan itself is one of them
    "enough": (COMMON_PLANS + 2) * len(SECTIONS),  # rows that must be of more plans than that
    "least_kept": LEAST_KEPT, "least_shared": LEAST_SHARED, "least_percent": LEAST_PERCENT,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Match:
    """How much of one chapter stands in another filing's plan, wherever there."""

    section: str
    other_id: int
    shared: int
    total: int

    @property
    def percent(self) -> int:
        return round(100 * self.shared / self.total)


def read_plan(filing_id: int) -> bool:
    """Put the latest submitted plan of a filing into the index; False where it was there already."""
    latest = Submission.objects.filter(filing=filing_id).order_by("-version").first()
    if latest is None or _is_read(latest):
        return False
    kept = latest.snapshot["consortium"]["chapters"]
    readings = plan_texts.readings(kept)  # may take a minute: before the lock
    with transaction.atomic():
        filing = Filing.objects.select_for_update(no_key=True).get(pk=filing_id)
        if filing.latest_version != latest.version or _is_read(latest):
            return False
        Gram.objects.filter(plan=filing_id).delete()
        plan, _ = ReadPlan.objects.update_or_create(
            filing=filing,
            defaults={
                "submission": latest,
                "way": WAY,
                "texts": {key: one.text for key, one in readings.items()},
                "pages": {key: one.pages for key, one in readings.items()},
            },
        )
        said = chapters(plan)
        write(
            (number, filing_id, at)
            for at, section in enumerate(SECTIONS)
            for number in sorted(kept_grams(said.get(section, "")))
        )
    return True


def _is_read(submission: Submission) -> bool:
    return ReadPlan.objects.filter(submission=submission, way=WAY).exists()


def write(rows: Iterable[tuple[int, int, int]]) -> None:
    """Add rows of gram, filing and number of the chapter, in one statement."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    if columns:
        with connection.cursor() as cursor:
            cursor.execute(_WRITE, columns)


def unread_plans(_now: datetime, at_most: int = 20) -> int:
    """Read what a lost message left unread, and what was read in an older way or before there was an index."""
    read = ReadPlan.objects.filter(submission=OuterRef("pk"), way=WAY)
    waiting = Submission.objects.filter(~Exists(read), version=F("filing__latest_version")).order_by("pk")
    return sum(read_plan(pk) for pk in waiting.values_list("filing_id", flat=True)[:at_most])


def alike(filing_id: int) -> list[Match]:
    """The chapters of a plan of which a noticeable part stands in another filing's plan, the most first."""
    return [Match(SECTIONS[section], *rest) for section, *rest in _rows(_ALIKE, filing_id)]


def common(filing_id: int) -> frozenset[int]:
    """Those kept grams of a plan that many plans have."""
    return frozenset(number for (number,) in _rows(_COMMON, filing_id))


def chapters(plan: ReadPlan) -> dict[str, str]:
    """Key of a chapter to its text: as typed, else as it was read in its file."""
    kept = plan.submission.snapshot["consortium"]["chapters"]
    return {
        key: chapter["text"] if (chapter["text"] or "").strip() else plan.texts.get(key, "")
        for key, chapter in kept.items()
    }


def _rows(statement: str, filing_id: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {**_ASKED, "plan": filing_id})
        return list(cursor.fetchall())
