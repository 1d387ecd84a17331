"""Reading a consortium as a submission kept it: its files, the answers beside the chapters, its tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import get_language

from . import rows
from .guideline import PROVISIONS, Item

Content = Mapping[str, Any]


def _described(content: Content) -> Iterator[Mapping[str, Any] | None]:
    yield (content.get("agreement") or {}).get("document")
    yield from (person["cv"] for person in content["people"].values())
    yield from (person.get("paper") for person in content["people"].values())
    yield from (chapter["document"] for chapter in content["chapters"].values())
    yield from content.get("text_documents", {}).values()
    yield from (one["document"] for one in content["attachments"])


def files_of(content: Content) -> list[Mapping[str, Any]]:
    """Every file of a snapshot once, in the order of the dossier."""
    return list({file["token"]: file for file in _described(content) if file}.values())


def texts_of(content: Content) -> list[tuple[Item, str]]:
    """What was answered beside the chapters, in the order of the guideline."""
    kept = content.get("texts", {})
    return [
        (item, option_words(item).get(kept[item.key], kept[item.key]))
        for item in PROVISIONS
        if kept.get(item.key, "").strip()
    ]


def option_words(item: Item) -> dict[str, str]:
    """The keys an answer is chosen among, in the reader's language; empty where it is written."""
    is_english = get_language() == "en"
    return {one.key: one.en if is_english else one.zh for one in item.options}


def unit_names(content: Content) -> dict[str, str]:
    """Names of the parties as tables keep them, to their names in the reader's language."""
    is_english = get_language() == "en"
    return {one["name"]: (is_english and one.get("name_en")) or one["name"] for one in content["parties"]}


def tables_of(content: Content) -> list[rows.Shown]:
    """The typed tables that hold anything, as a page prints them."""
    return rows.shown_of(content, unit_names(content))
