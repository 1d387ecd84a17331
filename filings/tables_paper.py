"""The typed tables and the provisions of a dossier, as parts of its paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from consortia import kept
from consortia.rows import Shown
from consortia.tables import Kind

Part = dict[str, Any]
WIDTHS = {Kind.LONG: 30, Kind.TEXT: 20, Kind.PARTY: 19, Kind.CHOICE: 14, Kind.DAY: 18, Kind.YEAR: 9}
FIGURE_WIDTH = 13


def sections_of(content: Mapping[str, Any]) -> Iterator[Part]:
    """Mechanisms and rules, then every table that has rows."""
    texts = kept.texts_of(content)
    yield {
        "place": "mechanisms",
        "title": "运行机制和约定",
        "blocks": [
            block
            for item, words in texts
            for block in (
                {"kind": "heading", "text": item.zh},
                {"kind": "text", "paragraphs": [line for line in words.splitlines() if line.strip()]},
            )
        ],
    }
    shown = kept.tables_of(content)
    yield {
        "place": "resources",
        "title": "任务、指标和资源",
        "blocks": [block for one in shown for block in _table(one)],
    }


def _table(one: Shown) -> Iterator[Part]:
    columns = one.table.columns
    yield {"kind": "heading", "text": str(one.table.title)}
    yield {
        "kind": "table",
        "heads": [str(column.label) for column in columns],
        "rows": [[name, *(str(cell.words) for cell in cells)] for name, cells, _line in one.rows],
        "widths": [WIDTHS.get(column.kind, FIGURE_WIDTH) for column in columns],
        "right": [column.is_aligned for column in columns],
    }
    if one.total:
        yield {"kind": "note", "text": f"合计 {one.total} 万元。"}
