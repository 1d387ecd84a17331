"""Edits, deletions, swaps and cut-off tails made by the owner behind our back are found and located."""

from io import StringIO

import pytest
from django.core.management import call_command

from ledger import actions, chain
from ledger.models import Entry, Notice
from ledger.queries import breaks
from tests.factories import NOW, UserFactory
from tests.road import at_city_check

pytestmark = [pytest.mark.django_db, pytest.mark.tampers]


@pytest.fixture
def filing():
    filing, _ = at_city_check()
    actions.seal(NOW)
    return filing


def _behind_our_back(as_owner, *statements):
    with as_owner() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER ALL")
        for statement, values in statements:
            cursor.execute(statement, values)
        cursor.execute("ALTER TABLE ledger_entry ENABLE TRIGGER ALL")


def test_an_untouched_record_is_sound(filing, capsys):
    out = StringIO()
    call_command("verify_ledger", stdout=out)

    assert out.getvalue() == f"sound: {Entry.objects.count()} entries\n"


def test_an_edit_is_found_where_it_was_made(filing, as_owner):
    target = (
        "UPDATE ledger_entry SET kind = 'filing.refuse' WHERE subject = %s AND number = 3",
        [filing.ledger_subject],
    )
    _behind_our_back(as_owner, target)

    assert [(b.subject, b.number, b.what) for b in breaks()] == [(filing.ledger_subject, 3, "content")]


def test_a_rehashed_edit_breaks_the_next_link(filing, as_owner):
    entry = Entry.objects.get(subject=filing.ledger_subject, number=3)
    entry.kind = "filing.refuse"
    forged = chain.entry_hash(entry.hashed_fields())
    values = ["filing.refuse", forged, entry.pk]
    _behind_our_back(as_owner, ("UPDATE ledger_entry SET kind = %s, hash = %s WHERE id = %s", values))

    found = next(breaks())
    assert (found.subject, found.number, found.what) == (filing.ledger_subject, 4, "link")


def test_a_removed_tail_is_found(filing, as_owner):
    count = Entry.objects.filter(subject=filing.ledger_subject).count()
    _behind_our_back(
        as_owner,
        ("ALTER TABLE ledger_position DISABLE TRIGGER ALL", []),
        (
            "DELETE FROM ledger_position WHERE entry_id = "
            "(SELECT id FROM ledger_entry WHERE subject = %s AND number = %s)",
            [filing.ledger_subject, count],
        ),
        ("DELETE FROM ledger_entry WHERE subject = %s AND number = %s", [filing.ledger_subject, count]),
    )

    assert next((b.subject, b.number, b.what) for b in breaks()) == (filing.ledger_subject, count, "cut_off")


def test_two_swapped_entries_are_found(filing, as_owner):
    swap = "UPDATE ledger_entry SET number = %s WHERE subject = %s AND number = %s"
    subject = filing.ledger_subject
    _behind_our_back(
        as_owner, (swap, [9001, subject, 2]), (swap, [2, subject, 3]), (swap, [3, subject, 9001])
    )

    found = next(breaks())
    assert (found.subject, found.number) == (subject, 2)


def test_the_command_names_the_first_bad_position(filing, as_owner):
    _behind_our_back(
        as_owner,
        ("UPDATE ledger_entry SET actor_id = 999 WHERE subject = %s AND number = 1", [filing.ledger_subject]),
    )

    err = StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("verify_ledger", stderr=err)

    assert stopped.value.code == 1
    assert err.getvalue().strip().endswith(f"{filing.ledger_subject} #1: content")


def test_positions_are_gapless_and_a_second_seal_adds_only_what_is_new(filing):
    actions.record_security("login", actor_id=1, params={"path": "/"}, now=NOW)

    checkpoint = actions.seal(NOW)

    assert checkpoint.size == Entry.objects.count()
    assert actions.seal(NOW) is None


def test_each_seal_adds_to_the_peaks_of_the_one_before(filing, django_assert_max_num_queries):
    for number in range(5):
        actions.record_security("login", actor_id=number + 1, params={"path": "/"}, now=NOW)
        with django_assert_max_num_queries(9):
            checkpoint = actions.seal(NOW)

        leaves = list(Entry.objects.order_by("position__position").values_list("hash", flat=True))
        assert checkpoint.root == chain.merkle_root(leaves)
        assert checkpoint.root == chain.root_of_peaks(checkpoint.peaks)


def test_a_seal_from_before_the_peaks_is_worked_out_once(filing, as_owner):
    _behind_our_back(
        as_owner,
        ("ALTER TABLE ledger_checkpoint DISABLE TRIGGER USER", []),
        ("UPDATE ledger_checkpoint SET peaks = '[]'", []),
    )
    actions.record_security("login", actor_id=1, params={"path": "/"}, now=NOW)

    checkpoint = actions.seal(NOW)

    leaves = list(Entry.objects.order_by("position__position").values_list("hash", flat=True))
    assert checkpoint.root == chain.merkle_root(leaves)
    assert len(checkpoint.peaks) == len(leaves).bit_count()


def test_one_cause_tells_a_person_once():
    user = UserFactory()
    for _ in range(3):
        actions.tell(
            "filing.district_inbox", user_ids=[user.pk], now=NOW, params={}, cause="overdue:1:2026-09-01"
        )

    assert Notice.objects.filter(user_id=user.pk).count() == 1


@pytest.mark.parametrize("value", [1.5, {"ключ": 1}, {"moment": NOW}])
def test_what_has_no_single_text_form_is_not_recorded(value):
    with pytest.raises(TypeError):
        chain.canonical(value)


def test_check_words_are_stable():
    assert chain.check_words("ff" * 32) == chain.check_words("ff" * 32)
    assert len(set(chain._WORDS)) == 64
