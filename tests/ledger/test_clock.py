"""The one clock: a page is drawn at one moment, an act reads it when it acts."""

from typing import Any

from ledger import clock


def test_whatever_reads_the_clock_for_one_page_is_told_the_same_moment(db: None) -> None:
    with clock.one_moment():
        drawn_at = clock.now()
        assert clock.now() == drawn_at
    assert drawn_at < clock.now() < clock.now()


def test_a_page_that_asks_for_no_time_reads_no_clock(db: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0), clock.one_moment():
        pass
    with django_assert_num_queries(1), clock.one_moment():
        clock.now()
        clock.now()
