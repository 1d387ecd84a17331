"""Forms of the board: posting, filtering, writing to a unit. No way to reach a person stands in public."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .fields import OfficeForm, TextBlock, TextLine
from .models import Unit
from .states import PostingKind
from .taxonomy import chosen, field_choices

REACHABLE = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+|(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)")
"""An e-mail address, a mobile or a landline number."""


def without_contact(text: str) -> str:
    """The text itself; one that says how to reach somebody is refused by what was found."""
    if found := REACHABLE.search(text):
        raise ValidationError(
            _("“%(found)s” reads like a way to reach somebody. Take it out: messages go through the system."),
            params={"found": found[0]},
        )
    return text


class PostingForm(OfficeForm):
    """What a unit needs, offers or opens."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("For the unit"), empty_label=None)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=PostingKind.choices,
        widget=forms.RadioSelect,
        initial=PostingKind.NEED,
        help_text=_(
            "A need looks for solvers, an offer for a consortium; a scenario opens a place to apply results."
        ),
    )
    title = TextLine(label=_("Title"), max_length=60)
    text = TextBlock(
        label=_("Description"),
        max_length=1500,
        rows=7,
        help_text=_("What, for what, by when. No names, phones or addresses, no state secrets."),
    )
    field = forms.ChoiceField(label=_("Industry and track"), required=False)

    clauses = {"kind": "G6.4b", "field": "G2.1"}

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["unit"].initial = units.first()
        self.fields["field"].choices = field_choices(_("None in particular"))  # type: ignore[attr-defined]

    def clean_title(self) -> str:
        return without_contact(self.cleaned_data["title"])

    def clean_text(self) -> str:
        return without_contact(self.cleaned_data["text"])

    def posted(self) -> dict[str, Any]:
        """What is kept."""
        industry, track = chosen(self.cleaned_data["field"])
        kept = {name: self.cleaned_data[name] for name in ("kind", "title", "text")}
        return {**kept, "industry": industry, "track": track}


class BoardFilter(forms.Form):
    """Kind and industry or track of the public list; what makes no sense is ignored."""

    q = TextLine(label=_("Words"), max_length=40, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("All")), *PostingKind.choices], required=False)
    field = forms.ChoiceField(label=_("Industry and track"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["field"].choices = field_choices(_("All"))  # type: ignore[attr-defined]


class MessageForm(OfficeForm):
    """A message to the unit behind a posting."""

    text = TextBlock(label=_("Message"), max_length=1000, rows=5)
