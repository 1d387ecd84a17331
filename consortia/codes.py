"""Unified social credit codes (GB 32100-2015) with their organisation part (GB 11714). Pure.

The check characters catch typing errors; they prove nothing about the unit.
"""

from __future__ import annotations

import unicodedata

from stdnum.cn import uscc

from workflow.refusal import Force, Refusal, Refusals
from workflow.text import has_hidden_characters

STANDARD = "GB 32100-2015"
ORGANISATION_STANDARD = "GB 11714-1997"
LENGTH = 18
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""31 characters: I, O, S, V and Z are left out."""
REGION = slice(2, 8)
ORGANISATION = slice(8, 17)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_SPACES = dict.fromkeys(map(ord, " \t\u3000\u00a0-"))

KINDS_BY_PREFIX = {
    "12": "institute",
    "51": "association",
    "52": "private_nonprofit",
    "91": "enterprise",
    "92": "enterprise",
    "93": "enterprise",
    "A1": "defence",
}


def normalise(value: str) -> str:
    """Half width, upper case, no spaces or hyphens; nothing else is repaired."""
    return unicodedata.normalize("NFKC", value).translate(_SPACES).strip().upper()


def check_code(value: str) -> Refusals:
    """Why a normalised code cannot be right, one reason at a time, with the place; () when it can be."""
    if has_hidden_characters(value):
        return (_wrong("code_hidden"),)
    if len(value) != LENGTH:
        return (_wrong("code_length", value=value, length=len(value), needed=LENGTH),)
    for place, letter in enumerate(value, 1):
        if letter not in ALPHABET:
            return (_wrong("code_letter", value=value, place=place, letter=letter),)
        if place in range(3, 9) and not letter.isdigit():
            return (_wrong("code_region", value=value, place=place, letter=letter),)
    expected = organisation_check(value[8:16])
    if value[16] != expected:
        return (
            _wrong(
                "code_organisation", ORGANISATION_STANDARD, value=value, found=value[16], expected=expected
            ),
        )
    expected = uscc.calc_check_digit(value[:17])
    if value[17] != expected:
        return (_wrong("code_check", value=value, found=value[17], expected=expected),)
    return ()


def is_valid(value: str) -> bool:
    """Both check characters are right."""
    return not check_code(value)


def organisation_check(body: str) -> str:
    """Check character of the eight-character organisation body (GB 11714)."""
    total = sum(int(letter, 36) * weight for letter, weight in zip(body, _ORGANISATION_WEIGHTS, strict=True))
    rest = 11 - total % 11
    return "X" if rest == 10 else str(rest % 11)


def kind_hint(code: str) -> str | None:
    """The unit kind the first two characters suggest; the user may correct it."""
    return KINDS_BY_PREFIX.get(code[:2])


def is_issued_in_qingdao(code: str) -> bool:
    """The registry that issued it lies in Qingdao; says nothing about the present seat."""
    return code[REGION].startswith("3702")


def sample_code(prefix: str, body: str) -> str:
    """A well-formed code for sample units: eight characters, eight characters, two computed."""
    start = prefix + body + organisation_check(body)
    return start + uscc.calc_check_digit(start)


def _wrong(code: str, clause: str = STANDARD, **params: str | int) -> Refusal:
    return Refusal(code, clause, Force.OFFICE, params)
