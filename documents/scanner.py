"""The virus scanner: a client of clamd's INSTREAM, nothing more."""

import logging
import socket
import struct
from enum import StrEnum
from typing import BinaryIO

from django.conf import settings

log = logging.getLogger(__name__)

CHUNK = 64 * 1024
PATIENCE_SECONDS = 60


class Verdict(StrEnum):
    """What the scanner said about one content; `unreachable` is not a verdict on the file."""

    CLEAN = "clean"
    INFECTED = "infected"
    UNREACHABLE = "unreachable"


def is_configured() -> bool:
    """Whether this place names a scanner."""
    return bool(getattr(settings, "CLAMD_SOCKET", ""))


def scan(content: BinaryIO) -> Verdict:
    """Send a content to clamd (`/path/to.sock` or `host:port`) and read its answer."""
    content.seek(0)
    try:
        with connect(settings.CLAMD_SOCKET) as link:
            link.sendall(b"zINSTREAM\0")
            while chunk := content.read(CHUNK):
                link.sendall(struct.pack("!I", len(chunk)) + chunk)
            link.sendall(struct.pack("!I", 0))
            answer = read_answer(link)
    except OSError as error:
        log.error("virus scanner unreachable: %s", error)
        return Verdict.UNREACHABLE
    if answer.endswith("FOUND"):
        return Verdict.INFECTED
    if answer.endswith(": OK"):
        return Verdict.CLEAN
    log.error("virus scanner answered %r", answer[:200])
    return Verdict.UNREACHABLE


def connect(where: str) -> socket.socket:
    """An open line to clamd; raises OSError when nobody answers."""
    if where.startswith("/"):
        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        link.settimeout(PATIENCE_SECONDS)
        try:
            link.connect(where)
        except OSError:
            link.close()
            raise
        return link
    host, _, port = where.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=PATIENCE_SECONDS)


def read_answer(link: socket.socket) -> str:
    received = b""
    while b"\0" not in received and len(received) < 4096:
        part = link.recv(1024)
        if not part:
            break
        received += part
    return received.rstrip(b"\0").decode("utf-8", "replace").strip()
