"""Every page of the lead: who may open it, and that it says what it should."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from filings import actions
from filings.models import Filing
from filings.states import Event, Place
from tests.factories import NOW, UnitFactory, officer, representative
from tests.lead.people import member_of
from tests.road import complete_draft

pytestmark = pytest.mark.django_db

PLACES = [*Place.values]


@pytest.fixture
def draft():
    return complete_draft()


@pytest.mark.parametrize("place", PLACES)
def test_the_lead_opens_every_place(draft, signed_in, place):
    filing, who = draft

    answer = signed_in(who.lead).get(f"/filings/{filing.pk}/{place}/")

    assert answer.status_code == 200
    assert "示例深海焊接创新联合体" in answer.content.decode()


@pytest.mark.parametrize("place", PLACES)
def test_a_member_reads_every_place_and_changes_none(draft, signed_in, place):
    filing, _ = draft
    _, member = member_of(filing)
    client = signed_in(member)

    page = client.get(f"/filings/{filing.pk}/{place}/").content.decode()
    assert "示例企业" in page
    assert 'name="go_on"' not in page
    client.post(f"/filings/{filing.pk}/{place}/", {"formal_name": "别的名字", "need": "x"})

    assert Filing.objects.get(pk=filing.pk).consortium.formal_name == "示例深海焊接创新联合体"


@pytest.mark.parametrize("path", ["", "basics/", "members/", "receipt/1/", "answers/", "steps/submit/"])
def test_a_stranger_meets_404_and_the_unknown_the_door(draft, signed_in, path):
    filing, _ = draft
    stranger = representative(UnitFactory())

    assert signed_in(stranger).get(f"/filings/{filing.pk}/{path}").status_code == 404
    assert Client().get(f"/filings/{filing.pk}/{path}").status_code == 302


def test_an_officer_is_shown_to_the_desk_and_not_into_a_draft(draft, signed_in):
    filing, who = draft

    assert signed_in(officer("city_officer")).get(f"/filings/{filing.pk}/basics/").status_code in (302, 404)
    assert Filing.objects.visible_to(who.officer).count() == 0


def test_the_page_of_a_filing_shows_ball_road_tasks_checks_and_board(draft, signed_in):
    filing, who = draft

    page = signed_in(who.lead).get(f"/filings/{filing.pk}/").content.decode()

    for part in (
        'class="ball',
        'class="road"',
        'class="group"',
        "finding-passed",
        f"/filings/{filing.pk}/steps/submit/",
    ):
        assert part in page
    assert page.count('class="task"') >= 9


def test_reasons_stand_beside_the_closed_button(signed_in):
    unit = UnitFactory()
    lead = representative(unit)
    filing = actions.start(actor=lead, lead=unit, formal_name="示例新联合体", now=NOW)

    page = signed_in(lead).get(f"/filings/{filing.pk}/").content.decode()

    assert 'aria-disabled="true"' in page
    assert f"/filings/{filing.pk}/plan/" in page
    assert "G5.5b" in page


def test_after_submission_the_dossier_is_locked_and_says_why(draft, signed_in):
    filing, who = draft
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)
    client = signed_in(who.lead)

    page = client.get(f"/filings/{filing.pk}/basics/").content.decode()
    client.post(f"/filings/{filing.pk}/basics/", {"formal_name": "改了的名字"})

    assert "fieldset disabled" in page
    assert Filing.objects.get(pk=filing.pk).consortium.formal_name == "示例深海焊接创新联合体"


def many_filings(count):
    unit = UnitFactory()
    lead = representative(unit)
    for number in range(count):
        actions.start(actor=lead, lead=unit, formal_name=f"示例联合体{number}", now=NOW)
    return lead


def test_the_list_asks_as_much_for_fifty_rows_as_for_one(signed_in):
    few, many = signed_in(many_filings(1)), signed_in(many_filings(50))
    with CaptureQueriesContext(connection) as one:
        few.get("/filings/")
    with CaptureQueriesContext(connection) as fifty:
        page = many.get("/filings/").content.decode()

    assert len(fifty) == len(one)
    assert page.count('scope="row"') == 50


def test_an_empty_list_says_what_to_do(signed_in):
    assert "/filings/new/" in signed_in(representative(UnitFactory())).get("/filings/").content.decode()
