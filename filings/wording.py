"""What people read for the address of a part: its name, its list for choosing, and where it is filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from consortia.guideline import CHAPTERS, CONTENTS, PROVISIONS
from consortia.states import Post
from consortia.tables import TABLES

from .models import Filing
from .paragraphs import excerpt, number_of, paragraphs_of
from .states import Place
from .targets import group_of, head, place_of

NAMES: Mapping[str, Any] = {
    "basics.formal_name": gettext_lazy("Formal name"),
    "basics.short_name": gettext_lazy("Short name"),
    "basics.name_en": gettext_lazy("English name"),
    "basics.industry": gettext_lazy("Industry"),
    "basics.track": gettext_lazy("Track"),
    "basics.need": gettext_lazy("Industry need and bottleneck"),
    "agreement.file": gettext_lazy("The agreement"),
    "agreement.forum": gettext_lazy("How disputes are settled"),
    "plan.file": gettext_lazy("All of it as one document"),
    "texts.file": gettext_lazy("All of it as one document"),
    "attachments": gettext_lazy("Paper"),
}
FIELDS: Mapping[str, str] = {
    "basics.track": "main_track",
    "agreement.file": "document",
    "agreement.forum": "dispute",
    "plan.file": "document",
    "texts.file": "document",
}
"""Parts whose form field has another name than the part."""


def label(address: str, name: str = "") -> str:
    """The part in the reader's language; ``name`` is what the row, file or unit was called."""
    said = _known(address)
    if address in Place.values:
        return said
    if number := number_of(address):
        return _("%(part)s, paragraph %(n)s") % {"part": label(group_of(address)), "n": number}
    if name:
        return _("%(part)s: %(name)s") % {"part": said, "name": name}
    place = str(Place(place_of(address)).label)
    return said if said == place else _("%(part)s: %(name)s") % {"part": place, "name": said}


def _known(address: str) -> str:
    group = group_of(address)
    if group in NAMES:
        return str(NAMES[group])
    where, _dot, key = group.partition(".")
    if where == "people" and key in Post.values:
        return str(Post(key).label)
    if where == "tables" and key in TABLES:
        return str(TABLES[key].title)
    items = {"plan": CHAPTERS, "agreement": CONTENTS, "texts": PROVISIONS}.get(where, ())
    if found := next((item for item in items if item.key == key), None):
        return found.en if get_language() == "en" else found.zh
    return str(Place(place_of(address)).label)


def title_of(address: str) -> str:
    """The part's own title, without its place."""
    return _known(address)


def column_label(table: str, column: str) -> str:
    """What a column of a typed table is called; empty where no table declares it."""
    found = [one for one in TABLES[table].columns if one.name == column] if table in TABLES else []
    return str(found[0].label) if found else ""


def column_words(table: str, column: str) -> Mapping[str, Any]:
    """The words for the keys that a column of choices holds."""
    found = [one for one in TABLES[table].columns if one.name == column] if table in TABLES else []
    return dict(found[0].choices()) if found else {}


def name_in(address: str, content: Any) -> str:
    """What a row, file or unit calls itself; empty for a fixed field."""
    match head(address), content:
        case "members", {"name": str(name)}:
            return name
        case "attachments", {"title": str(title)}:
            return title
        case "tables", Mapping() as row if "/" in address:
            table = group_of(address).partition(".")[2]
            told = [str(column_words(table, name).get(value, value)) for name, value in row.items() if value]
            return " ".join(told[:2])
    return ""


def listed(parts: Mapping[str, Any]) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a ticket can be on, by place: the whole place first, then every part that is there."""
    groups: dict[str, dict[str, str]] = {place: {place: str(Place(place).label)} for place in Place.values}
    for address, content in parts.items():
        options = groups[place_of(address)]
        group = group_of(address)
        if group != address and head(address) == "tables":
            options.setdefault(group, label(group))
        options[address] = label(address, name_in(address, content))
        if head(address) == Place.PLAN and isinstance(content, Mapping):
            options |= _paragraphs(address, str(content.get("text") or ""))
    return [(str(Place(place).label), list(options.items())) for place, options in groups.items()]


def _paragraphs(address: str, text: str) -> dict[str, str]:
    """The paragraphs of a chapter by address, each with its first words."""
    return {
        f"{address}/{number}": f"{label(f'{address}/{number}')} {excerpt(words)}"
        for number, words in enumerate(paragraphs_of(text), 1)
    }


def link(filing: Filing, address: str) -> str:
    """Where the lead fills the part in; the page opens at the part and marks it."""
    _where, _stroke, number = address.partition("/")
    if head(address) == "members" and number:
        return reverse("filings:party", args=[filing.pk, int(number)])
    place = place_of(address)
    page = reverse("filings:place", args=[filing.pk, place])
    return page if address in Place.values else f"{page}#{anchor(address)}"


def anchor(address: str) -> str:
    """The id of the part on its page."""
    where = head(address)
    if where == "tables":
        return address.partition(".")[2].replace("/", "-")
    if where == "attachments" or where in ("members", "people"):
        return f"part-{address}".replace(".", "-").replace("/", "-")
    return f"div_id_{field_of(address)}"


def field_of(address: str) -> str:
    """The form field in which a fixed part is typed."""
    where, _dot, key = group_of(address).partition(".")
    if address in FIELDS:
        return FIELDS[address]
    prefix = {"agreement": "content_", "plan": "text_", "texts": "text_", "reasons": "reason_"}.get(where, "")
    return f"{prefix}{key}"


def address_of(place: str, field: str) -> str:
    """The part that a field of a place's form belongs to; the place itself where none does."""
    for address, name in FIELDS.items():
        if name == field and place_of(address) == place:
            return address
    if place == Place.BASICS:
        return "basics.track" if field == "other_track" else f"basics.{field}"
    prefixes: Sequence[str] = {
        Place.AGREEMENT: ("content_",), Place.PLAN: ("text_", "pages_"),
        Place.MECHANISMS: ("text_", "pages_"), Place.REASONS: ("reason_",),
    }.get(Place(place), ())  # fmt: skip
    for prefix in prefixes:
        if field.startswith(prefix):
            return f"{'texts' if place == Place.MECHANISMS else place}.{field.removeprefix(prefix)}"
    return place
