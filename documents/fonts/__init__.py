"""The fonts embedded into our papers, and whether they can show a text."""

from functools import cache
from pathlib import Path

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
