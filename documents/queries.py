"""Questions about files."""

from django.conf import settings

from documents.models import Blob
from documents.states import ScanState


def released_states() -> frozenset[str]:
    """Scan states whose contents may be handed out; where scanning is demanded, unscanned ones may not."""
    checked = frozenset({ScanState.CLEAN, ScanState.MADE_HERE})
    return checked if getattr(settings, "REQUIRE_SCAN", False) else checked | {ScanState.NOT_SCANNED}


def is_released(blob: Blob) -> bool:
    """Whether a content may be handed out and submitted."""
    return blob.scan_state in released_states()
