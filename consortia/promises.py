"""What a consortium promises in figures and steps: the two tables of its plan (G3.5c, G3.3d), typed once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .fields import Figure, OfficeForm, TextLine
from .models import Consortium, Indicator, Membership, Milestone
from .states import Orientation


def day_field(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more
    )


class IndicatorForm(OfficeForm):
    """One promised figure: typed once, reported and evaluated unchanged."""

    name = TextLine(label=_("Indicator"), max_length=80)
    unit = TextLine(label=_("Measured in"), max_length=20)
    orientation = forms.ChoiceField(label=_("Speaks of"), choices=Orientation.choices)
    baseline = Figure(label=_("Today"))
    target = Figure(label=_("Target"))
    target_year = forms.IntegerField(
        label=_("Reached in"), min_value=2020, max_value=2060,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "is-short"}),
    )  # fmt: skip

    clauses = {"name": "G3.5c", "orientation": "G7.2a"}

    def __init__(self, *args: Any, row: Indicator | None = None, parties: Any = (), **kwargs: Any) -> None:
        if row is not None:
            kwargs.setdefault("initial", {name: getattr(row, name) for name in self.base_fields})
        super().__init__(*args, **kwargs)


class MilestoneForm(OfficeForm):
    """A promised step, its day and the member responsible."""

    name = TextLine(label=_("Milestone"), max_length=120)
    due_on = day_field(_("Planned for"))
    responsible = forms.ModelChoiceField(
        Membership.objects.none(),
        label=_("Responsible member"),
        required=False,
        empty_label=_("All together"),
    )

    clauses = {"name": "G3.3d"}

    def __init__(
        self, *args: Any, row: Milestone | None = None, parties: Iterable[Membership] = (), **kwargs: Any
    ) -> None:
        if row is not None:
            kwargs.setdefault("initial", {name: getattr(row, name) for name in self.base_fields})
        super().__init__(*args, **kwargs)
        field: Any = self.fields["responsible"]
        field.queryset = Membership.objects.filter(pk__in=[party.pk for party in parties]).select_related(
            "unit"
        )
        field.label_from_instance = lambda party: str(party.unit)


def tables(consortium: Consortium) -> dict[str, list[Indicator] | list[Milestone]]:
    """Both tables as they stand: figures as they were typed, milestones by their day."""
    return {
        "indicators": list(consortium.indicators.order_by("position", "pk")),
        "milestones": list(
            consortium.milestones.select_related("responsible__unit").order_by("due_on", "pk")
        ),
    }


PROMISES: dict[str, tuple[type[Indicator] | type[Milestone], type[OfficeForm]]] = {
    "indicators": (Indicator, IndicatorForm),
    "milestones": (Milestone, MilestoneForm),
}
"""Table to the model of its rows and the form of one row."""
