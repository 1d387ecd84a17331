"""Where a unit is registered and which group it is of: said by its clerk, settled by an officer."""

import pytest

from consortia import claims
from consortia.models import Representative, Unit, UnitClaim
from consortia.queries import memberships
from filings import actions
from filings.models import Filing
from filings.queries import findings
from filings.states import State
from ledger.models import Entry, Notice
from tests.factories import (
    NOW,
    AuthorityFactory,
    UnitFactory,
    UserFactory,
    city,
    officer,
)
from tests.road import complete_draft

from .test_units import CODE, claim_form, claimed, kinds

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kept(settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path


def typed_by_a_lead(code=CODE):
    """A unit as a lead typed it: a code, a name, a kind, and nothing of where it is."""
    return claims.typed_unit(code, {"name": "示例海工有限公司", "kind": "enterprise"})


def test_a_unit_that_another_lead_typed_gets_its_seat_from_its_own_clerk(signed_in, pdf):
    unit, place, person = typed_by_a_lead(), AuthorityFactory(), UserFactory()
    judge = officer("district_officer", place)

    page = signed_in(person).get(f"/units/claim/?code={CODE}").content.decode()
    signed_in(person).post("/units/claim/", claim_form(pdf, place.pk))
    claim = UnitClaim.objects.get(user=person)
    waiting = Unit.objects.get(pk=unit.pk)
    signed_in(judge).post(f"/claims/{claim.pk}/confirm/")
    settled = Unit.objects.get(pk=unit.pk)

    assert 'name="authority"' in page
    assert 'name="kind"' not in page
    assert (waiting.authority, waiting.is_in_qingdao) == (None, None)
    assert Notice.objects.filter(kind="claim.waiting", user_id=judge.pk).exists()
    assert (settled.authority, settled.seat, settled.is_in_qingdao) == (place, place.place, True)
    assert not settled.is_seat_open
    assert (
        'name="authority"' not in signed_in(UserFactory()).get(f"/units/claim/?code={CODE}").content.decode()
    )


def test_who_came_by_a_link_claims_the_unit_and_cannot_let_himself_in(signed_in, pdf):
    unit, place, person = typed_by_a_lead(), AuthorityFactory(), UserFactory()
    Representative.objects.create(user=person, unit=unit, kind="manager", basis="invitation", since=NOW)
    client = signed_in(person)

    assert "住所尚未确认" in client.get("/units/").content.decode()
    client.post("/units/claim/", claim_form(pdf, place.pk))
    claim = UnitClaim.objects.get(user=person)
    client.post(f"/units/claims/{claim.pk}/admit/", {"kind": "editor"})
    assert kinds(person) == {"manager"}
    signed_in(officer("district_officer", place)).post(f"/claims/{claim.pk}/confirm/")

    assert kinds(person) == {"manager", "editor"}
    assert Unit.objects.get(pk=unit.pk).is_in_qingdao is True
    client.post("/units/claim/", claim_form(pdf, place.pk))
    assert UnitClaim.objects.filter(user=person).count() == 1


def test_a_confirmed_seat_does_not_move_by_a_claim(signed_in, pdf):
    unit = UnitFactory(code=CODE)
    other = AuthorityFactory(key="370211", place="黄岛区")

    signed_in(UserFactory()).post("/units/claim/", claim_form(pdf, other.pk))

    claim = UnitClaim.objects.get(unit=unit)
    assert claim.authority == unit.authority
    signed_in(officer("district_officer", unit.authority)).post(f"/claims/{claim.pk}/confirm/")
    assert Unit.objects.get(pk=unit.pk).authority == unit.authority


def test_an_officer_corrects_the_seat_and_waiting_claims_follow(signed_in):
    unit, wrong = UnitFactory(code=CODE), AuthorityFactory(key="370211", place="黄岛区")
    right = unit.authority
    Unit.objects.filter(pk=unit.pk).update(authority=wrong)
    unit.refresh_from_db()
    claim = claimed(unit)
    path = f"/units/by-code/{CODE}/"
    typed = {"authority": right.pk, "seat": "崂山区", "group_key": ""}

    assert signed_in(officer("district_officer", right)).get(path).status_code == 404
    assert signed_in(UserFactory()).get(path).status_code == 403
    assert signed_in(officer("district_officer", wrong)).post(path, typed).status_code == 302

    unit.refresh_from_db()
    claim.refresh_from_db()
    assert (unit.authority, unit.seat, claim.authority) == (right, "崂山区", right)
    entry = Entry.objects.get(kind="unit_seat_settled")
    assert entry.payload["authority"] == right.pk


def test_an_officer_states_the_group_of_a_party_of_its_own_filings(signed_in):
    filing, _ = complete_draft(now=NOW)
    firms = [one for one in memberships(filing.consortium) if one.counting == "industry" and not one.is_lead]
    head = firms[0].unit
    elsewhere = AuthorityFactory(key="370211", place="黄岛区")
    Unit.objects.filter(pk=firms[1].unit_id).update(authority=elsewhere, group_key="")
    judge = signed_in(officer("district_officer", filing.lead.authority))
    path = f"/units/by-code/{firms[1].unit.code}/"
    before = [one.passed for one in findings(filing, NOW) if one.code == "few_industry"]

    page = judge.get(path).content.decode()
    judge.post(path, {"group_key": head.code, "authority": filing.lead.authority_id})
    after = [one.passed for one in findings(filing, NOW) if one.code == "few_industry"]

    assert 'name="group_key"' in page
    assert 'name="authority"' not in page
    unit = Unit.objects.get(pk=firms[1].unit_id)
    assert (unit.group_key, unit.authority) == (head.code, elsewhere)
    assert (before, after) == ([True], [False])
    assert head.name in judge.get(path).content.decode()


def test_a_filing_begun_before_the_seat_was_settled_goes_to_its_district():
    unit = UnitFactory(authority=None, seat="", is_in_qingdao=None)
    city()
    filing, who = complete_draft(now=NOW, unit=unit)
    assert filing.authority.kind == "city"
    place = AuthorityFactory()
    desk = officer("district_officer", place)
    Unit.objects.filter(pk=unit.pk).update(authority=place, seat="崂山区", is_in_qingdao=True)

    actions.take(filing.pk, "submit", actor=who.lead, now=NOW)

    sent = Filing.objects.get(pk=filing.pk)
    assert (sent.state, sent.authority) == (State.DISTRICT_CHECK, place)
    assert sent.submissions.get().snapshot["authority"] == place.name
    assert Notice.objects.filter(kind="filing.district_inbox", user_id=desk.pk).exists()


def test_the_desk_reaches_the_page_of_a_party_from_the_dossier(signed_in):
    filing, who = complete_draft(now=NOW)
    actions.take(filing.pk, "submit", actor=who.lead, now=NOW)
    address = f"/units/by-code/{filing.lead.code}/"

    pages = [
        signed_in(person).get(f"/cases/{filing.pk}/?tab=members").content.decode()
        for person in (who.officer, who.head)
    ]

    assert [address in page for page in pages] == [True, False]
