"""Random walks over filings and registrations on the real database: no invariant broken, no error but refusals."""

import os
import time
from collections import Counter

import pytest

from filings import actions
from filings.models import Filing
from filings.states import Event
from portal import invariants
from tests import road, road_reviews
from tests.factories import NOW
from tests.workflow.walker import Walk, cheap_faults, start, walk

WALKS, STEPS, ASK_ALL_EVERY = 500, 7, 10
SHARES = 4
"""The walks of ``make test`` in so many parts, which its processes share."""
SEED_BASE = int(os.environ.get("WALK_SEED", "0"))


def _starts():
    """One filing for each stretch of the road, brought there by real steps."""
    road.reference()
    draft, who = road.complete_draft()
    yield start(draft, who, NOW)
    submitted, who = road.complete_draft()
    actions.take(submitted.pk, Event.SUBMIT, actor=who.lead, now=NOW)
    yield start(submitted, who, NOW)
    at_city, who = road.at_city_check()
    yield start(at_city, who, NOW)
    for reach in (
        road_reviews.at_expert_review, road_reviews.at_site_visit, road_reviews.at_defence, road_reviews.at_selection,
    ):  # fmt: skip
        filing, who, panel = reach()
        yield start(filing, who, NOW, panel)
    filing, who, _notice = road_reviews.at_publicity()
    yield start(filing, who, NOW)
    for reach in (road_reviews.at_approval, road_reviews.at_registered):
        filing, who, closing = reach()
        yield start(filing, who, closing)


def _walk_all(seeds, starts):
    """Walks of all seeds; what was tried, which ends were reached, and every finding with its seed."""
    tried, ends, wrong = Counter(), Counter(), []

    def look(walked: Walk) -> None:
        filing = walked.filing
        ends[filing.state] += 1
        faults = list(cheap_faults(filing))
        if walked.seed % ASK_ALL_EVERY == 0:
            faults += [f"{one.invariant.key}: {one.faults[0]}" for one in invariants.run() if one.faults]
        if faults:
            wrong.append(f"seed {walked.seed}: {faults[:3]} after {walked.log}")

    for seed in seeds:
        try:
            tried += walk(seed, starts[seed % len(starts)], steps=STEPS, look=look).tried
        except AssertionError as found:
            wrong.append(f"{found} <- {found.__cause__!r}")
    return tried, ends, wrong


def _told(seeds, tried, ends, seconds):
    attempts = sum(tried.values())
    return (
        f"walks: seeds {seeds[0]} to {seeds[-1]}, {attempts} attempts, {tried['done']} done, "
        f"{attempts - tried['done']} refused, {len(ends)} states, {seconds:.0f} s"
    )


@pytest.mark.django_db
@pytest.mark.parametrize("share", range(SHARES))
def test_walks_break_no_invariant(share, record_property):
    starts, started = list(_starts()), time.perf_counter()
    first, count = SEED_BASE + share * WALKS // SHARES, WALKS // SHARES
    seeds = range(first, first + count)

    tried, ends, wrong = _walk_all(seeds, starts)

    record_property("counted", _told(seeds, tried, ends, time.perf_counter() - started))
    assert not wrong, f"{len(wrong)} walks: " + "\n".join(wrong[:6])
    assert tried["done"] > count
    assert len(ends) >= 10
    assert Filing.objects.count() == len(starts)  # every walk was undone


DRILL_WALKS, DRILL_SHARES, DRILL_FROM = 10_000, 40, 100_000
"""The walks of ``make drill``: in parts, for rows that are undone stay in their tables until a transaction ends."""


@pytest.mark.drill
@pytest.mark.django_db
@pytest.mark.parametrize("share", range(DRILL_SHARES))
def test_ten_thousand_walks(share, record_property):
    starts, started = list(_starts()), time.perf_counter()
    count = DRILL_WALKS // DRILL_SHARES
    first = DRILL_FROM + share * count

    tried, ends, wrong = _walk_all(range(first, first + count), starts)

    record_property("counted", _told(range(first, first + count), tried, ends, time.perf_counter() - started))
    assert not wrong, f"{len(wrong)} walks: " + "\n".join(wrong[:6])
    assert tried["done"] > count
