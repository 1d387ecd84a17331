"""Handing a file out: recorded first, then sent so that no browser can run it."""

import logging
from datetime import datetime
from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase

from documents import store
from documents.models import StoredFile
from documents.problems import FileProblem
from documents.queries import is_released
from ledger.actions import record_security

log = logging.getLogger(__name__)

LOCKED_UP = "default-src 'none'; sandbox; frame-ancestors 'self'"
"""For downloads and previews alike: Chromium (156, tried) shows PDF in a frame under this rule."""


def send(
    request: HttpRequest, stored_file: StoredFile, *, now: datetime, is_inline: bool = False
) -> HttpResponseBase:
    """Record the opening and send the file; the caller has settled that this person may read it."""
    blob = stored_file.blob
    if not is_released(blob):
        raise FileProblem("not_released", name=stored_file.name)
    is_inline = is_inline and blob.has_preview
    if request.method != "HEAD":
        record_security(
            "file_opened",
            actor_id=request.user.pk,
            params={"file": stored_file.pk, "sha256": blob.sha256, "shown": is_inline},
            now=now,
            request_id=getattr(request, "id", ""),
        )
    response = body(stored_file)
    response["Content-Type"] = blob.content_type
    response["Content-Disposition"] = disposition(stored_file.name, is_inline)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = LOCKED_UP
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "no-store, private"
    return response


def body(stored_file: StoredFile) -> HttpResponseBase:
    """The bytes themselves, or the word to nginx where it sends them."""
    sha256 = stored_file.blob.sha256
    if location := getattr(settings, "X_ACCEL_LOCATION", ""):
        response = HttpResponse()
        response["X-Accel-Redirect"] = f"{location.rstrip('/')}/{store.address(sha256).as_posix()}"
        return response
    try:
        return FileResponse(store.open_content(sha256))
    except OSError as error:
        log.error("content %s is missing in the store", sha256)
        raise FileProblem("content_lost", name=stored_file.name) from error


def disposition(name: str, is_inline: bool) -> str:
    """Content-Disposition by RFC 6266: a plain name for old programs, the real one beside it."""
    ending = name.rpartition(".")[2]
    plain = name if name.isascii() and name.isprintable() else f"file.{ending if ending.isascii() else 'bin'}"
    plain = plain.replace("\\", "_").replace('"', "_").replace("%", "_").replace(";", "_")
    how = "inline" if is_inline else "attachment"
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
