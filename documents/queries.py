"""Questions about files."""

from django.conf import settings

from documents.models import Blob
from documents.states import ScanState


def is_released(blob: Blob) -> bool:
    """Whether a content may be handed out and submitted; where scanning is demanded, unscanned means no."""
    if blob.scan_state == ScanState.NOT_SCANNED:
        return not getattr(settings, "REQUIRE_SCAN", False)
    return blob.scan_state in {ScanState.CLEAN, ScanState.MADE_HERE}
