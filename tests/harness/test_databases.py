"""The databases the other tests stand on: whose hand, which clone, and that nothing leaks."""

import threading

import pytest
import redis
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection, transaction
from django.utils.timezone import now

pytestmark = pytest.mark.django_db


def _rows() -> int:
    return Session.objects.count()


def _add(key: str) -> None:
    Session.objects.create(session_key=key, session_data="", expire_date=now())


def test_works_as_the_application_role():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, datctype FROM pg_database WHERE datname = current_database()")
        user, ctype = cursor.fetchone()

    assert (user, ctype) == ("lianhe_app", "C.UTF-8")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "ALTER TABLE django_session ADD COLUMN mine int",
        "DROP TABLE django_session",
        "TRUNCATE django_session",
        "DELETE FROM django_migrations",
    ],
)
def test_application_role_has_no_ddl(statement):
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), transaction.atomic():
        connection.cursor().execute(statement)


def test_owner_hand_is_lent_for_a_moment(as_owner):
    with as_owner() as cursor:
        cursor.execute("CREATE TABLE lent (id int)")

    with pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute("DROP TABLE lent")


@pytest.mark.parametrize("turn", [1, 2])
def test_rolled_back_rows_are_gone(turn):
    assert _rows() == 0
    _add("rolled-back")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_committed_rows_stay_in_their_own_clone(turn):
    assert _rows() == 0
    _add("committed")


def test_threads_meet_in_the_same_clone(transactional_db):
    def write(number: int) -> None:
        _add(f"thread-{number}")
        connection.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert _rows() == 8


def test_owner_cursor_sees_what_was_committed(owner_cursor):
    _add("seen")

    owner_cursor.execute("SELECT session_key, current_user FROM django_session")

    assert owner_cursor.fetchall() == [("seen", "lianhe")]


def test_append_only_tables_refuse_the_application(settings, owner_cursor):
    for table in settings.APPEND_ONLY:
        owner_cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [table])
        assert owner_cursor.fetchone() == (True,), f"{table} is not there"
        for privilege in ("UPDATE", "DELETE", "TRUNCATE"):
            owner_cursor.execute("SELECT has_table_privilege('lianhe_app', %s, %s)", [table, privilege])
            assert owner_cursor.fetchone() == (False,), (table, privilege)


def test_broker_answers_over_its_socket(broker):
    address = broker.removeprefix("redis+socket://")

    with redis.Redis(unix_socket_path=address) as client:
        assert client.ping()
