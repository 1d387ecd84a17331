"""Applying again: when, by whom, with what, and that nothing of it happens by itself."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import User
from consortia import actions as parties
from consortia import bans
from consortia.consent import APPOINTMENT
from consortia.models import Agreement, Indicator, Membership, Registration
from consortia.queries import agreement_of, appointments, memberships, people_of, valid_signatures
from consortia.states import MembershipEvent
from evaluations import renewals
from evaluations.actions import renewal, tracking
from evaluations.actions.tracking import Content
from evaluations.deadlines import months_after
from filings import actions as filings
from filings import consequences
from filings.models import Filing
from filings.states import Event, State
from ledger.models import Entry
from portal import register
from tests.evaluations.registered import Registered, at, registered
from tests.factories import stored_file
from workflow import engine

pytestmark = pytest.mark.django_db


def _window(it: Registered) -> date:
    return months_after(it.registration.valid_until, -6)


CASE = renewals.RenewalCase("in_force", date(2029, 10, 9), date(2029, 4, 9))


@pytest.mark.parametrize(
    ("case", "today", "code"),
    [
        (CASE, date(2029, 4, 8), "renewal_too_early"),
        (CASE, date(2029, 4, 9), None),
        (CASE, date(2031, 1, 1), None),
        (renewals.RenewalCase("revoked", date(2029, 10, 9), date(2029, 4, 9)), date(2029, 5, 1), "not_renewable"),
        (renewals.RenewalCase("dissolved", None, None), date(2029, 5, 1), "not_renewable"),
        (renewals.RenewalCase("lead_vacant", date(2029, 10, 9), date(2029, 4, 9)), date(2029, 5, 1),
         "renewal_lead_vacant"),
        (renewals.RenewalCase("in_force", None, None), date(2029, 5, 1), "renewal_dates_unknown"),
        (renewals.RenewalCase("in_force", date(2029, 10, 9), date(2029, 4, 9), "QDLH-F-1"), date(2029, 5, 1),
         "renewal_running"),
        (renewals.RenewalCase("in_force", date(2029, 10, 9), date(2029, 4, 9), "", "QDLH-2029-1"),
         date(2029, 5, 1), "renewed_already"),
    ],
)  # fmt: skip
def test_when_one_may_apply_again(case: renewals.RenewalCase, today: date, code: str | None) -> None:
    assert [one.code for one in renewals.may_reapply(case, today)] == ([code] if code else [])


def test_a_new_filing_is_prefilled_and_nothing_of_it_agreed() -> None:
    it = registered(indicators=2)
    report = it.expect("half_year")
    promised = list(Indicator.objects.filter(consortium=it.consortium))
    figures = {one.pk: (Decimal(7), "") for one in promised}
    now = at(report.expected_on)
    tracking.save_report(report.pk, Content({"progress": "完成"}, figures), actor=it.lead, now=now)
    tracking.submit_report(report.pk, actor=it.lead, now=now)
    before = Registration.objects.get(pk=it.registration.pk)
    filing = renewal.reapply(it.registration.pk, actor=it.lead, now=at(_window(it)))

    new = filing.consortium
    assert (filing.state, filing.predecessor, new.continues) == (State.DRAFT, before, it.consortium)
    assert new.pk != it.consortium.pk
    assert (new.formal_name, new.need, new.industry) == (
        it.consortium.formal_name, it.consortium.need, it.consortium.industry
    )  # fmt: skip
    old = {(p.unit_id, p.tier, p.duty, p.counting) for p in memberships(it.consortium)}
    assert {(p.unit_id, p.tier, p.duty, p.counting) for p in memberships(new)} == old
    assert {p.state for p in memberships(new) if not p.is_lead} == {"listed"}
    assert {post: p.state for post, p in appointments(new).items()} == {
        "director": "named",
        "chief_expert": "named",
    }
    assert [c.text for c in new.chapters.order_by("key")] == [
        c.text for c in it.consortium.chapters.order_by("key")
    ]
    agreement = agreement_of(new)
    assert agreement
    assert (agreement.document, bool(agreement.contents)) == (None, True)
    assert not valid_signatures(agreement)
    assert [one.baseline for one in Indicator.objects.filter(consortium=new)] == [7, 7]

    # the registration that runs is as it was
    assert len(valid_signatures(agreement_of(it.consortium))) == len(memberships(it.consortium))
    assert Registration.objects.count() == 1
    with pytest.raises(engine.StepRefused):
        filings.take(filing.pk, Event.SUBMIT, actor=it.lead, now=at(_window(it)))
    assert Entry.objects.filter(subject=before.ledger_subject, kind="registration.reapplied").exists()


def test_too_early_twice_and_by_others_it_is_refused() -> None:
    it = registered()
    pk = it.registration.pk
    with pytest.raises(engine.StepRefused, match="renewal_too_early"):
        renewal.reapply(pk, actor=it.lead, now=at(_window(it) - timedelta(days=1)))
    for person in (it.member, it.officer, it.city):
        with pytest.raises(engine.NotYourStep):
            renewal.reapply(pk, actor=person, now=at(_window(it)))
    filing = renewal.reapply(pk, actor=it.lead, now=at(_window(it)))
    with pytest.raises(engine.StepRefused, match="renewal_running"):
        renewal.reapply(pk, actor=it.lead, now=at(_window(it)))
    filings.take(filing.pk, Event.WITHDRAW, actor=it.lead, now=at(_window(it)), typed={"reason": "重来"})
    assert renewal.reapply(pk, actor=it.lead, now=at(_window(it))).pk != filing.pk
    assert Filing.objects.filter(predecessor=pk).count() == 2


def test_a_lapsed_one_is_shown_as_applying_again() -> None:
    it = registered()
    lapsed = at(it.registration.valid_until + timedelta(days=20))
    renewal.reapply(it.registration.pk, actor=it.lead, now=lapsed)
    row = it.registration
    assert row.standing(lapsed.date()) == "lapsed"
    assert Filing.objects.filter(predecessor=row).exclude(state=State.REGISTERED).exists()


def test_a_banned_lead_cannot_and_a_banned_member_leaves_the_core() -> None:
    it = registered()
    day = _window(it)
    member = Membership.objects.filter(consortium=it.consortium, is_lead=False, tier="core").earliest("pk")
    bans.impose(member.unit_id, decided_on=day, facts="事实", decision_number="示例决〔2029〕1号")
    filing = renewal.reapply(it.registration.pk, actor=it.lead, now=at(day))
    assert Membership.objects.get(consortium=filing.consortium, unit=member.unit).tier == "general"
    filings.take(filing.pk, Event.WITHDRAW, actor=it.lead, now=at(day), typed={"reason": "重来"})
    bans.impose(it.lead_unit.pk, decided_on=day, facts="事实", decision_number="示例决〔2029〕2号")
    with pytest.raises(engine.StepRefused, match="lead_banned"):
        renewal.reapply(it.registration.pk, actor=it.lead, now=at(day))


def test_the_new_one_begins_when_the_old_one_ends() -> None:
    it = registered()
    today = _window(it)
    filing = Filing(predecessor=it.registration)
    assert consequences._end_of_predecessor(filing, today) == it.registration.valid_until
    assert consequences._end_of_predecessor(filing, it.registration.valid_until) is None
    assert consequences._end_of_predecessor(Filing(), today) is None


def test_by_pages_only_the_leads_editor_and_only_by_post(monkeypatch: Any) -> None:
    it = registered()
    path = f"/registrations/{it.registration.pk}/reapply/"
    client = Client()
    client.force_login(it.lead)
    assert client.get(path).status_code == 405
    assert client.post(path).status_code == 302  # refused: too early, said on the next page
    assert not Filing.objects.filter(predecessor=it.registration).exists()
    client.force_login(it.member)
    assert client.post(path).status_code == 404


def _submitted(filing: Filing, it: Registered, when: Any) -> None:
    """The lead asks everybody anew, all answer and sign, and it is submitted."""
    consortium = filing.consortium
    with transaction.atomic():
        for party in memberships(consortium):
            if not party.is_lead:
                parties.invite_member(party, actor=it.lead, now=when)
                person = User.objects.get(pk=people_of([party.unit_id])[0])
                parties.answer_invitation(
                    party, MembershipEvent.ACCEPT, actor=person, now=when, typed={"is_voluntary": True}
                )
        for person in appointments(consortium).values():
            parties.ask_person(person, actor=it.lead, now=when)
            holder = parties.LinkHolder(link_token=person.token)
            engine.advance(APPOINTMENT, person.pk, "accept", actor=holder, now=when)
        Agreement.objects.filter(consortium=consortium).update(document=stored_file("新协议.pdf", b"renewed"))
        parties.restate_agreement(consortium, now=when)
        agreement = agreement_of(consortium)
        assert agreement
        for party in memberships(consortium):
            signer = User.objects.get(pk=people_of([party.unit_id], "signatory")[0])
            parties.sign(party, actor=signer, now=when, seen_digest=agreement.digest, means="confirmed")
    Filing.objects.filter(pk=filing.pk).update(knows_no_secrets=True)
    filings.sign_pledge(filing.pk, actor=it.lead, now=when)
    filings.take(filing.pk, Event.SUBMIT, actor=it.lead, now=when)


def test_once_all_agree_anew_it_is_submitted_and_the_lapsed_one_says_so() -> None:
    it = registered(indicators=1, in_plan=True)
    when = at(_window(it))
    filing = renewal.reapply(it.registration.pk, actor=it.lead, now=when)
    _submitted(filing, it, when)
    snapshot = filing.submissions.get().snapshot["consortium"]
    assert [one["name"] for one in snapshot["tables"]["indicators"]] == ["示例指标0"]
    day = it.registration.valid_until
    row = register.with_renewals(Registration.objects.filter(pk=it.registration.pk)).get()
    assert register.badge_of(row, day, day).label in ("到期待审", "Lapsed, applying again")
    assert register.badge_of(row, day - timedelta(days=1), day).kind == "lapsing"
