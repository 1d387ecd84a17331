"""Office parameters as the public reads them: value, version, since when, and on what they rest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from workflow import office
from workflow.models import Parameter


@dataclass(frozen=True, slots=True)
class Change:
    """One confirmed value: which, from when, why."""

    value: str
    valid_from: date
    version: int
    reason: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One parameter on the public page."""

    key: str
    label: str
    explanation: str
    value: str
    version: int
    since: date | None
    clause: str
    basis: str
    changes: tuple[Change, ...]


def listed(today: date) -> list[Shown]:
    """All parameters in the order of the file, in one query."""
    confirmed = defaultdict(list)
    rows = Parameter.objects.filter(confirmed_at__isnull=False).order_by("valid_from", "version")
    for row in rows:
        confirmed[row.key].append(row)
    return [_shown(item, confirmed[key], today) for key, item in office.defaults().items()]


def _shown(item: Mapping[str, Any], rows: list[Parameter], today: date) -> Shown:
    in_force = [row for row in rows if row.valid_from <= today]
    latest = in_force[-1] if in_force else None
    return Shown(
        key=item["key"],
        label=_in_language(item, "label"),
        explanation=_in_language(item, "explanation"),
        value=say(item, latest.value if latest else item["default"]),
        version=latest.version if latest else 0,
        since=latest.valid_from if latest else None,
        clause=item["clause"] or "",
        basis=_in_language(item, "basis"),
        changes=tuple(
            Change(say(item, row.value), row.valid_from, row.version, row.reason) for row in reversed(rows)
        ),
    )


def _in_language(item: Mapping[str, Any], name: str) -> str:
    return str(item[f"{name}_en" if get_language() == "en" else name] or "")


def say(item: Mapping[str, Any], value: Any) -> str:
    """A stored value in words: 10 working days, yes, the name of a choice."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    for choice in item.get("choices", ()):
        if choice["value"] == value:
            return _in_language(choice, "label")
    gap = " "
    return f"{value}{gap}{_in_language(item, 'unit_label')}".strip()
