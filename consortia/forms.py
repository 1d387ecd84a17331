"""Forms about units: claiming one, its colleagues, judging a claim."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Authority

from . import codes
from .claims import COLLEAGUE_KINDS
from .fields import Address, CreditCode, OfficeForm, TextBlock, TextLine, Upload
from .models import Unit
from .states import RepresentativeKind, UnitKind

ELSEWHERE = "elsewhere"
PLACE = ("authority", "seat", "is_branch")


class CodeForm(OfficeForm):
    """The first thing a clerk types: the code, from which everything known follows."""

    code = CreditCode()


class PlaceForm(OfficeForm):
    """Where a unit is registered."""

    authority = forms.ChoiceField(
        label=_("Where the unit is registered"),
        help_text=_("The authority of this place confirms the claim; for units elsewhere the city does."),
    )
    seat = TextLine(
        label=_("Seat"), max_length=60, required=False, help_text=_("Only for units outside Qingdao.")
    )
    is_branch = forms.BooleanField(
        label=_("The unit is a branch, not a legal person of its own"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Authority.objects.exclude(kind=Authority.Kind.CITY).filter(is_active=True).order_by("key")
        self.fields["authority"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose the place")),
            *((str(place.pk), place.short_name) for place in places),
            (ELSEWHERE, _("Outside Qingdao")),
        ]

    def clean_authority(self) -> Authority | None:
        """The authority of the place; None for a unit outside the city."""
        chosen = self.cleaned_data["authority"]
        return None if chosen == ELSEWHERE else Authority.objects.get(pk=int(chosen))

    def place(self) -> dict[str, Any] | None:
        """Where the unit is said to be registered; None where that is settled and not asked."""
        if "authority" not in self.fields:
            return None
        typed = self.cleaned_data
        authority: Authority | None = typed["authority"]
        seat = typed["seat"] or (authority.place if authority else "")
        return {"authority": authority, "seat": seat, "is_branch": typed["is_branch"]}


class ClaimForm(PlaceForm):
    """Licence and authorisation of a claim; a unit nobody knows yet is described too."""

    code = forms.CharField(widget=forms.HiddenInput)
    name = TextLine(
        label=_("Name of the unit"), max_length=100, help_text=_("As the business licence has it.")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=UnitKind.choices)
    licence = Upload(label=_("Business licence or certificate"))
    authorisation = Upload(
        label=_("Authorisation"),
        help_text=_("A letter of the unit, stamped, that you act for it. PDF, JPG or PNG, up to 50 MB."),
    )
    note = TextBlock(label=_("A word to the officer"), required=False, max_length=300, rows=2)

    clauses = {"authority": "G4.1.1a"}
    field_order = ("code", "name", "kind", *PLACE)

    def __init__(self, *args: Any, unit: Any = None, code: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].initial = code
        self.fields["kind"].initial = codes.kind_hint(code) or UnitKind.ENTERPRISE
        known = () if unit is None else ("name", "kind") if unit.is_seat_open else ("name", "kind", *PLACE)
        for name in known:
            del self.fields[name]

    def unit_fields(self) -> dict[str, Any]:
        """What is kept of a unit seen for the first time; its seat counts only once an officer confirms."""
        typed = self.cleaned_data
        return {
            **(self.place() or {}),
            "name": typed["name"],
            "kind": typed["kind"],
            "is_legal_person": not typed["is_branch"],
        }


class SeatForm(PlaceForm):
    """An officer's word on a unit: where it is registered, and the group it belongs to."""

    group_key = CreditCode(
        label=_("Belongs to the group of"),
        required=False,
        help_text=_("Credit code of the group's head. Firms of one group count once as chain enterprises."),
    )

    clauses = {"authority": "G4.1.1a", "group_key": "G3.2c"}

    def __init__(self, *args: Any, unit: Unit, settles: bool, **kwargs: Any) -> None:
        kept = {"seat": unit.seat, "is_branch": unit.is_branch, "group_key": unit.group_key}
        place = str(unit.authority_id) if unit.authority_id else "" if unit.is_seat_open else ELSEWHERE
        super().__init__(*args, initial={**kept, "authority": place}, **kwargs)
        for name in () if settles else PLACE:
            del self.fields[name]
        if settles:
            self.fields["authority"].help_text = _(
                "By its licence. Its filings go to this place's authority."
            )


class ColleagueForm(OfficeForm):
    """Who joins the unit's people, and in which role."""

    email = Address(
        label=_("E-mail of the colleague"),
        help_text=_("The link goes there and works for this address only."),
    )
    kind = forms.ChoiceField(
        label=_("Role in the unit"),
        choices=[(kind.value, kind.label) for kind in COLLEAGUE_KINDS],
        help_text=_("Editors write, signatories sign and submit, readers look on."),
    )


class HandoverForm(OfficeForm):
    """Who takes a role over."""

    email = Address(
        label=_("E-mail of the colleague who takes over"),
        help_text=_("The role moves when the colleague accepts; until then nothing changes."),
    )


class RoleForm(OfficeForm):
    """The role a manager gives to somebody who claimed the unit."""

    kind = forms.ChoiceField(
        label=_("Role in the unit"),
        choices=[(kind.value, kind.label) for kind in COLLEAGUE_KINDS],
        initial=RepresentativeKind.EDITOR,
    )


class ReasonForm(OfficeForm):
    """A reason, in a sentence that somebody else will read."""

    reason = TextBlock(label=_("Reason"), max_length=500, rows=2)
