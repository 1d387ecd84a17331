"""Each invariant finds the violation planted for it, names its place, and counts what it looked at."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from accounts.roles import Role
from consortia.models import LeadBan
from documents import store
from ledger import actions
from ledger.models import Entry, Notice
from portal import alarms, invariants
from portal.invariants import contents
from tests.factories import NOW, UserFactory, officer
from tests.road import at_city_check
from tests.road_reviews import at_publicity, at_registered
from tests.teleport import teleport

pytestmark = [pytest.mark.django_db, pytest.mark.tampers]


def subject(filing):
    return f"subject = '{filing.ledger_subject}'"


PLANTED = {
    "I01": [
        "UPDATE filings_submission SET digest = repeat('a', 64)",
        "UPDATE filings_submission SET snapshot = jsonb_set(snapshot, '{serial}', '\"another\"')",
        "UPDATE filings_submission SET receipt_number = 'QDLH-R-2026-9999'",
        "UPDATE filings_filing SET latest_version = 2",
    ],
    "I03": [
        "UPDATE ledger_entry SET payload = payload || '{\"to\": \"approval\"}' WHERE kind = 'filing.accept'",
        "DELETE FROM ledger_entry WHERE kind = 'filing.endorse'",
        "UPDATE filings_filing SET state = 'selection'",
        "UPDATE filings_filing SET step_number = step_number + 1",
    ],
    "I04": [
        "UPDATE reviews_publicnotice SET ends_on = '2027-01-01'",
        "UPDATE ledger_entry SET role = 'city_officer' WHERE kind = 'filing.register'",
        "UPDATE filings_filing SET registration_id = NULL",
        "DELETE FROM ledger_entry WHERE kind = 'filing.close'",
    ],
    "I05": [
        "UPDATE ledger_entry SET actor_id = (payload->>'drafted_by')::bigint WHERE kind = 'filing.endorse'",
        "UPDATE ledger_entry SET actor_id = (SELECT actor_id FROM ledger_entry WHERE kind = 'filing.close')"
        " WHERE kind = 'filing.register'",
        "UPDATE consortia_representative SET since = '2020-01-01', user_id ="
        " (SELECT actor_id FROM ledger_entry WHERE kind = 'filing.accept') WHERE unit_id ="
        " (SELECT lead_id FROM filings_filing) AND kind = 'signatory'",
    ],
    "I06": [
        "ALTER TABLE consortia_registration DROP CONSTRAINT validity_three_years;"
        "UPDATE consortia_registration SET valid_until = valid_until + 2",
        "UPDATE consortia_registration SET state = 'lapsed'",
    ],
    "I08": [
        "UPDATE reviews_scoresheet SET total = total + 1",
        "UPDATE reviews_scoresheet SET sealed_at = sealed_at + interval '1 day'",
        "UPDATE reviews_conclusion SET goes_on = NOT goes_on",
    ],
    "I09": [
        "INSERT INTO reviews_recusal (expert_id, filing_id, kind, note, at)"
        " SELECT p.expert_id, s.filing_id, 'kin', '', s.sealed_at - interval '1 minute'"
        " FROM reviews_scoresheet s JOIN reviews_panelseat p ON p.id = s.seat_id LIMIT 1",
        "DELETE FROM reviews_declaration",
        "UPDATE reviews_panelseat SET removed_at = '2020-01-01'",
    ],
    "I10": [
        "UPDATE consortia_agreement SET digest = repeat('b', 64)",
        "DELETE FROM consortia_signature WHERE id = (SELECT min(id) FROM consortia_signature)",
        "UPDATE filings_submission SET snapshot = jsonb_set(snapshot, '{consortium,parties,1,signed_at}', 'null')",
    ],
    "I11": [
        "UPDATE filings_submission SET version = 2",
        "UPDATE documents_storedfile SET token = token || 'x'",
    ],
    "I12": ["UPDATE documents_blob SET size = size + 1", "UPDATE documents_blob SET sha256 = repeat('c', 64)"],
    "I13": [
        "UPDATE ledger_entry SET actor_id = 1 WHERE number = 1",
        "ALTER TABLE filings_filing DISABLE TRIGGER filing_flow",
    ],
    "I15": [
        "ALTER TABLE ledger_notice DROP CONSTRAINT ledger_notice_cause_key;"
        "UPDATE ledger_notice SET cause = 'one cause'",
    ],
    "I16": ["UPDATE ledger_notice SET attempts_count = 12"],
    "I19": [
        "UPDATE consortia_registration SET number = 'QDLH-2026-9999'",
        "UPDATE ledger_entry SET payload = '{}' WHERE kind = 'registration.begun'",
    ],
    "I20": [
        "ALTER TABLE accounts_rolegrant DISABLE TRIGGER ALL;"
        "INSERT INTO accounts_rolegrant (user_id, role, authority_id, granted_at)"
        " SELECT user_id, 'system_admin', authority_id, now() FROM accounts_rolegrant WHERE role = 'approver'",
        "ALTER TABLE accounts_rolegrant DROP CONSTRAINT role_two_persons;"
        "UPDATE accounts_rolegrant SET granted_by_id = (SELECT max(id) FROM accounts_user) WHERE role = 'approver'",
    ],
    "I22": ["UPDATE ledger_entry SET at = at - interval '1 year' WHERE kind = 'filing.register'"],
    "I23": [
        "UPDATE reviews_publicnotice SET posted_at = posted_at + interval '1 minute'",
        "DELETE FROM ledger_entry WHERE kind = 'filing.propose'",
    ],
}  # fmt: skip
CASES = [(key, statement) for key, statements in PLANTED.items() for statement in statements]
BY_HAND = {"I07", "I08b", "I24"}
"""Planted by hand below: these need rows, not one statement."""


def _broken():
    return {result.invariant.key: result.faults for result in invariants.run() if result.faults}


def test_each_planted_violation_is_found_by_its_own_checker(as_owner, request):
    at_registered()
    actions.seal(NOW)
    assert _broken() == {}
    examined = {result.invariant.key: result.examined for result in invariants.run()}
    unseen = []
    for key, statement in CASES:
        undo = transaction.savepoint()
        with as_owner() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            for table in _tables(cursor):
                if table != "accounts_rolegrant":
                    cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
            cursor.execute(statement)
        found = next(invariants.run([key]))
        transaction.savepoint_rollback(undo)
        names_place = found.faults and (key != "I13" or _names(found.faults, statement))
        if not names_place:
            unseen.append((key, statement, found.faults))

    request.node.user_properties.append(
        ("counted", f"planted violations of invariants: {len(CASES)}, found {len(CASES) - len(unseen)}, "
                    f"with nothing to examine before: {sorted(key for key, count in examined.items() if not count)}")
    )  # fmt: skip
    assert unseen == []
    assert _broken() == {}


def _tables(cursor):
    cursor.execute(
        "SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal"
    )
    return [name for (name,) in cursor.fetchall()]


def _names(faults, statement):
    """Switched-off triggers are named in any case; a changed entry must be named besides."""
    return any("filing_flow" in fault for fault in faults) if "TRIGGER" in statement else "#1" in str(faults)


def test_every_invariant_has_a_planted_violation():
    assert set(PLANTED) | BY_HAND == {one.key for one in invariants.INVARIANTS}


@pytest.mark.parametrize("who", ["lead", "core member"])
def test_a_banned_unit_that_leads_or_stays_core_is_found(who):
    filing, _who = at_city_check()
    member = filing.consortium.memberships.filter(is_lead=False).first()
    unit = filing.lead if who == "lead" else member.unit
    day = NOW.date()
    LeadBan.objects.create(
        code=unit.code, unit_name=unit.name, from_on=day - timedelta(days=10), until_on=day + timedelta(days=1000),
        facts="示例", decision_number="示例",
    )  # fmt: skip

    (found,) = invariants.run(["I07"])

    assert found.examined == 1
    assert any(unit.code in fault for fault in found.faults)


def test_a_ban_that_begins_afterwards_or_was_lifted_before_is_no_fault():
    filing, _who = at_city_check()
    day = NOW.date()
    for first, lifted in (
        (day + timedelta(days=1), None),
        (day - timedelta(days=9), day - timedelta(days=5)),
    ):
        LeadBan.objects.create(
            code=filing.lead.code, unit_name="x", from_on=first, until_on=day + timedelta(days=900), facts="示例",
            decision_number="示例", lifted_on=lifted,
        )  # fmt: skip

    (found,) = invariants.run(["I07"])

    assert (found.examined, found.faults) == (2, ())


def test_an_invariant_that_examined_nothing_says_so(capsys):
    call_command("check_invariants")

    out = capsys.readouterr().out
    assert "I04 holds, examined 0 registered filings" in out
    assert f"sound: {len(invariants.INVARIANTS)} invariants" in out


def test_the_command_ends_with_one_and_names_the_first_place(as_owner, capsys):
    filing, _who = at_city_check()
    teleport(as_owner, filing, "approval")

    with pytest.raises(SystemExit) as stopped:
        call_command("check_invariants", "I03", "I06")

    assert stopped.value.code == 1
    assert (
        f"I03 {filing.ledger_subject}: stands in approval, the record ends in city_check"
        in capsys.readouterr().err
    )


def test_the_bytes_of_submitted_files_are_read_when_asked(settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path
    at_city_check()

    assert "lost" in contents.result().faults[0]
    for sha256 in _digests():
        path = store.path_of(sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"sample")
    assert contents.result().faults == ()
    path.write_bytes(b"simple")
    assert "changed" in contents.result().faults[0]
    path.write_bytes(b"sample+")
    assert "instead of" in contents.result().faults[0]


def _digests():
    with connection.cursor() as cursor:
        cursor.execute("SELECT sha256 FROM documents_blob")
        return [sha for (sha,) in cursor.fetchall()]


def test_an_alarm_tells_its_owners_once_and_shows_until_it_is_sound(as_owner, client):
    owner, clerk, other = officer(Role.AUDIT_ADMIN), officer(Role.CITY_OFFICER), UserFactory()
    filing, _who, _notice = at_publicity()
    assert alarms.check(NOW) == {}
    teleport(as_owner, filing, "selection")

    first, again = alarms.check(NOW), alarms.check(NOW + timedelta(hours=1))

    assert set(first) == set(again) == {"I03", "I23"}
    told = Notice.objects.filter(kind__startswith="invariants.").values_list("user_id", "kind")
    assert {(owner.pk, "invariants.broken_owner"), (clerk.pk, "invariants.broken")} <= set(told)
    assert not Notice.objects.filter(user_id=other.pk).exists()
    assert len(told) == len({user for user, _kind in told})
    assert Entry.objects.filter(kind="invariants_checked").count() == 3
    assert client.get("/readyz").json()["warnings"] == {"invariants": "broken: I03, I23"}
    teleport(as_owner, filing, "publicity")
    assert alarms.check(NOW + timedelta(hours=2)) == {}
    assert client.get("/readyz").json()["warnings"] == {}
