"""Which of 2,000 plans hold much of one plan: asked of the index, against comparing it with every other plan."""

import statistics
import time
from itertools import cycle
from typing import Any

import pytest
from django.db import connection

from filings import likeness_index
from filings.likeness import folded
from filings.models import ReadPlan
from tests.figures import timed
from tests.filings import many_plans
from tests.filings.many_plans import COPIES, PLANS, Writer
from tests.soundness import excuse

pytestmark = [pytest.mark.bench, pytest.mark.django_db]
BUDGET_MS, BUDGET_RATIO = 50, 20


def grams(text: str) -> set[str]:
    plain = folded(text)
    return {plain[at : at + 5] for at in range(len(plain) - 4)}


def compare_with_all(filing_id: int) -> set[int]:
    """As everybody writes it: every plan read, every chapter cut, every pair compared."""
    read = {
        one.filing_id: {key: grams(text) for key, text in likeness_index.chapters(one).items()}
        for one in ReadPlan.objects.select_related("submission").iterator(chunk_size=200)
    }
    mine = read.pop(filing_id)
    found = set()
    for other, theirs in read.items():
        whole = set().union(*theirs.values())
        if any(len(own & whole) * 5 >= len(own) for own in mine.values()):
            found.add(other)
    return found


def test_which_plans_are_alike(report: Any) -> None:
    writer = Writer(4711)
    originals = writer.plans(PLANS - COPIES, long=PLANS - COPIES)
    copies = [writer.copy(originals[n], 0.10 + 0.75 * n / (COPIES - 1)) for n in range(COPIES)]
    ids = many_plans.pour([*originals, *copies])
    many_plans.analyse()
    excuse("filings poured in without their steps")
    asked = cycle(ids[PLANS - COPIES :])

    figures = timed(lambda: likeness_index.alike(next(asked)), 100)
    taken = []
    for turn in range(2):
        started = time.perf_counter()
        found = compare_with_all(ids[PLANS - COPIES + turn])
        taken.append((time.perf_counter() - started) * 1000)
        assert ids[turn] in found
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_size_pretty(pg_total_relation_size('filings_gram'))")
        size = cursor.fetchone()[0]
    ratio = statistics.median(taken) / figures["median_ms"]
    report(
        "which of 2,000 plans are alike", **figures, every_pair_ms=round(statistics.median(taken)),
        times_faster=round(ratio), plans=len(ids), index=size,
    )  # fmt: skip
    assert figures["median_ms"] <= BUDGET_MS
    assert ratio >= BUDGET_RATIO
