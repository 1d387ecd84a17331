"""Values of a refusal as its reader reads them: keys as names, ISO dates in the reader's way of writing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language

from consortia.guideline import CHAPTERS, CONTENTS, Item
from consortia.states import UnitKind
from consortia.tables import TABLES


def _names(keys: str | int, items: Iterable[Item]) -> str:
    is_english = get_language() == "en"
    wanted = str(keys).split(",")
    found = [(item.en if is_english else item.zh) for item in items if item.key in wanted]
    return ("; " if is_english else "、").join(found)


def contents(keys: str | int) -> str:
    """Names of agreement contents."""
    return _names(keys, CONTENTS)


def chapters(keys: str | int) -> str:
    """Names of plan chapters."""
    return _names(keys, CHAPTERS)


def tables(keys: str | int) -> str:
    """Titles of typed tables."""
    between = "; " if get_language() == "en" else "、"
    return between.join(str(TABLES[key].title) for key in str(keys).split(","))


def kind(key: str | int) -> str:
    """Name of a unit kind."""
    return str(dict(UnitKind.choices).get(str(key), key))


def day(value: str | int) -> str:
    """An ISO date in the reader's way of writing."""
    return date_format(date.fromisoformat(str(value)))


def minute(value: str | int) -> str:
    """An ISO moment in local time, to the minute."""
    return date_format(timezone.localtime(datetime.fromisoformat(str(value))), "DATETIME_FORMAT")
