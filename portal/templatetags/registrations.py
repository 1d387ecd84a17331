"""How pages of lower rooms print a registration: its badge and validity as the register has them, its record."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import template

from ledger.models import Entry
from portal import sentences
from portal.register import badge_of, validity_of
from workflow.presentation import Badge, Trace, Validity

register = template.Library()


@register.simple_tag
def registration_badge(registration: Any, today: date, soon: date) -> Badge:
    """How it stands; ``is_renewing`` on it tells a lapsed one that applies again (Q-23)."""
    return badge_of(registration, today, soon)


@register.simple_tag
def registration_validity(registration: Any, today: date) -> Validity:
    return validity_of(registration, today)


@register.simple_tag
def sentences_of(entries: Iterable[Entry]) -> list[Trace]:
    """Entries of the record as sentences, in the order they come."""
    listed = list(entries)
    name = sentences.actors(listed)
    return [sentences.trace_of(entry, name) for entry in listed]


@register.filter
def yuan(amount: Decimal) -> str:
    """A sum in yuan with its thousands apart."""
    return f"{amount:,.2f}"
