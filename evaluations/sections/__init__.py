"""Parts of a registration's page that each slice brings: a function and a template of the same name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any

NAMES: tuple[str, ...] = (
    "campaigns",
    "cases",
)
"""Modules of this package in the order they stand on the page. Each has ``section(registration, user, now)``,
which gives the context of ``evaluations/sections/<name>.html``, or None where there is nothing to show."""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the page, ready to print."""

    template: str
    context: dict[str, Any]


def of(registration: Any, user: Any, now: datetime) -> Iterator[Section]:
    """What the other slices have to show of a registration."""
    for name in NAMES:
        context = import_module(f"evaluations.sections.{name}").section(registration, user, now)
        if context is not None:
            yield Section(f"evaluations/sections/{name}.html", context)
