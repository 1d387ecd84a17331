"""What every form of a step has: no form element of its own, texts of several lines, what was filled in."""

from collections.abc import Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms


class StepForm(forms.Form):
    """A form inside the page's own form element."""

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
