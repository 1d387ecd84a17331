"""Typed text made safe to keep and to show. Pure."""

from __future__ import annotations

import re
import unicodedata

_HIDDEN = re.compile(
    "["
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control characters but tab and line ends
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # direction
    "\u200b\u2060\ufeff\u00ad"  # no width
    "\u2028\u2029"  # line ends that are not line ends everywhere
    "\ud800-\udfff\ufff9-\ufffb\ufffe\uffff"  # not text
    "\U000e0000-\U000e007f"  # tags
    "]"
)


def hidden_characters(value: str) -> tuple[tuple[int, str], ...]:
    """Characters nobody can see and that change what is read: (place from 1, "U+202E")."""
    return tuple((match.start() + 1, f"U+{ord(match[0]):04X}") for match in _HIDDEN.finditer(value))


def has_hidden_characters(value: str) -> bool:
    """Any NUL, control, direction or zero-width character; such text is refused, not repaired."""
    return _HIDDEN.search(value) is not None


def clean_text(value: str) -> str:
    """Composed characters, one kind of line end, no blanks at either end or before line ends."""
    text = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()
