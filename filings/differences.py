"""What changed, in plain words: one line each, from and to."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consortia.amounts import plain
from consortia.contract import Difference
from consortia.guideline import CONTENTS
from consortia.states import Counting, Dispute, Tier
from ledger import chain


@dataclass(frozen=True, slots=True)
class Line:
    """One change as a signatory reads it."""

    label: str
    before: str
    after: str


def lines(found: tuple[Difference, ...]) -> list[Line]:
    """The differences in the reader's language, in their order."""
    return [Line(_label(one), said(one.what, one.before), said(one.what, one.after)) for one in found]


def _label(one: Difference) -> str:
    what = name_of(one.what)
    return _("%(unit)s, %(what)s") % {"unit": one.unit, "what": what} if one.unit else what


def name_of(what: str) -> str:
    """What a part of the contract or of an annex is called."""
    kind, _dot, key = what.partition(".")
    if kind == "contents":
        found = next((item for item in CONTENTS if item.key == key), None)
        name = (found.en if get_language() == "en" else found.zh) if found else key
        return _("where “%(content)s” stands") % {"content": name}
    return {
        "file": _("the agreement's file"),
        "kind": _("the kind of agreement"),
        "dispute": _("where disputes go"),
        "party": _("party"),
        "name": _("name"),
        "code": _("credit code"),
        "lead": _("who leads"),
        "tier": _("layer"),
        "counting": _("how it counts"),
        "duty": _("what it will do"),
        "share": _("share"),
        "contribution": _("contribution"),
        "contact": _("contact person"),
        "phone": _("telephone"),
        "email": _("e-mail"),
        "capability": _("what it is able to do"),
        "resource": _("resource"),
    }[kind]


def said(what: str, value: str) -> str:
    """A value as people read it; nothing written is a dash."""
    if not value:
        return "–"
    match what:
        case "file":
            return chain.check_words(value)
        case "share":
            return f"{plain(Decimal(value))}%"
        case "contribution":
            return _("%(money)s ×10,000 yuan") % {"money": plain(Decimal(value))}
        case "tier":
            return str(dict(Tier.choices).get(value, value))
        case "counting":
            return str(dict(Counting.choices).get(value, value))
        case "dispute":
            return str(dict(Dispute.choices).get(value, value))
        case "lead":
            return _("yes") if value == "True" else _("no")
    return value
