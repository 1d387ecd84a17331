"""Roles of office: two persons, never for oneself, never the second of a pair; a change ends open sessions."""

from datetime import date, timedelta

import pytest
from django.test import Client

from accounts.access import merged_badly
from accounts.actions import (
    accept_invitation,
    close_account,
    end_expired_roles,
    invite_staff,
    reopen_account,
)
from accounts.grants import decide, propose_end, propose_role, seconds, withdraw
from accounts.models import RoleGrant, RoleProposal, User
from accounts.problems import SENTENCES, AccountProblem
from accounts.roles import ADMINISTRATORS, MERGEABLE, NEVER_TOGETHER, Role, apart
from ledger.models import Entry, Notice
from tests.factories import NOW, AuthorityFactory, UserFactory, city, officer
from workflow import office
from workflow.settled import decide as settle
from workflow.settled import propose as propose_value

pytestmark = pytest.mark.django_db(transaction=True)
FULL = {"district_one_person": False, "supervisor_is_auditor": False, "supervisor_confirms_roles": False}
SMALL = dict.fromkeys(FULL, True)


def place(role):
    return AuthorityFactory() if role in (Role.DISTRICT_OFFICER, Role.DISTRICT_HEAD) else city()


def give(person, role, first, second, figures=FULL, **more):
    """Both halves: one proposes, the other confirms."""
    proposal = propose_role(
        person.pk,
        role,
        more.pop("authority", None) or place(role),
        actor=first,
        office=figures,
        now=NOW,
        **more,
    )
    return decide(proposal.pk, is_confirmed=True, actor=second, office=figures, now=NOW)


@pytest.fixture
def two():
    return officer(Role.SECURITY_ADMIN), officer(Role.SECURITY_ADMIN)


def refused(act, code):
    with pytest.raises(AccountProblem) as problem:
        act()
    assert problem.value.code == code
    return str(problem.value)


@pytest.mark.parametrize("figures", [FULL, SMALL], ids=["full_separation", "small_bureau"])
def test_every_pair_is_refused_in_both_orders(two, figures):
    first, _second = two
    for one, other, reason in apart(figures):
        for held, wanted in ((one, other), (other, one)):
            person = officer(held)
            said = refused(
                lambda person=person, wanted=wanted: propose_role(
                    person.pk, wanted, place(wanted), actor=first, office=figures, now=NOW
                ),
                "never_together",
            )
            assert str(reason) in said


def test_the_small_bureau_merges_its_pairs_and_no_other(two):
    for one, other, _reason, _switch in MERGEABLE:
        person = officer(one)
        assert give(person, other, *two, figures=SMALL).role == other
    assert set(apart(SMALL)) == set(NEVER_TOGETHER)
    assert len(apart(FULL)) == len(NEVER_TOGETHER) + len(MERGEABLE)


def test_an_administrator_meets_no_other_role_at_all():
    lone = {(admin, role) for admin in ADMINISTRATORS for role in Role if role != admin}

    assert {pair for pair in lone if merged_badly({pair[0]}, pair[1])} == lone


def test_a_preset_sets_its_switches_together():
    clerk, approver = UserFactory(), UserFactory()
    for value, wanted in (("small_bureau", True), ("full_separation", False)):
        proposed = propose_value(
            "preset", value=value, valid_from=NOW.date(), reason="示例", actor=clerk, now=NOW
        )
        settle(proposed.pk, is_confirmed=True, actor=approver, now=NOW)
        figures = office.values(NOW.date())
        assert {key: figures[key] for key in FULL} == dict.fromkeys(FULL, wanted)


@pytest.mark.parametrize(
    ("role", "is_city", "code"),
    [(Role.CITY_OFFICER, False, "wrong_place"), (Role.DISTRICT_HEAD, True, "wrong_place")],
)
def test_a_role_belongs_to_its_kind_of_authority(two, role, is_city, code):
    where = city() if is_city else AuthorityFactory()

    refused(lambda: give(UserFactory(), role, *two, authority=where), code)


def test_nobody_grants_ends_or_confirms_their_own_role(two):
    first, second = two
    own = first.role_grants.get()

    said = refused(
        lambda: propose_role(first.pk, Role.EXPERT, city(), actor=first, office=FULL, now=NOW), "own_role"
    )
    assert "own" in said or "自己" in said
    refused(lambda: propose_end(own.pk, actor=first, office=FULL, now=NOW), "own_role")
    ending = propose_end(second.role_grants.get().pk, actor=first, office=FULL, now=NOW)
    for person in two:
        refused(
            lambda person=person: decide(ending.pk, is_confirmed=True, actor=person, office=FULL, now=NOW),
            "not_second",
        )


def test_who_is_no_security_administrator_proposes_and_confirms_nothing(two):
    person = UserFactory()
    waiting = propose_role(person.pk, Role.EXPERT, city(), actor=two[0], office=FULL, now=NOW)
    for role in Role:
        if role == Role.SECURITY_ADMIN:
            continue
        other = officer(role)
        refused(
            lambda other=other: propose_role(
                person.pk, Role.EVALUATOR, city(), actor=other, office=FULL, now=NOW
            ),
            "not_second",
        )
        refused(
            lambda other=other: decide(waiting.pk, is_confirmed=True, actor=other, office=SMALL, now=NOW),
            "not_second",
        )


def test_where_one_is_alone_only_the_small_bureaus_supervisor_confirms():
    alone, supervisor, auditor = (
        officer(Role.SECURITY_ADMIN),
        officer(Role.SUPERVISOR),
        officer(Role.AUDIT_ADMIN),
    )
    waiting = propose_role(UserFactory().pk, Role.EXPERT, city(), actor=alone, office=FULL, now=NOW)

    assert seconds(waiting, FULL) == ()
    assert seconds(waiting, SMALL) == (supervisor.pk,)
    refused(
        lambda: decide(waiting.pk, is_confirmed=True, actor=supervisor, office=FULL, now=NOW), "not_second"
    )
    refused(lambda: decide(waiting.pk, is_confirmed=True, actor=auditor, office=SMALL, now=NOW), "not_second")
    grant = decide(waiting.pk, is_confirmed=True, actor=supervisor, office=SMALL, now=NOW)
    assert (grant.granted_by, grant.confirmed_by) == (alone, supervisor)


def test_granting_and_ending_end_open_sessions_and_are_recorded(two):
    (first, second), person = two, UserFactory()
    browser = Client()
    browser.force_login(person)
    assert browser.get("/inbox/").status_code == 200

    grant = give(person, Role.EXPERT, first, second)

    assert browser.get("/inbox/").status_code == 302
    ending = propose_end(grant.pk, actor=second, office=FULL, now=NOW)
    assert RoleGrant.objects.get(pk=grant.pk).ended_at is None
    decide(ending.pk, is_confirmed=True, actor=first, office=FULL, now=NOW)
    assert RoleGrant.objects.get(pk=grant.pk).ended_at == NOW
    kinds = list(Entry.objects.order_by("id").values_list("kind", "actor_id"))
    assert kinds == [
        ("role_proposed", first.pk),
        ("role_granted", second.pk),
        ("role_end_proposed", second.pk),
        ("role_ended", first.pk),
    ]
    assert Notice.objects.filter(user_id=person.pk, kind="account.role_granted").count() == 1
    assert Notice.objects.filter(user_id=second.pk, kind="account.role_proposed").count() == 1


def test_what_is_turned_down_or_withdrawn_changes_nothing(two):
    (first, second), person = two, UserFactory()
    turned_down = propose_role(person.pk, Role.EXPERT, city(), actor=first, office=FULL, now=NOW)
    refused(
        lambda: propose_role(person.pk, Role.EXPERT, city(), actor=second, office=FULL, now=NOW),
        "proposed_already",
    )

    decide(turned_down.pk, is_confirmed=False, actor=second, office=FULL, now=NOW)
    again = propose_role(person.pk, Role.EXPERT, city(), actor=first, office=FULL, now=NOW)
    refused(lambda: withdraw(again.pk, actor=second, now=NOW), "not_second")
    withdraw(again.pk, actor=first, now=NOW)

    assert person.role_grants.count() == 0
    assert Notice.objects.filter(user_id=first.pk, kind="account.role_turned_down").count() == 1
    with pytest.raises(RoleProposal.DoesNotExist):
        decide(turned_down.pk, is_confirmed=True, actor=second, office=FULL, now=NOW)


def test_everything_is_asked_again_when_the_second_person_comes(two):
    first, second = two
    person = UserFactory()
    for_business = propose_role(person.pk, Role.CITY_OFFICER, city(), actor=first, office=FULL, now=NOW)
    give(person, Role.APPROVER, first, second)

    refused(
        lambda: decide(for_business.pk, is_confirmed=True, actor=second, office=FULL, now=NOW),
        "never_together",
    )
    third = officer(Role.SECURITY_ADMIN)
    waiting = propose_role(UserFactory().pk, Role.EXPERT, city(), actor=third, office=FULL, now=NOW)
    third.role_grants.update(ended_at=NOW)
    refused(
        lambda: decide(waiting.pk, is_confirmed=True, actor=second, office=FULL, now=NOW), "proposer_gone"
    )


def test_a_deputys_role_ends_after_its_last_day_and_only_once(two):
    head, deputy = officer(Role.DISTRICT_HEAD), UserFactory()
    give(deputy, Role.DISTRICT_HEAD, *two, deputy_for=head, expires_on=date(2026, 9, 3))

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


def test_a_reopened_account_is_bare(two):
    admin, person = officer(Role.SYSTEM_ADMIN), officer(Role.CITY_OFFICER)
    refused(lambda: reopen_account(person.pk, actor=admin, now=NOW), "account_open")

    close_account(person.pk, actor=admin, now=NOW)
    reopen_account(person.pk, actor=admin, now=NOW)

    assert User.objects.get(pk=person.pk).is_active
    assert not RoleGrant.objects.filter(user=person, ended_at__isnull=True).exists()
    told = set(Notice.objects.filter(kind="account.reopened").values_list("user_id", flat=True))
    assert told == {admin.pk for admin in two}
    refused(lambda: close_account(admin.pk, actor=admin, now=NOW), "own_role")


def test_every_problem_has_a_sentence():
    assert all(str(sentence) for sentence in SENTENCES.values())
