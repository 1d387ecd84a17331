"""Office files coming in as ZIP packages: DOCX, XLSX and OFD."""

import io
import re
import stat
import zipfile
from typing import BinaryIO

from lxml import etree

from documents.compound import lists_stream
from documents.names import DECEPTIVE
from documents.problems import FileProblem
from documents.states import Kind

MOST_ENTRIES = 5_000
MOST_UNPACKED = 500 * 1024 * 1024
MOST_RATIO = 150
RATIO_COUNTS_FROM = 20 * 1024 * 1024
LARGEST_INDEX = 4 * 1024 * 1024

EMBEDDED = frozenset({"xlsx", "docx", "pptx", "bin", "xls", "doc", "wmf", "emf"})
"""What may lie inside an office document: tables behind charts, formulas, older tables."""

CALLS_A_PROGRAM = re.compile(r"\bDDE(AUTO)?\b", re.IGNORECASE)
LOADED = ("aFChunk",)
"""Relations whose target is opened as a document of another kind, such as a web page."""

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
        for entry in sorted(names):
            check_part(package, entry, name)


def check_part(package: zipfile.ZipFile, entry: str, name: str) -> None:
    """One part of a package by its place: no macro, no control, no command to another program, no carried file."""
    place = entry.lower()
    if is_macro(place):
        raise FileProblem("has_macro", name=name)
    if "/activex/" in place or place.startswith("customui/"):
        raise FileProblem("office_active", name=name, what="ActiveX")
    if "/externallinks/" in place and place.endswith(".xml"):
        if any(etree.QName(node).localname == "ddeLink" for node in elements(read_xml(package, entry, name))):
            raise FileProblem("office_active", name=name, what="DDE")
    elif "/embeddings/" in place:
        check_embedded(package, entry, name)
    elif entry.endswith(".rels"):
        check_relations(read_xml(package, entry, name), name)
    elif place.startswith("word/") and place.endswith(".xml"):
        check_fields(package, entry, name)


def is_macro(place: str) -> bool:
    """Whether a part is code: VBA, or a macro sheet of the older kind."""
    return "vbaproject" in place or place.endswith("vbadata.xml") or "/macrosheets/" in place


def check_embedded(package: zipfile.ZipFile, entry: str, name: str) -> None:
    """What a document carries: the table behind a chart or a formula may stay, any other file may not."""
    ending = entry.rpartition(".")[2].lower()
    if ending not in EMBEDDED:
        raise FileProblem("carries_files", name=name)
    data = package.read(entry)
    if data.startswith(b"PK\x03\x04"):
        with open_package(io.BytesIO(data), name) as inner:
            if any(is_macro(part.lower()) for part in inner.namelist()):
                raise FileProblem("has_macro", name=name)
    elif lists_stream(data, "\x01Ole10Native") or lists_stream(data, "_VBA_PROJECT"):
        raise FileProblem("carries_files", name=name)


def check_fields(package: zipfile.ZipFile, entry: str, name: str) -> None:
    """Refuse a text with a field that calls another program (DDE); its words may be cut into several runs."""
    words = []
    with package.open(entry) as part:
        for _event, node in etree.iterparse(part, resolve_entities=False, load_dtd=False, no_network=True):
            if isinstance(node.tag, str) and node.tag.endswith("}instrText"):
                words.append(node.text or "")
            elif isinstance(node.tag, str) and node.tag.endswith("}fldSimple"):
                words.append(f" {node.get(node.tag.replace('fldSimple', 'instr'), '')} ")
            elif isinstance(node.tag, str) and node.tag.endswith("}p"):
                words.append(" ")
                node.clear()
    if CALLS_A_PROGRAM.search("".join(words)):
        raise FileProblem("office_active", name=name, what="DDE")


def elements(root: etree._Element) -> list[etree._Element]:
    """All elements of a part; remarks and instructions are none."""
    return [node for node in root.iter() if isinstance(node.tag, str)]


def check_ofd(content: BinaryIO, name: str) -> None:
    """An OFD package (GB/T 33190): its entry file OFD.xml at the top, well-formed."""
    with open_package(content, name) as package:
        if any(entry.rpartition(".")[2].lower() in DECEPTIVE - {"xml"} for entry in package.namelist()):
            raise FileProblem("carries_files", name=name)
        if "OFD.xml" not in package.namelist():
            raise FileProblem("kind_mismatch", name=name, ending="ofd", kind="OFD")
        root = read_xml(package, "OFD.xml", name)
        if etree.QName(root).localname != "OFD":
            raise FileProblem("kind_mismatch", name=name, ending="ofd", kind="OFD")


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
        if kind in LOADED:
            raise FileProblem("office_active", name=name, what="altChunk")
        is_outside = relation.get("TargetMode") == "External"
        is_local = target.startswith("file:///") and not target.startswith(("file:////", "file:///\\\\"))
        if is_outside and kind in LOADING and not is_local:
            raise FileProblem("outside_link", name=name)
