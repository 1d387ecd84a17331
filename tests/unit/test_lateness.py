"""What a due day is called on a given day: one answer for every sweep."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.calendar import WorkCalendar
from workflow.lateness import Lateness

FRIDAY = date(2026, 1, 16)
LATENESS = Lateness.of(FRIDAY, WorkCalendar(), escalate_days=5)


@pytest.mark.parametrize(
    ("due_on", "word"),
    [
        (None, ""),
        (date(2026, 1, 15), "overdue"),
        (FRIDAY, "due_today"),
        (date(2026, 1, 17), "due_soon"),
        (date(2026, 1, 19), "due_soon"),
        (date(2026, 1, 20), "due_soon"),
        (date(2026, 1, 21), ""),
    ],
)
def test_a_day_has_one_word(due_on: date | None, word: str) -> None:
    assert LATENESS.word(due_on) == word


@pytest.mark.parametrize(
    ("due_on", "is_escalated"), [(None, False), (date(2026, 1, 9), False), (date(2026, 1, 8), True)]
)
def test_somebody_else_learns_after_five_working_days(due_on: date | None, is_escalated: bool) -> None:
    assert LATENESS.is_escalated(due_on) is is_escalated


@given(st.integers(-40, 40), st.integers(0, 10))
def test_the_words_never_go_back_as_days_pass(offset: int, days: int) -> None:
    due_on = FRIDAY + timedelta(days=offset)
    order = ["", "due_soon", "due_today", "overdue"]
    seen = [
        order.index(Lateness.of(FRIDAY + timedelta(days=n), WorkCalendar(), days).word(due_on))
        for n in range(60)
    ]
    assert seen == sorted(seen)
    late = Lateness.of(FRIDAY, WorkCalendar(), days)
    assert not late.is_escalated(due_on) or late.word(due_on) == "overdue"
