"""Where contents lie on disk: DOCUMENT_ROOT/ab/cd/<digest>, outside every public folder, written once."""

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from django.conf import settings


def address(sha256: str) -> Path:
    """The place of a content below the document root, in plain ASCII."""
    return Path(sha256[:2]) / sha256[2:4] / sha256


def path_of(sha256: str) -> Path:
    """The full path of a content."""
    return Path(settings.DOCUMENT_ROOT) / address(sha256)


@contextmanager
def incoming() -> Iterator[BinaryIO]:
    """A temporary file beside the store; it vanishes unless `keep` has moved it."""
    folder = Path(settings.DOCUMENT_ROOT) / "incoming"
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
        try:
            yield cast(BinaryIO, file)
        finally:
            Path(file.name).unlink(missing_ok=True)


def write_through(chunks: Iterable[bytes], file: BinaryIO, limit: int) -> tuple[str, int]:
    """Write chunks and return (digest, bytes); stops one chunk after the limit, so the size tells."""
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        size += len(chunk)
        digest.update(chunk)
        file.write(chunk)
        if size > limit:
            break
    file.flush()
    return digest.hexdigest(), size


def keep(file: BinaryIO, sha256: str) -> None:
    """Move a temporary file to its address so that it survives a power cut; a content already there stays."""
    target = path_of(sha256)
    size = os.fstat(file.fileno()).st_size
    if target.exists() and target.stat().st_size == size:
        return
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    os.fsync(file.fileno())
    os.chmod(file.name, 0o440)
    os.replace(file.name, target)
    directory = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def open_content(sha256: str) -> BinaryIO:
    """Open a content for reading; raises OSError when the store has lost it."""
    return path_of(sha256).open("rb")
