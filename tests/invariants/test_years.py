"""An unqualified grade without its case, or a revocation that nobody signed, is found and named."""

import pytest

from evaluations.models import Case
from evaluations.states import CaseKind
from portal import invariants
from tests.evaluations.sanctions import bench, in_effect, opened

pytestmark = [pytest.mark.django_db, pytest.mark.tampers]


def _asked():
    (found,) = invariants.run(["I24"])
    return found


def _by_hand(as_owner, *statements):
    with as_owner() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("consortia_registration", "evaluations_case"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)


def test_a_signed_revocation_is_no_fault(as_owner):
    who = bench()
    in_effect(who)

    assert (_asked().examined, _asked().faults) == (1, ())

    _by_hand(as_owner, "UPDATE consortia_registration SET state = 'in_force'")
    assert _asked().faults == (f"registration {who.registration.pk}: revoked, now in_force",)


@pytest.mark.parametrize("statement", ["UPDATE consortia_registration SET state = 'revoked'"])
def test_a_revocation_that_nobody_signed_is_found(as_owner, statement):
    who = bench()
    opened(who, CaseKind.REVOCATION)
    _by_hand(as_owner, statement)

    assert _asked().faults == (
        f"registration {who.registration.pk}: revoked without a signed decision in effect",
    )
    assert Case.objects.get().state == "open"
