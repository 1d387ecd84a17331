"""System checks: where files are kept, and that a scanner exists where one is demanded."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.files)
def check_scanner(**kwargs: Any) -> list[CheckMessage]:
    """Refuse to start where uploads must be scanned but no scanner is named."""
    if getattr(settings, "REQUIRE_SCAN", False) and not getattr(settings, "CLAMD_SOCKET", None):
        return [
            Error(
                "REQUIRE_SCAN is on but CLAMD_SOCKET is empty: every upload would stay in quarantine.",
                hint="Set CLAMD_SOCKET to a unix socket path or host:port.",
                id="documents.E001",
            )
        ]
    return []


@register(Tags.files)
def check_document_root(**kwargs: Any) -> list[CheckMessage]:
    """Refuse a document root that a web server could hand out directly."""
    root = getattr(settings, "DOCUMENT_ROOT", None)
    if not root:
        return [Error("DOCUMENT_ROOT is not set: there is no place for uploads.", id="documents.E002")]
    for public in (settings.STATIC_ROOT, settings.MEDIA_ROOT):
        if public and str(root).startswith(str(public)):
            return [Error("DOCUMENT_ROOT lies inside a public folder.", id="documents.E003")]
    return []
