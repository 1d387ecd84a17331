"""Eight threads on one filing for each deciding event: exactly one legal outcome."""

import pytest

from filings import actions
from filings.models import Filing
from filings.states import Event, State
from ledger.models import Entry
from ledger.queries import breaks
from tests.factories import NOW
from tests.races import at_once, eight
from tests.road import at_city_check, complete_draft

pytestmark = pytest.mark.django_db(transaction=True)

ONE_OF_EIGHT = [*["NoSuchStep"] * 7, "done"]


def _submitted():
    filing, who = complete_draft()
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)
    return filing, who


def _ticketed():
    filing, who = _submitted()
    actions.add_ticket(
        filing.pk,
        place="plan",
        clause="G5.5b",
        text="第四章缺指标",
        is_mandatory=True,
        actor=who.officer,
        now=NOW,
    )
    return filing, who


def _drafted(event, payload):
    filing, who = _submitted()
    actions.draft(filing.pk, event, actor=who.officer, now=NOW, payload=payload)
    return filing, who


def _refusable():
    filing, who = at_city_check()
    payload = {"clause": "G4.1.1a", "reason": "牵头单位不在青岛"}
    actions.draft(filing.pk, Event.REFUSE, actor=who.city, now=NOW, payload=payload)
    return filing, who


# event: how the filing gets there, who acts, what is typed, where it ends
CASES = {
    Event.SUBMIT: (complete_draft, "lead", {}, State.DISTRICT_CHECK),
    Event.WITHDRAW: (_submitted, "lead", {"reason": "另行组建"}, State.WITHDRAWN),
    Event.RETURN: (_ticketed, "officer", {}, State.DISTRICT_CORRECTION),
    Event.ENDORSE: (lambda: _drafted(Event.ENDORSE, {"opinion": "同意"}), "head", {}, State.CITY_CHECK),
    Event.NOT_RECOMMEND: (
        lambda: _drafted(Event.NOT_RECOMMEND, {"reason": "成员单位不符", "clause": "G4.2.2"}),
        "head",
        {},
        State.NOT_RECOMMENDED,
    ),
    Event.SEND_BACK: (at_city_check, "city", {"reason": "请补充意见"}, State.DISTRICT_CHECK),
    Event.REFUSE: (_refusable, "approver", {}, State.DECLINED),
}


@pytest.mark.parametrize("event", CASES)
def test_one_of_eight_wins(event):
    prepare, actor, typed, end = CASES[event]
    filing, who = prepare()
    person = getattr(who, actor)

    outcomes = eight(lambda: actions.take(filing.pk, event, actor=person, now=NOW, typed=typed))

    assert outcomes == ONE_OF_EIGHT
    assert Filing.objects.get(pk=filing.pk).state == end
    assert Entry.objects.filter(subject=filing.ledger_subject, kind=f"filing.{event}").count() == 1
    assert list(breaks()) == []


def test_two_heads_deciding_differently_leave_one_decision():
    filing, who = _drafted(Event.ENDORSE, {"opinion": "同意"})
    actions.draft(
        filing.pk,
        Event.NOT_RECOMMEND,
        actor=who.officer,
        now=NOW,
        payload={"reason": "不符", "clause": "G4.2.2"},
    )

    def endorse():
        actions.take(filing.pk, Event.ENDORSE, actor=who.head, now=NOW)

    def not_recommend():
        actions.take(filing.pk, Event.NOT_RECOMMEND, actor=who.head, now=NOW)

    outcomes = at_once(*[endorse, not_recommend] * 4)

    assert sorted(outcomes) == ONE_OF_EIGHT
    assert Filing.objects.get(pk=filing.pk).state in (State.CITY_CHECK, State.NOT_RECOMMENDED)


def test_eight_submissions_give_one_receipt():
    filing, who = complete_draft()

    eight(lambda: actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW))

    assert list(filing.submissions.values_list("version", "receipt_number")) == [(1, "QDLH-R-2026-0001")]
