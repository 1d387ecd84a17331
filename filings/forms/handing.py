"""Handing a part of the dossier to somebody."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consortia.fields import OfficeForm, TextBlock


class HandoffForm(OfficeForm):
    """What, to whom, what to write, and until when."""

    part = forms.ChoiceField(label=_("Which part"))
    taker = forms.ChoiceField(label=_("To whom"), help_text=_("A unit, or one person of it."))
    note = TextBlock(label=_("What to write"), max_length=1000, rows=3, required=False)
    due_on = forms.DateField(
        label=_("Back by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "is-short"}),
    )

    def __init__(self, *args: Any, parts: Any, takers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["part"].choices = parts  # type: ignore[attr-defined]
        self.fields["taker"].choices = takers  # type: ignore[attr-defined]


class RedoForm(OfficeForm):
    """Why a part should be done again."""

    reason = TextBlock(label=_("What should be done again"), max_length=1000, rows=2)
