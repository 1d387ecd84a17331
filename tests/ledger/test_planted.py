"""A hundred planted edits, deletions, swaps and truncations in the ledger's tables: each is found and located."""

import random
from collections import Counter
from dataclasses import dataclass

import pytest
from django.db import connection, transaction

from ledger import actions
from ledger.models import SEALS, Checkpoint, Entry, Position
from ledger.queries import breaks
from tests.factories import NOW
from tests.road import at_city_check

pytestmark = [pytest.mark.django_db, pytest.mark.tampers]
PLANTED = 100
SEED = 20250306
EDITS = {
    "kind": "'filing.refuse'",
    "actor_id": "COALESCE(actor_id, 0) + 1",
    "role": "role || 'x'",
    "authority_id": "COALESCE(authority_id, 0) + 1",
    "at": "at + interval '1 microsecond'",
    "request_id": "request_id || 'x'",
    "payload": """payload || '{"planted": 1}'""",
    "previous_hash": "repeat('a', 64)",
    "hash": "repeat('b', 64)",
    "subject": "subject || '0'",
}


@dataclass(frozen=True)
class Planted:
    """What was done, and every place where an honest answer may first point."""

    what: str
    statements: tuple[str, ...]
    where: frozenset[tuple[str, int]]


def edit(rng: random.Random) -> Planted:
    entry = rng.choice(list(Entry.objects.order_by("id")))
    column = rng.choice(list(EDITS))
    places = {(entry.subject, entry.number)}
    if column in ("hash", "subject"):  # the next one no longer follows; a moved entry is missing where it was
        places |= {
            (entry.subject, entry.number + 1),
            (f"{entry.subject}0", 1),
            (f"{entry.subject}0", entry.number),
        }
    return Planted(
        f"edit {column}",
        (f"UPDATE ledger_entry SET {column} = {EDITS[column]} WHERE id = {entry.pk}",),
        frozenset(places),
    )


def deletion(rng: random.Random) -> Planted:
    entry = rng.choice(list(Entry.objects.order_by("id")))
    return Planted(
        "delete entry",
        (
            f"DELETE FROM ledger_position WHERE entry_id = {entry.pk}",
            f"DELETE FROM ledger_entry WHERE id = {entry.pk}",
        ),
        frozenset({(entry.subject, entry.number)}),
    )


def swap(rng: random.Random) -> Planted:
    subjects = [
        one for one in Entry.objects.values_list("subject", flat=True) if one.startswith("filings.filing")
    ]
    entries = list(Entry.objects.filter(subject=subjects[0]).order_by("number"))
    one, other = sorted(rng.sample(entries, 2), key=lambda entry: entry.number)
    return Planted(
        "swap entries",
        (
            f"UPDATE ledger_entry SET number = 90001 WHERE id = {one.pk}",
            f"UPDATE ledger_entry SET number = {one.number} WHERE id = {other.pk}",
            f"UPDATE ledger_entry SET number = {other.number} WHERE id = {one.pk}",
        ),
        frozenset({(one.subject, one.number)}),
    )


def truncation(rng: random.Random) -> Planted:
    entry = rng.choice(list(Entry.objects.order_by("id")))
    tail = f"subject = '{entry.subject}' AND number >= {entry.number}"
    return Planted(
        "cut entries off",
        (
            f"DELETE FROM ledger_position WHERE entry_id IN (SELECT id FROM ledger_entry WHERE {tail})",
            f"DELETE FROM ledger_entry WHERE {tail}",
        ),
        frozenset({(entry.subject, entry.number)}),
    )


def position(rng: random.Random) -> Planted:
    """A place in the order: removed, exchanged, given to another entry, or put under another seal."""
    rows = list(Position.objects.select_related("checkpoint").order_by("position"))
    one, other = sorted(rng.sample(rows, 2), key=lambda row: row.position)
    seals = list(Checkpoint.objects.order_by("size"))
    under = next(seal.size for seal in seals if seal.size > one.position)
    act = rng.choice(["delete position", "swap positions", "move to another seal", "cut positions off"])
    if act == "swap positions":
        statements = (
            f"UPDATE ledger_position SET position = 90001 WHERE id = {one.pk}",
            f"UPDATE ledger_position SET position = {one.position} WHERE id = {other.pk}",
            f"UPDATE ledger_position SET position = {other.position} WHERE id = {one.pk}",
        )
        places = {("checkpoint", under), ("positions", one.position)}
    elif act == "move to another seal":
        elsewhere = next(seal.pk for seal in seals if seal.pk != one.checkpoint_id)
        statements = (f"UPDATE ledger_position SET checkpoint_id = {elsewhere} WHERE id = {one.pk}",)
        before = max((seal.size for seal in seals if seal.size <= one.position), default=0)
        places = {("positions", one.position), ("positions", before)}
    else:
        tail = "=" if act == "delete position" else ">="
        statements = (f"DELETE FROM ledger_position WHERE position {tail} {one.position}",)
        places = {("positions", one.position), ("checkpoint", under)}
        if one.position == rows[-1].position or tail == ">=":
            places |= {("checkpoint", seals[-1].size)}
    return Planted(act, statements, frozenset(places))


def checkpoint(rng: random.Random) -> Planted:
    """A seal: another root, size, peak or moment; removed from the middle; the newest cut off with its places."""
    seals = list(Checkpoint.objects.order_by("size"))
    at = rng.randrange(len(seals))
    one = seals[at]
    before = seals[at - 1].size if at else 0
    following = seals[at + 1].size if at + 1 < len(seals) else one.size
    act = rng.choice(
        [
            "edit root",
            "edit size",
            "edit peaks",
            "edit moment",
            "edit link",
            "delete seal",
            "cut the newest seal off",
        ]
    )
    if act == "edit root":
        statements = (f"UPDATE ledger_checkpoint SET root = repeat('c', 64) WHERE id = {one.pk}",)
    elif act == "edit size":
        statements = (f"UPDATE ledger_checkpoint SET size = size - 1 WHERE id = {one.pk}",)
    elif act == "edit peaks":
        statements = (f"UPDATE ledger_checkpoint SET peaks = '[\"dd\"]' WHERE id = {one.pk}",)
    elif act == "edit moment":
        statements = (f"UPDATE ledger_checkpoint SET at = at + interval '1 second' WHERE id = {one.pk}",)
    elif act == "edit link":
        statements = (f"UPDATE ledger_checkpoint SET link = repeat('e', 64) WHERE id = {one.pk}",)
    elif act == "delete seal":
        heir = seals[at + 1 if at + 1 < len(seals) else at - 1].pk
        statements = (
            f"UPDATE ledger_position SET checkpoint_id = {heir} WHERE checkpoint_id = {one.pk}",
            f"DELETE FROM ledger_checkpoint WHERE id = {one.pk}",
        )
    else:
        one, before = seals[-1], seals[-2].size
        following = one.size
        statements = (
            f"DELETE FROM ledger_position WHERE checkpoint_id = {one.pk}",
            f"DELETE FROM ledger_checkpoint WHERE id = {one.pk}",
        )
    places = {("checkpoint", one.size), ("checkpoint", one.size - 1), ("checkpoint", following)}
    places |= {("positions", before), ("positions", one.size - 1), ("checkpoint", seals[-1].size)}
    return Planted(act, statements, frozenset(places))


KINDS = (edit, edit, deletion, swap, truncation, position, checkpoint)


@pytest.fixture
def record():
    """A filing's road with its partners' chains, sealed in several steps."""
    at_city_check()
    entries = list(Entry.objects.order_by("id"))
    assert len(entries) > 20
    actions.seal(NOW)
    for number in range(4):
        for _ in range(number + 2):
            actions.record_security("login", actor_id=number + 1, params={"path": "/"}, now=NOW)
        actions.seal(NOW)
    assert list(breaks()) == []


def _behind_our_back(as_owner, statements):
    with as_owner() as cursor:
        for table in ("entry", "position", "checkpoint"):
            cursor.execute(f"ALTER TABLE ledger_{table} DISABLE TRIGGER ALL")
        for statement in statements:
            cursor.execute(statement)


def test_a_hundred_of_a_hundred_are_found_and_located(record, as_owner, request):
    rng = random.Random(SEED)
    tried, missed, elsewhere = Counter(), [], []
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for number in range(PLANTED):
        planted = KINDS[number % len(KINDS)](rng)
        undo = transaction.savepoint()
        _behind_our_back(as_owner, planted.statements)
        found = [(one.subject, one.number) for one in breaks()]
        transaction.savepoint_rollback(undo)
        tried[planted.what] += 1
        if not found:
            missed.append(planted)
        elif found[0] not in planted.where:
            elsewhere.append((planted, found))

    said = ", ".join(f"{what} {count}" for what, count in sorted(tried.items()))
    request.node.user_properties.append(
        ("counted", f"planted in the ledger: {PLANTED}, found {PLANTED - len(missed)}, "
                    f"located {PLANTED - len(missed) - len(elsewhere)} ({said})")
    )  # fmt: skip
    assert missed == []
    assert elsewhere == []
    assert list(breaks()) == []


def test_the_row_that_remembers_the_newest_seal_has_no_entries_of_its_own(record):
    assert not Entry.objects.filter(subject__startswith=f"ledger.strand:{SEALS}").exists()
    assert Position.objects.count() == Entry.objects.count()
