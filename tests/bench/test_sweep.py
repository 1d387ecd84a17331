"""1,000 due among 1,000,000 registrations: one sweep against the same work in a ``save()`` loop, in one run."""

import gc
import statistics
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from consortia import announcing
from consortia.models import Registration
from consortia.reminders import next_announcement, overtaken
from filings.deadlines import Office
from ledger import actions as ledger
from ledger.models import Entry, Notice
from ledger.queries import history
from tests.factories import AuthorityFactory, UnitFactory, officer, representative

pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True)]
ALL, DUE, CONSORTIA_COUNT, LEADS = 1_000_000, 1_000, 100_000, 500
UNTIL = date(2029, 9, 1)
NOW = datetime(2029, 6, 10, 2, 0, tzinfo=UTC)  # 83 days before: the threshold of 90 days has come
BUDGET_MS, BUDGET_RATIO, BUDGET_NOTHING_MS = 150, 20, 5

CONSORTIA = """
    INSERT INTO consortia_consortium (formal_name, short_name, name_en, name_pinyin, lead_id, other_track, need,
      origin, origin_note, is_sample, created_at)
    SELECT '示例联合体' || n, '', '', 'shi li ' || n, %(leads)s::bigint[], '', '', 'filed', '', true, now()
    FROM generate_series(1, %(consortia)s) n
""".replace("%(leads)s::bigint[]", "(%(leads)s::bigint[])[1 + n %% %(many)s]")
REGISTRATIONS = """
    INSERT INTO consortia_registration (state, state_since, step_number, is_due_provisional, ledger_count,
      ledger_head, consortium_id, number, official_number, authority_id, valid_from, valid_until,
      verification_code, origin, registered_by_id, dates_source, announce_on, report_on)
    SELECT 'in_force', now(), 0, false, 0, repeat('0', 64), c.id, 'QD-' || n, '', %(authority)s,
      %(until)s::date - 1095, %(until)s, 'code' || n, 'filed', %(officer)s, '', %(later)s, %(until)s
    FROM generate_series(1, %(all)s) n JOIN consortia_consortium c ON c.id = 1 + n %% %(consortia)s
"""
MAKE_DUE = "UPDATE consortia_registration SET announce_on = %s WHERE id %% 1000 = %s"
"""Every thousandth of a million: a thousand, spread over the whole table."""


@pytest.fixture
def million(owner_cursor: Any) -> Any:
    """A million registrations of five hundred leads, none due; triggers rest while they are poured in."""
    leads = [UnitFactory() for _ in range(LEADS)]
    for lead in leads:
        representative(lead, "manager")
    place, clerk = AuthorityFactory(), officer("city_officer")
    officer("district_officer", place)
    values = {
        "all": ALL, "consortia": CONSORTIA_COUNT, "leads": [lead.pk for lead in leads], "many": LEADS,
        "authority": place.pk,
        "officer": clerk.pk, "until": UNTIL, "later": UNTIL - timedelta(days=30),
    }  # fmt: skip
    started = time.perf_counter()
    for table, statement in (("consortia_consortium", CONSORTIA), ("consortia_registration", REGISTRATIONS)):
        owner_cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        owner_cursor.execute(statement, values)
        owner_cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER ALL")
        owner_cursor.execute(f"VACUUM ANALYZE {table}")
    for table in ("consortia_representative", "accounts_rolegrant", "accounts_user"):
        owner_cursor.execute(f"ANALYZE {table}")
    print(f"poured in {time.perf_counter() - started:.0f} s")
    return owner_cursor


def loop(now: datetime) -> int:
    """The same work as everybody writes it: read, change, save, record, tell, one after the other."""
    today, told = now.date(), 0
    with transaction.atomic():
        due = list(
            Registration.objects.filter(announce_on__lte=today)
            .select_related("consortium")
            .order_by("announce_on", "id")
            .select_for_update(of=("self",), skip_locked=True, no_key=True)[: announcing.BATCH]
        )
        people = Office(one.consortium.lead_id or 0 for one in due)
        for one in due:
            days = overtaken(one.valid_until, today)
            one.announce_on = next_announcement(one.valid_until, today)
            one.save()
            ledger.record(one, announcing.KIND, at=now, role="system", payload={"days": days})
            readers = [
                *people.people(one.consortium.lead_id),
                *people.holders("district_officer", one.authority_id),
                *people.holders("city_officer"),
            ]
            for user_id in readers:
                Notice(
                    kind="registration.office_lapsing", params={"name": one.consortium.formal_name, "days": days},
                    subject=one.ledger_subject, path=f"/registrations/{one.pk}/", user_id=user_id,
                    cause=f"registration:{one.pk}:{days}:{user_id}", created_at=now, next_attempt_at=now,
                ).save()  # fmt: skip
                told += 1
    return told


def _milliseconds(sweep: Any, now: datetime) -> tuple[float, int]:
    gc.collect()
    started = time.perf_counter()
    told = sweep(now)
    return (time.perf_counter() - started) * 1000, told


def test_one_sweep_against_the_loop(million: Any, report: Any) -> None:
    once, looped, nothing = [], [], []
    for turn in range(4):  # interleaved: what is compared meets the same neighbours; the first turn warms up
        for side, (sweep, taken) in enumerate(((announcing.registrations, once), (loop, looped))):
            million.execute(MAKE_DUE, [NOW.date(), 2 * turn + side])
            assert million.rowcount == DUE
            million.execute("VACUUM ANALYZE consortia_registration")
            milliseconds, told = _milliseconds(sweep, NOW)
            assert told == DUE * 3
            assert not Registration.objects.filter(announce_on__lte=NOW.date()).exists()
            nothing.append(_milliseconds(announcing.registrations, NOW)[0])
            if turn:
                taken.append(milliseconds)
    assert Entry.objects.filter(kind=announcing.KIND).count() == 8 * DUE
    assert history(Entry.objects.latest("id").subject).count() >= 1
    assert Notice.objects.count() == 8 * DUE * 3
    best, ratio = statistics.median(once), statistics.median(looped) / statistics.median(once)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_size_pretty(pg_database_size(current_database()))")
        size = cursor.fetchone()[0]
    report(
        "sweep: 1,000 due of 1,000,000, 3 notices each", sweep_ms=round(best, 1),
        sweep_min_ms=round(min(once), 1), loop_ms=round(statistics.median(looped)), times_faster=round(ratio, 1),
        nothing_due_ms=round(statistics.median(nothing), 2), registrations=ALL, database=size,
    )  # fmt: skip
    assert best <= BUDGET_MS
    assert ratio >= BUDGET_RATIO
    assert statistics.median(nothing) <= BUDGET_NOTHING_MS
