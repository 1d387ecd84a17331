"""How long the dossier of a large consortium takes on paper: 40 members, 100 files, 60 tasks."""

from datetime import date

import pytest

from consortia.guideline import CHAPTERS, CONTENTS, PLEDGE_TEXT, QINGDAO_2025
from consortia.tables import TABLES, Kind
from documents.papers import render_pdf
from filings import dossier_paper
from filings.models import Rendering
from filings.renderings import printed_as
from tests.documents.samples import CERTIFICATE
from tests.figures import Report, timed

pytestmark = pytest.mark.bench
DAY = date(2026, 9, 29)
LIMIT_MS = 3000
CHAPTER = "围绕产业链卡点组织协同攻关。\n" * 150


def file(number):
    return {
        "name": f"佐证材料{number:03}.pdf",
        "token": f"t{number}",
        "sha256": f"{number:064x}",
        "size": 70_000 * number,
    }


def cell(column, number):
    value = {Kind.DAY: "2027-03-31", Kind.YEAR: "2027", Kind.PARTY: f"示例单位{number % 40:02}有限公司"}
    if column.kind is Kind.CHOICE:
        return str(column.choices()[0][0])
    return value.get(
        column.kind, "12.50" if column.is_aligned else f"{column.name}：减速器疲劳试验与寿命评价第{number}项"
    )


def large_snapshot():
    names = [f"示例单位{number:02}有限公司" for number in range(40)]
    parties = [
        {
            "name": name, "name_en": "", "code": "91370200MA3EXAMPL0", "kind": "enterprise", "counting": "industry",
            "tier": "core", "is_lead": not number, "duty": "承担关节模组的设计、试制和验证。" * 3,
            "signed_at": "2026-09-20T02:00:00+00:00", "means": "confirmed",
        }
        for number, name in enumerate(names)
    ]  # fmt: skip
    person = dict.fromkeys(("standing", "industry_knowledge", "leadership"), "从事精密传动研究二十年。" * 20)
    person |= {"name": "示例专家", "employer": names[1], "title": "教授", "cv": file(1), "state": "accepted"}
    tables = {
        key: [{column.name: cell(column, number) for column in one.columns} for number in range(60)]
        for key, one in TABLES.items()
        if key in ("tasks", "milestones", "indicators", "budget")
    }
    return {
        "serial": "QDLH-F-2026-0001",
        "is_sample": True,
        "edition": QINGDAO_2025.key,
        "authority": "崂山区科技局",
        "reasons": [],
        "pledge": {"text_version": PLEDGE_TEXT.version, "signed_at": ["2026-09-20T02:00:00+00:00"]},
        "consortium": {
            "formal_name": "示例人形机器人关节创新联合体", "short_name": "", "name_en": "", "industry": "智能装备",
            "track": "人形机器人", "need": "高精度减速器依赖外购。" * 30, "parties": parties,
            "people": {"director": person, "chief_expert": person},
            "agreement": {
                "document": file(2), "contents": {item.key: "第三条" for item in CONTENTS}, "dispute": "arbitration",
                "version": 3, "digest": "ab" * 32,
            },
            "chapters": {
                item.key: {"text": CHAPTER, "document": None, "pages": ""} for item in CHAPTERS
            },
            "texts": {}, "tables": tables,
            "attachments": [
                {"clause": "G4.2.2", "title": f"检测能力证明{n}", "party": names[n % 40], "document": file(n)}
                for n in range(1, 101)
            ],
        },
    }  # fmt: skip


@pytest.mark.parametrize("form", Rendering.Form.values)
def test_the_dossier_of_a_large_consortium(form, report: Report):
    content = large_snapshot()
    head = {"version": 1, "receipt_number": "QDLH-R-2026-0001", "submitted": "2026年9月29日 10:00"}

    def make() -> None:
        printed_as(form, dossier_paper.paper(content, head=head), DAY)

    taken = timed(make, 3)
    sheet = timed(lambda: render_pdf("certificate", CERTIFICATE, dated=DAY), 3)
    report(
        f"40 members, 100 files, 60 tasks as {form}",
        **taken,
        certificates=round(taken["median_ms"] / sheet["median_ms"], 1),
    )
    if form == Rendering.Form.PDF:
        assert taken["median_ms"] < LIMIT_MS
