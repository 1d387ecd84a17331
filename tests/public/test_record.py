"""The record for those who watch: sentences, soundness, who acted, who opened files; administrators' acts only."""

import pytest
from allauth.mfa.models import Authenticator

from accounts.roles import Role
from ledger import actions as ledger
from ledger.models import Entry
from portal import record, watch
from tests.factories import NOW, officer
from tests.road import at_city_check

pytestmark = pytest.mark.django_db


@pytest.fixture
def enter(client):
    def as_role(role):
        user = officer(role)
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
        client.force_login(user)
        client.cookies["lianhe_language"] = "zh-hans"
        return user

    return as_role


def test_an_auditor_reads_a_case_as_sentences(client, enter):
    filing, _who = at_city_check()
    enter(Role.AUDITOR)

    listed = client.get("/ledger/?q=示例").content.decode()
    page = client.get(f"/ledger/{filing.pk}/").content.decode()

    assert f"/ledger/{filing.pk}/" in listed
    assert "记录完整" in page
    assert "崂山区" in page
    for word in ("digest", "hash", "SHA", "摘要"):
        assert word not in page


@pytest.mark.tampers
def test_a_changed_entry_is_found_and_named(client, enter, as_owner):
    filing, _who = at_city_check()
    with as_owner() as cursor:
        cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE ledger_entry SET role = 'approver' WHERE subject = %s AND number = 3",
            [filing.ledger_subject],
        )
        cursor.execute("ALTER TABLE ledger_entry ENABLE TRIGGER USER")
    enter(Role.AUDITOR)

    found = record.soundness_of(filing)
    page = client.get(f"/ledger/{filing.pk}/").content.decode()

    assert not found.is_sound
    assert "第 3 条" in page
    assert "第 3 条" in client.post("/ledger/check/").content.decode()


def test_the_whole_record_is_checked_on_demand(client, enter):
    at_city_check()
    enter(Role.AUDIT_ADMIN)

    assert "记录完整" in client.post("/ledger/check/").content.decode()


def test_who_opened_a_file_is_shown_by_role(client, enter):
    filing, who = at_city_check()
    document = filing.consortium.agreements.get().document
    ledger.record_security(
        "file_opened",
        actor_id=who.officer.pk,
        params={"file": document.pk, "sha256": "0", "shown": True},
        now=NOW,
    )
    enter(Role.SUPERVISOR)

    opened = watch.reads_of(filing)

    assert [document.name in one.sentence for one in opened] == [True]
    assert "崂山区" in client.get(f"/ledger/{filing.pk}/reads/").content.decode()


def test_the_audit_administrator_sees_no_business(client, enter):
    filing, _who = at_city_check()
    enter(Role.AUDIT_ADMIN)
    ledger.record_security("role_granted", actor_id=1, params={"user": 2, "role": "expert"}, now=NOW)

    assert client.get("/ledger/").status_code == 403
    assert client.get(f"/ledger/{filing.pk}/").status_code == 403
    kinds = set(record.administrators_acts().values_list("kind", flat=True))
    assert not any(kind.startswith("filing.") for kind in kinds)
    assert "授予了角色" in client.get("/ledger/administrators/").content.decode()


def test_a_draft_is_in_nobodys_record_but_its_owners(client, enter):
    filing, _who = at_city_check()
    enter(Role.AUDITOR)

    assert client.get("/ledger/999999/").status_code == 404
    assert Entry.objects.filter(subject=filing.ledger_subject).count() == filing.ledger_count


def test_merged_duties_are_named():
    filing, _who = at_city_check()
    entries = list(Entry.objects.filter(subject=filing.ledger_subject))
    assert record.merged_duties(entries) == []

    one = Entry(subject="x", number=9, kind="filing.endorse", actor_id=7, payload={"drafted_by": 7})
    assert len(record.merged_duties([one])) == 1
