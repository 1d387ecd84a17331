"""What pages of a PDF say. A program of its own: a hostile file costs this process its time, never a worker.

The file comes in by standard input, the numbers of the wanted pages as arguments; page to text goes out as JSON.
"""

import contextlib
import json
import logging
import resource
import sys
import unicodedata
from collections.abc import Iterable
from typing import BinaryIO

from pypdf import PdfReader

SECONDS, MEMORY = 30, 1024 * 1024 * 1024
"""Time of the processor and bytes of memory that one file may take."""
MOST_CHARACTERS = 400_000
"""Of all wanted pages together: a file that says more is not read."""
LEAST_LETTERS = 50
"""Chinese characters of a page that says something; a scan's running head and page number are fewer."""


def texts(content: BinaryIO, numbers: Iterable[int]) -> dict[int, str]:
    """Text of those wanted pages that exist, counted from 1, and whose text layer reads as Chinese.

    Raises ValueError, or what pypdf raises, where the file cannot be read or says too much.
    """
    pages = PdfReader(content).pages
    last, found = len(pages), {}
    for number in numbers:
        if not 1 <= number <= last:
            continue
        with contextlib.suppress(Exception):  # one broken page says nothing about the others
            text = cleaned(pages[number - 1].extract_text())
            if is_chinese(text):
                found[number] = text
        if sum(map(len, found.values())) > MOST_CHARACTERS:
            raise ValueError(f"more than {MOST_CHARACTERS} characters")
    return found


def cleaned(text: str) -> str:
    """Its lines, without signs that have no shape or no agreed meaning."""
    kept = "".join(sign for sign in text if sign == "\n" or sign.isprintable())
    return "\n".join(line for raw in kept.split("\n") if (line := raw.strip()))


def is_chinese(text: str) -> bool:
    """Whether a page says something: numbers of glyphs taken for characters are letters of all peoples."""
    letters = [sign for sign in unicodedata.normalize("NFKC", text) if sign.isalpha()]
    chinese = sum("\u4e00" <= sign <= "\u9fff" for sign in letters)
    return chinese >= LEAST_LETTERS and 2 * chinese >= len(letters)


def main(numbers: list[str]) -> None:
    """Bound this process, read, and answer."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    logging.disable()
    json.dump(texts(sys.stdin.buffer, map(int, numbers)), sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1:])
