"""The office in figures: worlds whose numbers are known, against hand-made counts and Python's own statistics."""

import statistics as python
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Authority
from consortia.models import Consortium, Industry, Registration, Track
from consortia.states import Origin, RegistrationState
from evaluations.models import Campaign, Evaluation
from filings.models import Filing
from filings.states import State
from ledger import actions as ledger
from portal import statistics, statistics_grades
from portal.statistics import Scope
from tests.factories import NOW, AuthorityFactory, UnitFactory, UserFactory, officer
from tests.road import at_city_check
from tests.soundness import excuse
from workflow import office
from workflow.models import Hold

pytestmark = pytest.mark.django_db
with_rows_by_hand = pytest.mark.usefixtures("by_hand")
ZONE = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 9, 1)


@pytest.fixture
def by_hand(as_owner):
    """Rows may be put where no step would put them: the triggers of both roads rest for this test."""
    excuse("a world made by hand")
    with as_owner() as cursor:
        cursor.execute("ALTER TABLE filings_filing DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE consortia_registration DISABLE TRIGGER USER")


def registration(start, until, *, state=RegistrationState.IN_FORCE, since=NOW, authority=None, **fields):
    """A registration as the register would hold it; numbers and codes are made up."""
    number = Registration.objects.count() + 1
    held = Registration(
        consortium=Consortium.objects.create(formal_name=f"示例联合体{number}", created_at=NOW),
        number=f"S-{number}", verification_code=f"code{number}", valid_from=start, valid_until=until,
        authority=authority, registered_by=UserFactory(), **fields,
    )  # fmt: skip
    held.state, held.state_since = state, since
    held.save(force_insert=True)
    return held


def filing(authority=None, state=State.DISTRICT_CHECK, *, due_on=None, at=NOW):
    """A submitted filing standing in a state, without its road."""
    number = Filing.objects.count() + 1
    unit = UnitFactory(authority=authority or AuthorityFactory())
    made = Filing(
        serial=f"F-{number}", lead=unit, authority=unit.authority, edition="qd2025", created_by=UserFactory(),
        consortium=Consortium.objects.create(formal_name=f"示例申报{number}", lead=unit, created_at=at),
        created_at=at, submitted_at=at, latest_version=1,
    )  # fmt: skip
    made.state, made.state_since, made.due_on = state, at, due_on
    made.save(force_insert=True)
    return made


def move(subject, source, target, at, event="endorse"):
    ledger.record(subject, f"filing.{event}", at=at, payload={"from": source, "to": target})


def noon(day):
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZONE)


@with_rows_by_hand
def test_validity_counts_what_is_in_force_and_what_lapses():
    registration(date(2025, 9, 1), date(2028, 9, 1))
    registration(date(2024, 1, 1), date(2027, 1, 1))
    registration(
        date(2024, 1, 1), date(2027, 1, 1), state=RegistrationState.REVOKED, since=noon(date(2026, 5, 5))
    )
    registration(None, None, origin=Origin.PUBLISHED_LIST)

    points = {point.on: point for point in statistics.validity(Scope(), TODAY)}

    assert [points[TODAY].dated, points[TODAY].undated, points[TODAY].is_forecast] == [2, 1, False]
    assert points[date(2026, 3, 31)].dated == 3  # the revoked one was still in force
    assert points[date(2026, 12, 31)].dated == 2
    assert [points[date(2027, 3, 31)].dated, points[date(2027, 3, 31)].lapsed] == [1, 1]
    assert [points[date(2028, 6, 30)].undated, points[date(2028, 9, 30)].undated] == [1, 0]
    assert [points[date(2028, 9, 30)].dated, points[date(2028, 9, 30)].lapsed] == [0, 2]
    ahead = [point for point in points.values() if point.on >= TODAY]
    assert all(now.total == before.total - now.lapsed for before, now in pairwise(ahead))
    assert points[date(2028, 12, 31)].total == 0


@with_rows_by_hand
def test_a_day_is_counted_by_hand_the_same_for_random_registrations():
    starts = [date(2023, 12, 1) + timedelta(days=37 * n) for n in range(30)]
    held = [registration(start, start + timedelta(days=200 + 30 * n)) for n, start in enumerate(starts)]

    for point in statistics.validity(Scope(), TODAY):
        assert point.dated == sum(one.valid_from <= point.on < one.valid_until for one in held)


@with_rows_by_hand
def test_a_district_counts_its_own_only():
    mine, other = AuthorityFactory(), AuthorityFactory(key="370211", place="黄岛区")
    registration(date(2026, 1, 1), date(2029, 1, 1), authority=mine)
    registration(date(2026, 1, 1), date(2029, 1, 1), authority=other)
    filing(mine), filing(other), filing(other)
    scope = statistics.scope_of(officer("district_head", mine))

    points = {point.on: point for point in statistics.validity(scope, TODAY)}

    assert points[TODAY].total == 1
    assert sum(row.count for row in statistics.standings(scope, TODAY)) == 1
    assert sum(row.count for row in statistics.standings(Scope(), TODAY)) == 3


@with_rows_by_hand
def test_desks_and_what_is_late_under_no_hold():
    late = TODAY - timedelta(days=1)
    filing(due_on=late), filing(due_on=TODAY), filing(state=State.DISTRICT_CORRECTION, due_on=late)
    held = filing(state=State.CITY_CHECK, due_on=late)
    filing(state=State.REGISTERED, due_on=late)
    asks, places = UserFactory(), UserFactory()
    Hold.objects.create(
        flow="filing", object_id=held.pk, reason="fraud", note="x", asked_by=asks, asked_at=NOW,
        placed_by=places, placed_at=NOW,
    )  # fmt: skip

    found = {row.desk: (row.count, row.late, row.held) for row in statistics.standings(Scope(), TODAY)}

    assert found == {
        "district_officer": (2, 1, 0), "lead": (1, 1, 0), "city_officer": (1, 0, 1), "": (1, 0, 0),
    }  # fmt: skip


@with_rows_by_hand
def test_step_lengths_are_pythons_own_median_and_percentile():
    calendar = office.work_calendar()
    lengths = []
    for number in range(23):
        began, ended = date(2026, 4, 1), date(2026, 4, 3) + timedelta(days=number * number % 61)
        one = filing(at=noon(began))
        ledger.record(one, "filing.begun", at=noon(began), payload={})
        move(one, "draft", "district_check", noon(began), "submit")
        move(one, "district_check", "city_check", noon(ended))
        lengths.append(calendar.working_days_between(began, ended))

    found = statistics.step_lengths(Scope(), NOW)

    assert set(found) == {"district_check"}
    step = found["district_check"]
    assert (step.times, step.filings) == (23, 23)
    assert step.median == python.median(lengths)
    assert step.p90 == pytest.approx(python.quantiles(lengths, n=10, method="inclusive")[8])


@with_rows_by_hand
def test_holidays_and_worked_weekends_and_holds_are_taken_out():
    one = filing(at=noon(date(2026, 4, 1)))
    ledger.record(one, "filing.begun", at=noon(date(2026, 4, 1)), payload={})
    move(one, "draft", "district_check", noon(date(2026, 4, 28)), "submit")
    move(one, "district_check", "city_check", noon(date(2026, 5, 15)))
    asks, places = UserFactory(), UserFactory()
    Hold.objects.create(
        flow="filing", object_id=one.pk, reason="fraud", note="x", asked_by=asks, asked_at=noon(date(2026, 5, 6)),
        placed_by=places, placed_at=noon(date(2026, 5, 7)), lifted_by=places, lifted_at=noon(date(2026, 5, 12)),
    )  # fmt: skip
    calendar = office.work_calendar()
    whole = calendar.working_days_between(date(2026, 4, 28), date(2026, 5, 15))
    held = calendar.working_days_between(date(2026, 5, 7), date(2026, 5, 12))

    assert statistics.step_lengths(Scope(), NOW)["district_check"].median == whole - held
    assert held > 0


@with_rows_by_hand
def test_only_steps_that_ended_in_the_window_count():
    one = filing()
    ledger.record(one, "filing.begun", at=noon(date(2025, 1, 1)), payload={})
    move(one, "draft", "district_check", noon(date(2025, 1, 2)), "submit")
    move(one, "district_check", "city_check", noon(date(2025, 2, 2)))

    assert statistics.step_lengths(Scope(), NOW) == {}


@with_rows_by_hand
def test_events_by_month_count_each_filing_once():
    one, two = filing(), filing()
    for subject in (one, two):
        move(subject, "draft", "district_check", noon(date(2026, 8, 3)), "submit")
    move(one, "district_check", "district_correction", noon(date(2026, 8, 4)), "return")
    move(one, "draft", "district_check", noon(date(2026, 8, 5)), "submit")
    move(two, "city_check", "declined", noon(date(2026, 8, 31)), "refuse")

    assert statistics.events(Scope(), NOW) == {("2026-08", "submit"): 2, ("2026-08", "ended"): 1}
    assert statistics.months(TODAY)[0] == "2025-10"


def test_the_real_road_is_measured_from_its_own_record():
    at_city_check(now=NOW)

    found = statistics.step_lengths(Scope(), NOW + timedelta(hours=1))

    assert found["district_check"].median == 0
    assert statistics.events(Scope(), NOW + timedelta(hours=1))["2026-09", "submit"] == 1


@with_rows_by_hand
def test_figures_cost_the_same_at_one_row_and_at_many():
    def cost():
        with CaptureQueriesContext(connection) as asked:
            statistics.validity(Scope(), TODAY)
            statistics.standings(Scope(), TODAY)
            statistics.step_lengths(Scope(), NOW)
            statistics.events(Scope(), NOW)
            statistics.coverage(Scope(), TODAY)
        return len(asked)

    filing()
    few = cost()
    for _number in range(12):
        registration(date(2026, 1, 1), date(2029, 1, 1), authority=Authority.objects.first())
        filing(state=State.CITY_CHECK)

    assert cost() == few == 8


@with_rows_by_hand
def test_coverage_lists_every_industry_those_with_nothing_too():
    covered, empty = (
        Industry.objects.create(key=key, group="x", group_en="x", name=key, name_en=key)
        for key in ("aa", "bb")
    )
    tracks = [
        Track.objects.create(industry=covered, key=f"t{n}", name=f"t{n}", name_en=f"t{n}", source="示例")
        for n in range(3)
    ]
    held = registration(date(2026, 1, 1), date(2029, 1, 1))
    Consortium.objects.filter(pk=held.consortium_id).update(industry=covered, main_track=tracks[1])
    running = filing()
    Consortium.objects.filter(pk=running.consortium_id).update(industry=empty)

    found = {one.industry.key: one for one in statistics.coverage(Scope(), TODAY)}

    assert [found["aa"].registered, found["aa"].under_way, found["aa"].covered] == [1, 0, 1]
    assert [found["bb"].registered, found["bb"].under_way, found["bb"].tracks] == [0, 1, ()]


@with_rows_by_hand
def test_the_grade_decided_last_counts_for_each_registration(as_owner):
    with as_owner() as cursor:
        cursor.execute("ALTER TABLE evaluations_evaluation DISABLE TRIGGER USER")
    one, two, three = (registration(date(2026, 1, 1), date(2029, 1, 1)) for _number in range(3))
    told = ((one, "good", 1), (one, "excellent", 2), (two, "qualified", 1), (two, "", 2), (three, "", 1))
    campaigns = {
        year: Campaign.objects.create(
            title=f"示例评价{year}", evaluators="panel", evidence_until=TODAY, opened_by=UserFactory(),
            state="planned", state_since=NOW,
        )
        for year in (1, 2)
    }  # fmt: skip
    for subject, grade, year in told:
        Evaluation.objects.create(
            campaign=campaigns[year], registration=subject, begun_at=NOW, grade=grade, state_since=NOW,
            state="decided" if grade else "scoring", decided_by=UserFactory() if grade else None,
            decided_on=date(2026, year, 1) if grade else None,
        )  # fmt: skip

    assert statistics_grades.grades(Scope()) == {"excellent": 1, "qualified": 1}
    assert statistics_grades.under_way(Scope()) == 2
