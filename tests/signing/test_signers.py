"""Where a unit has no signatory, the page to be signed says so, and its manager settles it there."""

import pytest

from consortia.models import Membership, Representative, UnitInvitation
from filings import actions
from tests.factories import NOW, UnitFactory, representative
from tests.lead.people import member_of
from tests.road import complete_draft

pytestmark = pytest.mark.django_db
NONE = "还没有签字人"


@pytest.fixture
def unsigned_lead():
    """A draft whose lead has a manager and nobody who signs."""
    unit = UnitFactory(name="示例牵头企业")
    manager = representative(unit, "manager", "editor")
    filing = actions.start(actor=manager, lead=unit, formal_name="示例创新联合体", now=NOW)
    return filing, manager


def test_the_manager_becomes_signatory_from_the_pledge_and_comes_back_to_it(unsigned_lead, signed_in):
    filing, manager = unsigned_lead
    client, pledge = signed_in(manager), f"/filings/{filing.pk}/pledge/"

    page = client.get(pledge).content.decode()
    assert f"示例牵头企业{NONE}" in page
    assert "请同事担任" in page

    answer = client.post(f"/units/{filing.lead_id}/signatory/", {"back": pledge})

    assert answer.url == pledge
    page = client.get(pledge).content.decode()
    assert NONE not in page
    assert 'name="sign"' in page


def test_a_colleague_is_asked_with_the_role_chosen_and_the_way_back_kept(unsigned_lead, signed_in):
    filing, manager = unsigned_lead
    client, pledge = signed_in(manager), f"/filings/{filing.pk}/pledge/"

    page = client.get(f"/units/{filing.lead_id}/", {"kind": "signatory", "back": pledge}).content.decode()
    assert '<option value="signatory" selected>' in page
    assert f'href="{pledge}"' in page
    answer = client.post(
        f"/units/{filing.lead_id}/", {"email": "k@example.test", "kind": "signatory", "back": pledge}
    )

    assert answer.url == pledge
    assert UnitInvitation.objects.get().kind == "signatory"


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:1"])
def test_no_way_back_leads_out_of_the_site(unsigned_lead, signed_in, back):
    filing, manager = unsigned_lead

    answer = signed_in(manager).post(f"/units/{filing.lead_id}/signatory/", {"back": back})

    assert answer.url == f"/units/{filing.lead_id}/"


def test_an_editor_who_manages_nothing_reads_that_nobody_signs_and_gets_no_button(unsigned_lead, signed_in):
    filing, _manager = unsigned_lead
    editor = representative(filing.lead, "editor")
    client = signed_in(editor)

    page = client.get(f"/filings/{filing.pk}/pledge/").content.decode()

    assert NONE in page
    assert "我来担任签字人" not in page
    client.post(f"/units/{filing.lead_id}/signatory/", {"back": "/"})
    assert not Representative.objects.filter(user=editor, kind="signatory").exists()


def test_where_somebody_signs_the_page_names_them(unsigned_lead, signed_in):
    filing, manager = unsigned_lead
    signatory = representative(filing.lead, "signatory")

    page = signed_in(manager).get(f"/filings/{filing.pk}/pledge/").content.decode()

    assert NONE not in page
    assert f"签字人：{signatory}" in page


def test_the_units_page_says_that_nobody_signs(unsigned_lead, signed_in):
    filing, manager = unsigned_lead
    client = signed_in(manager)
    assert f"示例牵头企业{NONE}" in client.get(f"/units/{filing.lead_id}/").content.decode()

    client.post(f"/units/{filing.lead_id}/signatory/")

    assert NONE not in client.get(f"/units/{filing.lead_id}/").content.decode()


def test_a_members_manager_settles_it_on_the_page_to_sign(signed_in):
    filing, _who = complete_draft()
    party, person = member_of(filing)
    party.signatures.all().delete()
    Representative.objects.filter(user=person, kind="signatory").delete()
    Representative.objects.get_or_create(
        unit=party.unit, user=person, kind="manager", defaults={"basis": "claim", "since": NOW}
    )
    client, page = signed_in(person), f"/members/{party.pk}/"
    assert NONE in client.get(page).content.decode()

    answer = client.post(f"/units/{party.unit_id}/signatory/", {"back": page})

    assert answer.url == page
    assert f"{party.pk}/sign/" in client.get(page).content.decode()
    assert Membership.objects.get(pk=party.pk).state == "accepted"
