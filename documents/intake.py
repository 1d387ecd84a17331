"""What an upload really is: ending, first bytes and structure must agree, and nothing in it may act."""

import logging
from dataclasses import dataclass
from typing import BinaryIO

import puremagic
from django.conf import settings

from documents.compound import check_compound
from documents.containers import check_ofd, check_ooxml
from documents.names import clean_name, kind_by_ending
from documents.pdfs import check_pdf
from documents.pictures import check_picture
from documents.problems import FileProblem
from documents.states import Kind

log = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024

OPENINGS = {
    Kind.PDF: b"%PDF-",
    Kind.OFD: b"PK\x03\x04",
    Kind.DOCX: b"PK\x03\x04",
    Kind.XLSX: b"PK\x03\x04",
    Kind.DOC: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    Kind.WPS: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    Kind.JPG: b"\xff\xd8\xff",
    Kind.PNG: b"\x89PNG\r\n\x1a\n",
}


@dataclass(frozen=True)
class Finding:
    """What the checks found out about one file."""

    name: str
    kind: Kind
    page_count: int | None


def check_name_and_size(raw_name: str, size: int) -> tuple[str, Kind]:
    """The cleaned name and promised kind, before a byte of the content is read."""
    name = clean_name(raw_name)
    kind = kind_by_ending(name)
    if size <= 0:
        raise FileProblem("empty", name=name)
    if size > settings.DOCUMENT_MAX_BYTES:
        raise too_large(name, size)
    return name, kind


def too_large(name: str, size: int) -> FileProblem:
    """The refusal of a file over the limit of one file (50 MB), with both figures."""
    limit = settings.DOCUMENT_MAX_BYTES // MEGABYTE
    return FileProblem("too_large", name=name, size=f"{size / MEGABYTE:.1f}", limit=limit)


def inspect(content: BinaryIO, name: str, kind: Kind) -> Finding:
    """Look into a seekable file; raises FileProblem for whatever must not come in."""
    content.seek(0)
    head = content.read(4096)
    if not head.startswith(OPENINGS[kind]):
        raise mismatch(head, name, kind)
    content.seek(0)
    try:
        page_count = check_structure(content, name, kind)
    except FileProblem:
        raise
    except Exception as error:
        # Parsers fed with hostile bytes fail in ways nobody lists; each of them means "cannot be opened".
        log.info("file structure refused: %s", type(error).__name__)
        raise FileProblem("broken", name=name) from error
    return Finding(name=name, kind=kind, page_count=page_count)


def check_structure(content: BinaryIO, name: str, kind: Kind) -> int | None:
    match kind:
        case Kind.PDF:
            return check_pdf(content, name)
        case Kind.DOCX | Kind.XLSX:
            check_ooxml(content, name, kind)
        case Kind.OFD:
            check_ofd(content, name)
        case Kind.DOC | Kind.WPS:
            check_compound(content, name, kind)
        case Kind.JPG | Kind.PNG:
            check_picture(content, name, kind)
            return 1
    return None


def mismatch(head: bytes, name: str, kind: Kind) -> FileProblem:
    """Say what the content looks like, where that can be told."""
    ending = name.rpartition(".")[2].lower()
    try:
        found = puremagic.from_string(head).strip(".").lower()
    except (puremagic.PureError, ValueError, UnicodeDecodeError):
        found = ""
    if found and found.isalnum() and found != ending and len(found) <= 5:
        return FileProblem("content_is", name=name, ending=ending, found=found, kind=kind.value)
    return FileProblem("kind_mismatch", name=name, ending=ending, kind=kind.value)
