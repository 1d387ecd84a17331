"""What to prepare, before anybody signs in, and whom to ask: on one list and under every page of a filing."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.models import Authority
from consortia.checklist import CHECKS
from consortia.guideline import CHAPTERS, CLAUSES, CONTENTS, PROVISIONS, QUALITIES
from filings import actions
from filings.states import Event, Place
from filings.views.preparing import groups
from tests.factories import NOW
from tests.lead.people import member_of
from tests.road import complete_draft
from workflow.refusal import OFFICE_CHOICE

pytestmark = pytest.mark.django_db
CONTACT = "科技发展科 0532-00000000（示例）"


def things():
    return [thing for group in groups() for thing in group.things]


def test_whatever_stops_submission_is_on_the_list():
    clauses = {clause for thing in things() for clause in thing.clauses}

    assert {check.clause for check in CHECKS} - {OFFICE_CHOICE} - clauses == set()
    assert clauses <= set(CLAUSES)


def test_every_thing_says_who_brings_it_and_the_signed_ones_who_signs():
    assert [thing.name for thing in things() if not (thing.by and thing.clauses)] == []
    signed = {clause for thing in things() if thing.signed_by for clause in thing.clauses}
    assert signed == {"G5.2", "G1.4", "G3.3e", "G5.4", "G3.3a", "G7.4a", "G7.4b"}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_list_is_read_without_an_account_in_both_languages(language):
    Authority.objects.update(contact=CONTACT)
    client = Client()
    client.cookies["lianhe_language"] = language
    client.get("/prepare/")

    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = client.get("/prepare/").content.decode()

    for item in (*CHAPTERS, *CONTENTS, *PROVISIONS, *QUALITIES):
        assert (item.en if language == "en" else item.zh) in page
    with translation.override(language):
        assert all(str(Place(place).label) in page for place in ("basics", "people", "plan", "pledge"))
    assert "data-print" in page
    assert CONTACT in page
    assert len(asked) <= 3


def test_the_list_is_reached_from_where_one_begins(signed_in):
    _filing, who = complete_draft()

    for path in ("/how/", "/precheck/"):
        assert 'href="/prepare/"' in Client().get(path).content.decode()
    assert 'href="/prepare/"' in signed_in(who.lead).get("/filings/new/").content.decode()
    assert 'href="/prepare/"' in Client().post("/precheck/", {"lead_kind": "enterprise"}).content.decode()


PAGES = ("", *(f"{place}/" for place in Place.values), "board/", "dossier/0/", "workbook/", "handed/")


@pytest.mark.parametrize("contact", [CONTACT, ""])
def test_every_page_of_a_filing_names_the_district_and_its_contact(signed_in, contact):
    filing, who = complete_draft()
    Authority.objects.update(contact=contact)
    member = member_of(filing)[1]

    for person in (who.lead, member):
        client = signed_in(person)
        for path in PAGES:
            page = client.get(f"/filings/{filing.pk}/{path}").content.decode()
            foot = page.partition("<footer")[2]
            assert str(filing.authority) in foot, path
            assert (contact or 'href="/contacts/"') in foot, path


def test_officers_read_no_district_contact_in_their_foot(signed_in):
    filing, who = complete_draft()
    Authority.objects.update(contact=CONTACT)
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)

    page = signed_in(who.officer).get(f"/cases/{filing.pk}/")

    assert page.status_code == 200
    assert CONTACT not in page.content.decode().partition("<footer")[2]
