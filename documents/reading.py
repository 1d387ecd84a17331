"""Reading a Word file that somebody wrote elsewhere: its paragraphs in order, and what each looks like."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table
from docx.text.paragraph import Paragraph as WordParagraph

MOST_UNPACKED = 100 * 1024 * 1024
"""Bytes to which a file that is read may unpack."""


class NotReadable(Exception):
    """The file is none that can be read."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, or one row of a table, as plain text."""

    text: str
    level: int = 0
    """1 and more for a heading by its style; 0 for none."""
    is_bold: bool = False
    """Bold throughout."""
    is_listed: bool = False
    """A line of a table of contents made by Word."""
    is_table: bool = False


def paragraphs(content: BinaryIO) -> list[Paragraph]:
    """Everything a DOCX says, in its order; raises NotReadable."""
    try:
        with zipfile.ZipFile(content) as package:
            if sum(part.file_size for part in package.infolist()) > MOST_UNPACKED:
                raise NotReadable
        document = Document(content)
        return list(_read(document))
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise NotReadable from error


def _read(document: Any) -> Iterator[Paragraph]:
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield from _rows(block)
        elif text := block.text.strip():
            yield _paragraph(block, text)


def _rows(table: Table) -> Iterator[Paragraph]:
    for row in table.rows:
        cells: list[str] = []
        for cell in row.cells:
            words = " ".join(cell.text.split())
            if not cells or words != cells[-1]:  # a merged cell is met once for each column it spans
                cells.append(words)
        if any(cells):
            yield Paragraph(" | ".join(cells), is_table=True)


def _paragraph(block: WordParagraph, text: str) -> Paragraph:
    style = ((block.style and block.style.name) or "").lower()
    written = [run for run in block.runs if run.text.strip()]
    return Paragraph(
        text,
        level=_level(block, style),
        is_bold=bool(written) and all(run.bold for run in written),
        is_listed=style.startswith(("toc", "目录")),
    )


def _level(block: WordParagraph, style: str) -> int:
    """The level of a heading by its style's name, else by the outline level of paragraph or style."""
    for word in ("heading", "标题"):
        if style.startswith(word):
            digits = "".join(sign for sign in style if sign.isdecimal())[:2]
            return int(digits) if digits else 1
    for holder in (block._p, block.style and block.style.element):
        found = holder.xpath("./w:pPr/w:outlineLvl/@w:val") if holder is not None else []
        if found and int(found[0]) < 9:
            return int(found[0]) + 1
    return 0
