"""Every glyph that a page names is in the sprite: a missing one is an empty place that nobody notices."""

import re
from pathlib import Path

from workflow.presentation import BADGE_ICONS, FINDING_ICONS

ROOT = Path(__file__).resolve().parents[2]
NAMED = re.compile(r'{% icon "([^"]+)"|icons\.svg#([\w-]+)|\bicon="([^"]+)"')


def drawn() -> set[str]:
    return set(
        re.findall(r'<symbol id="([^"]+)"', (ROOT / "static" / "icons.svg").read_text(encoding="utf-8"))
    )


def named() -> dict[str, str]:
    """Name of a glyph to the template that shows it."""
    pages = sorted((ROOT / "templates").rglob("*.html"))
    return {
        next(filter(None, found)): str(path.relative_to(ROOT))
        for path in pages
        for found in NAMED.findall(path.read_text(encoding="utf-8"))
    }


def test_every_named_glyph_is_drawn() -> None:
    asked = named() | dict.fromkeys(
        [*BADGE_ICONS.values(), *FINDING_ICONS.values()], "workflow/presentation.py"
    )
    assert len(asked) > 40
    assert {name: where for name, where in asked.items() if name not in drawn()} == {}
