"""The page of figures: who reads it, every number opens as many cases as it says, the paper says the same."""

import io
import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document

from accounts.roles import ADMINISTRATORS, Role
from filings.models import Filing
from ledger import clock
from portal import statistics, statistics_page, statistics_paper
from tests.desks.desks import at_district, browser
from tests.factories import NOW, AuthorityFactory, officer
from tests.road import at_city_check, complete_draft
from tests.road_reviews import at_registered

pytestmark = pytest.mark.django_db
READERS = {Role.CITY_OFFICER, Role.APPROVER, Role.AUDITOR, Role.DISTRICT_OFFICER, Role.DISTRICT_HEAD}


@pytest.fixture(autouse=True)
def _story_day(db):
    clock.move_to(NOW + timedelta(hours=2))


@pytest.mark.parametrize("role", list(Role))
def test_who_reads_figures(role, settings):
    seen = browser(officer(role), settings)

    for path in ("/statistics/", "/statistics/paper/"):
        assert seen.get(path).status_code == (
            200 if role in READERS else 403 if role in ADMINISTRATORS else 404
        )


def test_units_and_strangers_read_none(client, settings):
    _filing, who = complete_draft()

    assert browser(who.lead, settings).get("/statistics/").status_code == 404
    assert client.get("/statistics/").status_code == 302


def links(html):
    """Every number that opens something: its address and what it says."""
    found = re.findall(r'<a href="(/(?:cases|registry)/\?[^"]+)">(\d+)</a>', html)
    return [(path.replace("&amp;", "&"), int(text)) for path, text in found]


@pytest.mark.parametrize("role", ["city_officer", "auditor", "district_head"])
def test_every_number_opens_the_cases_it_counts(role, settings):
    registered, _who, moment = at_registered()
    clock.move_to(moment + timedelta(days=40))
    at_city_check()
    at_district()
    reader = browser(officer(role, registered.authority if role == "district_head" else None), settings)

    numbers = links(reader.get("/statistics/").content.decode())

    assert len(numbers) > 12
    for path, count in numbers:
        page = reader.get(path)
        found = page.context["count"] if path.startswith("/cases/") else page.context["found_count"]
        assert int(found) == count, path


def test_a_districts_page_knows_nothing_of_others(settings):
    at_district()
    other = officer("district_head", AuthorityFactory(key="370211", name="黄岛区科技局", place="黄岛区"))

    html = browser(other, settings).get("/statistics/").content.decode()

    assert [path for path, _count in links(html) if path.startswith("/cases/")] == []
    assert "崂山" not in html


def test_the_page_costs_the_same_at_one_filing_and_at_more(settings):
    _filing, _who = at_district()
    reader = browser(officer("approver"), settings)
    reader.get("/statistics/")
    with CaptureQueriesContext(connection) as few:
        reader.get("/statistics/")
    for _number in range(3):
        at_city_check()
    with CaptureQueriesContext(connection) as many:
        reader.get("/statistics/")

    assert len(many) == len(few)
    assert len(many) <= 24


def test_pictures_hold_the_same_numbers_as_their_tables(settings):
    at_district()
    page = statistics_page.page_of(statistics.Scope(), clock.now())

    sections = {one.key: one for one in page.sections}
    drawn = sections["pipeline"].chart["series"][0]["values"]
    assert drawn == [int(cell.text) for cell in sections["pipeline"].rows[-1].cells[:-1]]
    validity = sections["validity"]
    total = [sum(values) for values in zip(*(one["values"] for one in validity.chart["series"]), strict=True)]
    assert total == [int(row.cells[0].text) for row in validity.rows]
    assert json.dumps([one.chart for one in page.sections])


def test_nothing_inline_and_a_table_beside_each_picture(settings):
    at_district()

    html = browser(officer("approver"), settings).get("/statistics/").content.decode()

    assert html.count("data-chart=") <= html.count("<table")
    assert not re.search(r"<script(?![^>]*(src=|application/json))", html)
    assert " style=" not in html


def test_the_paper_says_what_the_page_says():
    at_district()
    data = statistics_paper.data_of(statistics.Scope(), clock.now())
    document = Document(io.BytesIO(statistics_paper.one_pager(statistics.Scope(), clock.now())))

    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "2026年9月创新联合体备案工作月报" in words
    assert "本月申报 1 件" in words
    assert len(document.tables) == 3
    assert [row.cells[1].text for row in document.tables[1].rows[1:]] == [
        str(one["count"]) for one in data["stages"]
    ]
    assert "{" not in words


def test_drafts_are_never_counted():
    complete_draft()

    assert Filing.objects.count() == 1
    assert statistics.standings(statistics.Scope(), NOW.date()) == []
