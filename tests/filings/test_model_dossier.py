"""The filled model: its rows pass the same forms as anybody's, its sums agree, it opens as page, PDF and Word."""

import io
from collections import Counter
from decimal import Decimal

import pikepdf
import pytest
from django.test import Client
from docx import Document

from consortia import actions
from consortia.codes import check_code
from consortia.guideline import CHAPTERS, CLAUSES, CONTENTS, EDITIONS, PLEDGES, PROVISIONS, QINGDAO_2025
from consortia.models import Unit
from consortia.row_forms import row_form
from consortia.tables import TABLES
from filings import model_dossier as model
from tests.factories import NOW
from tests.road import complete_draft

pytestmark = pytest.mark.django_db
CONTENT = model.snapshot()["consortium"]
PARTIES = CONTENT["parties"]


MEMBER = frozenset({"responsible", "payer", "party", "carrier"})
"""Columns that name a member; a form takes its number."""


def test_each_row_of_the_model_is_one_a_lead_may_save() -> None:
    filing, who = complete_draft()
    lead, *others = PARTIES
    assert lead["is_lead"]
    units = Unit.objects.bulk_create(Unit(name=one["name"], kind=one["kind"]) for one in others)
    parties = [filing.consortium.memberships.get(is_lead=True)]
    parties += [
        actions.add_member(
            filing.consortium, unit, counting="other", tier="core", duty="", email="", actor=who.lead, now=NOW
        )
        for unit in units
    ]
    numbers = {one["name"]: str(party.pk) for one, party in zip(PARTIES, parties, strict=True)}
    wrong = []

    for key, table in TABLES.items():
        assert CONTENT["tables"][key], key
        for row in CONTENT["tables"][key]:
            typed = {name: numbers.get(text, text) if name in MEMBER else text for name, text in row.items()}
            form = row_form(table)(typed, parties=parties)
            if not form.is_valid():
                wrong.append((key, row, form.errors))

    assert wrong == []


def test_the_model_answers_everything_and_its_figures_agree() -> None:
    assert model.snapshot()["edition"] in EDITIONS
    assert model.snapshot()["pledge"]["text_version"] in PLEDGES
    assert CONTENT["chapters"].keys() == {item.key for item in CHAPTERS}
    assert CONTENT["agreement"]["contents"].keys() == {item.key for item in CONTENTS}
    assert CONTENT["texts"].keys() == {item.key for item in PROVISIONS}
    assert {one["clause"] for one in CONTENT["attachments"]} <= CLAUSES.keys()

    assert [check_code(one["code"]) for one in PARTIES] == [()] * len(PARTIES)
    kinds = Counter(one["counting"] for one in PARTIES if not one["is_lead"])
    assert kinds["industry"] >= QINGDAO_2025.min_industry
    assert kinds["academic"] >= QINGDAO_2025.min_academic
    assert sum(Decimal(one["share"]) for one in PARTIES) == 100
    paid: Counter[str] = Counter()
    for line in CONTENT["tables"]["budget"]:
        paid[line["payer"]] += Decimal(line["amount"])
    assert {name: paid[name] for name in paid if name} == {
        one["name"]: Decimal(one["contribution"]) for one in PARTIES if one["contribution"]
    }
    assert f"{sum(paid.values()):,.0f} 万元" in CONTENT["chapters"]["funding"]["text"]


def test_it_is_read_without_an_account_and_begun_from_where_one_writes(client: Client) -> None:
    page = client.get("/prepare/model/").content.decode()

    for party in PARTIES:
        assert party["name"] in page
    for place in model.places():
        assert f'id="{place}"' in page
    assert 'href="/prepare/model/"' in client.get("/prepare/").content.decode()


def test_as_files_it_is_what_the_page_says() -> None:
    client = Client()
    pdf, word = (client.get(f"/prepare/model/dossier.{form}") for form in ("pdf", "docx"))

    assert "%E8%8C%83%E4%BE%8B.pdf" in pdf["Content-Disposition"]
    with pikepdf.open(io.BytesIO(pdf.content)) as opened:
        assert len(opened.pages) > 5
    headings = [p.text for p in Document(io.BytesIO(word.content)).paragraphs if p.style.name == "Heading 1"]
    assert headings == [part["title"] for part in model.told()["parts"]]
    assert client.get("/prepare/model/dossier.xlsx").status_code == 404
