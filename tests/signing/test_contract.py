"""One contract: whatever changes in it voids every signature, and the difference can be said (G5.3)."""

from decimal import Decimal

import pytest

from consortia import contract
from consortia.models import Membership
from consortia.queries import agreement_of, memberships, valid_signatures
from filings import edits
from tests.factories import NOW
from tests.lead.people import member_of
from tests.road import complete_draft

pytestmark = pytest.mark.django_db


def fields_of(party: Membership, **changed):
    names = ("tier", "counting", "duty", "share", "contribution", "email")
    return {name: getattr(party, name) for name in names} | changed


def read(filing):
    agreement = agreement_of(filing.consortium)
    return contract.content_of(agreement, memberships(filing.consortium))


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        ("contribution", Decimal("120.0000"), Decimal("120.0001")),
        ("share", Decimal("30.00"), Decimal("30.01")),
        ("duty", "承担一项任务", "承担两项任务"),
        ("tier", "core", "close"),
    ],
)
def test_one_yuan_or_one_word_voids_every_signature(name, first, second):
    filing, who = complete_draft()
    party, _ = member_of(filing)
    edits.change_member(filing.pk, party, fields_of(party, **{name: first}), actor=who.lead, now=NOW)
    before = read(filing)
    party.refresh_from_db()

    edits.change_member(filing.pk, party, fields_of(party, **{name: second}), actor=who.lead, now=NOW)

    after = read(filing)
    assert valid_signatures(agreement_of(filing.consortium)) == {}
    assert contract.digest_of(before) != contract.digest_of(after)
    assert contract.differences(before, after) == (
        contract.Difference(name, party.unit.name, str(first), str(second)),
    )


def test_saving_the_same_again_voids_nothing():
    filing, who = complete_draft()
    party, _ = member_of(filing)

    fell = edits.change_member(filing.pk, party, fields_of(party), actor=who.lead, now=NOW)

    assert fell == 0
    assert len(valid_signatures(agreement_of(filing.consortium))) == 6


def test_a_party_come_or_gone_and_every_term_are_told():
    filing, _ = complete_draft()
    before = read(filing)
    after = {
        **before, "file": "f" * 64, "dispute": "litigation", "contents": {**before["contents"], "goals": "第八条"},
        "parties": before["parties"][:-1],
    }  # fmt: skip
    gone = before["parties"][-1]["name"]

    assert [(d.what, d.unit, d.after) for d in contract.differences(before, after)] == [
        ("file", "", "f" * 64),
        ("dispute", "", "litigation"),
        ("contents.goals", "", "第八条"),
        ("party", gone, ""),
    ]
