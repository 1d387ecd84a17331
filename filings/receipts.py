"""Which receipt counts. A filing back for correction stays filed under its last one until a new one exists."""

from collections.abc import Sequence
from dataclasses import dataclass

from .models import Filing, Submission
from .states import CORRECTION


@dataclass(frozen=True, slots=True)
class Receipts:
    """The submission that counts, the version being prepared (0 when none is), and the submission it replaced."""

    counts: Submission
    next_version: int = 0
    before: Submission | None = None


def by_code(code: str) -> Submission | None:
    """The submitted version whose receipt bears this code: known to whoever holds the paper, and to nobody else."""
    rows = Submission.objects.select_related("filing__consortium", "filing__lead").defer("parts")
    return rows.filter(receipt_code=code).first()


def standing_receipts(filing: Filing, newest: Sequence[Submission]) -> Receipts | None:
    """By its two newest versions, the newer first; None before the first submission."""
    kept = newest[:2]
    if not kept:
        return None
    is_open = filing.state in CORRECTION
    return Receipts(kept[0], kept[0].version + 1 if is_open else 0, kept[1] if len(kept) > 1 else None)
