"""Papers people upload, and reading the papers the office issues."""

import io
from functools import cache

import pikepdf
import pypdfium2
import zxingcpp


@cache
def small_pdf(title: str, pages: int = 1) -> bytes:
    """An honest PDF of a few blank pages; its title makes it a file of its own."""
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    with document.open_metadata() as told:
        told["dc:title"] = title
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def codes_on(pdf: bytes) -> list[str]:
    """What the QR codes on a paper say, read as a phone reads them: from the picture of its pages."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pictures = [page.render(scale=3).to_pil() for page in document]
    finally:
        document.close()
    return [found.text for picture in pictures for found in zxingcpp.read_barcodes(picture)]


def text_of(pdf: bytes) -> str:
    """The words on a paper."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()
