"""Who signs for a unit: where nobody does, its manager takes it on or asks a colleague on the spot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from consortia.access import manages
from consortia.models import Unit
from consortia.queries import signatories


@dataclass(frozen=True, slots=True)
class Signers:
    """A unit's signatories by name, and whether the reader, as its manager, may become one or name one."""

    unit: Unit
    names: list[str]
    is_manager: bool


def of(unit: Unit, user: Any) -> Signers:
    """As they stand now."""
    return Signers(unit, signatories(unit.pk), manages(user, unit.pk))
