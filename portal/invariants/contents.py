"""The bytes behind every submitted file, read whole: slow, so only when asked for (``--bytes``)."""

# ruff: noqa: S608  (statements made of literals and of words from our own tables)
import hashlib

from django.db import connection
from django.utils.translation import gettext_lazy as _

from documents import store

from . import Invariant, Result
from .asked import MOST_FAULTS, Finding
from .evidence import FILES

CHUNK = 1024 * 1024


def read_all() -> Finding:
    """Every content of every submitted version is in the store with its length and digest."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH {FILES} SELECT sha256, min(size), min(serial || ': ' || name) FROM files GROUP BY 1"
        )
        rows = cursor.fetchall()
    faults = [f"{place}: {what}" for sha256, size, place in rows if (what := _wrong(sha256, size))]
    return Finding(len(rows), tuple(sorted(faults)[:MOST_FAULTS]))


def _wrong(sha256: str, size: int) -> str:
    digest, length = hashlib.sha256(), 0
    try:
        with store.open_content(sha256) as content:
            while chunk := content.read(CHUNK):
                digest.update(chunk)
                length += len(chunk)
    except OSError:
        return "the store has lost it"
    if length != size:
        return f"{length} bytes instead of {size}"
    return "" if digest.hexdigest() == sha256 else "its bytes were changed"


def result() -> Result:
    """Ask it, as one more of the row of invariants."""
    invariant = Invariant("I12b", _("Every submitted file has its bytes"), "contents", read_all)
    found = read_all()
    return Result(invariant, found.examined, found.faults)
