"""The older office files coming in (DOC, WPS): compound files, read as far as their directory goes."""

import struct
from typing import BinaryIO

from documents.problems import FileProblem
from documents.states import Kind

ENTRY = 128
WORD_MARK = 0xA5EC
LOCKED = 0x0100
"""The bit of a Word text's head that says its content is encrypted ([MS-DOC] 2.5.2, fEncrypted)."""


def check_compound(content: BinaryIO, name: str, kind: Kind) -> None:
    """A compound file with a Word text in it: not locked, without macros, carrying no other file."""
    data = content.read()
    if lists_stream(data, "EncryptedPackage") or is_locked_text(data):
        raise FileProblem("encrypted", name=name)
    if lists_stream(data, "_VBA_PROJECT") or lists_stream(data, "Macros"):
        raise FileProblem("has_macro", name=name)
    if lists_stream(data, "\x01Ole10Native"):
        raise FileProblem("carries_files", name=name)
    if not lists_stream(data, "WordDocument"):
        raise FileProblem("kind_mismatch", name=name, ending=kind.value.lower(), kind=kind.value)


def lists_stream(data: bytes, stream: str) -> bool:
    """Whether a compound file lists a stream."""
    return entry_at(data, stream) >= 0


def entry_at(data: bytes, stream: str) -> int:
    """Where the directory lists a stream, or -1; it holds names as UTF-16 on 128-byte marks."""
    wanted = stream.encode("utf-16-le") + b"\0\0"
    at = data.find(wanted)
    while at != -1 and at % ENTRY:
        at = data.find(wanted, at + 1)
    return at


def is_locked_text(data: bytes) -> bool:
    """Whether the head of the Word text says that its content is encrypted."""
    at = entry_at(data, "WordDocument")
    if at < 0 or len(data) < at + ENTRY:
        return False
    (start,) = struct.unpack_from("<I", data, at + 116)
    (shift,) = struct.unpack_from("<H", data, 30)
    head = (start + 1) << min(shift, 16)
    if len(data) < head + 12:
        return False
    mark, flags = struct.unpack_from("<H", data, head)[0], struct.unpack_from("<H", data, head + 10)[0]
    return mark == WORD_MARK and bool(flags & LOCKED)
