"""Registrations before and at their lapse: each threshold told once, to the right people, on the record."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from accounts.actions import end_expired_roles
from accounts.models import RoleGrant
from accounts.notices import is_known, render
from consortia import announcing
from consortia.models import Consortium, Membership, Registration
from consortia.registration import REGISTRATION
from consortia.reminders import first_announcement
from ledger.models import Entry, Notice
from ledger.queries import breaks
from tests.factories import NOW, AuthorityFactory, UnitFactory, UserFactory, officer, representative
from workflow.engine import begin

pytestmark = pytest.mark.django_db
UNTIL = date(2029, 9, 1)


def at(day):
    return datetime(day.year, day.month, day.day, 2, tzinfo=UTC)


def before(days):
    return at(UNTIL - timedelta(days=days))


def told():
    return sorted(Notice.objects.filter(kind__startswith="registration.").values_list("kind", "user_id"))


@pytest.fixture
def people(db):
    lead, member = UnitFactory(), UnitFactory()
    elsewhere = AuthorityFactory(key="370202", name="市南区科技局", place="市南区")
    officer("district_officer", elsewhere)
    return {
        "lead_unit": lead,
        "member_unit": member,
        "lead": representative(lead),
        "member": representative(member),
        "district": officer("district_officer", lead.authority),
        "city": officer("city_officer"),
    }


@pytest.fixture
def registration(people):
    consortium = Consortium.objects.create(
        formal_name="示例创新联合体", lead=people["lead_unit"], created_at=NOW
    )
    Membership.objects.bulk_create(
        Membership(
            consortium=consortium, unit=unit, is_lead=is_lead, counting="enterprise", tier="core",
            state="listed", state_since=NOW,
        )
        for unit, is_lead in ((people["lead_unit"], True), (people["member_unit"], False))
    )  # fmt: skip
    for state in ("invited", "accepted"):
        Membership.objects.filter(consortium=consortium).update(state=state)
    new = Registration(
        consortium=consortium, number="QDLH-2026-0001", authority=people["lead_unit"].authority,
        valid_from=date(2026, 9, 1), valid_until=UNTIL, announce_on=first_announcement(UNTIL),
        verification_code="c" * 32, registered_by=people["city"],
    )  # fmt: skip
    begin(REGISTRATION, new, actor=people["city"], now=NOW)
    return new


def test_each_threshold_is_told_once_and_never_early(registration, people):
    announcing.registrations(before(181))
    assert told() == []

    for days in (180, 90, 30, 7, 0, -1, -400):
        for _ in range(2):
            announcing.registrations(before(days))

    kinds = [kind for kind, user_id in told() if user_id == people["lead"].pk]
    assert kinds == [
        "registration.lead_lapsed", *["registration.lead_lapsing"] * 3, "registration.lead_reapply"
    ]  # fmt: skip
    assert [kind for kind, user_id in told() if user_id == people["member"].pk] == [
        "registration.members_lapsed"
    ]
    for who in ("district", "city"):
        assert len([1 for _, user_id in told() if user_id == people[who].pk]) == 5
    registration.refresh_from_db()
    assert registration.announce_on is None
    assert len(told()) == 16  # nobody else, least of all another district


def test_after_an_outage_only_the_latest_is_told(registration, people):
    announcing.registrations(before(20))

    days = {notice.params["days"] for notice in Notice.objects.filter(user_id=people["lead"].pk)}
    registration.refresh_from_db()
    assert days == {30}
    assert registration.announce_on == UNTIL - timedelta(days=7)


def test_the_record_holds_each_announcement_and_stays_sound(registration):
    for days in (180, 7):
        announcing.registrations(before(days))

    entries = Entry.objects.filter(subject=registration.ledger_subject, kind=announcing.KIND)
    assert [entry.payload for entry in entries.order_by("number")] == [
        {"days": 180, "until": "2029-09-01"},
        {"days": 7, "until": "2029-09-01"},
    ]
    assert list(breaks()) == []


@pytest.mark.parametrize("state", ["revoked", "dissolved"])
def test_what_is_revoked_or_dissolved_is_silent(registration, state):
    Registration.objects.filter(pk=registration.pk).update(state=state)

    announcing.registrations(before(0))

    registration.refresh_from_db()
    assert told() == []
    assert registration.announce_on is None
    assert list(breaks()) == []


def test_while_the_lead_is_vacant_the_members_are_told_too(registration, people):
    Registration.objects.filter(pk=registration.pk).update(state="lead_vacant")

    announcing.registrations(before(30))

    assert ("registration.members_lapsing", people["member"].pk) in told()


def test_every_kind_has_words_in_both_languages(registration):
    for days in (180, 90, 0):
        announcing.registrations(before(days))

    for notice in Notice.objects.filter(kind__startswith="registration."):
        assert is_known(notice.kind)
        for language in ("zh-hans", "en"):
            assert "…" not in render(notice, language).body


def test_closed_accounts_and_former_colleagues_hear_nothing(registration, people):
    people["lead"].is_active = False
    people["lead"].save()
    RoleGrant.objects.filter(user=people["city"]).update(ended_at=NOW)

    announcing.registrations(before(90))

    assert {user_id for _, user_id in told()} == {people["district"].pk}


def test_nothing_due_is_one_look_at_the_index(django_assert_num_queries, registration):
    with django_assert_num_queries(1):
        announcing.registrations(before(181))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT id FROM consortia_registration WHERE announce_on <= now()::date")
        assert "registration_announce" in str(cursor.fetchall())


def test_a_deputys_end_is_told_to_both_once():
    away, deputy = officer("district_officer"), UserFactory()
    grant = away.role_grants.get()
    RoleGrant.objects.create(
        user=deputy, role=grant.role, authority=grant.authority, granted_at=NOW, deputy_for=away,
        expires_on=date(2026, 9, 10),
    )  # fmt: skip

    for _ in range(2):
        end_expired_roles(NOW + timedelta(days=30))

    kinds = Notice.objects.filter(kind__startswith="account.").values_list("kind", "user_id")
    assert sorted(kinds) == [("account.deputy_ended", away.pk), ("account.role_ended", deputy.pk)]
