"""Addresses of the parts of a dossier: "members/12", "plan.goals", "plan.goals/3", "tables.budget/7".

An address is a head, perhaps a name after a dot, perhaps the number of a row or paragraph after a stroke. A place is
an address too.
"""

import re
from collections.abc import Iterable, Mapping

from consortia.tables import TABLES

from .states import Place

GRAMMAR = re.compile(r"[a-z]+(\.[a-z0-9_]+)?(/[0-9]{1,12})?")
PLACE_OF: Mapping[str, str] = {"texts": Place.MECHANISMS, "attachments": Place.EVIDENCE}
"""Heads that are not the key of a place, and the place where they are filled in; tables say theirs themselves."""
FOLLOWS: Mapping[str, tuple[str, ...]] = {
    "members": ("agreement", "reasons"),
    "people": ("reasons",),
}
"""Places that open along with a ticket elsewhere: what else a change there makes necessary."""


def is_address(text: str) -> bool:
    return bool(GRAMMAR.fullmatch(text)) and place_of(text) in Place.values


def head(address: str) -> str:
    return re.split(r"[./]", address, maxsplit=1)[0]


def place_of(address: str) -> str:
    """The place of the dossier where the part is filled in."""
    found = head(address)
    if found == "tables":
        table = TABLES.get(group_of(address).removeprefix("tables."))
        return str(table.place) if table else found
    return str(PLACE_OF.get(found, found))


def group_of(address: str) -> str:
    """The address without its row's number: where rows with the same words are the same."""
    return address.partition("/")[0]


def is_paragraph(address: str) -> bool:
    """Whether one paragraph of a chapter is meant: "plan.tasks/3"."""
    return head(address) == Place.PLAN and "/" in address


def covers(target: str, address: str) -> bool:
    """Whether a ticket on ``target`` opens the part at ``address``: the part itself, or what holds it.

    A ticket on one paragraph opens its chapter: paragraphs before and after it may have to follow.
    """
    if is_paragraph(target):
        target = group_of(target)
    if target == address or address.startswith((f"{target}.", f"{target}/")):
        return True
    return target in Place.values and place_of(address) == target


def opened(targets: Iterable[str]) -> frozenset[str]:
    """The addresses that tickets open: their own, the whole places that necessarily follow, and the pledge."""
    asked = frozenset(targets)
    followed = {place for one in asked for place in FOLLOWS.get(head(one), ())}
    return asked | followed | ({str(Place.PLEDGE)} if asked else set())


def is_open(targets: Iterable[str], address: str, *, is_new: bool = False) -> bool:
    """Whether a part may change. A new paper may take the place of one that was asked about."""
    listed = tuple(targets)
    if any(covers(target, address) for target in listed):
        return True
    return is_new and head(address) == "attachments" and any(head(one) == "attachments" for one in listed)
