"""A lead is disqualified: the members agree on a new one, all of them, or dissolve; never while a project is open."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from consortia import resolutions
from consortia.bans import impose
from consortia.models import Membership, ProjectLink, Registration, ResolutionConsent
from consortia.registration import REGISTRATION
from consortia.states import RegistrationEvent as R
from consortia.states import ResolutionKind as K
from evaluations import sweeps_cases
from evaluations.states import CaseKind
from ledger.models import Notice
from tests.evaluations.sanctions import after, at, bench, in_effect
from tests.factories import stored_file
from workflow import engine

pytestmark = pytest.mark.django_db


def codes(refused) -> set[str]:
    return {refusal.code for refusal in refused.value.refusals}


def vacant():
    """A bench whose lead's disqualification is in effect, and the day after."""
    who = bench()
    in_effect(who, CaseKind.LEAD_DISQUALIFICATION)
    who.now = after(who.now, "case_second_look_days")
    who.registration.refresh_from_db()
    return who


def parties(who):
    return list(
        Membership.objects.filter(consortium=who.registration.consortium, is_lead=False).order_by("pk")
    )


def proposed(who, number=0):
    return resolutions.propose(
        who.registration.pk, K.NEW_LEAD, new_lead=parties(who)[number], reason="成员协商一致", document=stored_file(),
        actor=who.members[0], now=who.now,
    )  # fmt: skip


def consented(who, resolution):
    for member, signer in zip(parties(who), who.members, strict=True):
        resolutions.consent(resolution.pk, member.pk, actor=signer, now=who.now)


def draft_and_restore(who):
    with transaction.atomic():
        engine.propose(REGISTRATION, who.registration.pk, R.RESTORE, actor=who.owner, now=who.now, payload={})
    with transaction.atomic():
        engine.advance(REGISTRATION, who.registration.pk, R.RESTORE, actor=who.approver, now=who.now)


def test_the_seat_falls_vacant_for_sixty_working_days():
    who = vacant()

    assert who.registration.state == "lead_vacant"
    assert who.registration.due_on > timezone.localdate(who.now) + timedelta(days=80)
    assert who.registration.standing(timezone.localdate(who.now)) == "lead_vacant"
    kinds = set(Notice.objects.filter(user_id=who.members[0].pk).values_list("kind", flat=True))
    assert "registration.members_lead_vacant" in kinds


def test_all_members_agree_and_the_city_confirms():
    who = vacant()
    resolution = proposed(who)
    with pytest.raises(engine.StepRefused) as refused:
        draft_and_restore(who)
    assert codes(refused) == {"change_without_consent"}

    consented(who, resolution)
    assert Notice.objects.filter(kind="registration.city_resolved").count() == 1
    draft_and_restore(who)

    registration = Registration.objects.get(pk=who.registration.pk)
    assert registration.state == "in_force"
    assert registration.consortium.lead_id == parties_of(registration)[0].unit_id
    resolution.refresh_from_db()
    assert resolution.closed_at is not None


def parties_of(registration):
    return list(Membership.objects.filter(consortium=registration.consortium, is_lead=True))


def test_silence_is_no_consent_and_nobody_consents_for_another():
    who = vacant()
    resolution = proposed(who)
    second = parties(who)[1]

    with pytest.raises(engine.NotYourStep):
        resolutions.consent(resolution.pk, second.pk, actor=who.members[0], now=who.now)
    resolutions.consent(resolution.pk, second.pk, actor=who.members[1], now=who.now)
    resolutions.consent(resolution.pk, second.pk, actor=who.members[1], now=who.now)

    assert ResolutionConsent.objects.count() == 2, "the proposer's and the second's, each once"


def test_the_former_lead_is_not_asked_and_cannot_propose():
    who = vacant()
    with pytest.raises(engine.NotYourStep):
        resolutions.propose(
            who.registration.pk, K.NEW_LEAD, new_lead=parties(who)[0], reason="仍由我方牵头", document=stored_file(),
            actor=who.party, now=who.now,
        )  # fmt: skip


@pytest.mark.parametrize(("number", "code"), [(3, "lead_not_enterprise"), (0, "lead_banned")])
def test_a_new_lead_must_be_one_that_may_lead(number, code):
    who = vacant()
    if code == "lead_banned":
        unit = parties(who)[0].unit
        impose(unit.pk, decided_on=timezone.localdate(who.now), facts="示例", decision_number="2号")

    with pytest.raises(engine.StepRefused) as refused:
        proposed(who, number)

    assert code in codes(refused)


def test_a_ban_on_the_agreed_lead_stops_the_confirmation():
    who = vacant()
    consented(who, proposed(who))
    unit = parties(who)[0].unit
    impose(unit.pk, decided_on=timezone.localdate(who.now), facts="示例", decision_number="2号")

    with pytest.raises(engine.StepRefused) as refused:
        draft_and_restore(who)

    assert codes(refused) == {"lead_banned"}


def test_a_resolution_is_taken_back_and_another_proposed():
    who = vacant()
    first = proposed(who)
    with pytest.raises(engine.StepRefused) as refused:
        proposed(who, 1)
    assert codes(refused) == {"resolution_open"}

    resolutions.take_back(first.pk, reason="改选", actor=who.members[0], now=who.now)
    second = proposed(who, 1)
    assert second.consents.count() == 1
    with pytest.raises(engine.StepRefused):
        resolutions.consent(first.pk, parties(who)[2].pk, actor=who.members[2], now=who.now)


def test_nothing_is_proposed_without_paper_and_reason_or_while_there_is_a_lead():
    who = bench()
    with pytest.raises(engine.StepRefused) as refused:
        resolutions.propose(
            who.registration.pk, K.NEW_LEAD, new_lead=parties(who)[0], reason=" ", document=None,
            actor=who.members[0], now=who.now,
        )  # fmt: skip
    assert codes(refused) == {"not_vacant", "no_reason", "resolution_without_paper"}


def dissolution(who):
    return resolutions.propose(
        who.registration.pk, K.DISSOLUTION, new_lead=None, reason="任务完成", document=stored_file(),
        actor=who.party, now=who.now,
    )  # fmt: skip


def test_easy_error_5_no_dissolution_while_a_project_is_open():
    who = bench()
    link = ProjectLink.objects.create(
        registration=who.registration, number="示例-001", name="示例深海焊接项目", programme="commissioned",
        amount="1000000", opened_on=timezone.localdate(who.now), added_by=who.owner,
    )  # fmt: skip
    with pytest.raises(engine.StepRefused) as refused:
        dissolution(who)
    assert codes(refused) == {"project_open"}
    assert refused.value.refusals[0].params["projects"] == "示例深海焊接项目"

    ProjectLink.objects.filter(pk=link.pk).update(closed_on=timezone.localdate(who.now))
    resolution = dissolution(who)
    consented(who, resolution)
    ProjectLink.objects.filter(pk=link.pk).update(closed_on=None)
    with pytest.raises(engine.StepRefused) as refused, transaction.atomic():
        engine.propose(
            REGISTRATION, who.registration.pk, R.DISSOLVE, actor=who.party, now=who.now, payload={}
        )
    assert codes(refused) == {"project_open"}


def test_all_members_dissolve_and_the_approver_signs():
    who = bench()
    consented(who, dissolution(who))
    with transaction.atomic():
        engine.propose(
            REGISTRATION, who.registration.pk, R.DISSOLVE, actor=who.party, now=who.now, payload={}
        )
    with transaction.atomic():
        engine.advance(REGISTRATION, who.registration.pk, R.DISSOLVE, actor=who.approver, now=who.now)

    who.registration.refresh_from_db()
    assert who.registration.state == "dissolved"


def test_members_are_reminded_then_the_city_then_the_approver_each_once():
    who = vacant()
    due_on = who.registration.due_on
    Notice.objects.all().delete()

    def told(day):
        sweeps_cases.vacant_leads(at(day))
        sweeps_cases.vacant_leads(at(day))
        kinds = sorted(set(Notice.objects.values_list("kind", flat=True)))
        Notice.objects.update(kind="read")
        return [kind.removeprefix("registration.") for kind in kinds if kind != "read"]

    assert told(due_on - timedelta(days=40)) == []
    assert told(due_on - timedelta(days=12)) == ["members_vacant_soon"]
    assert told(due_on) == ["members_vacant_soon"]
    assert told(due_on + timedelta(days=1)) == ["city_vacant_overdue", "members_vacant_overdue"]
    assert told(due_on + timedelta(days=30)) == ["approver_vacant_overdue"]
