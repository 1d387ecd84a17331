"""The first half of the road, walked on the real database."""

import pytest

from filings import actions
from filings.models import Filing
from filings.states import Event, State
from ledger.queries import breaks
from tests.factories import NOW
from tests.road import at_city_check, complete_draft
from workflow.engine import NotYourStep, StepRefused

pytestmark = pytest.mark.django_db


def test_a_complete_draft_is_submitted_with_a_receipt():
    filing, who = complete_draft()

    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)

    filing = Filing.objects.get(pk=filing.pk)
    submission = filing.submissions.get()
    assert (filing.state, filing.latest_version, submission.version) == (State.DISTRICT_CHECK, 1, 1)
    assert submission.receipt_number == "QDLH-R-2026-0001"
    assert list(breaks()) == []


def test_a_stranger_may_not_submit():
    filing, who = complete_draft()

    with pytest.raises(NotYourStep):
        actions.take(filing.pk, Event.SUBMIT, actor=who.officer, now=NOW)


def test_the_head_endorses_only_on_an_officers_draft():
    filing, who = complete_draft()
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)

    with pytest.raises(StepRefused) as refused:
        actions.take(filing.pk, Event.ENDORSE, actor=who.head, now=NOW)

    assert [r.code for r in refused.value.refusals] == ["needs_draft"]


def test_an_endorsed_filing_reaches_the_city():
    filing, _ = at_city_check()

    assert filing.state == State.CITY_CHECK
    assert filing.due_on.isoformat() == "2026-09-08"
