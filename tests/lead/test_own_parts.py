"""What units contribute and write of themselves is seen: by the lead, on the desks, on paper, in a comparison."""

from decimal import Decimal

import pytest

from consortia.models import Annex, BudgetLine, Membership, Resource
from filings import actions, dossier_paper
from filings.models import Filing
from ledger import clock
from portal import case_reading, compared
from portal.case_sheet import sheet_of
from portal.views.compare import unseen_by
from tests.factories import NOW
from tests.road import complete_draft
from tests.road_reviews import at_expert_review
from tests.signing.test_own_part import FACTS

from .people import member_of

pytestmark = pytest.mark.django_db
NOTE = "下周前请确认合同"


def with_parts(signed_in):
    """A complete draft with money, a budget, and one unit's own part, confirmed by name."""
    filing, who = complete_draft(rows=False)
    party, person = member_of(filing)
    Membership.objects.filter(pk=party.pk).update(share=Decimal("12.5"), contribution=Decimal("120.0001"))
    resource = {"kind": "equipment", "what": "水池", "position": 1}
    Resource.objects.create(consortium=filing.consortium, party=party, **resource)
    for source, amount in (("lead", "300"), ("city", "80.5"), ("lead", "20")):
        BudgetLine.objects.create(
            consortium=filing.consortium, source=source, year=2026, amount=Decimal(amount), position=1
        )
    client = signed_in(person)
    client.post(f"/members/{party.pk}/annex/", FACTS | {"note": NOTE})
    digest = Annex.objects.get(membership=party).digest
    client.post(f"/members/{party.pk}/annex/confirm/", {"text": digest})
    return filing, who, party, person


def test_the_lead_reads_each_units_own_part_and_the_note_and_writes_nothing(signed_in):
    filing, who, party, person = with_parts(signed_in)
    other, stranger = member_of(filing, 1)
    lead = signed_in(who.lead)
    path = f"/members/{party.pk}/annex/"

    listing = lead.get(f"/filings/{filing.pk}/members/").content.decode()
    page = lead.get(path).content.decode()
    written = lead.post(path, FACTS | {"capability": "改写"})
    confirmed = lead.post(f"{path}confirm/", {"text": Annex.objects.get(membership=party).digest})

    assert path in listing
    assert f"{person} 于" in listing
    assert NOTE in listing
    assert NOTE in page
    assert FACTS["phone"] in page
    assert "disabled" in page
    assert Annex.objects.get(membership=party).capability == FACTS["capability"]
    assert written.status_code == confirmed.status_code == 404
    assert signed_in(stranger).get(path).status_code == 404
    assert NOTE not in signed_in(person).get(f"/members/{other.pk}/annex/").content.decode()


def test_the_desk_reads_money_own_parts_and_who_confirmed_them(signed_in):
    filing, who, _, person = with_parts(signed_in)
    actions.take(filing.pk, "submit", actor=who.lead, now=clock.now())

    page = signed_in(who.officer).get(f"/cases/{filing.pk}/check/?tab=members").content.decode()

    for words in ("12.50", "120.0001", FACTS["contact"], FACTS["phone"], FACTS["capability"], "水池"):
        assert words in page
    assert f"{person} 于" in page
    assert NOTE not in page


def test_the_paper_has_each_units_money_and_own_part(signed_in):
    filing, who, party, person = with_parts(signed_in)
    actions.take(filing.pk, "submit", actor=who.lead, now=clock.now())
    snapshot = Filing.objects.get(pk=filing.pk).submissions.get().snapshot

    told = dossier_paper.paper(snapshot, head={})

    blocks = next(part["blocks"] for part in told["parts"] if "成员单位" in part["title"])
    table = next(block for block in blocks if block["kind"] == "table")
    own = next(block for block in blocks if block["kind"] == "facts")
    said = dict(own["rows"])
    row = next(row for row in table["rows"] if party.unit.name in row[1])
    assert row[4] == "12.50%\n120.0001 万元"
    assert len(table["heads"]) == len(table["widths"]) == len(row)
    assert said["电话"] == FACTS["phone"]
    assert "水池" in said["投入资源"]
    assert said["本单位确认"].startswith(str(person))
    assert NOTE not in str(told)


def test_the_case_sheet_has_each_partys_money_and_the_budget_by_source(signed_in):
    filing, who, party, _ = with_parts(signed_in)
    actions.take(filing.pk, "submit", actor=who.lead, now=clock.now())

    sheet = sheet_of(case_reading.read(Filing.objects.get(pk=filing.pk), NOW), NOW)

    funds = {one["name"]: one["funds"] for one in sheet["parties"]}
    assert funds[party.unit.name] == "120.0001"
    assert [money for name, money in funds.items() if name != party.unit.name] == [None] * 5
    assert sheet["funds_total"] == "经费预算（万元）：合计 400.5（牵头单位自筹 320；市、区财政资金 80.5）"


def snapshots(signed_in):
    """Two versions of one dossier: in the second the member pays one yuan more and wrote another phone number."""
    filing, who, party, _ = with_parts(signed_in)
    actions.take(filing.pk, "submit", actor=who.lead, now=clock.now())
    old = Filing.objects.get(pk=filing.pk).submissions.get().snapshot
    one = next(one for one in old["consortium"]["parties"] if one["name"] == party.unit.name)
    changed = one | {"contribution": "120.0002", "annex": one["annex"] | {"phone": "0532-1", "resources": []}}
    parties = [changed if each is one else each for each in old["consortium"]["parties"]]
    return old, old | {"consortium": old["consortium"] | {"parties": parties}}


def test_a_comparison_shows_one_yuan_and_a_changed_own_part_and_prints_no_raw_key(signed_in):
    old, new = snapshots(signed_in)

    found = compared.compare(old, new)
    to_an_expert = compared.compare(old, new, without=compared.CONTACTS)

    members = next(block for block in found.blocks if block.anchor == "members")
    cells = {line.label: line for _, kind, lines in members.rows for line in lines if kind == "changed"}
    assert (cells["投入（万元）"].old, cells["投入（万元）"].new) == ("120.0001", "120.0002")
    assert cells["投入（万元）"].note == "+0.0001"
    assert cells["电话"].new == "0532-1"
    assert (cells["投入的资源"].kind, cells["自愿加入"].old) == ("removed", "是")
    labels = {line.label for block in found.blocks for _, _, lines in block.rows for line in lines}
    assert not [label for label in labels if label.isascii()]
    assert "电话" not in str(to_an_expert)
    assert to_an_expert.changes_count == 1


def test_contacts_are_compared_for_parties_and_the_office_and_not_for_experts():
    filing, who, panel = at_expert_review()
    expert = panel.lead

    seen = [unseen_by(user, filing) for user in (who.lead, who.officer, who.city, expert)]

    assert seen == [frozenset(), frozenset(), frozenset(), compared.CONTACTS]
