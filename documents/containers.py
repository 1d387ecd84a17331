"""Office files coming in: ZIP packages (DOCX, XLSX, OFD) and the older compound files (DOC, WPS)."""

import stat
import zipfile
from typing import BinaryIO

from lxml import etree

from documents.problems import FileProblem
from documents.states import Kind

MOST_ENTRIES = 5_000
MOST_UNPACKED = 500 * 1024 * 1024
MOST_RATIO = 150
RATIO_COUNTS_FROM = 20 * 1024 * 1024
LARGEST_INDEX = 4 * 1024 * 1024

MAIN_PARTS = {Kind.DOCX: "word/document.xml", Kind.XLSX: "xl/workbook.xml"}
LOADING = ("attachedTemplate", "oleObject", "frame", "subDocument", "externalLinkPath", "image")
"""Relations that fetch their target when the file is opened; a plain hyperlink does not.

A target on the writer's own disk is dead elsewhere and common in honest files; it stays."""


def check_ooxml(content: BinaryIO, name: str, kind: Kind) -> None:
    """A DOCX or XLSX package: complete, without macros, loading nothing from outside."""
    with open_package(content, name) as package:
        names = set(package.namelist())
        if "[Content_Types].xml" not in names or MAIN_PARTS[kind] not in names:
            raise FileProblem("kind_mismatch", name=name, ending=kind.value.lower(), kind=kind.value)
        types = read_xml(package, "[Content_Types].xml", name)
        if any("macroenabled" in (node.get("ContentType") or "").lower() for node in types.iter()):
            raise FileProblem("has_macro", name=name)
        if any("vbaproject" in entry.lower() or entry.lower().endswith("vbadata.xml") for entry in names):
            raise FileProblem("has_macro", name=name)
        for entry in sorted(names):
            if entry.endswith(".rels"):
                check_relations(read_xml(package, entry, name), name)


def check_ofd(content: BinaryIO, name: str) -> None:
    """An OFD package (GB/T 33190): its entry file OFD.xml at the top, well-formed."""
    with open_package(content, name) as package:
        if "OFD.xml" not in package.namelist():
            raise FileProblem("kind_mismatch", name=name, ending="ofd", kind="OFD")
        root = read_xml(package, "OFD.xml", name)
        if etree.QName(root).localname != "OFD":
            raise FileProblem("kind_mismatch", name=name, ending="ofd", kind="OFD")


def check_ole(content: BinaryIO, name: str, kind: Kind) -> None:
    """A compound file with a Word text in it, neither locked nor with macros."""
    data = content.read()
    if in_directory(data, "EncryptedPackage"):
        raise FileProblem("encrypted", name=name)
    if in_directory(data, "_VBA_PROJECT") or in_directory(data, "Macros"):
        raise FileProblem("has_macro", name=name)
    if not in_directory(data, "WordDocument"):
        raise FileProblem("kind_mismatch", name=name, ending=kind.value.lower(), kind=kind.value)


def in_directory(data: bytes, stream: str) -> bool:
    """Whether a compound file lists a stream; its directory holds names as UTF-16 on 128-byte marks."""
    wanted = stream.encode("utf-16-le") + b"\0\0"
    at = data.find(wanted)
    while at != -1:
        if at % 128 == 0:
            return True
        at = data.find(wanted, at + 1)
    return False


def open_package(content: BinaryIO, name: str) -> zipfile.ZipFile:
    """Open a ZIP after judging its list of contents, before anything is unpacked."""
    package = zipfile.ZipFile(content)
    entries = package.infolist()
    if len(entries) > MOST_ENTRIES:
        raise FileProblem("unpacks_too_large", name=name)
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if unpacked > MOST_UNPACKED or (unpacked > RATIO_COUNTS_FROM and unpacked / packed > MOST_RATIO):
        raise FileProblem("unpacks_too_large", name=name)
    if len({entry.filename for entry in entries}) != len(entries):
        raise FileProblem("unsafe_parts", name=name)
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise FileProblem("encrypted", name=name)
        parts = entry.filename.replace("\\", "/").split("/")
        is_link = stat.S_ISLNK(entry.external_attr >> 16)
        if is_link or ".." in parts or parts[0] == "" or ":" in parts[0] or "\0" in entry.filename:
            raise FileProblem("unsafe_parts", name=name)
    return package


def read_xml(package: zipfile.ZipFile, entry: str, name: str) -> etree._Element:
    """Parse one small index of a package: no document type, no entities, no network, bounded size."""
    with package.open(entry) as part:
        data = part.read(LARGEST_INDEX + 1)
    if len(data) > LARGEST_INDEX:
        raise FileProblem("unpacks_too_large", name=name)
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    root = etree.fromstring(data, parser)
    if root.getroottree().docinfo.doctype:
        raise FileProblem("unsafe_parts", name=name)
    return root


def check_relations(relations: etree._Element, name: str) -> None:
    """Refuse a package that would fetch a template, object or picture from another computer."""
    for relation in relations.iter():
        kind = (relation.get("Type") or "").rpartition("/")[2]
        target = (relation.get("Target") or "").strip().lower()
        is_outside = relation.get("TargetMode") == "External"
        is_local = target.startswith("file:///") and not target.startswith(("file:////", "file:///\\\\"))
        if is_outside and kind in LOADING and not is_local:
            raise FileProblem("outside_link", name=name)
