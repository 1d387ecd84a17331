"""Forms of members and of the two named persons."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consortia import codes
from consortia.claims import find_unit
from consortia.fields import Address, CreditCode, Figure, OfficeForm, TextBlock, TextLine, Upload
from consortia.models import Appointment, Membership, Unit
from consortia.reference import load
from consortia.states import Counting, Post, Tier, UnitKind

from .opening import asked


@cache
def counting_of(kind: str) -> str:
    """How a kind of unit usually counts towards the three plus two; the lead may choose another."""
    for row in load("unit_kinds")["kinds"]:
        if row["key"] == kind:
            return str(row["counting"])
    return str(Counting.OTHER)


LISTED = ("counting", "tier", "duty", "share", "contribution", "email")
"""What the form says of the unit's place in the consortium."""
CODELESS = (UnitKind.OVERSEAS, UnitKind.DEFENCE)
SUGGESTED = ("", _("As its kind suggests"))


def portions() -> dict[str, forms.Field]:
    """The two fields of a party's part in the whole; both stand in what every party signs."""
    return {
        "share": Figure(
            label=_("Share in per cent"),
            max_digits=5,
            min_value=0,
            max_value=100,
            required=False,
            help_text=_("Of the outcomes and rights, as the agreement has it."),
        ),
        "contribution": Figure(
            label=_("Contribution in 10,000 yuan"),
            decimal_places=4,
            min_value=0,
            required=False,
            help_text=_("Exact to one yuan: 12.0001 is 120,001 yuan."),
        ),
    }


class MemberForm(OfficeForm):
    """A unit to list: by code, or without one where the kind has none."""

    code = asked(
        CreditCode(
            help_text=_("18 characters, on the licence. Leave it empty only for units abroad and of defence.")
        )
    )
    name = asked(
        TextLine(
            label=_("Name of the unit"),
            max_length=100,
            help_text=_("Not needed where the code is known here: the unit's own name is taken."),
        )
    )
    kind = asked(
        forms.ChoiceField(label=_("Kind"), choices=[("", _("As the code suggests")), *UnitKind.choices])
    )
    tier = forms.ChoiceField(
        label=_("Layer"),
        choices=Tier.choices,
        initial=Tier.CORE,
        help_text=_("A unit under a ban cannot be in the core layer."),
    )
    counting = forms.ChoiceField(label=_("Counts as"), choices=[SUGGESTED, *Counting.choices], required=False)
    duty = TextBlock(
        label=_("What it will do"),
        rows=3,
        max_length=1000,
        help_text=_("One or two sentences; they stand in what the unit signs."),
    )
    share, contribution = portions().values()
    email = Address(
        label=_("E-mail for the link"), help_text=_("Of somebody in the unit who can pass it on.")
    )

    clauses = {
        "tier": "G7.3d", "counting": "G3.2c", "duty": "G3.3d", "email": "G5.2",
        "share": "G5.3c", "contribution": "G3.4a",
    }  # fmt: skip

    unit: Any = None

    def known(self, code: str) -> Unit | None:
        """The unit with this code."""
        return find_unit(code)

    def clean(self) -> dict[str, Any]:
        """Find the unit by its code; an unknown one needs a name, one without code a kind that has none."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if "code" in self.errors:
            return typed
        code, kind = typed.get("code") or "", typed.get("kind") or ""
        self.unit = self.known(code)
        if self.unit is None and not typed.get("name") and "name" not in self.errors:
            words = _("“%(code)s” is not known here yet. Enter the name of the unit.") % {"code": code}
            self.add_error("name", words if code else _("Enter the name of the unit."))
        if not code and kind not in CODELESS:
            self.add_error("code", _("Enter the code. Only units abroad and of defence have none."))
        typed["kind"] = self.unit.kind if self.unit else (kind or codes.kind_hint(code) or "enterprise")
        typed["counting"] = typed.get("counting") or counting_of(typed["kind"])
        return typed


class PartyForm(OfficeForm):
    """Layer, duty, share and address of a party that is listed already. The lead's own layer stays core."""

    tier = forms.ChoiceField(label=_("Layer"), choices=Tier.choices)
    counting = forms.ChoiceField(label=_("Counts as"), choices=Counting.choices)
    duty = TextBlock(label=_("What it will do"), rows=3, max_length=1000)
    share, contribution = portions().values()
    email = Address(label=_("E-mail for the link"), required=False)

    clauses = {"share": "G5.3c", "contribution": "G3.4a"}

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        names = ("tier", "counting", "duty", "share", "contribution", "email")
        kwargs.setdefault("initial", {name: getattr(membership, name) for name in names})
        super().__init__(*args, **kwargs)
        if membership.is_lead:
            for name in ("tier", "counting", "email"):
                del self.fields[name]


SHARED = ("name", "employer", "title", "email")
"""What is the same in both posts where one person holds both."""


def with_one_person(sent: Mapping[str, str], *, lead_name: str) -> dict[str, str]:
    """What was sent; where one person is to hold both posts, the director's empty fields read as the chief expert's.

    The employer counts as empty while it is the lead, which the form suggests.
    """
    data = dict(sent.items())
    if not data.get(f"{Post.DIRECTOR}-is_same"):
        return data
    for name in SHARED:
        key = f"{Post.DIRECTOR}-{name}"
        if data.get(key, "").strip() in ("", lead_name if name == "employer" else ""):
            data[key] = data.get(f"{Post.CHIEF_EXPERT}-{name}", "") or data.get(key, "")
    return data


class PersonForm(OfficeForm):
    """The director or the chief expert. Only the name and the address are demanded before saving."""

    is_same = forms.BooleanField(
        label=_("The chief expert is the director as well"),
        required=False,
        help_text=_("Then the fields below may stay empty; one link serves both posts."),
    )
    name = TextLine(label=_("Name"), max_length=60)
    employer = asked(TextLine(label=_("Employer"), max_length=100))
    title = TextLine(label=_("Professional title"), max_length=60, required=False)
    email = Address(
        label=_("E-mail for the link"),
        help_text=_("The person accepts or declines by this link, on a phone, without an account."),
    )
    standing = asked(
        TextBlock(
            label=_("Academic standing"), rows=3, max_length=1500, help_text=_("One or two main works.")
        )
    )
    industry_knowledge = asked(
        TextBlock(
            label=_("Knowledge of the industry"),
            rows=3,
            max_length=1500,
            help_text=_("Experience in this industry."),
        )
    )
    leadership = asked(
        TextBlock(
            label=_("Ability to unite and organise"),
            rows=3,
            max_length=1500,
            help_text=_("Teams or projects led."),
        )
    )
    cv = asked(Upload(label=_("CV")))
    paper = Upload(
        label=_("Appointment paper"),
        required=False,
        help_text=_("The signed letter of appointment, if there is one."),
    )

    clauses = {
        "standing": "G5.4",
        "industry_knowledge": "G5.4",
        "leadership": "G5.4",
        "cv": "G5.4",
        "paper": "G5.4",
    }
    qualities = ("standing", "industry_knowledge", "leadership", "cv")

    def __init__(
        self, *args: Any, post: str, person: Appointment | None, lead_name: str, **kwargs: Any
    ) -> None:
        names = (*SHARED, *self.qualities, "paper")
        kept = {name: getattr(person, name) for name in names} if person else {}
        if post == Post.DIRECTOR:
            kept.setdefault("employer", lead_name)
        kwargs.setdefault("initial", kept)
        kwargs.setdefault("prefix", post)
        super().__init__(*args, empty_permitted=person is None, use_required_attribute=False, **kwargs)
        self.post, self.person = post, person
        for name in self.qualities if post == Post.DIRECTOR else ():
            del self.fields[name]
        if post == Post.CHIEF_EXPERT or person:
            del self.fields["is_same"]

    def clean(self) -> dict[str, Any]:
        """One person for both posts, or two: not both said at once."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        expert = self.data.get(f"{Post.CHIEF_EXPERT}-name", "").strip()
        if typed.get("is_same") and typed.get("name") and typed["name"] != expert:
            words = _("“%(name)s” is typed as the director. Empty the name, or take the tick out.")
            self.add_error("is_same", words % {"name": typed["name"]})
        return typed

    @property
    def is_filled(self) -> bool:
        """Whether it names anybody: an untouched half of the page asks for nothing."""
        return bool(self.cleaned_data)

    def kept_fields(self) -> dict[str, Any]:
        """What is written: an upload that was not renewed stays."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name != "is_same" and (name not in ("cv", "paper") or value)
        }
