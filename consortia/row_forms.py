"""The form of one row of a typed table, made from the table's columns."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .fields import Figure, OfficeForm, TextBlock, TextLine, day_field
from .models import Membership
from .tables import DECIMALS, LATEST_YEAR, Column, Kind, Table, Whose

SHORT = {"inputmode": "numeric", "class": "is-short"}


def field_of(column: Column) -> forms.Field:
    """The field of one column, without the parties a PARTY chooses among."""
    shared: dict[str, Any] = {"label": column.label, "required": column.required, "help_text": column.hint}
    match column.kind:
        case Kind.TEXT:
            return TextLine(max_length=column.longest, **shared)
        case Kind.LONG:
            return TextBlock(max_length=column.longest, rows=3, **shared)
        case Kind.FIGURE:
            return Figure(**shared)
        case Kind.MONEY:
            return Figure(min_value=0, decimal_places=DECIMALS[Kind.MONEY], **shared)
        case Kind.WHOLE:
            return forms.IntegerField(min_value=0, widget=forms.TextInput(attrs=SHORT), **shared)
        case Kind.YEAR:
            return forms.IntegerField(
                min_value=column.earliest, max_value=LATEST_YEAR,
                widget=forms.TextInput(attrs=SHORT), **shared,
            )  # fmt: skip
        case Kind.DAY:
            return day_field(**shared)
        case Kind.CHOICE:
            return forms.ChoiceField(choices=column.choices, **shared)
    nobody = _("Choose a member") if column.nobody is None else column.nobody
    return forms.ModelChoiceField(Membership.objects.none(), empty_label=nobody, **shared)


class RowForm(OfficeForm):
    """One row; ``parties`` are the members it may name."""

    table: Table

    def __init__(
        self, *args: Any, row: Any = None, parties: Iterable[Membership] = (), **kwargs: Any
    ) -> None:
        if row is not None:
            kwargs.setdefault("initial", {name: getattr(row, name) for name in self.base_fields})
        super().__init__(*args, **kwargs)
        self.parties = list(parties)
        among = [party.pk for party in self.parties]
        for column in self.table.columns:
            if column.kind is Kind.PARTY:
                field: Any = self.fields[column.name]
                field.queryset = Membership.objects.filter(pk__in=among).select_related("unit").order_by("id")
                field.label_from_instance = _unit_of
                if self.table.whose and self.table.whose.party == column.name:
                    field.empty_label = _("As the source says")

    def clean(self) -> dict[str, Any]:
        """The first of two days is not after the second; who pays agrees with whose money it is."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if self.table.in_order:
            first, second = self.table.in_order
            if typed.get(first) and typed.get(second) and typed[first] > typed[second]:
                self.add_error(second, _("This day is before the first one."))
        if self.table.whose:
            self._settle(self.table.whose, typed)
        return typed

    def _settle(self, whose: Whose, typed: dict[str, Any]) -> None:
        choice, party = typed.get(whose.choice), typed.get(whose.party)
        if choice in whose.lead and not party:
            typed[whose.party] = next((one for one in self.parties if one.is_lead), None)
        elif choice in whose.lead and not party.is_lead:
            self.add_error(whose.party, _("This is the lead's own money: “%s” does not pay it.") % party.unit)
        elif choice in whose.named and not party:
            self.add_error(whose.party, _("This is a member's own money: name the member."))


def _unit_of(party: Membership) -> str:
    return str(party.unit)


@cache
def row_form(table: Table) -> type[RowForm]:
    """The form class of a table's rows."""
    fields: dict[str, Any] = {column.name: field_of(column) for column in table.columns}
    clauses = {column.name: column.clause for column in table.columns if column.clause}
    return type(f"{table.key.title()}Form", (RowForm,), {**fields, "table": table, "clauses": clauses})
