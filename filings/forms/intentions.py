"""Leaving an intention, and the note an officer writes on it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Authority
from consortia.fields import CreditCode, OfficeForm, TextBlock, TextLine


class IntentionForm(OfficeForm):
    """Who plans what, with which district, and how to reach them."""

    unit_name = TextLine(label=_("Unit that would lead"), max_length=100)
    code = CreditCode(required=False)
    authority = forms.ModelChoiceField(
        Authority.objects.none(),
        label=_("District or zone of the unit"),
        empty_label=_("Choose the place"),
        help_text=_("Its officer reads this and answers."),
    )
    contact = TextLine(
        label=_("Contact"),
        max_length=100,
        help_text=_("Name and phone. Only the officers and your own unit see it."),
    )
    formal_name = TextLine(label=_("A name for it"), max_length=80, required=False)
    plan = TextBlock(
        label=_("What is planned, and what do you want to know"),
        max_length=1500,
        rows=6,
        help_text=_("Which technology, which partners, where you are stuck. No state secrets."),
    )
    preferred_on = forms.DateField(
        label=_("Preferred date for a talk"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    clauses = {"authority": "G5.6a", "plan": "G7.1b"}

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["authority"].queryset = Authority.objects.filter(is_active=True).order_by("kind", "key")  # type: ignore[attr-defined]

    def clean_preferred_on(self) -> date | None:
        """A day to come."""
        chosen: date | None = self.cleaned_data["preferred_on"]
        if chosen and chosen < self.today:
            raise ValidationError(
                _("%(day)s is over. Choose a day to come."), params={"day": chosen.isoformat()}
            )
        return chosen


class NoteForm(OfficeForm):
    """What the unit should prepare, or what was said."""

    note = TextBlock(label=_("Notes for the unit"), max_length=2000, rows=6, required=False)
