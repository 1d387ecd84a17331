"""The agreement to begin from: seven articles in the guideline's order, filled with the draft, honest about gaps."""

import io
from decimal import Decimal

import pytest
from docx import Document

from consortia.guideline import CONTENTS
from consortia.models import Agreement, Membership, Provision
from consortia.queries import memberships
from tests.factories import UnitFactory, representative
from tests.lead.people import member_of
from tests.road import complete_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return complete_draft()


def address(filing):
    return f"/filings/{filing.pk}/agreement/template.docx"


def read(answer):
    """Every line of the paper, tables included, in order of paragraphs and then cells."""
    assert answer.status_code == 200
    document = Document(io.BytesIO(answer.content))
    cells = [cell.text for grid in document.tables for row in grid.rows for cell in row.cells]
    return document, [*(one.text for one in document.paragraphs), *cells]


def test_seven_articles_stand_in_the_order_of_the_seven_contents(draft, signed_in):
    filing, who = draft

    document, _lines = read(signed_in(who.lead).get(address(filing)))

    heads = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert [head.split("　")[1] for head in heads[:7]] == [item.zh for item in CONTENTS]
    assert heads[0].startswith("第一条")
    assert heads[6].startswith("第七条")


def test_parties_duties_shares_and_written_rules_come_from_the_draft(draft, signed_in):
    filing, who = draft
    parties = memberships(filing.consortium)
    for number, party in enumerate(parties):
        Membership.objects.filter(pk=party.pk).update(
            share=Decimal("10.50"), contribution=Decimal("120.0001"), duty=f"分工{number}"
        )
    Provision.objects.update_or_create(
        consortium=filing.consortium, key="exit", defaults={"text": "退出须提前九十日"}
    )

    document, lines = read(signed_in(who.lead).get(address(filing)))

    assert document.paragraphs[0].text == f"{filing.consortium.formal_name}组建协议"
    for number, party in enumerate(parties):
        assert {party.unit.name, party.unit.code, f"分工{number}"} <= set(lines)
    assert lines.count("10.50%，投入 120.0001 万元") == len(parties)
    assert "退出须提前九十日" in lines
    total = 10.5 * len(parties)
    assert f"【各方份额合计 {total:g}%，不是 100%，定稿前请核对】" in lines


@pytest.mark.parametrize(
    ("dispute", "arbitration", "court"), [("arbitration", 1, 0), ("litigation", 0, 1), ("", 1, 1)]
)
def test_arbitration_or_court_never_both_without_a_word(draft, signed_in, dispute, arbitration, court):
    filing, who = draft
    Agreement.objects.filter(consortium=filing.consortium).update(dispute=dispute)

    _document, lines = read(signed_in(who.lead).get(address(filing)))

    assert sum("仲裁机构全称" in line for line in lines) == arbitration
    assert sum("人民法院起诉" in line for line in lines) == court
    assert ("【仲裁和诉讼只能选一种，删去另一款】" in lines) is (dispute == "")


def test_an_empty_draft_gives_blanks_and_no_invented_word(draft, signed_in):
    filing, who = draft
    Membership.objects.filter(consortium=filing.consortium).update(duty="", share=None, contribution=None)

    _document, lines = read(signed_in(who.lead).get(address(filing)))

    assert "【写明任务】" in lines
    assert "收益按【比例或计算办法】分配。" in lines
    assert not any("None" in line for line in lines)


def test_the_same_draft_gives_the_same_bytes_and_only_its_parties_read_it(draft, signed_in):
    filing, who = draft
    client = signed_in(who.lead)

    assert client.get(address(filing)).content == client.get(address(filing)).content
    assert signed_in(member_of(filing)[1]).get(address(filing)).status_code == 200
    assert signed_in(representative(UnitFactory())).get(address(filing)).status_code == 404
    assert address(filing) in client.get(f"/filings/{filing.pk}/agreement/").content.decode()
