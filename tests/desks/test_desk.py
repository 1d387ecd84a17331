"""Every role's day, and the list of all filings."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from filings.models import Filing
from tests.desks.desks import at_district, browser
from tests.factories import AuthorityFactory, officer
from tests.road import at_city_check, complete_draft

pytestmark = pytest.mark.django_db

EVERY_ROLE = [str(role) for role in Role]


@pytest.mark.parametrize("role", EVERY_ROLE)
def test_every_role_has_a_day(role, settings):
    at_district()

    page = browser(officer(role), settings).get(reverse("cases:desk"))

    assert page.status_code == 200
    assert b"<h1>" in page.content


def test_a_unit_goes_to_its_filings(settings):
    _filing, who = complete_draft()

    page = browser(who.lead, settings).get(reverse("cases:desk"))

    assert (page.status_code, page["Location"]) == (302, "/filings/")


def test_a_submitted_filing_waits_for_the_districts_officer_only(settings):
    filing, who = at_district()
    elsewhere = officer(
        "district_officer", AuthorityFactory(key="370211", name="黄岛区科技局", place="黄岛区")
    )

    mine = browser(who.officer, settings).get(reverse("cases:desk")).context["tasks"]
    theirs = browser(elsewhere, settings).get(reverse("cases:desk")).context["tasks"]
    heads = browser(who.head, settings).get(reverse("cases:desk")).context["tasks"]

    assert [row.url for row in mine] == [reverse("cases:detail", args=[filing.pk])]
    assert (list(theirs), list(heads)) == ([], [])


def test_an_endorsed_filing_waits_for_the_city(settings):
    _filing, who = at_city_check()

    assert len(browser(who.city, settings).get(reverse("cases:desk")).context["tasks"]) == 1
    assert browser(who.approver, settings).get(reverse("cases:desk")).context["tasks"] == []


@pytest.mark.tampers
@pytest.mark.parametrize("page", ["cases:desk", "cases:list"])
def test_a_list_asks_the_same_number_of_questions_at_one_row_and_at_fifty(page, settings):
    filing, who = at_district()
    client = browser(who.officer, settings)
    client.get(reverse(page))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse(page))
    _clone(filing, 49)
    with CaptureQueriesContext(connection) as many:
        answer = client.get(reverse(page))

    assert answer.status_code == 200
    assert len(many) == len(one)


def _clone(filing, times):
    """Rows enough to fill a list, each taken through a pair that the database lets through."""
    consortium = filing.consortium
    for number in range(times):
        consortium.pk = None
        consortium.save(force_insert=True)
        copy = Filing.objects.get(pk=filing.pk)
        copy.pk, copy.serial, copy.consortium, copy.state = None, f"QDLH-F-X{number}", consortium, "draft"
        copy.save(force_insert=True)
    Filing.objects.filter(serial__startswith="QDLH-F-X").update(state="district_check")


@pytest.mark.tampers
def test_the_list_filters_and_pages(settings):
    filing, who = at_district()
    _clone(filing, 40)
    client = browser(who.city, settings)

    first = client.get(reverse("cases:list"))
    second = client.get(reverse("cases:list") + first.context["pager"].next_url)
    nothing = client.get(reverse("cases:list"), {"q": "没有这个名字", "state": "approval", "call": "none"})

    assert (first.context["count"], len(first.context["rows"]), len(second.context["rows"])) == ("41", 30, 11)
    assert nothing.context["rows"] == []


@pytest.mark.parametrize(
    "asked",
    [
        "before=x",
        "before=99999999999999999999",
        "state=\0",
        "q=%00",
        "authority=²",
        "call=9999999999999999999999",
    ],
)
def test_a_bad_filter_is_no_filter(asked, settings):
    _filing, who = at_district()

    assert browser(who.city, settings).get(reverse("cases:list") + "?" + asked).status_code == 200


@pytest.mark.parametrize("mark", ["2026-13-45_1", "none_x", "_", "2026-09-01_", "x"])
def test_a_bad_page_mark_is_the_first_page(mark, settings):
    _filing, who = at_district()

    assert browser(who.officer, settings).get(reverse("cases:desk"), {"after": mark}).status_code == 200
