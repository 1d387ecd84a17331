"""What the calendar tells of cases: to whom it falls, before, on and after the day, once each."""

from datetime import timedelta

import pytest

from evaluations import sweeps_cases
from evaluations.actions import cases
from evaluations.states import CaseEvent, CaseKind
from filings import deadlines
from ledger.models import Notice
from tests.evaluations.sanctions import after, at, bench, decided, opened

pytestmark = pytest.mark.django_db


def told(day):
    """Kinds and people of one night; the second run adds nothing."""
    Notice.objects.all().delete()
    first = sweeps_cases.case_deadlines(at(day))
    assert sweeps_cases.case_deadlines(at(day)) == 0
    assert Notice.objects.count() == first
    return sorted(Notice.objects.values_list("kind", "user_id"))


def test_the_owner_is_reminded_then_the_approvers_too():
    who = bench()
    case = opened(who)
    day = case.due_on

    assert told(day - timedelta(days=9)) == []
    assert told(day) == [("case.owner_due_today", who.owner.pk)]
    assert told(day + timedelta(days=1)) == [("case.owner_overdue", who.owner.pk)]
    late = told(day + timedelta(days=30))
    assert ("case.approver_overdue", who.approver.pk) in late
    assert ("case.approver_overdue", who.second.pk) in late


def test_the_party_is_reminded_of_its_statement_and_the_owner_when_the_days_are_over():
    who = bench()
    case = opened(who)
    cases.take(case.pk, CaseEvent.NOTIFY, actor=who.owner, now=who.now)
    case.refresh_from_db()

    assert told(case.due_on) == [("case.party_due_today", who.party.pk)]
    assert told(case.due_on + timedelta(days=1)) == [("case.owner_overdue", who.owner.pk)]


def test_the_party_is_reminded_of_the_second_look_and_whoever_decided_is_not_asked_for_it():
    who = bench()
    case = decided(who, CaseKind.LEAD_DISQUALIFICATION)
    assert told(case.second_look_until) == [("case.party_due_today", who.party.pk)]
    assert ("case.owner_due_today", who.owner.pk) in told(case.due_on)

    cases.take(case.pk, CaseEvent.ASK, actor=who.party, now=who.now, typed={"reason": "事实有误"})
    case.refresh_from_db()
    assert told(case.due_on) == [("case.approver_due_today", who.second.pk)]


def test_a_closed_case_says_nothing_ever_again():
    who = bench()
    case = decided(who)
    cases.take(case.pk, CaseEvent.EFFECT, actor=who.owner, now=after(who.now, "case_second_look_days"))

    assert told(case.due_on + timedelta(days=90)) == []


def test_the_sweeps_run_with_all_others():
    assert {"case_deadlines", "bans_ended", "vacant_leads"} <= set(deadlines.SWEEPS)
    assert "owed_case_letters" in deadlines.AFTERWARDS
