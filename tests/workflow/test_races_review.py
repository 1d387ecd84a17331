"""The city's deciding events, eight threads each; and an objection against the closing of its notice."""

import pytest

from filings import actions
from filings.flow import FILING
from filings.models import Filing
from filings.states import Event, State
from ledger.models import Entry
from ledger.queries import breaks
from reviews.actions import lists, notices, objections, rounds, stages
from reviews.models import Objection
from tests.factories import NOW
from tests.races import at_once, eight
from tests.road import at_city_check
from tests.road_reviews import (
    after,
    at_approval,
    at_defence,
    at_expert_review,
    at_publicity,
    at_selection,
    at_site_visit,
    conclude,
    defend,
    put_on_list,
    seal_all,
    visit,
)
from workflow import holds
from workflow.engine import StepError

pytestmark = pytest.mark.django_db(transaction=True)

ONE_OF_EIGHT = [*["NoSuchStep"] * 7, "done"]
OBJECTOR = {"kind": "person", "name": "示例", "contact": "示例电话", "address": "示例地址"}


def _check(outcomes, filing, event, state):
    assert outcomes == ONE_OF_EIGHT
    assert Filing.objects.get(pk=filing.pk).state == state
    assert Entry.objects.filter(subject=filing.ledger_subject, kind=f"filing.{event}").count() == 1
    assert list(breaks()) == []


def test_accept():
    filing, who = at_city_check()

    outcomes = eight(
        lambda: rounds.open_round(
            [filing.pk], title="示例", needs_visit=True, defence_first=False, actor=who.city, now=NOW
        )
    )

    assert outcomes.count("done") == 1
    assert Filing.objects.get(pk=filing.pk).state == State.EXPERT_REVIEW


def test_advance_from_the_written_review():
    filing, _, panel = at_expert_review()
    seal_all(filing, panel)
    conclude(filing, panel)

    outcomes = eight(lambda: stages.take(filing.pk, Event.ADVANCE, actor=panel.lead, now=NOW))

    # The seven others meet a filing that has moved on to a stage with an advance of its own, not yet ready.
    assert outcomes.count("done") == 1
    assert Filing.objects.get(pk=filing.pk).state == State.SITE_VISIT


def test_skip_visit():
    filing, _, panel = at_expert_review(needs_visit=False)
    seal_all(filing, panel)
    conclude(filing, panel)

    outcomes = eight(lambda: stages.take(filing.pk, Event.SKIP_VISIT, actor=panel.lead, now=NOW))

    _check(outcomes, filing, "skip_visit", State.DEFENCE)


def test_advance_from_the_visit():
    filing, who, panel = at_site_visit()
    visit(filing, who, panel)
    conclude(filing, panel)

    outcomes = eight(lambda: stages.take(filing.pk, Event.ADVANCE, actor=panel.lead, now=NOW))

    assert outcomes.count("done") == 1
    assert Filing.objects.get(pk=filing.pk).state == State.DEFENCE


def test_conclude():
    filing, who, panel = at_defence()
    defend(filing, who, panel)
    conclude(filing, panel)

    outcomes = eight(lambda: stages.take(filing.pk, Event.CONCLUDE, actor=panel.lead, now=NOW))

    _check(outcomes, filing, "conclude", State.SELECTION)


def test_propose():
    filing, who, _ = at_selection()
    listed = put_on_list(filing, who)

    outcomes = eight(lambda: notices.post_notice(listed, title="示例公示", actor=who.city, now=NOW))

    assert outcomes.count("done") == 1
    assert Filing.objects.get(pk=filing.pk).state == State.PUBLICITY
    assert filing.notice_items.count() == 1


def test_decline_in_selection():
    filing, who, _ = at_selection()
    payload = {"reason": "领域重复，基础不足", "clause": "G5.6f"}
    actions.draft(filing.pk, Event.DECLINE, actor=who.city, now=NOW, payload=payload)

    outcomes = eight(lambda: stages.take(filing.pk, Event.DECLINE, actor=who.approver, now=NOW))

    _check(outcomes, filing, "decline", State.DECLINED)


def _upheld():
    filing, who, notice = at_publicity()
    objection = objections.receive(notice.items.get().pk, text="专利不属实", objector=OBJECTOR, now=NOW)
    objections.decide(objection.pk, "accept", actor=who.city, now=NOW)
    objections.decide(objection.pk, "uphold", reason="经查属实", actor=who.city, now=NOW)
    return filing, who


def test_reject_after_an_upheld_objection():
    filing, who = _upheld()
    payload = {"reason": "经查属实", "heard": "2026-09-01 当面陈述"}
    actions.draft(
        filing.pk, Event.UPHOLD_REJECT, actor=who.city, now=NOW, payload=payload, gather=stages.gather
    )

    outcomes = eight(
        lambda: objections.decide_upheld(
            filing.pk, Event.UPHOLD_REJECT, actor=who.approver, now=NOW, typed={}
        )
    )

    _check(outcomes, filing, "uphold_reject", State.DECLINED)


def test_back_to_the_meeting_after_an_upheld_objection():
    filing, who = _upheld()
    typed = {"reason": "请会议重新审议"}

    outcomes = eight(
        lambda: objections.decide_upheld(
            filing.pk, Event.UPHOLD_RECONSIDER, actor=who.approver, now=NOW, typed=typed
        )
    )

    _check(outcomes, filing, "uphold_reconsider", State.SELECTION)


def test_correct():
    filing, who, notice = at_publicity()
    payload = {"reason": "牵头单位名称有误", "correction": "名称更正"}
    actions.draft(filing.pk, Event.CORRECT, actor=who.city, now=NOW, payload=payload)

    outcomes = eight(lambda: notices.correct_notice(filing.pk, actor=who.approver, now=NOW))

    assert outcomes.count("done") == 1
    assert notice.successors.count() == 1


def test_close():
    filing, who, notice = at_publicity()

    outcomes = eight(lambda: objections.close(filing.pk, actor=who.city, now=after(notice)))

    _check(outcomes, filing, "close", State.APPROVAL)


def test_register():
    filing, who, closing = at_approval()

    outcomes = eight(lambda: stages.take(filing.pk, Event.REGISTER, actor=who.approver, now=closing))

    _check(outcomes, filing, "register", State.REGISTERED)
    assert Filing.objects.get(pk=filing.pk).registration.number == "QDLH-2026-0001"


def test_terminate():
    filing, who, closing = at_approval()
    holds.ask(FILING, filing.pk, actor=who.city, now=closing, reason="fraud", note="举报属实")
    holds.place(FILING, filing.pk, actor=who.approver, now=closing)
    payload = {"reason": "材料造假", "heard": "2026-09-09 当面陈述"}
    actions.draft(filing.pk, Event.TERMINATE, actor=who.city, now=closing, payload=payload)

    outcomes = eight(lambda: stages.take(filing.pk, Event.TERMINATE, actor=who.approver, now=closing))

    _check(outcomes, filing, "terminate", State.DECLINED)


@pytest.mark.parametrize("turn", range(3))
def test_an_objection_against_the_closing_of_its_notice(turn):
    """Objections made on the last day, sent while an officer's clock already says the next morning."""
    filing, who, notice = at_publicity()
    item = notice.items.get()
    last_day = after(notice) - (after(notice) - NOW) / 2

    def objects():
        objections.receive(item.pk, text="专利不属实", objector=OBJECTOR, now=last_day)

    def closes():
        objections.close(filing.pk, actor=who.city, now=after(notice))

    outcomes = at_once(*[closes, objects] * 4)

    received = Objection.objects.count()
    is_closed = Filing.objects.get(pk=filing.pk).state == State.APPROVAL
    assert is_closed == (received == 0)
    assert outcomes.count("done") == (1 if is_closed else 4)
    assert list(breaks()) == []


def test_a_step_error_is_what_a_late_list_meets():
    filing, who, _ = at_selection()
    listed = put_on_list(filing, who)
    notices.post_notice(listed, title="示例公示", actor=who.city, now=NOW)

    with pytest.raises(StepError):
        lists.prepare(
            [lists.Decision(filing.pk, "not", "改变主意")], title="示例", meeting_number="1",
            decided_on=NOW.date(), actor=who.city, now=NOW,
        )  # fmt: skip
