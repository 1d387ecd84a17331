"""The calendar's sweeps: announced once, late or twice, never deciding; holds stop them."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from filings import actions, deadlines
from filings.models import Filing
from filings.states import Event, State
from ledger.models import Notice
from reviews.actions import objections
from tests.factories import NOW
from tests.races import at_once
from tests.road import at_city_check, complete_draft, reference
from tests.road_reviews import after, at_publicity
from workflow import holds, office
from workflow.flow import FLOWS

pytestmark = pytest.mark.django_db


def days(count):
    return NOW + timedelta(days=count)


def told(kind):
    return Notice.objects.filter(kind=kind).count()


@pytest.fixture
def submitted(db):
    reference()
    filing, who = complete_draft()
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)
    return Filing.objects.get(pk=filing.pk), who


@pytest.fixture
def in_correction(submitted):
    filing, who = submitted
    actions.add_ticket(
        filing.pk,
        place="plan",
        clause="GA.3",
        text="写明年度目标",
        is_mandatory=True,
        actor=who.officer,
        now=NOW,
    )
    actions.take(filing.pk, Event.RETURN, actor=who.officer, now=NOW)
    return Filing.objects.get(pk=filing.pk), who


def test_an_overdue_check_reminds_officer_and_head_once(submitted):
    filing, _who = submitted

    deadlines.run(days(20))
    deadlines.run(days(20))
    assert told("filing.head_escalated") == 0  # the head hears after five working days more
    deadlines.run(days(30))
    deadlines.run(days(35))

    assert (told("filing.district_overdue"), told("filing.head_escalated")) == (1, 1)
    assert Filing.objects.get(pk=filing.pk).state == State.DISTRICT_CHECK


def test_the_holder_hears_two_days_before_and_on_the_day(submitted):
    filing, _who = submitted
    due = filing.due_on
    calendar = office.work_calendar()
    soon = next(
        d
        for d in (due - timedelta(days=n) for n in range(1, 12))
        if calendar.working_days_after(d, 2).on == due
    )

    deadlines.run(NOW + (soon - NOW.date()))
    deadlines.run(NOW + (due - NOW.date()))

    assert (told("filing.district_due_soon"), told("filing.district_due_today")) == (1, 1)
    assert told("filing.district_overdue") == 0


def test_a_correction_is_reminded_on_separate_days_and_then_may_lapse(in_correction):
    filing, who = in_correction
    late = NOW + (filing.due_on - NOW.date()) + timedelta(days=1)

    for offset in (0, 0, 1, 2, 3, 4, 5, 6, 7):
        deadlines.run(late + timedelta(days=offset))

    filing.refresh_from_db()
    assert (filing.reminders_count, filing.state) == (2, State.DISTRICT_CORRECTION)
    assert (told("filing.filer_reminder"), told("filing.returner_may_lapse")) == (2, 1)
    actions.take(filing.pk, Event.LAPSE, actor=who.officer, now=late + timedelta(days=8))
    assert Filing.objects.get(pk=filing.pk).state == State.LAPSED


def test_after_an_outage_one_run_reminds_once_a_day_not_twice_at_once(in_correction):
    filing, _who = in_correction
    late = NOW + timedelta(days=60)

    deadlines.run(late)
    deadlines.run(late)

    filing.refresh_from_db()
    assert filing.reminders_count == 1


def test_a_hold_stops_the_reminders(in_correction):
    filing, who = in_correction
    flow = FLOWS["filing"]
    holds.ask(flow, filing.pk, actor=who.city, now=NOW, reason="fraud", note="核查中")
    holds.place(flow, filing.pk, actor=who.approver, now=NOW)

    deadlines.run(days(60))

    filing.refresh_from_db()
    assert filing.reminders_count == 0
    assert told("filing.filer_reminder") == 0


def test_a_sweep_that_fails_keeps_no_other_from_running(submitted, monkeypatch):
    def fails(_now):
        raise ValueError("broken")

    monkeypatch.setattr(deadlines, "SWEEPS", {"broken": fails, **deadlines.SWEEPS})

    with pytest.raises(ExceptionGroup):
        deadlines.run(days(20))

    assert told("filing.district_overdue") == 1


def test_nothing_due_is_cheap():
    reference()

    with CaptureQueriesContext(connection) as asked:
        deadlines.run(NOW)

    assert len(asked) <= 6 * len(deadlines.SWEEPS)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_four_sweeps_at_once_tell_everybody_once():
    filing, _who = at_city_check()

    assert at_once(*[lambda: deadlines.run(days(40))] * 4) == ["done"] * 4

    assert told("filing.city_overdue") == 1
    assert Filing.objects.get(pk=filing.pk).state == State.CITY_CHECK


def test_a_year_not_announced_yet_is_provisional_and_crashes_nothing():
    reference()

    due = office.due("district_check_days", date(2026, 12, 28))

    assert due.is_provisional
    assert due.on.year == 2027
    assert not office.due("district_check_days", date(2026, 9, 1)).is_provisional


def test_an_ended_window_is_told_and_closed_by_nobody_but_a_person():
    filing, _who, notice = at_publicity()

    deadlines.run(after(notice))
    deadlines.run(after(notice) + timedelta(days=3))

    assert told("filing.city_window_ended") == 1
    assert Filing.objects.get(pk=filing.pk).state == State.PUBLICITY


def test_an_overdue_objection_is_told_once():
    _filing, _who, notice = at_publicity()
    objections.receive(
        notice.items.get().pk, text="专利不属实", now=NOW,
        objector={"kind": "person", "name": "示例", "contact": "示例", "address": ""},
    )  # fmt: skip

    deadlines.run(days(30))
    deadlines.run(days(31))

    assert told("objection.overdue") == 1
