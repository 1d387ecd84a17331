"""Files for tests, made on the spot: honest ones and hostile ones."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

import pikepdf
from docx import Document
from PIL import Image

from documents.sheets import Sheet, workbook

WORD_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" ContentType="{}"/></Types>'
)
PLAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" TargetMode="External"'
    ' Target="{}"/></Relationships>'
)


def pdf(change: Callable[[pikepdf.Pdf], None] | None = None, pages: int = 1, **save: object) -> bytes:
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    if change:
        change(document)
    buffer = io.BytesIO()
    document.save(buffer, **save)
    return buffer.getvalue()


def stored_package(parts: Mapping[str, str | bytes]) -> bytes:
    """A package whose parts are not packed, so that a plain search finds what is in them."""
    return package(parts, zipfile.ZIP_STORED)


def package(parts: Mapping[str, str | bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", how) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return buffer.getvalue()


def word_parts(**more: str | bytes) -> dict[str, str | bytes]:
    return {"[Content_Types].xml": WORD_TYPES.format(PLAIN), "word/document.xml": "<w/>", **more}


def docx() -> bytes:
    buffer = io.BytesIO()
    document = Document()
    document.add_paragraph("建设方案（示例）")
    document.save(buffer)
    return buffer.getvalue()


def xlsx() -> bytes:
    return workbook([Sheet("表", ["列"], [["值"]])])


def ofd() -> bytes:
    return package({"OFD.xml": '<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016" Version="1.0"/>'})


def ole(*streams: str) -> bytes:
    """A compound file as far as its signature and directory go."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0")
    return head + b"".join(
        stream.encode("utf-16-le").ljust(128, b"\0") for stream in ("Root Entry", *streams)
    )


def picture(form: str, size: tuple[int, int] = (40, 30)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, "white").save(buffer, form)
    return buffer.getvalue()


def huge_png() -> bytes:
    """A PNG of a few bytes that claims 900 million pixels."""
    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )


def bomb() -> bytes:
    return package(word_parts(**{"word/media/a.bin": b"\0" * (60 * 1024 * 1024)}))


def locked_word() -> bytes:
    """A compound file whose Word text says in its head that it is encrypted."""
    content = bytearray(ole("WordDocument"))
    struct.pack_into("<H", content, 30, 9)
    at = content.find("WordDocument".encode("utf-16-le"))
    content += b"\0" * (2048 - len(content))
    struct.pack_into("<I", content, at + 116, 3)
    content += struct.pack("<HHHHHH", 0xA5EC, 0xC1, 0, 0, 0, 0x0100).ljust(512, b"\0")
    return bytes(content)


def word_text(body: str) -> bytes:
    """A DOCX with this text body."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    text = f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
    return package({**word_parts(), "word/document.xml": text})


EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The harmless text that every virus scanner calls a virus."""
