"""A road that is not walked again leaves what the walk left, and is walked wherever anything is different."""

import re
from collections import Counter

import pytest
from django.db import connection, transaction

from filings.models import Filing
from portal import invariants
from tests import retold
from tests.factories import NOW, UnitFactory, officer
from tests.road import at_city_check, complete_draft, people
from tests.road_reviews import at_registered

pytestmark = pytest.mark.django_db
FRESH = re.compile(r'[\dA-Z]{18}|(?<=["/])[\w-]{20,}(?=["/])|\d+', re.ASCII)
"""Codes, tokens and digests, numbers: what two walks of one road do not have in common."""


def _plain(text):
    """A row without what is fresh; lists that are ordered by something fresh are told in one order."""
    return tuple(sorted(FRESH.sub("#", text).split(",")))


def _walks() -> int:
    return retold.counted["walked"]


def _undone(road):
    """Rows as text without their numbers, after one call that is undone."""
    before = transaction.savepoint()
    try:
        road()
        return Counter((row.table, _plain(row.text)) for row in retold._rows())
    finally:
        transaction.savepoint_rollback(before)


@pytest.mark.parametrize("road", [complete_draft, at_registered])
def test_rows_come_back_as_the_walk_left_them(road):
    with retold.afresh():
        walked = _undone(road)
    _undone(road)
    walks = _walks()

    again = _undone(road)

    assert _walks() == walks
    assert again == walked


def test_what_came_back_is_sound_and_goes_on():
    _undone(at_registered)
    filing, _who, _closing = at_registered()

    assert [result.invariant.key for result in invariants.run() if result.faults] == []
    second, _ = at_city_check()
    assert second.serial != filing.serial


def test_what_waits_for_the_commit_waits_again():
    def left_waiting():
        before, waiting = transaction.savepoint(), len(connection.run_on_commit)
        at_city_check()
        found = len(connection.run_on_commit) - waiting
        transaction.savepoint_rollback(before)
        return found

    with retold.afresh():
        walked = left_waiting()
    left_waiting()

    assert left_waiting() == walked > 0


def test_what_is_handed_out_belongs_to_one_test():
    first, _ = complete_draft()
    with transaction.atomic():
        Filing.objects.all().update(knows_no_secrets=False)
        first.refresh_from_db()
        transaction.set_rollback(True)
    second, _ = _again(complete_draft)

    assert not first.knows_no_secrets
    assert second.knows_no_secrets


def _again(road):
    before = transaction.savepoint()
    try:
        return road()
    finally:
        transaction.savepoint_rollback(before)


@pytest.mark.parametrize("different", [lambda: officer("city_officer"), complete_draft])
def test_another_beginning_is_walked(different):
    _undone(at_city_check)
    different()
    Filing.objects.all().update(knows_no_secrets=False)
    walks = _walks()

    at_city_check()

    assert _walks() > walks


def test_another_moment_or_other_people_are_walked():
    complete_draft(now=NOW)
    walks = _walks()
    unit = UnitFactory()

    complete_draft(people(unit), unit=unit)

    assert _walks() == walks
    assert Filing.objects.count() == 2


def test_the_guards_of_the_database_stand_afterwards():
    _undone(complete_draft)
    filing, _ = complete_draft()

    with pytest.raises(Exception, match="filing"), transaction.atomic():
        Filing.objects.filter(pk=filing.pk).update(state="registered")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user <> session_user, current_setting('session_replication_role')")
        assert cursor.fetchone() == (True, "origin")
