"""The second half of the road on the real database, each stop by real steps."""

import pytest

from filings import actions
from filings.models import Filing
from filings.states import Event, State
from ledger.queries import breaks
from reviews.actions import objections, stages
from tests.factories import NOW
from tests.road_reviews import (
    after,
    at_approval,
    at_defence,
    at_expert_review,
    at_publicity,
    at_registered,
    at_selection,
    at_site_visit,
    conclude,
    defend,
    seal_all,
    visit,
)
from workflow.engine import StepRefused

pytestmark = pytest.mark.django_db


def _codes(refused):
    return [refusal.code for refusal in refused.value.refusals]


def _state(filing):
    return Filing.objects.get(pk=filing.pk).state


@pytest.mark.parametrize(
    ("walk", "state"),
    [
        (at_expert_review, State.EXPERT_REVIEW),
        (at_site_visit, State.SITE_VISIT),
        (at_defence, State.DEFENCE),
        (at_selection, State.SELECTION),
        (at_publicity, State.PUBLICITY),
        (at_approval, State.APPROVAL),
        (at_registered, State.REGISTERED),
    ],
)
def test_each_stop_is_reached_and_the_record_is_sound(walk, state):
    filing, *_ = walk()

    assert filing.state == state
    assert list(breaks()) == []


def test_registration_runs_three_years_from_its_day():
    filing, _, closing = at_registered()

    registration = filing.registration
    assert registration.number == "QDLH-2026-0001"
    assert (registration.valid_from, registration.valid_until.isoformat()) == (closing.date(), "2029-09-09")


def test_without_a_quorum_nothing_advances():
    filing, _, panel = at_expert_review(size=4)
    seal_all(filing, panel)

    with pytest.raises(StepRefused) as refused:
        conclude(filing, panel)
    with pytest.raises(StepRefused) as not_taken:
        stages.take(filing.pk, Event.ADVANCE, actor=panel.lead, now=NOW)

    assert _codes(refused) == ["too_few_sheets"]
    assert _codes(not_taken) == ["too_few_sheets", "no_conclusion"]


def test_no_evidence_is_not_a_yes():
    filing, who, _ = at_approval()

    with pytest.raises(StepRefused) as refused:
        actions.take(filing.pk, Event.REGISTER, actor=who.approver, now=NOW)

    assert _codes(refused) == ["window_running", "objections_unknown"]


def test_easy_error_08_no_registration_while_an_objection_is_open():
    filing, who, notice = at_publicity()
    objections.receive(
        notice.items.get().pk, text="专利不属实", now=NOW,
        objector={"kind": "person", "name": "示例", "contact": "示例", "address": ""},
    )  # fmt: skip

    with pytest.raises(StepRefused) as refused:
        objections.close(filing.pk, actor=who.city, now=after(notice))

    assert _codes(refused) == ["objection_open"]


def test_defence_before_the_visit_by_plan():
    filing, who, panel = at_expert_review(defence_first=True)
    seal_all(filing, panel)
    conclude(filing, panel)
    stages.take(filing.pk, Event.SKIP_VISIT, actor=panel.lead, now=NOW)
    defend(filing, who, panel)
    filing.refresh_from_db()
    conclude(filing, panel)
    stages.take(filing.pk, Event.ADVANCE, actor=panel.lead, now=NOW)
    assert _state(filing) == State.SITE_VISIT
    visit(filing, who, panel)
    conclude(filing, panel)

    stages.take(filing.pk, Event.CONCLUDE, actor=panel.lead, now=NOW)

    assert _state(filing) == State.SELECTION


def test_not_to_go_on_is_a_conclusion_too():
    filing, _, panel = at_expert_review()
    seal_all(filing, panel)
    conclude(filing, panel, goes_on=False)

    stages.take(filing.pk, Event.CONCLUDE, actor=panel.lead, now=NOW)

    assert _state(filing) == State.SELECTION
