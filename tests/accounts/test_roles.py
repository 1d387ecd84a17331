"""Roles of office: never for oneself, never the second of a pair, and a change ends open sessions."""

from datetime import date, timedelta

import pytest
from django.test import Client

from accounts.actions import (
    accept_invitation,
    close_account,
    end_expired_roles,
    end_role,
    grant_role,
    invite_staff,
)
from accounts.models import RoleGrant, User
from accounts.problems import SENTENCES, AccountProblem
from accounts.roles import NEVER_TOGETHER, Role
from ledger.models import Entry, Notice
from tests.factories import NOW, AuthorityFactory, UserFactory, city, officer

pytestmark = pytest.mark.django_db(transaction=True)


def test_every_pair_is_refused_in_both_orders():
    admin = officer(Role.SECURITY_ADMIN)
    bureau, district = city(), AuthorityFactory()

    def place(role):
        return district if role in (Role.DISTRICT_OFFICER, Role.DISTRICT_HEAD) else bureau

    for one, other, _reason in NEVER_TOGETHER:
        for first, second in ((one, other), (other, one)):
            person = UserFactory()
            grant_role(person.pk, first, place(first), actor=admin, now=NOW)
            with pytest.raises(AccountProblem) as refused:
                grant_role(person.pk, second, place(second), actor=admin, now=NOW)
            assert refused.value.code == "never_together"
            assert str(_reason) in str(refused.value)


@pytest.mark.parametrize(
    ("role", "is_city", "code"),
    [(Role.CITY_OFFICER, False, "wrong_place"), (Role.DISTRICT_HEAD, True, "wrong_place")],
)
def test_a_role_belongs_to_its_kind_of_authority(role, is_city, code):
    with pytest.raises(AccountProblem) as refused:
        grant_role(
            UserFactory().pk, role, city() if is_city else AuthorityFactory(),
            actor=officer(Role.SECURITY_ADMIN), now=NOW,
        )  # fmt: skip

    assert refused.value.code == code


def test_nobody_grants_or_ends_their_own_role():
    admin = officer(Role.SECURITY_ADMIN)
    own = admin.role_grants.get()

    with pytest.raises(AccountProblem, match=r"own|自己"):
        grant_role(admin.pk, Role.EXPERT, city(), actor=admin, now=NOW)
    with pytest.raises(AccountProblem):
        end_role(own.pk, actor=admin, now=NOW)


def test_granting_and_ending_end_open_sessions_and_are_recorded():
    admin, person = officer(Role.SECURITY_ADMIN), UserFactory()
    browser = Client()
    browser.force_login(person)
    assert browser.get("/inbox/").status_code == 200

    grant = grant_role(person.pk, Role.EXPERT, city(), actor=admin, now=NOW)

    assert browser.get("/inbox/").status_code == 302
    end_role(grant.pk, actor=admin, now=NOW)
    kinds = list(Entry.objects.filter(actor_id=admin.pk).order_by("id").values_list("kind", flat=True))
    assert kinds == ["role_granted", "role_ended"]
    assert Notice.objects.filter(user_id=person.pk, kind="account.role_granted").count() == 1


def test_a_deputys_role_ends_after_its_last_day_and_only_once():
    admin, head, deputy = officer(Role.SECURITY_ADMIN), officer(Role.DISTRICT_HEAD), UserFactory()
    last = date(2026, 9, 3)
    grant_role(
        deputy.pk,
        Role.DISTRICT_HEAD,
        AuthorityFactory(),
        actor=admin,
        now=NOW,
        deputy_for=head,
        expires_on=last,
    )

    on_last_day = end_expired_roles(NOW + timedelta(days=2))
    after = end_expired_roles(NOW + timedelta(days=3))
    again = end_expired_roles(NOW + timedelta(days=3))

    assert (on_last_day, after, again) == (0, 1, 0)
    assert RoleGrant.objects.get(user=deputy).ended_at is not None


def test_an_invitation_opens_an_account_without_any_right():
    inviter, guard = officer(Role.SYSTEM_ADMIN), officer(Role.SECURITY_ADMIN)
    invitation = invite_staff(
        email="New.Person@Example.test", name="示例经办人", role=Role.DISTRICT_OFFICER,
        authority=AuthorityFactory(), actor=inviter, now=NOW,
    )  # fmt: skip

    user = accept_invitation(invitation.token, password="a long sentence of words", now=NOW)

    assert user.email == "new.person@example.test"
    assert user.grants == ()
    assert Notice.objects.get(kind="account.role_asked").user_id == guard.pk
    with pytest.raises(AccountProblem) as used:
        accept_invitation(invitation.token, password="a long sentence of words", now=NOW)
    assert used.value.code == "invitation_used"


def test_an_invitation_expires():
    invitation = invite_staff(
        email="late@example.test", name="示例", role=Role.EXPERT, authority=city(),
        actor=officer(Role.SYSTEM_ADMIN), now=NOW,
    )  # fmt: skip

    page = Client().get(f"/accounts/invitation/{invitation.token}/")

    assert page.status_code == 410  # the clock of the test world stands after its seven days
    assert Client().get("/accounts/invitation/unknown/").status_code == 404


def test_a_closed_account_cannot_enter():
    admin, person = officer(Role.SYSTEM_ADMIN), UserFactory()
    browser = Client()
    browser.force_login(person)

    close_account(person.pk, actor=admin, now=NOW)

    assert browser.get("/inbox/").status_code == 302
    assert not User.objects.get(pk=person.pk).is_active


def test_every_problem_has_a_sentence():
    assert all(str(sentence) for sentence in SENTENCES.values())
