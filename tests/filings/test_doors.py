"""What is open to whom: to an invited unit, a unit in a correction, one that would leave, one with a row in hand."""

import re

import pytest
from django.test import Client

from consortia import actions as consortia
from consortia.models import Annex, Attachment, Membership, Milestone
from consortia.states import MembershipEvent
from documents.models import Blob
from documents.states import Kind, ScanState
from filings import actions, handing
from filings.states import Event
from tests.factories import NOW, UnitFactory, representative, stored_file
from tests.lead.people import member_of
from tests.road import complete_draft
from tests.road_reviews import at_registered

FACTS = "改过的事实"


def browser(person):
    client = Client()
    client.force_login(person)
    return client


def state_of(party):
    return Membership.objects.get(pk=party.pk).state


# an invited unit


@pytest.fixture
def invited():
    """A filing, a unit that is invited and has not answered, and its person."""
    filing, who = complete_draft()
    unit = UnitFactory(kind="enterprise")
    person = representative(unit)
    party = consortia.add_member(
        filing.consortium,
        unit,
        counting="industry",
        tier="core",
        duty="承担检测",
        email="",
        actor=who.lead,
        now=NOW,
    )
    consortia.invite_member(party, actor=who.lead, now=NOW)
    return filing, Membership.objects.get(pk=party.pk), person


PAGES = ("", "plan/", "members/", "resources/", "basics/", "handed/", "signatures/")


@pytest.mark.django_db
def test_an_invited_unit_reads_its_own_page_and_nothing_of_the_draft(invited):
    filing, party, person = invited
    client = browser(person)

    found = {page: client.get(f"/filings/{filing.pk}/{page}").status_code for page in PAGES}
    own = client.get(f"/members/{party.pk}/")

    assert found == dict.fromkeys(PAGES, 404)
    assert own.status_code == 200
    assert "承担检测" in own.content.decode()
    assert f"/filings/{filing.pk}/" not in own.content.decode()


@pytest.mark.django_db
def test_no_list_leads_an_invited_unit_to_a_closed_page(invited):
    filing, party, person = invited
    client = browser(person)

    listed = client.get("/filings/").content.decode()

    assert filing.consortium.formal_name in listed
    assert f'href="/members/{party.pk}/"' in listed, "the invitation waits to be answered"
    links = set(re.findall(r'href="(/(?:filings|members)/[^"?#]*\d[^"?#]*)"', listed))
    assert {link: client.get(link, follow=True).status_code for link in links} == dict.fromkeys(links, 200)


@pytest.mark.django_db
def test_whoever_accepts_reads_along(invited):
    filing, party, person = invited
    consortia.answer_invitation(
        party, MembershipEvent.ACCEPT, actor=person, now=NOW, typed={"is_voluntary": True}
    )

    assert browser(person).get(f"/filings/{filing.pk}/plan/").status_code == 200
    assert f'href="/filings/{filing.pk}/"' in browser(person).get("/filings/").content.decode()


# a unit's own part in a correction


def annex(client, party):
    data = {"contact": FACTS, "phone": "0532-0000", "email": "unit@example.test", "capability": FACTS}
    return client.post(f"/members/{party.pk}/annex/", data)


@pytest.mark.django_db
def test_a_ticket_on_one_unit_opens_that_units_part_alone():
    filing, who = complete_draft()
    asked, his = member_of(filing, 0)
    other, hers = member_of(filing, 1)
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)
    actions.add_ticket(
        filing.pk, target=f"members/{asked.pk}", clause="G3.3d", text="请改", is_mandatory=True, actor=who.officer,
        now=NOW,
    )  # fmt: skip
    actions.take(filing.pk, Event.RETURN, actor=who.officer, now=NOW)

    annex(browser(his), asked)
    annex(browser(hers), other)

    written = {row.membership_id for row in Annex.objects.all() if FACTS in str(vars(row))}
    assert written == {asked.pk}
    assert browser(his).get(f"/members/{asked.pk}/annex/").context["is_open"]
    assert not browser(hers).get(f"/members/{other.pk}/annex/").context["is_open"]


# leaving


@pytest.mark.django_db(transaction=True)
def test_after_registration_no_unit_leaves_by_itself():
    filing, _who, _now = at_registered()
    party, person = member_of(filing)
    client = browser(person)

    page = client.get(f"/members/{party.pk}/").content.decode()
    answer = client.post(f"/members/{party.pk}/leave/", {"reason": "单位合并"}, follow=True)

    assert f"/members/{party.pk}/leave/" not in page
    assert "由牵头单位提出" in page
    assert state_of(party) == "accepted"
    assert "单位不能再自行退出" in answer.content.decode()


# a part in hand


@pytest.mark.django_db
def test_only_what_is_in_hand_is_offered_in_the_tables():
    filing, who = complete_draft()
    first, second = (
        Milestone.objects.create(consortium=filing.consortium, name=name, due_on="2027-03-01")
        for name in ("节点甲", "节点乙")
    )
    party, editor = member_of(filing)
    given = {
        "unit_id": party.unit_id,
        "person_id": None,
        "note": "",
        "due_on": None,
        "actor": who.lead,
        "now": NOW,
    }
    handing.hand_out(filing.pk, place="plan", part=f"table-milestones:{second.pk}", **given)
    tables = f"/filings/{filing.pk}/tables/"

    page = browser(editor).get(f"/filings/{filing.pk}/plan/").content.decode()

    assert f"{tables}milestones/{second.pk}/" in page
    for closed in (
        f"milestones/{first.pk}/",
        "milestones/new/",
        f"milestones/{second.pk}/drop/",
        "tasks/new/",
    ):
        assert f"{tables}{closed}" not in page, closed

    handing.hand_out(filing.pk, place="plan", part="table-milestones", **given)
    page = browser(editor).get(f"/filings/{filing.pk}/plan/").content.decode()
    for opened in (f"milestones/{first.pk}/", "milestones/new/", f"milestones/{second.pk}/drop/"):
        assert f"{tables}{opened}" in page, opened
    assert f"{tables}tasks/new/" not in page

    lead = browser(who.lead).get(f"/filings/{filing.pk}/plan/").content.decode()
    assert f"{tables}tasks/new/" in lead


# files and numbers


@pytest.mark.django_db
def test_a_workbook_without_a_verdict_is_not_read_where_one_is_demanded(settings):
    settings.REQUIRE_SCAN = True
    filing, who = complete_draft()
    stored = stored_file("表.xlsx", by=who.lead.pk)
    Blob.objects.filter(pk=stored.blob_id).update(kind=Kind.XLSX, scan_state=ScanState.NOT_SCANNED)

    answer = browser(who.lead).get(f"/filings/{filing.pk}/workbook/{stored.token}/")

    assert answer.status_code == 302
    assert answer.url == f"/filings/{filing.pk}/workbook/"


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["²", "①", "9" * 30, "-1", ""])
def test_a_number_that_is_none_takes_no_paper_out(number):
    filing, who = complete_draft()
    Attachment.objects.create(
        consortium=filing.consortium,
        clause="G4.1.1a",
        title="甲",
        document=stored_file("甲.pdf"),
        added_at=NOW,
    )

    answer = browser(who.lead).post(f"/filings/{filing.pk}/evidence/", {"drop": number})

    assert answer.status_code == 302
    assert filing.consortium.attachments.count() == 1
