"""PDF coming in: opens, has pages, is not locked, and nothing in it acts by itself."""

import zipfile
from typing import Any, BinaryIO

import pikepdf

from documents.problems import FileProblem

ACTING = frozenset(
    {
        "/JavaScript",
        "/Launch",
        "/SubmitForm",
        "/ImportData",
        "/GoToE",
        "/GoToR",
        "/Rendition",
        "/Movie",
        "/Sound",
        "/RichMediaExecute",
    }
)
"""Actions that run code, start programs, send data or open other files; a jump inside is harmless."""

DEEPEST = 60
MOST_OBJECTS = 1_000_000


def check_pdf(content: BinaryIO, name: str) -> int:
    """The number of pages; raises for locked, acting, carrying or empty files."""
    if zipfile.is_zipfile(content):
        raise FileProblem("two_in_one", name=name, kind="PDF")
    content.seek(0)
    try:
        pdf = pikepdf.open(content)
    except pikepdf.PasswordError as error:
        raise FileProblem("encrypted", name=name) from error
    with pdf:
        if pdf.is_encrypted:
            raise FileProblem("encrypted", name=name)
        if len(pdf.objects) > MOST_OBJECTS:
            raise FileProblem("unpacks_too_large", name=name)
        for item in pdf.objects:
            look_at(item, name, 0)
        look_at(pdf.trailer, name, 0)
        if not len(pdf.pages):
            raise FileProblem("pdf_no_page", name=name)
        return len(pdf.pages)


def look_at(item: Any, name: str, depth: int) -> None:
    """Search one object and what is written inside it; what it refers to is met on its own."""
    if depth > DEEPEST:
        raise FileProblem("broken", name=name)
    if isinstance(item, pikepdf.Array):
        children = list(item)
    elif isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        check_dictionary(item, name)
        children = [value for _key, value in item.items()]
    else:
        return
    for child in children:
        is_inline = isinstance(child, pikepdf.Object) and not child.is_indirect
        if is_inline and isinstance(child, pikepdf.Array | pikepdf.Dictionary):
            look_at(child, name, depth + 1)


def check_dictionary(item: Any, name: str) -> None:
    action = str(item.get("/S", "")) if not isinstance(item.get("/S"), pikepdf.Dictionary) else ""
    if action in ACTING:
        raise FileProblem("pdf_active", name=name, what=action.lstrip("/"))
    if "/JS" in item or "/JavaScript" in item:
        raise FileProblem("pdf_active", name=name, what="JavaScript")
    if "/XFA" in item:
        raise FileProblem("pdf_active", name=name, what="XFA")
    if str(item.get("/Subtype", "")) in {"/RichMedia", "/Screen", "/3D"}:
        raise FileProblem("pdf_active", name=name, what="RichMedia")
    if str(item.get("/URI", "")).strip().lower().startswith(("javascript:", "file:", "data:")):
        raise FileProblem("pdf_active", name=name, what="URI")
    if "/EmbeddedFiles" in item or "/EF" in item or str(item.get("/Subtype", "")) == "/FileAttachment":
        raise FileProblem("carries_files", name=name)
