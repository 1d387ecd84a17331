"""What the database itself refuses, whoever asks."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from filings import actions
from filings.flow import FILING
from filings.states import Event, State
from ledger import actions as ledger
from tests.factories import NOW
from tests.road import complete_draft
from tests.teleport import teleport
from workflow.flow import FLOWS

pytestmark = pytest.mark.django_db


def test_a_raw_jump_is_refused_for_every_pair_outside_the_table(as_owner):
    filing, _ = complete_draft()
    allowed, refused = set(), set()
    for old in State.values:
        teleport(as_owner, filing, old)
        for new in State.values:
            if old == new:
                continue
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute("UPDATE filings_filing SET state = %s WHERE id = %s", [new, filing.pk])
                    allowed.add((old, new))
                    raise DatabaseError("undo")
            except IntegrityError:
                refused.add((old, new))
            except DatabaseError:
                pass

    assert allowed == set(FILING.pairs())
    assert len(refused) == 17 * 16 - len(FILING.pairs())


def test_a_filing_begins_as_a_draft():
    filing, _ = complete_draft()

    filing.pk, filing.serial = None, "another"
    vars(filing)["state"] = State.REGISTERED

    with pytest.raises(IntegrityError, match="begins as draft"), transaction.atomic():
        filing.save(force_insert=True)


APPEND_ONLY = ("ledger_entry", "ledger_position", "ledger_checkpoint", "filings_submission")


def _submitted():
    filing, who = complete_draft()
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)
    ledger.seal(NOW)


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_application_may_not_alter_what_is_written(statement, table):
    _submitted()

    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(statement.format(table))


def _as(as_owner, statement):
    with as_owner() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement)


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_not_even_the_owner_alters_it_by_accident(statement, table, as_owner):
    _submitted()

    with pytest.raises(DatabaseError, match=r"Cannot|append-only"), transaction.atomic():
        _as(as_owner, statement.format(table))


def test_every_flow_has_its_trigger():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname LIKE '%%_flow' AND tgenabled <> 'D'")
        found = {name for (name,) in cursor.fetchall()}

    assert found == {f"{key}_flow" for key in FLOWS}
