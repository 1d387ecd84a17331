"""Tickets as the lead reads them: the part in words, the way to it, whether anything was changed there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from . import changes, wording
from .models import CorrectionTicket, Filing


@dataclass(frozen=True, slots=True)
class Asked:
    """One ticket; ``unchanged_since`` is the version since which its part reads the same, 0 where it was changed."""

    row: CorrectionTicket
    label: str
    url: str
    unchanged_since: int = 0


def of(
    filing: Filing, tickets: Iterable[CorrectionTicket], known: changes.AtHand | None = None
) -> list[Asked]:
    """In the order given; what is ``known`` of the dossier says where nothing was changed yet."""
    listed = list(tickets)
    same = changes.untouched(known, (one for one in listed if one.answer)) if known else {}
    return [
        Asked(
            one,
            wording.label(one.address, one.target_name),
            wording.link(filing, one.address),
            same.get(one.pk, 0),
        )
        for one in listed
    ]
