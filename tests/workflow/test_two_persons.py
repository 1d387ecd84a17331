"""Two-person steps, holds, stale screens and years of working days."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command

from filings import actions
from filings.flow import FILING
from filings.models import Filing
from filings.states import Event, State
from ledger.models import Entry
from tests.factories import NOW, city, officer
from tests.road import at_city_check, complete_draft, endorse
from workflow import holds, years
from workflow.engine import NoSuchStep, NotYourStep, StepRefused, open_steps
from workflow.models import Parameter

pytestmark = pytest.mark.django_db


def _codes(refused):
    return [refusal.code for refusal in refused.value.refusals]


@pytest.fixture
def submitted():
    filing, who = complete_draft()
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)
    return Filing.objects.get(pk=filing.pk), who


def _one_person(who):
    both = who.officer
    both.role_grants.create(role="district_head", authority=who.officer.grants[0].authority, granted_at=NOW)
    del both._grants
    return both


def test_one_person_may_not_draft_and_endorse(submitted):
    filing, who = submitted
    both = _one_person(who)
    actions.draft(filing.pk, Event.ENDORSE, actor=both, now=NOW, payload={"opinion": "同意"})

    with pytest.raises(StepRefused) as refused:
        actions.take(filing.pk, Event.ENDORSE, actor=both, now=NOW)

    assert _codes(refused) == ["same_person"]


def test_a_small_bureau_may_by_a_dated_parameter(submitted):
    filing, who = submitted
    both = _one_person(who)
    Parameter.objects.create(
        key="district_one_person", value=True, valid_from=NOW.date(), version=1, reason="编制只有一人",
        proposed_by=who.city, proposed_at=NOW, confirmed_by=who.approver, confirmed_at=NOW,
    )  # fmt: skip
    actions.draft(filing.pk, Event.ENDORSE, actor=both, now=NOW, payload={"opinion": "同意"})

    actions.take(filing.pk, Event.ENDORSE, actor=both, now=NOW)

    assert Filing.objects.get(pk=filing.pk).state == State.CITY_CHECK


def test_a_draft_of_an_earlier_visit_does_not_count(submitted):
    filing, who = submitted
    actions.draft(filing.pk, Event.ENDORSE, actor=who.officer, now=NOW, payload={"opinion": "同意"})
    actions.take(filing.pk, Event.ENDORSE, actor=who.head, now=NOW)
    actions.take(filing.pk, Event.SEND_BACK, actor=who.city, now=NOW, typed={"reason": "请补充意见"})

    with pytest.raises(StepRefused) as refused:
        actions.take(filing.pk, Event.ENDORSE, actor=who.head, now=NOW)

    assert _codes(refused) == ["needs_draft"]


def test_an_empty_opinion_is_no_draft(submitted):
    filing, who = submitted

    with pytest.raises(StepRefused) as refused:
        actions.draft(filing.pk, Event.ENDORSE, actor=who.officer, now=NOW, payload={"opinion": "  "})

    assert _codes(refused) == ["no_opinion"]


def test_refusing_rests_on_a_hard_clause_only():
    filing, who = at_city_check()

    with pytest.raises(StepRefused) as refused:
        actions.draft(
            filing.pk,
            Event.REFUSE,
            actor=who.city,
            now=NOW,
            payload={"clause": "G3.2c", "reason": "只有两家企业"},
        )

    assert _codes(refused) == ["not_a_hard_clause"]


def test_a_stale_screen_is_told_who_was_first(submitted):
    filing, who = submitted
    seen = filing.step_number
    endorse(filing, who)
    actions.take(filing.pk, Event.SEND_BACK, actor=who.city, now=NOW, typed={"reason": "请补充意见"})

    with pytest.raises(NoSuchStep) as refused:
        actions.draft(
            filing.pk, Event.ENDORSE, actor=who.officer, now=NOW, payload={"opinion": "同意"}, seen=seen
        )

    assert (refused.value.latest.kind, refused.value.latest.actor_id) == ("filing.send_back", who.city.pk)


def test_a_hold_needs_two_persons_and_stops_everything_but_the_way_out(submitted):
    filing, who = submitted
    holds.ask(FILING, filing.pk, actor=who.city, now=NOW, reason="fraud", note="举报材料待核")
    other = officer("approver", city())
    holds.place(FILING, filing.pk, actor=other, now=NOW)
    filing = Filing.objects.get(pk=filing.pk)

    by_head = {
        step.row.event: [r.code for r in step.refusals]
        for step in open_steps(FILING, filing, who.head, now=NOW, gather=actions.no_evidence)
    }
    by_lead = {step.row.event: [r.code for r in step.refusals] for step in open_steps(
        FILING, filing, who.lead, now=NOW, gather=actions.no_evidence)}  # fmt: skip

    assert by_head == {"endorse": ["on_hold", "needs_draft"], "not_recommend": ["on_hold", "needs_draft"]}
    assert by_lead == {"withdraw": []}


def test_whoever_asks_for_a_hold_does_not_place_it(submitted):
    filing, who = submitted
    holds.ask(FILING, filing.pk, actor=who.city, now=NOW, reason="fraud", note="举报材料待核")

    with pytest.raises(StepRefused) as refused:
        holds.place(FILING, filing.pk, actor=who.city, now=NOW)

    assert _codes(refused) == ["same_person"]


def test_lifting_gives_the_held_working_days_back(submitted):
    filing, who = submitted
    before = filing.due_on
    holds.ask(FILING, filing.pk, actor=who.city, now=NOW, reason="ban", note="新的禁止决定")
    holds.place(FILING, filing.pk, actor=who.approver, now=NOW)

    holds.lift(FILING, filing.pk, actor=who.approver, now=NOW + timedelta(days=7), note="已查清")

    filing = Filing.objects.get(pk=filing.pk)
    assert (before.isoformat(), filing.due_on.isoformat()) == ("2026-09-15", "2026-09-22")


def test_termination_needs_a_hold_a_draft_and_the_applicant_heard(submitted):
    filing, who = submitted
    with pytest.raises(StepRefused) as refused:
        actions.draft(filing.pk, Event.TERMINATE, actor=who.city, now=NOW, payload={"reason": "材料造假"})
    assert _codes(refused) == ["no_hold", "not_heard"]
    holds.ask(FILING, filing.pk, actor=who.city, now=NOW, reason="fraud", note="举报属实")
    holds.place(FILING, filing.pk, actor=who.approver, now=NOW)
    payload = {"reason": "材料造假", "heard": "2026-09-01 当面陈述"}
    actions.draft(filing.pk, Event.TERMINATE, actor=who.city, now=NOW, payload=payload)

    actions.take(filing.pk, Event.TERMINATE, actor=who.approver, now=NOW)

    assert Filing.objects.get(pk=filing.pk).state == State.DECLINED


def test_withdrawal_from_a_draft_needs_a_reason_and_the_lead(submitted):
    filing, who = submitted
    with pytest.raises(StepRefused) as refused:
        actions.take(filing.pk, Event.WITHDRAW, actor=who.lead, now=NOW, typed={"reason": ""})
    assert _codes(refused) == ["no_reason"]
    with pytest.raises(NotYourStep):
        actions.take(filing.pk, Event.WITHDRAW, actor=who.city, now=NOW, typed={"reason": "x"})


def test_easy_error_14_a_date_beyond_the_table_is_provisional_until_its_year_is_loaded():
    call_command("load_reference")
    late = datetime(2026, 12, 28, 2, 0, tzinfo=UTC)
    filing, who = complete_draft(now=late)
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=late)
    filing.refresh_from_db()
    guessed = (filing.due_on.isoformat(), filing.is_due_provisional)

    days = [{"date": datetime(2027, 1, day).date(), "is_working": False, "name": "元旦"} for day in (1, 4, 5)]
    changed = years.load(2027, days, source="示例通知", now=late)

    filing.refresh_from_db()
    assert guessed == ("2027-01-11", True)
    assert (filing.due_on.isoformat(), filing.is_due_provisional) == ("2027-01-14", False)
    assert changed >= 1
    assert Entry.objects.filter(kind="filing.due_recomputed", subject=filing.ledger_subject).count() == 1
