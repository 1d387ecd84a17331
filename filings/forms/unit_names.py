"""The right name of a unit: asked for by its people, corrected by an officer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consortia.fields import OfficeForm, TextBlock, TextLine


class RightNameForm(OfficeForm):
    """How the unit is really called."""

    name = TextLine(
        label=_("Right name"),
        max_length=100,
        help_text=_("Word for word as on the business licence or the certificate of the unit."),
    )


class CorrectNameForm(RightNameForm):
    """The officer's word, with where the name was read; refusing needs the reason alone."""

    reason = TextBlock(
        label=_("Where you read it, or why the name stays"),
        rows=2,
        max_length=500,
        help_text=_("Kept in the record; whoever asked reads it."),
    )

    def __init__(self, *args: Any, refuses: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if refuses:
            self.fields["name"] = forms.CharField(required=False)
