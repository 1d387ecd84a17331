"""The first administrators: invited by the machine's operator once, each accepting their own role by letter."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.actions import INVITATION, accept_invitation
from accounts.models import RoleGrant, StaffInvitation, User
from accounts.problems import AccountProblem
from accounts.roles import Role
from ledger import clock
from ledger.models import Entry, Notice
from ledger.queries import breaks
from tests.accounts.test_roles import give
from tests.factories import NOW, UserFactory, city, officer

pytestmark = pytest.mark.django_db(transaction=True)
FOUR = {
    "system": ["示例系统管理员 <system@example.test>"],
    "security": ["示例安全管理员甲 <one@example.test>", "示例安全管理员乙 <two@example.test>"],
    "audit": ["示例审计管理员 <audit@example.test>"],
}


@pytest.fixture(autouse=True)
def _bureau():
    clock.move_to(NOW)
    city()


def invite(**changes):
    out = StringIO()
    given = [
        part for key, people in {**FOUR, **changes}.items() for one in people for part in (f"--{key}", one)
    ]
    call_command("invite_administrators", *given, stdout=out)
    return out.getvalue()


def accept_all():
    for one in StaffInvitation.objects.filter(accepted_at__isnull=True):
        accept_invitation(one.token, password="correct horse battery staple", now=NOW)


def test_four_letters_make_four_administrators_who_can_appoint_others():
    said = invite()

    assert RoleGrant.objects.count() == User.objects.count() == 0, "an invitation gives nothing by itself"
    letters = Notice.objects.filter(kind="account.invited")
    assert sorted(letters.values_list("email", flat=True)) == sorted(
        ["system@example.test", "one@example.test", "two@example.test", "audit@example.test"]
    )
    assert not any(one.token in said for one in StaffInvitation.objects.all()), "no secret on the screen"

    accept_all()
    held = dict(RoleGrant.objects.values_list("user__email", "role"))
    assert held == {
        "system@example.test": "system_admin", "one@example.test": "security_admin",
        "two@example.test": "security_admin", "audit@example.test": "audit_admin",
    }  # fmt: skip
    kinds = list(Entry.objects.values_list("kind", flat=True))
    assert [kinds.count(kind) for kind in ("staff_invited", "invitation_accepted", "role_granted")] == [
        4,
        4,
        4,
    ]
    assert list(breaks()) == []

    one, two = (User.objects.get(email=f"{name}@example.test") for name in ("one", "two"))
    person = UserFactory()
    assert give(person, Role.CITY_OFFICER, one, two).user == person


def test_it_is_refused_while_an_invitation_is_open_and_ever_after():
    invite()
    with pytest.raises(CommandError, match=r"already|已有"):
        invite()
    accept_all()
    clock.move_to(NOW + INVITATION * 2)
    with pytest.raises(CommandError, match=r"already|已有"):
        invite()
    assert StaffInvitation.objects.count() == 4


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
def test_one_administrator_of_any_kind_is_enough_to_refuse(role):
    officer(role)
    with pytest.raises(CommandError):
        invite()
    assert not StaffInvitation.objects.exists()


def test_letters_that_nobody_answered_may_be_sent_again():
    invite()
    late = StaffInvitation.objects.first()
    over = NOW + INVITATION + timedelta(minutes=1)
    clock.move_to(over)

    invite()

    assert StaffInvitation.objects.count() == 8
    with pytest.raises(AccountProblem) as problem:
        accept_invitation(late.token, password="correct horse battery staple", now=over)
    assert problem.value.code == "invitation_over"


@pytest.mark.parametrize(
    "changes",
    [
        {"security": ["示例安全管理员 <one@example.test>"]},
        {"audit": ["示例 <one@example.test>"]},
        {"audit": ["audit@example.test"]},
        {"audit": ["示例审计管理员 <no address>"]},
    ],
)
def test_too_few_or_unclear_people_are_refused_whole(changes):
    with pytest.raises(CommandError):
        invite(**changes)
    assert not StaffInvitation.objects.exists()


def test_an_ordinary_invitation_still_gives_nothing():
    admin = officer(Role.SYSTEM_ADMIN)
    StaffInvitation.objects.create(
        email="new@example.test", name="示例", role=Role.AUDIT_ADMIN, authority=city(), token="t",
        invited_by=admin, invited_at=NOW, expires_at=NOW + INVITATION,
    )  # fmt: skip
    user = accept_invitation("t", password="correct horse battery staple", now=NOW)
    assert not user.role_grants.exists()
