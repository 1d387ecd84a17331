"""A ready Word plan is split into the five chapters, however its headings are dressed."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document

from consortia.chapters import split
from consortia.guideline import CHAPTERS
from documents.reading import NotReadable, Paragraph, paragraphs

KEYS = [item.key for item in CHAPTERS]
NAMES = [item.zh for item in CHAPTERS]
BODY = {key: f"正文{number}。第二句。" for number, key in enumerate(KEYS, 1)}


def plan(head: Callable[[int, str], Paragraph], *, before: tuple[str, ...] = ()) -> list[Paragraph]:
    """Five chapters with one paragraph each; ``head`` dresses a heading by its number and name."""
    found = [Paragraph(text) for text in before]
    for number, (key, name) in enumerate(zip(KEYS, NAMES, strict=True), 1):
        found += [head(number, name), Paragraph(BODY[key])]
    return found


HAN = "零一二三四五"


@pytest.mark.parametrize(
    "head",
    [
        lambda n, name: Paragraph(f"第{HAN[n]}章 {name}"),
        lambda n, name: Paragraph(f"第 {n} 章　{name}"),
        lambda n, name: Paragraph(f"{HAN[n]}、{name}"),
        lambda n, name: Paragraph(f"{HAN[n]}．{name}"),
        lambda n, name: Paragraph(f"{n}. {name}"),
        lambda n, name: Paragraph(f"{n}．{name}"),
        lambda n, name: Paragraph(f"{n} {name}"),
        lambda n, name: Paragraph(f"第{HAN[n]}部分：{name}"),
        lambda n, name: Paragraph(f"{['', 'I', 'II', 'III', 'IV', 'V'][n]}. {name}"),
        lambda n, name: Paragraph(f"（{HAN[n]}）{name}"),
        lambda n, name: Paragraph(name, level=1),
        lambda n, name: Paragraph(name, is_bold=True),
        lambda n, name: Paragraph(name),
        lambda n, name: Paragraph(f"{name}："),
        lambda n, name: Paragraph(name.replace("及", "和").replace("与", "、"), is_bold=True),
        lambda n, name: Paragraph(f"{HAN[n]}、创新联合体{name}"),
    ],
)
def test_headings_in_every_dress(head: Callable[[int, str], Paragraph]) -> None:
    found = split(plan(head))
    assert {key: part.text for key, part in found.chapters.items()} == BODY
    assert (found.before, found.unplaced, found.missing) == ("", (), [])


def test_other_words_for_the_same_chapter() -> None:
    heads = ["一、项目建设背景", "二、组织管理机制", "三、重点任务及进度计划", "四、预期成果", "五、经费预算"]
    found = split([line for head in heads for line in (Paragraph(head), Paragraph("内容。"))])
    assert list(found.chapters) == KEYS


def test_chapters_of_unknown_names_are_told_by_their_numbers_alone() -> None:
    heads = [f"第{HAN[n]}章 总论{n}" for n in range(1, 6)]
    found = split([line for head in heads for line in (Paragraph(head), Paragraph(f"属于{head}。"))])
    assert [part.heading for part in found.chapters.values()] == heads


def test_without_headings_nothing_is_guessed() -> None:
    found = split([Paragraph("我们联合攻关，建设意义重大，经费投入三千万元。"), Paragraph("第二段。")])
    assert not found.chapters
    assert found.missing == KEYS
    assert found.before.startswith("我们联合攻关")


def test_text_before_the_first_heading_is_shown_apart() -> None:
    found = split(
        plan(lambda n, name: Paragraph(f"{HAN[n]}、{name}"), before=("某某创新联合体建设方案", "二〇二六年"))
    )
    assert found.before == "某某创新联合体建设方案\n二〇二六年"
    assert found.chapters["significance"].text == BODY["significance"]


@pytest.mark.parametrize("page", ["........1", "……………… 1", "\t1", ""])
def test_a_table_of_contents_is_not_the_text(page: str) -> None:
    contents = [Paragraph(f"{HAN[n]}、{name}{page}") for n, name in enumerate(NAMES, 1)]
    found = split([Paragraph("目录"), *contents, *plan(lambda n, name: Paragraph(f"{HAN[n]}、{name}"))])
    assert {key: part.text for key, part in found.chapters.items()} == BODY


def test_headings_inside_a_chapter_stay_in_it() -> None:
    inside = [
        Paragraph("（二）运行机制", is_bold=True),
        Paragraph("2.1 经费投入", level=2),
        Paragraph("市场需求", is_bold=True),
        Paragraph("1. 建设目标"),
        Paragraph("句子里的经费投入不是标题。"),
    ]
    lines = plan(lambda n, name: Paragraph(f"第{HAN[n]}章 {name}"))
    found = split([*lines[:2], *inside, *lines[2:]])
    assert list(found.chapters) == KEYS
    assert found.chapters["significance"].text.split("\n") == [
        BODY["significance"],
        *(one.text for one in inside),
    ]


def test_a_sixth_chapter_belongs_to_none() -> None:
    found = split(
        [*plan(lambda n, name: Paragraph(f"{HAN[n]}、{name}")), Paragraph("六、附件"), Paragraph("清单。")]
    )
    assert found.chapters["funding"].text == BODY["funding"]
    assert [(one.heading, one.text) for one in found.unplaced] == [("六、附件", "清单。")]


def test_chapters_in_another_order_and_a_missing_one() -> None:
    found = split(
        [
            Paragraph("一、经费投入与保障措施"),
            Paragraph("钱。"),
            Paragraph("二、建设意义及基础优势"),
            Paragraph("意义。"),
        ]
    )
    assert {key: part.text for key, part in found.chapters.items()} == {
        "significance": "意义。",
        "funding": "钱。",
    }
    assert found.missing == ["organisation", "tasks", "outcomes"]


def test_rows_of_tables_belong_to_the_chapter_and_are_never_headings() -> None:
    lines = plan(lambda n, name: Paragraph(f"{HAN[n]}、{name}"))
    row = Paragraph("经费投入 | 2027 | 300", is_table=True)
    found = split([*lines[:2], row, *lines[2:]])
    assert found.chapters["significance"].text.endswith("经费投入 | 2027 | 300")


def docx(fill: Callable[[Any], None]) -> io.BytesIO:
    document, buffer = Document(), io.BytesIO()
    fill(document)
    document.save(buffer)
    buffer.seek(0)
    return buffer


def test_a_word_file_is_read_in_its_order_with_styles_bold_and_tables() -> None:
    def fill(document: Any) -> None:
        document.add_paragraph("封面")
        document.add_heading("建设意义及基础优势", level=1)
        document.add_paragraph("意义。")
        table = document.add_table(rows=1, cols=3)
        table.cell(0, 0).text, table.cell(0, 2).text = "指标", "目标"
        table.cell(0, 0).merge(table.cell(0, 1))
        document.add_paragraph().add_run("组织架构及运行机制").bold = True
        document.add_paragraph("架构。")

    read = paragraphs(docx(fill))
    assert [(one.text, one.level, one.is_bold, one.is_table) for one in read] == [
        ("封面", 0, False, False),
        ("建设意义及基础优势", 1, False, False),
        ("意义。", 0, False, False),
        ("指标 | 目标", 0, False, True),
        ("组织架构及运行机制", 0, True, False),
        ("架构。", 0, False, False),
    ]
    found = split(read)
    assert found.chapters["significance"].text == "意义。\n指标 | 目标"
    assert found.chapters["organisation"].text == "架构。"


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_word_file_says_so(content: bytes) -> None:
    with pytest.raises(NotReadable):
        paragraphs(io.BytesIO(content))
