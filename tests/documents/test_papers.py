"""Papers: same data, same bytes; complete; the QR leads where it says."""

import hashlib
import io
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pikepdf
import pypdfium2
import pytest
import zxingcpp
from docx import Document

from documents import fonts
from documents.papers import NEEDED, TEMPLATES, render_pdf
from documents.problems import FileProblem
from documents.qr import qr_svg
from documents.sheets import Column, Sheet, workbook
from documents.titles import balanced
from documents.word import recommendation_letter
from tests.documents import samples

DAY = date(2026, 9, 29)


def text_of(paper: bytes) -> str:
    pdf = pypdfium2.PdfDocument(paper)
    return "".join(page.get_textpage().get_text_bounded() for page in pdf).replace("\r\n", "")


def page_count(paper: bytes) -> int:
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        return len(pdf.pages)


@pytest.mark.parametrize("template", sorted(samples.ALL))
def test_same_data_give_same_bytes(template: str) -> None:
    digests = {
        hashlib.sha256(render_pdf(template, samples.ALL[template], dated=DAY)).hexdigest() for _ in range(2)
    }

    assert len(digests) == 1


@pytest.mark.parametrize("template", sorted(samples.ALL))
def test_paper_is_an_archive_pdf_with_its_own_fonts(template: str) -> None:
    paper = render_pdf(template, samples.ALL[template], dated=DAY)

    with pikepdf.open(io.BytesIO(paper)) as pdf:
        metadata = pdf.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "B")
        descriptors = [
            item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/FontName" in item
        ]
        assert descriptors
        assert all("/FontFile2" in item or "/FontFile3" in item for item in descriptors)


@pytest.mark.parametrize("template", sorted(NEEDED))
def test_least_data_are_enough(template: str) -> None:
    data = {key: samples.ALL[template][key] for key in NEEDED[template]}

    assert page_count(render_pdf(template, data, dated=DAY)) >= 1


def test_every_template_is_listed() -> None:
    shared = {"office", "letter", "sheet"}

    assert {path.stem for path in TEMPLATES.glob("*.typ")} - shared == set(NEEDED)


def test_qr_of_the_certificate_leads_to_its_verification() -> None:
    paper = render_pdf("certificate", samples.CERTIFICATE, dated=DAY)

    picture = pypdfium2.PdfDocument(paper)[0].render(scale=2).to_pil()
    found = [code.text for code in zxingcpp.read_barcodes(picture)]

    assert found == [samples.CERTIFICATE["verify_url"]]


def test_certificate_labels_the_code_under_its_picture() -> None:
    code = "0123456789abcdef0123456789abcdef"
    text = text_of(render_pdf("certificate", {**samples.CERTIFICATE, "verification_code": code}, dated=DAY))

    assert "核验码" in text
    assert code in "".join(text.split())


def test_certificate_prints_the_last_day_inclusive() -> None:
    text = text_of(render_pdf("certificate", samples.CERTIFICATE, dated=DAY))

    assert "2026年9月29日至2029年9月28日（含当日）" in text.replace(" ", "")


def test_unknown_facts_are_said_to_be_unknown() -> None:
    text = text_of(render_pdf("certificate", {**samples.CERTIFICATE, "chief_expert": None}, dated=DAY))

    assert "未公布" in text


def test_notice_names_both_days_with_weekday_and_its_basis() -> None:
    text = text_of(render_pdf("public_notice", samples.NOTICE, dated=DAY)).replace(" ", "")

    for part in (
        "2026年9月28日（周一）",
        "2026年10月9日（周五）",
        "青政字〔2024〕20号",
        "任何单位和个人",
        "机关纪委",
    ):
        assert part in text


def crowded(parties: int, words: int) -> dict[str, Any]:
    party = {
        "name": "示例非常非常长名称精密智能装备制造有限公司",
        "kind": "企业",
        "tier": "紧密",
        "task": "关键零部件联合攻关",
        "funds": "120",
    }
    opinion = {"authority": "崂山区科技主管部门", "text": "瓶颈明确，" * words}
    return {**samples.CASE_SHEET, "parties": [party] * parties, "district_opinion": opinion}


@pytest.mark.parametrize(("parties", "words"), [(1, 1), (6, 4), (15, 40), (24, 80), (60, 400)])
def test_case_sheet_has_two_pages(parties: int, words: int) -> None:
    assert page_count(render_pdf("case_sheet", crowded(parties, words), dated=DAY)) == 2


def test_failed_check_is_printed_as_failed() -> None:
    data = {
        **samples.CASE_SHEET,
        "checks": [{"ok": False, "text": "牵头单位不是独立法人", "clause": "须 G4.1"}],
    }

    assert "×牵头单位不是独立法人" in text_of(render_pdf("case_sheet", data, dated=DAY)).replace(" ", "")


def test_character_without_glyph_is_named() -> None:
    with pytest.raises(FileProblem) as caught:
        render_pdf("certificate", {**samples.CERTIFICATE, "lead": "示例\U00030edd有限公司"}, dated=DAY)

    assert caught.value.code == "glyph_missing"
    assert caught.value.params["characters"] == "\U00030edd"


def test_missing_data_are_named() -> None:
    with pytest.raises(ValueError, match="verify_url"):
        render_pdf("certificate", {"consortium": "x"}, dated=DAY)


def test_user_text_is_never_typst() -> None:
    lead = '#read("/etc/passwd") $x$ *a* \\ <b> "引号" @c'

    assert "#read" in text_of(render_pdf("certificate", {**samples.CERTIFICATE, "lead": lead}, dated=DAY))


def test_fonts_print_rare_names() -> None:
    assert fonts.missing_glyphs("镕堃喆昇㛃𬭩䶮𬱖 ✓×□ABC〔2026〕") == set()
    assert fonts.missing_glyphs("甲\U00030edd") == {"\U00030edd"}


def test_fonts_are_small_enough_and_licensed() -> None:
    folder = Path(fonts.FOLDER)

    assert sum(path.stat().st_size for path in folder.glob("*.ttf")) < 25_000_000
    assert "SIL OPEN FONT LICENSE" in (folder / "OFL.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("title", "keep", "lines"),
    [
        ("短标题公示", "", ["短标题公示"]),
        (
            "关于2026年第二批拟备案创新联合体名单的公示",
            "",
            ["关于2026年第二批", "拟备案创新联合体名单的公示"],
        ),
        (
            "关于同意示例人形机器人关节创新联合体备案的通知",
            "示例人形机器人关节创新联合体",
            ["关于同意示例人形机器人关节创新联合体", "备案的通知"],
        ),
    ],
)
def test_titles_break_by_sense(title: str, keep: str, lines: list[str]) -> None:
    assert balanced(title, keep) == lines


def test_qr_svg_is_one_element() -> None:
    svg = qr_svg("https://lianhe.example/verify/x/")

    assert svg.startswith("<svg")
    assert svg.endswith("</svg>")
    assert "width=" not in svg


LETTER = {
    "authority": "崂山区科技主管部门",
    "dated": DAY,
    "items": [
        {
            "name": "示例A&B<创新>联合体",
            "lead": "示例“装备”有限公司 {{ 7*7 }}",
            "track": "智能装备",
            "chief_expert": "首席专家（示例）",
            "members_count": 6,
            "opinion": "瓶颈明确\x0c & 协议 <清楚>。",
        }
    ],
}


def letter_text(letter: bytes) -> str:
    document = Document(io.BytesIO(letter))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_recommendation_letter_opens_with_signs_of_markup_in_it() -> None:
    text = letter_text(recommendation_letter(LETTER))

    for part in (
        "示例A&B<创新>联合体",
        "示例“装备”有限公司 {{ 7*7 }}",
        "瓶颈明确 & 协议 <清楚>。",
        "2026年9月29日",
    ):
        assert part in text
    assert "{%" not in text


def test_recommendation_letter_is_the_same_each_time() -> None:
    assert recommendation_letter(LETTER) == recommendation_letter(LETTER)


FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://x")',
    "http://x",
]


def test_typed_text_never_becomes_a_formula() -> None:
    content = workbook([Sheet("推荐汇总表", ["文本"], [[text] for text in FORMULAS])])

    page = openpyxl.load_workbook(io.BytesIO(content))["推荐汇总表"]
    cells = [page.cell(row=row, column=1) for row in range(2, len(FORMULAS) + 2)]

    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)


def test_workbook_keeps_types_names_and_bytes() -> None:
    sheets = [
        Sheet(
            "一/二",
            [Column("名称", 20), "日期", "数"],
            [["示例", DAY, 5], [None, None, None]],
            title="推荐汇总表",
        ),
        Sheet("一/二", ["a"], []),
    ]

    book = openpyxl.load_workbook(io.BytesIO(workbook(sheets)))

    assert book.sheetnames == ["一_二", "一_二 2"]
    page = book["一_二"]
    assert page["A1"].value == "推荐汇总表"
    assert page["B3"].value.date() == DAY
    assert page["C3"].value == 5
    assert page.freeze_panes == "A3"
    assert workbook(sheets) == workbook(sheets)
