"""Whether a certificate is a unit's own: what its subject says against the unit's name and credit code. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from .codes import check_code

CODE = re.compile(r"[0-9A-Z]{18}")
BETWEEN = re.compile(r"[@|;,，；=/]")
"""Authorities write several facts into one field, as in “1@unit@code@01”."""


def is_own(subject: Iterable[str], *, names: Iterable[str], code: str) -> bool:
    """The credit code stands in the subject; or a name of the unit does, and no other unit's code beside it.

    ``subject`` are the values of its organisation, common name, organisation identifier and serial number.
    """
    said = [_folded(value) for value in subject]
    stated = {found for value in said for found in _codes(value)}
    if stated:
        return _folded(code) in stated
    own = {_folded(name) for name in names} - {""}
    return any(piece in own for value in said for piece in (value, *BETWEEN.split(value)))


def _folded(value: str) -> str:
    """Half width, upper case, without spaces: so that （）and () are the same."""
    return "".join(unicodedata.normalize("NFKC", value).split()).upper()


def _codes(value: str) -> Iterator[str]:
    """The credit codes in a folded value, whatever stands before and after them."""
    for start in range(len(value) - 17):
        piece = value[start : start + 18]
        if CODE.fullmatch(piece) and not check_code(piece):
            yield piece
