"""What people fill in on the roads of the years after registration. Slices bring their own beside these."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _


class StepForm(forms.Form):
    """A form inside the page's own form element."""

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        return helper


def long_text(label: Any, hint: Any = "", rows: int = 4, **more: Any) -> forms.CharField:
    """A text of several lines, at most 4,000 characters."""
    return forms.CharField(
        label=label, help_text=hint, max_length=4000, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


class NothingToFill(StepForm):
    """A step that is a signature only."""


class WithReason(StepForm):
    reason = long_text(_("Reason"))
