"""The fonts embedded into our papers, and whether they can show a text."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont

FOLDER = Path(__file__).resolve().parent
FILES = ("NotoSerifSC-Regular.ttf", "NotoSansSC-Bold.ttf")


@cache
def shown_characters() -> frozenset[int]:
    """The code points that every font of our papers can show."""
    tables = []
    for name in FILES:
        with TTFont(FOLDER / name, lazy=True) as font:
            tables.append(set(font.getBestCmap()))
    return frozenset(set.intersection(*tables))


def missing_glyphs(text: str) -> set[str]:
    """The characters of a text that our papers cannot print; line ends and tabs do not count."""
    shown = shown_characters()
    return {character for character in text if ord(character) not in shown and character not in "\r\n\t"}


def spelled_out(value: Any) -> Any:
    """The same texts, lists and mappings with every character that no font of ours shows named by its number.

    Papers that people need whatever they typed (the dossier) are printed so; official papers are refused instead.
    """
    match value:
        case str():
            return "".join(sign if is_printed(sign) else f"〔U+{ord(sign):04X}〕" for sign in value)
        case Mapping():
            return {key: spelled_out(item) for key, item in value.items()}
        case list() | tuple():
            return [spelled_out(item) for item in value]
    return value


def is_printed(sign: str) -> bool:
    """Whether our papers can show a character; line ends and tabs only move the place."""
    return ord(sign) in shown_characters() or sign in "\r\n\t"
