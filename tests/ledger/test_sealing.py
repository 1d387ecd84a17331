"""A seal looks at what waits, not at the whole record, and misses nothing that was committed late."""

import json
import threading

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from ledger import actions
from ledger.models import Checkpoint, Entry, Position, Unsealed
from ledger.queries import breaks
from tests.factories import NOW

HISTORY = """
    WITH strand AS (
      INSERT INTO ledger_strand (name, ledger_count, ledger_head) VALUES (%s, 0, repeat('0', 64)) RETURNING id
    ), entry AS (
      INSERT INTO ledger_entry (subject, number, kind, role, at, request_id, payload, previous_hash, hash)
      SELECT 'ledger.strand:' || strand.id, n, 'login', '', now(), '', '{}', repeat('0', 64), repeat('0', 64)
      FROM strand, generate_series(1, %s) n
      RETURNING id
    )
    INSERT INTO ledger_position (entry_id, position, checkpoint_id)
    SELECT id, row_number() OVER () + %s - 1, %s FROM entry
"""
"""Entries long sealed: what matters here is that they are many."""


def _login(actor_id: int) -> Entry:
    return actions.record_security("login", actor_id=actor_id, params={"path": "/"}, now=NOW)


def _read_by_a_seal() -> int:
    """Pages that finding the new entries reads."""
    _login(1)
    with CaptureQueriesContext(connection) as asked, transaction.atomic():
        assert len(actions._take_new_entries()) == 1
        transaction.set_rollback(True)
    found = [one["sql"] for one in asked if "ledger_unsealed" in one["sql"] or "ledger_entry" in one["sql"]]
    assert len(found) == 2
    pages = 0
    with connection.cursor() as cursor:
        for sql in found:
            with transaction.atomic():
                cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}")
                told = cursor.fetchone()[0]
                plan = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]
                pages += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
                assert "Seq Scan on ledger_entry" not in json.dumps(plan)
                transaction.set_rollback(True)
    actions.seal(NOW)
    return pages


@pytest.mark.django_db
def test_a_seal_reads_no_more_after_twenty_thousand_entries(as_owner):
    _login(1)
    first = actions.seal(NOW)
    for _ in range(3):
        _read_by_a_seal()
    few = _read_by_a_seal()

    with as_owner() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER USER")
        cursor.execute(HISTORY, ["long ago", 20_000, 1_000_000, first.pk])
        cursor.execute("ALTER TABLE ledger_entry ENABLE TRIGGER USER")
        cursor.execute("ANALYZE ledger_entry, ledger_position")
    many = _read_by_a_seal()

    assert Position.objects.count() > 20_000
    assert many <= few + 6, (few, many)  # an index grows by a level, not by its entries


@pytest.mark.django_db(transaction=True)
def test_an_entry_committed_after_a_younger_one_was_sealed_comes_with_the_next_seal():
    written, sealed = threading.Event(), threading.Event()
    late: list[int] = []

    def slow() -> None:
        try:
            with transaction.atomic():
                late.append(_login(1).pk)
                written.set()
                sealed.wait(20)
        finally:
            connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert written.wait(20)
    young = _login(2)
    first = actions.seal(NOW)
    sealed.set()
    thread.join()
    second = actions.seal(NOW)

    assert late[0] < young.pk
    assert list(Position.objects.order_by("position").values_list("entry_id", "checkpoint_id")) == [
        (young.pk, first.pk), (late[0], second.pk),
    ]  # fmt: skip
    assert (actions.seal(NOW), Unsealed.objects.count(), list(breaks())) == (None, 0, [])


@pytest.mark.django_db
def test_what_one_seal_cannot_take_the_next_one_takes(monkeypatch):
    monkeypatch.setattr(actions, "AT_ONCE", 2)
    for number in range(5):
        _login(number + 1)

    sizes = [made.size for _ in range(3) if (made := actions.seal(NOW))]

    assert sizes == [2, 4, 5]
    assert (actions.seal(NOW), Checkpoint.objects.count(), list(breaks())) == (None, 3, [])


@pytest.mark.django_db
def test_an_entry_taken_out_of_those_that_wait_is_missed():
    entry = _login(1)
    Unsealed.objects.all().delete()

    assert actions.seal(NOW) is None
    assert [(one.subject, one.number, one.what) for one in breaks()] == [(entry.subject, 1, "unsealed")]


@pytest.mark.django_db
def test_an_entry_marked_once_more_keeps_its_place():
    entry = _login(1)
    actions.seal(NOW)
    Unsealed.objects.create(entry_id=entry.pk)

    assert actions.seal(NOW) is None
    assert (Unsealed.objects.count(), list(breaks())) == (0, [])
