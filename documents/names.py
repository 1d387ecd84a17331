"""File names: cleaned, and refused where they could deceive a reader."""

import unicodedata

from documents.problems import FileProblem
from documents.states import Kind

LONGEST_NAME = 200

ENDINGS = {
    "pdf": Kind.PDF,
    "ofd": Kind.OFD,
    "docx": Kind.DOCX,
    "xlsx": Kind.XLSX,
    "doc": Kind.DOC,
    "wps": Kind.WPS,
    "jpg": Kind.JPG,
    "jpeg": Kind.JPG,
    "png": Kind.PNG,
}
ARCHIVES = frozenset(
    [
        "zip",
        "rar",
        "7z",
        "tar",
        "gz",
        "tgz",
        "bz2",
        "xz",
        "zst",
        "cab",
        "iso",
        "jar",
        "war",
        "img",
        "lzh",
        "arj",
        "z",
    ]
)
PROGRAMS = frozenset(
    [
        "exe",
        "com",
        "bat",
        "cmd",
        "scr",
        "pif",
        "msi",
        "msp",
        "dll",
        "sys",
        "js",
        "jse",
        "vbs",
        "vbe",
        "wsf",
        "wsh",
        "hta",
        "ps1",
        "psm1",
        "sh",
        "bash",
        "py",
        "pl",
        "rb",
        "php",
        "phtml",
        "jsp",
        "asp",
        "aspx",
        "cpl",
        "reg",
        "lnk",
        "url",
        "inf",
        "app",
        "apk",
        "deb",
        "rpm",
        "dmg",
        "pkg",
        "elf",
        "bin",
        "so",
        "chm",
    ]
)
WEB_PAGES = frozenset(
    ["html", "htm", "xhtml", "shtml", "mht", "mhtml", "svg", "svgz", "xml", "xsl", "xslt", "swf"]
)
MACRO_ENDINGS = frozenset(["docm", "dotm", "xlsm", "xltm", "xlsb", "xlam", "pptm", "ppsm"])
DECEPTIVE = ARCHIVES | PROGRAMS | WEB_PAGES | MACRO_ENDINGS


def clean_name(raw: str) -> str:
    """The name to keep and show; refuses hidden characters, paths and a dangerous inner ending."""
    name = unicodedata.normalize("NFC", raw or "").strip()
    shown = "".join("\N{REPLACEMENT CHARACTER}" if is_hidden(character) else character for character in name)[
        :60
    ]
    if not name.strip(". "):
        raise FileProblem("name_missing")
    if any(is_hidden(character) for character in name):
        raise FileProblem("name_hidden_characters", name=shown)
    if "/" in name or "\\" in name:
        raise FileProblem("name_has_path", name=shown)
    if len(name) > LONGEST_NAME:
        raise FileProblem("name_too_long", name=shown + "…", limit=LONGEST_NAME)
    for inner in name.lower().split(".")[1:-1]:
        if inner.strip() in DECEPTIVE:
            raise FileProblem("name_deceptive", name=name, inner=inner.strip())
    return "".join("_" if character in '<>:"|?*' else character for character in name)


def is_hidden(character: str) -> bool:
    """Whether a character shows nothing or turns the reading direction (controls, bidi, zero width)."""
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def kind_by_ending(name: str) -> Kind:
    """The kind that the ending promises; refuses every ending that is not on the list."""
    stem, dot, ending = name.rpartition(".")
    ending = ending.strip().lower()
    if not dot or not ending or not stem:
        raise FileProblem("no_ending", name=name)
    if ending in ENDINGS:
        return ENDINGS[ending]
    if ending in ARCHIVES:
        raise FileProblem("is_archive", name=name)
    if ending in PROGRAMS:
        raise FileProblem("is_program", name=name)
    if ending in WEB_PAGES:
        raise FileProblem("is_web_page", name=name)
    if ending in MACRO_ENDINGS:
        raise FileProblem("has_macro_ending", name=name)
    raise FileProblem("kind_not_taken", name=name, ending=ending[:20])
