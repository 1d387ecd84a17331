"""Working days: the vectors of the domain page, publicity over holidays, years not known yet."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow import calendar
from workflow.calendar import DueDate, PublicityWindow, WorkCalendar

LISTED = json.loads((Path(calendar.__file__).parent / "data/calendar.json").read_text(encoding="utf-8"))
CALENDAR = WorkCalendar(
    days={date.fromisoformat(row["date"]): row["kind"] == "work" for row in LISTED["days"]},
    known_years=frozenset(LISTED["years"]),
)
DAYS = st.dates(min_value=date(2024, 1, 1), max_value=date(2027, 12, 31))


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (date(2026, 2, 12), 5, date(2026, 2, 26)),
        (date(2026, 9, 18), 5, date(2026, 9, 24)),
        (date(2026, 9, 24), 5, date(2026, 10, 9)),
        (date(2026, 4, 30), 5, date(2026, 5, 11)),
        (date(2025, 9, 26), 5, date(2025, 10, 10)),
        (date(2025, 7, 18), 15, date(2025, 8, 8)),
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
    ],
)
def test_nth_working_day_after_a_day(start, days, due):
    assert CALENDAR.working_days_after(start, days) == DueDate(due, is_provisional=False)


@pytest.mark.parametrize(
    ("posted_on", "days", "counted", "first", "last", "close"),
    [
        (date(2026, 9, 24), 5, False, date(2026, 9, 28), date(2026, 10, 9), date(2026, 10, 10)),
        (date(2026, 9, 24), 5, True, date(2026, 9, 24), date(2026, 10, 8), date(2026, 10, 9)),
        (date(2026, 11, 20), 5, False, date(2026, 11, 23), date(2026, 11, 27), date(2026, 11, 30)),
        (date(2026, 11, 21), 5, True, date(2026, 11, 23), date(2026, 11, 27), date(2026, 11, 30)),
        (date(2023, 4, 26), 5, False, date(2023, 4, 27), date(2023, 5, 6), date(2023, 5, 8)),
    ],
)
def test_easy_error_09_publicity_over_holidays(posted_on, days, counted, first, last, close):
    window = CALENDAR.publicity_window(posted_on, days, count_posting_day=counted)

    assert window == PublicityWindow(first, last, close, is_provisional=False)


def test_easy_error_09_the_day_after_the_national_holiday_window_is_a_worked_saturday():
    close = CALENDAR.publicity_window(date(2026, 9, 24), 5).earliest_close_on

    assert (close.isoweekday(), CALENDAR.is_working_day(close)) == (6, True)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (date(2026, 12, 31), 1, date(2027, 1, 1)),
        (date(2026, 12, 28), 5, date(2027, 1, 4)),
        (date(2027, 3, 1), 5, date(2027, 3, 8)),
    ],
)
def test_easy_error_14_a_year_without_a_notice_is_provisional_and_never_crashes(start, days, due):
    assert CALENDAR.working_days_after(start, days) == DueDate(due, is_provisional=True)


def test_easy_error_14_a_loaded_year_recomputes_the_same_question():
    new_year = {date(2027, 1, 1): False}
    loaded = WorkCalendar(
        days={**CALENDAR.days, **new_year}, known_years=CALENDAR.known_years | frozenset({2027})
    )

    assert loaded.working_days_after(date(2026, 12, 31), 1) == DueDate(date(2027, 1, 4), is_provisional=False)


def test_publicity_into_an_unknown_year_says_so():
    assert CALENDAR.publicity_window(date(2026, 12, 28), 5).is_provisional is True


@pytest.mark.parametrize("year", [2025, 2026])
def test_a_year_has_248_working_days(year):
    assert CALENDAR.working_days_between(date(year - 1, 12, 31), date(year, 12, 31)) == 248


@pytest.mark.parametrize(
    ("year", "off", "worked"),
    [
        (2025, {"2025-01-01", "2025-10-08", "2025-05-05"}, {"2025-01-26", "2025-02-08", "2025-04-27"}),
        (2026, {"2026-01-02", "2026-02-23", "2026-09-25"}, {"2026-01-04", "2026-02-14", "2026-10-10"}),
    ],
)
def test_days_of_the_notices(year, off, worked):
    kinds = {row["date"]: row["kind"] for row in LISTED["days"] if row["date"].startswith(str(year))}

    assert {kinds[day] for day in off} == {"off"}
    assert {kinds[day] for day in worked} == {"work"}


def test_the_list_holds_only_days_that_differ_from_monday_to_friday():
    alike = [
        row["date"]
        for row in LISTED["days"]
        if (row["kind"] == "work") == (date.fromisoformat(row["date"]).weekday() <= calendar.FRIDAY)
    ]

    assert alike == []


@pytest.mark.parametrize(
    ("earlier", "later", "count"),
    [
        (date(2026, 9, 24), date(2026, 10, 9), 5),
        (date(2026, 10, 9), date(2026, 9, 24), -5),
        (date(2026, 11, 23), date(2026, 11, 23), 0),
        (date(2026, 11, 20), date(2026, 11, 22), 0),
    ],
)
def test_working_days_between(earlier, later, count):
    assert CALENDAR.working_days_between(earlier, later) == count


@pytest.mark.parametrize("days", [-1, -10])
def test_negative_days_are_refused(days):
    with pytest.raises(ValueError, match="negative"):
        CALENDAR.working_days_after(date(2026, 11, 23), days)


def test_a_notice_without_days_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        CALENDAR.publicity_window(date(2026, 11, 23), 0)


@given(start=DAYS, days=st.integers(min_value=1, max_value=40))
def test_counting_forward_and_back_agree(start, days):
    due = CALENDAR.working_days_after(start, days).on

    assert CALENDAR.is_working_day(due)
    assert CALENDAR.working_days_between(start, due) == days
    assert due - start >= timedelta(days=days)
