"""What every form of a step has: no form element of its own, texts of several lines, what was filled in."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

FIRST_YEAR, LAST_YEAR = 1900, 2100


def within_reach(day: date) -> None:
    """Refuse a typed day with which nothing can be reckoned: terms of years are added to it and taken from it."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(
            _("“%(value)s” cannot be right: the year lies between %(first)s and %(last)s."),
            code="out_of_reach",
            params={"value": day.isoformat(), "first": FIRST_YEAR, "last": LAST_YEAR},
        )


def bound_days(fields: Iterable[forms.Field]) -> None:
    """Give every field of a day that bound."""
    for field in fields:
        if isinstance(field, forms.DateField) and within_reach not in field.validators:
            field.validators.append(within_reach)


class StepForm(forms.Form):
    """A form inside the page's own form element."""

    def full_clean(self) -> None:
        """Days are bound first, those too that were added to the form later."""
        bound_days(self.fields.values())
        super().full_clean()

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        return helper


class NothingToFill(StepForm):
    """A step that is a signature only."""


def long_text(label: Any, hint: Any = "", rows: int = 4, **more: Any) -> forms.CharField:
    """A text of several lines, at most 4,000 characters."""
    return forms.CharField(
        label=label, help_text=hint, max_length=4000, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


def typed_of(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """What the person filled in, as the engine judges and keeps it."""
    return {key: value for key, value in cleaned.items() if value not in (None, "")}
