"""The dossier as DOCX, for units that must go on editing elsewhere: real headings, tables and a contents field."""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from documents.word import printable, without_clock

BODY, HEAD = "宋体", "黑体"
LINE_MM = 166


def dossier(data: Mapping[str, Any], *, dated: date) -> bytes:
    """The same parts and blocks as the PDF; equal data give equal bytes."""
    told = printable(data)
    document = new_paper()
    _cover(document, told)
    write_parts(document, told["parts"])
    return as_bytes(document, dated)


def agreement(data: Mapping[str, Any], *, dated: date) -> bytes:
    """A founding agreement to be filled in and signed: title, parts, nothing of the system."""
    told = printable(data)
    document = new_paper()
    document.add_paragraph(told["title"], style="Title").alignment = WD_ALIGN_PARAGRAPH.CENTER
    write_parts(document, told["parts"])
    return as_bytes(document, dated)


def write_parts(document: Any, parts: Sequence[Mapping[str, Any]]) -> None:
    """Each part with its title, where it has one, and its blocks."""
    for part in parts:
        if part["title"]:
            document.add_heading(part["title"], level=1)
        for block in part["blocks"]:
            BLOCKS[block["kind"]](document, block)


def as_bytes(document: Any, dated: date) -> bytes:
    """The finished paper, the same bytes for the same content."""
    buffer = io.BytesIO()
    document.save(buffer)
    return without_clock(buffer.getvalue(), dated)


def new_paper() -> Any:
    """An empty A4 page with the styles of a working paper."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin = section.bottom_margin = Mm(22)
    for name, font, size in (
        ("Normal", BODY, 11),
        ("Title", HEAD, 24),
        ("Heading 1", HEAD, 15),
        ("Heading 2", HEAD, 12),
    ):
        style = document.styles[name]
        style.font.name, style.font.size = font, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        for script in ("eastAsia", "ascii", "hAnsi"):
            fonts.set(qn(f"w:{script}"), font)
        if name != "Normal":
            style.font.color.rgb = RGBColor(0x16, 0x21, 0x2A)
    return document


def _cover(document: Any, data: Mapping[str, Any]) -> None:
    document.add_paragraph(data["title"], style="Title").alignment = WD_ALIGN_PARAGRAPH.CENTER
    name = document.add_paragraph()
    name.alignment = WD_ALIGN_PARAGRAPH.CENTER
    name.add_run(data["consortium"]).bold = True
    rows = [["牵头单位", data["lead"]], ["推荐部门", data["authority"]], ["申报编号", data["filing_number"]]]
    if data.get("version"):
        rows += [
            ["版本", f"第 {data['version']} 版"],
            ["提交时间", data["submitted"]],
            ["回执号", data["receipt_number"]],
        ]
    else:
        rows += [["状态", "草稿，未提交"]]
    rows += [["核对码", data["check_words"]], ["依据", data["guideline"]]]
    _facts(document, {"rows": rows})
    _note(document, {"text": "核对码只对应系统里的这一版；在本文件里改动的内容不会自动回到系统。"})
    _contents(document)
    document.add_page_break()


def _contents(document: Any) -> None:
    """A contents field; Word fills it when asked (F9)."""
    run = document.add_paragraph().add_run()
    for kind, words in (("begin", ""), ("", ' TOC \\o "1-2" \\h '), ("separate", ""), ("end", "")):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = words
        run._r.append(mark)
        if kind == "separate":
            run.add_text("目录：在这里按 F9 更新")


def _facts(document: Any, block: Mapping[str, Any]) -> None:
    _grid(document, block["rows"], [20, 80])


def _table(document: Any, block: Mapping[str, Any]) -> None:
    grid = _grid(document, [block["heads"], *block["rows"]], block["widths"], right=block["right"])
    for cell in grid.rows[0].cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True
    mark = OxmlElement("w:tblHeader")
    grid.rows[0]._tr.get_or_add_trPr().append(mark)


def _grid(document: Any, rows: list[list[str]], widths: list[int], right: list[bool] | None = None) -> Any:
    grid = document.add_table(rows=len(rows), cols=len(widths), style="Table Grid")
    grid.autofit = False
    whole = sum(widths)
    for row, values in zip(grid.rows, rows, strict=True):
        cells = row.cells
        for at, value in enumerate(values):
            cells[at].width = Mm(LINE_MM * widths[at] / whole)
            cells[at].text = value
            for paragraph in cells[at].paragraphs:
                paragraph.paragraph_format.space_after = Pt(0)
                if right and right[at]:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
                for run in paragraph.runs:
                    run.font.size = Pt(9)
    return grid


def _heading(document: Any, block: Mapping[str, Any]) -> None:
    document.add_heading(block["text"], level=2)


def _text(document: Any, block: Mapping[str, Any]) -> None:
    for words in block["paragraphs"]:
        document.add_paragraph(words).paragraph_format.first_line_indent = Pt(22)


def _note(document: Any, block: Mapping[str, Any]) -> None:
    run = document.add_paragraph().add_run(block["text"])
    run.font.size, run.font.color.rgb = Pt(10), RGBColor(0x4A, 0x5A, 0x66)


BLOCKS = {"facts": _facts, "table": _table, "heading": _heading, "text": _text, "note": _note}
