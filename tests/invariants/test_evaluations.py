"""A score that is not the mean of its sheets, points that do not make a total, a grade nobody decided: found."""

import pytest

from portal import invariants
from tests.evaluations.judged import decided, proposed

pytestmark = [pytest.mark.django_db, pytest.mark.tampers]
SHARES = ("0", "0.8", "0.8", "0.9", "0.8", "0.8", "1")


def _faults():
    (found,) = invariants.run(["I08b"])
    return found.faults


@pytest.mark.parametrize("shares", [("0.95", "0.9", "1"), SHARES])
def test_what_was_decided_by_the_road_has_no_fault(shares):
    decided(*shares)

    assert _faults() == ()


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE evaluations_evaluation SET score = score + 1", "its score is not the mean"),
        ("UPDATE evaluations_evaluation SET counted = '[]'", "its score is not the mean"),
        ("UPDATE evaluations_evaluationsheet SET total = total - 1", "its points do not make its total"),
        ("DELETE FROM ledger_entry WHERE kind = 'evaluation_sheet.seal'", "not as it was sealed"),
        (
            "UPDATE evaluations_evaluation SET state = 'decided', grade = 'good', decided_by_id = opened_by_id"
            " FROM evaluations_campaign",
            "a grade that no approver decided",
        ),
    ],
)
def test_what_was_planted_is_found(as_owner, statement, fault):
    proposed("0.95", "0.9", "1")
    with as_owner() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in ("evaluations_evaluation", "evaluations_evaluationsheet", "ledger_entry"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement)

    assert any(fault in found for found in _faults())
