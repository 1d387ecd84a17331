"""Three years without leading or core membership; ordinary membership stays open; it ends by itself."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from consortia import actions as consortia
from consortia.bans import impose, lift
from consortia.models import LeadBan, Membership
from consortia.queries import agreement_of, bans
from consortia.states import MembershipEvent
from evaluations import sweeps_cases
from evaluations.states import CaseKind
from filings import actions, edits
from filings.models import Filing
from filings.states import Event
from ledger.models import Notice
from tests.evaluations.sanctions import at, bench, decided
from tests.factories import NOW, UnitFactory, officer, representative
from tests.road import complete_draft
from workflow import engine

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate(NOW)


def banned(unit, on=TODAY) -> LeadBan:
    return impose(unit.pk, decided_on=on, facts="示例", decision_number="示例决1号")


def codes(refused) -> set[str]:
    return {refusal.code for refusal in refused.value.refusals}


def member_of(filing):
    return Membership.objects.filter(consortium=filing.consortium, is_lead=False).earliest("pk")


def test_easy_error_4_a_banned_unit_does_not_submit_as_lead():
    filing, who = complete_draft()
    banned(filing.lead)

    with pytest.raises(engine.StepRefused) as refused:
        actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)

    assert "lead_banned" in codes(refused)
    told = next(one for one in refused.value.refusals if one.code == "lead_banned")
    assert told.params == {"unit": filing.lead.name, "until": "2029-08-31"}


def test_easy_error_4_a_banned_unit_founds_nothing():
    unit = UnitFactory()
    editor = representative(unit)
    banned(unit)

    with pytest.raises(engine.StepRefused) as refused:
        actions.start(actor=editor, lead=unit, formal_name="示例创新联合体", now=NOW)

    assert codes(refused) == {"lead_banned"}
    assert not Filing.objects.filter(lead=unit).exists()


def test_easy_error_4_a_banned_unit_is_no_core_member_of_what_is_submitted():
    filing, who = complete_draft()
    banned(member_of(filing).unit)

    with pytest.raises(engine.StepRefused) as refused:
        actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)

    assert "core_banned" in codes(refused)


def test_easy_error_4_as_an_ordinary_member_it_passes_with_a_note():
    filing, who = complete_draft()
    unit = UnitFactory(name="示例受限企业")
    banned(unit)
    one = {"counting": "industry", "duty": "承担一项任务", "email": ""}
    with pytest.raises(engine.StepRefused) as refused:
        edits.add_member(filing.pk, unit, {**one, "tier": "core"}, actor=who.lead, now=NOW)
    assert codes(refused) == {"core_banned"}

    edits.add_member(filing.pk, unit, {**one, "tier": "general"}, actor=who.lead, now=NOW)
    member = Membership.objects.get(unit=unit)
    edits.invite(filing.pk, [member.pk], actor=who.lead, now=NOW)
    signer = representative(unit)
    consortia.answer_invitation(
        member, MembershipEvent.ACCEPT, actor=signer, now=NOW, typed={"is_voluntary": True}
    )
    agreement = agreement_of(filing.consortium)
    member.refresh_from_db()
    consortia.sign(member, actor=signer, now=NOW, seen_digest=agreement.digest, means="confirmed")

    with pytest.raises(engine.StepRefused) as refused:
        edits.change_member(
            filing.pk, member, {"tier": "core", "duty": "承担一项任务"}, actor=who.lead, now=NOW
        )
    assert codes(refused) == {"core_banned"}


def test_easy_error_4_the_day_after_three_years_passes():
    filing, who = complete_draft()
    ban = banned(filing.lead, on=date(TODAY.year - 3, TODAY.month, TODAY.day))

    assert ban.until_on == TODAY
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)
    assert Filing.objects.get(pk=filing.pk).state == "district_check"


def test_the_last_day_of_the_three_years_is_still_banned():
    unit = UnitFactory()
    ban = banned(unit)

    assert ban.until_on == date(2029, 9, 1)
    assert bans([unit.code], ban.until_on - timedelta(days=1)) == {unit.code: ban.until_on}
    assert bans([unit.code], ban.until_on) == {}


@pytest.mark.parametrize(
    ("decided_on", "until_on"),
    [(date(2028, 2, 29), date(2031, 3, 1)), (date(2027, 2, 28), date(2030, 2, 28))],
)
def test_a_ban_decided_on_29_february_ends_on_the_first_of_march(decided_on, until_on):
    assert banned(UnitFactory(), on=decided_on).until_on == until_on


def test_invited_before_and_banned_since_it_does_not_accept_a_core_seat():
    filing, who = complete_draft()
    unit = UnitFactory()
    fields = {"counting": "industry", "duty": "承担", "email": "", "tier": "core"}
    edits.add_member(filing.pk, unit, fields, actor=who.lead, now=NOW)
    member = Membership.objects.get(unit=unit)
    edits.invite(filing.pk, [member.pk], actor=who.lead, now=NOW)
    banned(unit)

    with pytest.raises(engine.StepRefused) as refused:
        consortia.answer_invitation(
            member, MembershipEvent.ACCEPT, actor=representative(unit), now=NOW, typed={"is_voluntary": True}
        )
    assert codes(refused) == {"core_banned"}
    with pytest.raises(engine.StepRefused):
        edits.invite(filing.pk, [member.pk], actor=who.lead, now=NOW)


def test_a_ban_that_begins_while_the_signature_page_is_open_refuses_and_says_until_when():
    filing, _who = complete_draft()
    member = member_of(filing)
    seen = agreement_of(filing.consortium).digest
    banned(member.unit)
    signer = representative(member.unit, "signatory")

    with pytest.raises(engine.StepRefused) as refused:
        consortia.sign(member, actor=signer, now=NOW, seen_digest=seen, means="confirmed")

    assert refused.value.refusals[0].params == {"units": member.unit.name, "until": "2029-08-31"}


def test_the_ban_runs_from_the_decision_not_from_the_effect():
    who = bench()
    case = decided(who, CaseKind.LEAD_DISQUALIFICATION)
    today = timezone.localdate(who.now)

    assert case.state == "decided"
    assert case.ban.from_on == today
    assert bans([case.unit.code], today) == {case.unit.code: case.ban.until_on}
    who.registration.refresh_from_db()
    assert who.registration.state == "in_force", "the seat at home waits for the second look"


def test_a_lifted_ban_binds_nobody_and_stays_as_history():
    unit = UnitFactory()
    ban = banned(unit)
    lift(ban, on=TODAY + timedelta(days=3), reason="复核撤销")

    assert bans([unit.code], TODAY + timedelta(days=2))
    assert bans([unit.code], TODAY + timedelta(days=3)) == {}
    assert LeadBan.objects.get().lift_reason == "复核撤销"


def test_the_end_is_told_once_however_often_and_late_the_sweep_runs():
    unit = UnitFactory()
    people, city = representative(unit), officer("city_officer")
    ban = banned(unit)
    lifted = banned(UnitFactory())
    lift(lifted, on=TODAY, reason="复核撤销")

    assert sweeps_cases.bans_ended(at(ban.until_on - timedelta(days=1))) == 0
    assert sweeps_cases.bans_ended(at(ban.until_on + timedelta(days=400))) == 2
    assert sweeps_cases.bans_ended(at(ban.until_on + timedelta(days=401))) == 0
    assert set(Notice.objects.filter(kind__startswith="ban.").values_list("kind", "user_id")) == {
        ("ban.party_ended", people.pk),
        ("ban.city_ended", city.pk),
    }
