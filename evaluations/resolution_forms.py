"""What a member's signatory fills in to propose a resolution of all members."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consortia.models import Membership
from workflow.forms import StepForm, long_text


class ProposeForm(StepForm):
    """Who is to lead, why, and the supplement that all members signed."""

    new_lead = forms.ChoiceField(label=_("New lead"), choices=())
    reason = long_text(_("Reason"))
    document = forms.FileField(
        label=_("Signed paper"),
        help_text=_("The supplement to the agreement, signed by all members, as one file."),
    )

    def __init__(self, *args: Any, candidates: list[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if candidates:
            self.fields["new_lead"].choices = [(str(one.pk), str(one.unit)) for one in candidates]  # type: ignore[attr-defined]
        else:
            del self.fields["new_lead"]
