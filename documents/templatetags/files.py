"""A file on a page: its name, size, state of the virus check, and the preview where a browser can show it."""

from typing import Any

from django import template

from documents.messages import preview_note
from documents.models import StoredFile
from documents.queries import is_released
from documents.states import ScanState

register = template.Library()

LOOKS = {
    ScanState.CLEAN: ("ok", "shield-check"),
    ScanState.MADE_HERE: ("ok", "shield-check"),
    ScanState.NOT_SCANNED: ("quiet", "shield-exclamation"),
    ScanState.QUARANTINED: ("wait", "hourglass-split"),
    ScanState.REFUSED: ("bad", "x-octagon-fill"),
}
"""Scan state to its look and icon; the words stand beside it always."""


@register.inclusion_tag("documents/_file.html")
def stored_file(stored: StoredFile, shows: bool = False) -> dict[str, Any]:
    """One file; with ``shows`` the preview can be opened on the page. Needs its blob selected."""
    blob = stored.blob
    look, icon = LOOKS[ScanState(blob.scan_state)]
    is_open = is_released(blob)
    return {
        "stored": stored,
        "blob": blob,
        "look": look,
        "icon": icon,
        "is_open": is_open,
        "is_made_here": blob.scan_state == ScanState.MADE_HERE,
        "preview_url": stored.preview_url if shows and is_open else "",
        "note": preview_note(blob.kind, blob.has_preview) if shows else "",
    }
