"""The list of filings says what each of them asks of the person who reads it."""

import pytest
from django.test import Client

from filings import actions, asks
from filings.models import Filing
from filings.states import Event
from tests.factories import NOW, representative
from tests.road import complete_draft
from tests.road_reviews import at_site_visit, visit

pytestmark = pytest.mark.django_db


SUBMIT = "都已签署：请核对后提交"


def _labels(user, filing):
    return [ask.label for ask in asks.of(user, [filing], NOW.date()).get(filing.pk, ())]


def test_a_signatory_is_asked_to_sign_after_a_change_and_an_editor_is_not():
    filing, who = complete_draft()
    assert _labels(who.lead, filing) == [SUBMIT]
    with actions.editing(filing.pk, actor=who.lead, now=NOW, place="agreement") as held:
        agreement = held.consortium.agreements.get()
        agreement.dispute = "litigation"
        agreement.save()

    editor = representative(filing.lead, "editor")
    assert _labels(editor, filing) == []
    assert len(_labels(who.lead, filing)) == 1
    assert SUBMIT not in _labels(who.lead, filing)


def test_corrections_wait_for_the_lead():
    filing, who = complete_draft()
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)
    actions.add_ticket(
        filing.pk, place="plan", clause="G5.5b", text="缺指标", is_mandatory=True, actor=who.officer, now=NOW
    )
    actions.take(filing.pk, Event.RETURN, actor=who.officer, now=NOW)

    found = asks.of(who.lead, [Filing.objects.get(pk=filing.pk)], NOW.date())[filing.pk]

    assert [ask.url for ask in found] == [f"/filings/{filing.pk}/answers/"]


def test_a_visit_to_sign_is_named_on_the_list():
    filing, who, panel = at_site_visit()
    visit(filing, who, panel)
    client = Client()
    client.force_login(who.lead)

    page = client.get("/filings/").content.decode()

    assert "/visits/" in page


def test_the_questions_do_not_grow_with_the_list(django_assert_num_queries):
    filing, who = complete_draft()
    with django_assert_num_queries(1):
        asks.of(who.lead, [filing], NOW.date())
