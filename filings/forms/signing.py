"""Forms of a unit's own part: its facts, its stamped scan or signed PDF, its colleague."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from consortia.fields import Address, OfficeForm, TextBlock, TextLine, Upload
from consortia.models import Annex, Membership


class AnnexForm(OfficeForm):
    """The unit's contact and capability, all of it optional; the note stands outside of what is confirmed."""

    contact = TextLine(label=_("Contact person"), max_length=60, required=False)
    phone = TextLine(label=_("Telephone"), max_length=30, required=False)
    email = Address(label=_("E-mail"), required=False)
    capability = TextBlock(
        label=_("What it is able to do"),
        rows=4,
        max_length=1500,
        required=False,
        help_text=_("Two or three sentences: people, equipment, earlier work."),
    )
    note = TextBlock(
        label=_("Note outside"),
        rows=2,
        max_length=1000,
        required=False,
        help_text=_("For the lead only. It is not part of what you confirm and voids nothing."),
    )

    def __init__(self, *args: Any, annex: Annex | None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {name: getattr(annex, name, "") for name in self.base_fields})
        super().__init__(*args, **kwargs)


class ScanForm(OfficeForm):
    """A stamped scan of the data page, or the data page signed with a certificate."""

    document = Upload(label=_("The stamped scan, or the signed PDF"))
    words = TextLine(
        label=_("Words beside the stamp"),
        max_length=40,
        required=False,
        help_text=_(
            "For a scan: the four words at the foot of the paper, beside the box for the stamp. "
            "A PDF signed with a certificate needs none."
        ),
    )


class DelegateForm(OfficeForm):
    """Which colleague of the unit answers and signs instead."""

    colleague = forms.ModelChoiceField(User.objects.none(), label=_("Colleague"), empty_label=None)

    def __init__(self, *args: Any, membership: Membership, giver: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["colleague"]
        field.queryset = (
            User.objects.filter(
                representations__unit_id=membership.unit_id, representations__ended_at=None, is_active=True
            )
            .exclude(pk=giver.pk)
            .distinct()
            .order_by("pk")
        )
        self.colleagues = [(person.pk, str(person)) for person in field.queryset]
        field.choices = self.colleagues
