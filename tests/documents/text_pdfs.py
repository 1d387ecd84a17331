"""PDFs as they come in: set by Word, by an old office program, by us, from a scanner. Pages in, bytes out."""

import io
from collections.abc import Callable, Iterator, Sequence
from datetime import date

import pikepdf
from PIL import Image

from documents.papers import render_pdf

HEAD = "示例联合体建设方案"
LINE = 38
"""Characters of one line; a sentence goes on in the next."""
FAMILY, SIZE = "/F1", 10.5


def word(pages: Sequence[str]) -> bytes:
    """As Word sets it: two-byte glyph numbers that mean nothing, and a table that says which letters they are."""
    signs = sorted({sign for page in [HEAD, "— 0123456789", *pages] for sign in page})
    glyphs = {sign: number for number, sign in enumerate(signs, 3)}
    blocks = [list(glyphs.items())[at : at + 100] for at in range(0, len(glyphs), 100)]
    table = "\n".join(
        f"{len(block)} beginbfchar\n"
        + "\n".join(f"<{number:04X}> <{sign.encode('utf-16-be').hex()}>" for sign, number in block)
        + "\nendbfchar"
        for block in blocks
    )
    said = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
    said += f"1 begincodespacerange <0000> <FFFF> endcodespacerange\n{table}\nendcmap end end"
    return _set(
        pages, "/Identity-H", lambda text: "".join(f"{glyphs[sign]:04X}" for sign in text), said.encode()
    )


def gbk(pages: Sequence[str]) -> bytes:
    """As older programs set it: the national code itself, with a font of the reader's machine."""
    return _set(pages, "/GBK-EUC-H", lambda text: text.encode("gbk").hex().upper())


def mute(pages: Sequence[str]) -> bytes:
    """Glyph numbers without the table: for the eye alone."""
    return _set(pages, "/Identity-H", lambda text: "".join(f"{ord(sign) - 0x4000:04X}" for sign in text))


def ours(pages: Sequence[str]) -> bytes:
    """One of our own papers with this text; a cover comes first."""
    blocks = [{"kind": "text", "paragraphs": [page]} for page in pages]
    data = {
        "title": "备案申报书", "consortium": HEAD, "lead": "示例智能装备有限公司", "authority": "崂山区科技局",
        "filing_number": "QDLH-F-2026-0007", "guideline": "工作指引", "check_words": "3f9a 10bc 77e2 d041",
        "parts": [{"title": "建设方案", "blocks": blocks}],
    }  # fmt: skip
    return render_pdf("dossier", data, dated=date(2026, 7, 20))


def scan(pages: int) -> bytes:
    """Pictures of pages."""
    first, *rest = [Image.new("L", (120, 170), "white") for _ in range(pages)]
    buffer = io.BytesIO()
    first.save(buffer, "PDF", save_all=True, append_images=rest)
    return buffer.getvalue()


def _set(
    pages: Sequence[str], encoding: str, encode: Callable[[str], str], to_unicode: bytes | None = None
) -> bytes:
    document = pikepdf.new()
    inner = {
        "/Type": pikepdf.Name.Font, "/Subtype": pikepdf.Name.CIDFontType2, "/BaseFont": pikepdf.Name("/SimSun"),
        "/CIDSystemInfo": pikepdf.Dictionary(Registry="Adobe", Ordering="GB1", Supplement=0), "/DW": 1000,
    }  # fmt: skip
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type0, BaseFont=pikepdf.Name("/SimSun"),
        Encoding=pikepdf.Name(encoding), DescendantFonts=[document.make_indirect(pikepdf.Dictionary(inner))],
    )  # fmt: skip
    if to_unicode:
        font.ToUnicode = document.make_stream(to_unicode)
    kept = document.make_indirect(font)
    for number, text in enumerate(pages, 1):
        page = document.add_blank_page()
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary({FAMILY: kept}))
        page.Contents = document.make_stream("\n".join(_lines(text, number, encode)).encode())
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _lines(text: str, number: int, encode: Callable[[str], str]) -> Iterator[str]:
    lines = [HEAD, *(text[at : at + LINE] for at in range(0, len(text), LINE)), f"— {number} —"]
    for at, line in enumerate(lines):
        yield f"BT {FAMILY} {SIZE} Tf 1 0 0 1 60 {760 - 16 * at} Tm [<{encode(line)}>] TJ ET"
