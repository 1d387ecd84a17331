"""Reasons for in-principle shortfalls: accepted or refused one by one, each by itself, by an officer in charge."""

import pytest

from filings import actions
from filings.models import ShortfallReason
from filings.states import Event
from tests.factories import NOW, AuthorityFactory, officer
from tests.road import complete_draft
from workflow import engine

pytestmark = pytest.mark.django_db
CODES = ("few_industry", "few_academic")


@pytest.fixture
def submitted():
    filing, who = complete_draft()
    for code in CODES:
        actions.give_reason(filing, code=code, clause="G3.2", reason=f"{code}：产业链短。")
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)
    return filing, who


def judged(filing):
    return dict(ShortfallReason.objects.filter(filing=filing).values_list("code", "is_accepted"))


def test_one_is_accepted_one_refused_and_neither_moves_the_other(submitted):
    filing, who = submitted
    assert judged(filing) == dict.fromkeys(CODES)
    actions.judge_reason(filing.pk, "few_industry", is_accepted=True, actor=who.officer, now=NOW)
    assert judged(filing) == {"few_industry": True, "few_academic": None}
    actions.judge_reason(filing.pk, "few_academic", is_accepted=False, actor=who.officer, now=NOW)
    assert judged(filing) == {"few_industry": True, "few_academic": False}


def test_nobody_else_judges(submitted):
    filing, who = submitted
    elsewhere = AuthorityFactory(key="370202", name="市南区", place="市南区")
    for actor in (who.lead, who.head, who.city, officer("district_officer", elsewhere)):
        with pytest.raises(engine.NotYourStep):
            actions.judge_reason(filing.pk, "few_industry", is_accepted=True, actor=actor, now=NOW)

    assert judged(filing) == dict.fromkeys(CODES)
