"""Forms of this room. What is typed is named in every refusal; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from consortia.fields import CreditCode, OfficeForm, TextBlock, TextLine, Upload

from .models import Expert, NoticeItem, PanelSeat
from .states import ConflictKind, Field, Outcome


def day_field(**kwargs: Any) -> forms.DateField:
    """A day; the refusal names what was typed."""
    kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    kwargs.setdefault("error_messages", {"invalid": _("This is not a day. Enter one such as 2026-09-28.")})
    return forms.DateField(**kwargs)


class OpenRoundForm(OfficeForm):
    """A round of one filing or many."""

    title = TextLine(label=_("Title"), max_length=100)
    needs_visit = forms.BooleanField(label=_("With site visits"), required=False, initial=True)
    defence_first = forms.BooleanField(label=_("Defence before the visit"), required=False)

    clauses = {"needs_visit": "G5.6d"}


class ReasonForm(OfficeForm):
    """One reason."""

    reason = TextBlock(label=_("Reason"), rows=3)


class RecusalForm(OfficeForm):
    """A conflict that the office keeps on record for an expert and a filing."""

    expert = forms.ModelChoiceField(
        Expert.objects.none(), label=_("Expert"), empty_label=_("Choose an expert")
    )
    filing = forms.ChoiceField(label=_("Filing"))
    kind = forms.ChoiceField(label=_("Kind"), choices=ConflictKind.choices)
    note = TextLine(label=_("Where this is known from"), max_length=300)

    def __init__(self, *args: Any, filings: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expert"].queryset = Expert.objects.select_related("user").order_by("pk")  # type: ignore[attr-defined]
        self.fields["filing"].choices = [(filing.pk, str(filing.consortium)) for filing in filings]  # type: ignore[attr-defined]


class ConflictForm(OfficeForm):
    """An expert's own statement of a conflict."""

    conflict = forms.ChoiceField(label=_("Kind of conflict"), choices=ConflictKind.choices)
    note = TextLine(
        label=_("In one sentence"), max_length=300, help_text=_("The applicant does not read this.")
    )


class ConclusionForm(OfficeForm):
    """What a stage came to."""

    goes_on = forms.TypedChoiceField(
        label=_("The panel's conclusion"),
        choices=[("1", _("The filing goes on")), ("0", _("The filing does not go on"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    text = TextBlock(label=_("Conclusion"), rows=4, help_text=_("Signed once; it cannot be rewritten."))


class SeatsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Experts of the panel, as check boxes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(PanelSeat.objects.none(), widget=forms.CheckboxSelectMultiple, **kwargs)

    def label_from_instance(self, seat: Any) -> str:
        return f"{seat.expert.user}（{seat.expert.get_field_display()}）"


class VisitForm(OfficeForm):
    """The record of a visit."""

    visited_on = day_field(label=_("Day"))
    place = TextLine(label=_("Where it took place"), max_length=200)
    team = SeatsField(label=_("Visitors of the panel"))
    site_exists = forms.BooleanField(label=_("Premises are as the plan says"), required=False)
    equipment_seen = forms.BooleanField(label=_("Equipment was seen"), required=False)
    people_met = forms.BooleanField(label=_("Key people were met"), required=False)
    funds_shown = forms.BooleanField(label=_("Proof of funds was shown"), required=False)
    findings = TextBlock(
        label=_("Findings"), rows=6, help_text=_("What was seen; what differs from the dossier.")
    )

    FACTS = ("site_exists", "equipment_seen", "people_met", "funds_shown")
    clauses = {"findings": "G5.6d"}

    def __init__(self, *args: Any, seats: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = seats  # type: ignore[attr-defined]


class DefenceForm(OfficeForm):
    """The record of a defence."""

    held_at = forms.DateTimeField(
        label=_("Time"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _("This is not a time. Enter one such as 2026-09-28 09:30.")},
    )
    place = TextLine(label=_("Where it took place"), max_length=200)
    talk_minutes = forms.IntegerField(label=_("Minutes of talk"), min_value=1, max_value=240, initial=15)
    question_minutes = forms.IntegerField(
        label=_("Minutes of questions"), min_value=1, max_value=240, initial=15
    )
    speakers = TextLine(label=_("Who spoke"), max_length=200)
    present = SeatsField(label=_("Experts present"))
    record = TextBlock(label=_("Questions and answers"), rows=8)

    clauses = {"record": "G5.6e"}

    def __init__(self, *args: Any, seats: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["present"].queryset = seats  # type: ignore[attr-defined]


class ExpertForm(OfficeForm):
    """A member of the pool: who, where employed by credit code, which field."""

    user = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Person"),
        empty_label=_("Choose a person"),
        help_text=_("People whom an administrator invited as experts."),
    )
    employer = TextLine(label=_("Employer"), max_length=100)
    employer_code = CreditCode(required=False)
    former = TextBlock(
        label=_("Former employers, last three years"),
        rows=3,
        required=False,
        help_text=_("One a line: credit code, a blank, the last day (2025-03-01)."),
    )
    field = forms.ChoiceField(label=_("Field"), choices=Field.choices)
    specialty = TextLine(label=_("Specialty"), max_length=100)
    is_active = forms.BooleanField(label=_("May be named to panels"), required=False, initial=True)

    def __init__(self, *args: Any, expert: Expert | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(role_grants__role=Role.EXPERT, role_grants__ended_at__isnull=True)
        if expert is None:
            self.fields["user"].queryset = people.filter(expert__isnull=True).distinct()  # type: ignore[attr-defined]
        else:
            del self.fields["user"]

    def clean_former(self) -> list[dict[str, str]]:
        """Each line a code and a day; the wrong line is named."""
        found = []
        for line in self.cleaned_data["former"].splitlines():
            code, _blank, day = line.strip().partition(" ")
            try:
                found.append({"code": code.upper(), "until": date.fromisoformat(day.strip()).isoformat()})
            except ValueError as error:
                raise ValidationError(
                    _("“%(line)s”: a credit code, a blank and a day such as 2025-03-01."),
                    params={"line": line[:60]},
                ) from error
        return found


class ListForm(OfficeForm):
    """A meeting and what it decided on each filing: fields ``outcome-PK`` and ``reason-PK``."""

    title = TextLine(label=_("Title"), max_length=100)
    meeting_number = TextLine(label=_("Meeting minute number"), max_length=60)
    decided_on = day_field(label=_("Day of the meeting"))

    clauses = {"meeting_number": "G5.6f"}

    def __init__(self, *args: Any, filings: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filings = filings
        for filing in filings:
            self.fields[f"outcome-{filing.pk}"] = forms.ChoiceField(
                label=_("Decision"), choices=[("", _("Not on this list")), *Outcome.choices], required=False
            )
            self.fields[f"reason-{filing.pk}"] = TextBlock(label=_("Reason"), rows=2, required=False)

        for name, field in self.fields.items():
            if name.startswith(("outcome-", "reason-")):
                field.is_asked = True  # type: ignore[attr-defined]

    def rows(self) -> list[tuple[Any, Any, Any]]:
        """Each filing with its two bound fields."""
        return [(one, self[f"outcome-{one.pk}"], self[f"reason-{one.pk}"]) for one in self.filings]

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        for filing in self.filings:
            if typed.get(f"outcome-{filing.pk}") and not typed.get(f"reason-{filing.pk}"):
                self.add_error(f"reason-{filing.pk}", _("Write why the meeting decided so."))
        return typed


class PostForm(OfficeForm):
    """The notice to post."""

    title = TextLine(label=_("Title of the notice"), max_length=120)


KINDS = (
    ("person", _("A person, by name")),
    ("unit", _("A unit, by name")),
    ("anonymous", _("Without a name")),
)


class ObjectionForm(OfficeForm):
    """An objection: to which consortium, by whom, facts and reasons, evidence."""

    item = forms.ModelChoiceField(NoticeItem.objects.none(), label=_("To which consortium"), empty_label=None)
    kind = forms.ChoiceField(
        label=_("Who objects"),
        choices=KINDS,
        widget=forms.RadioSelect,
        initial="person",
        help_text=_("Only the supervision desk sees who you are, and each look is recorded."),
    )
    name = TextLine(label=_("Your name, or the unit's"), max_length=100, required=False)
    contact = TextLine(label=_("Phone or e-mail"), max_length=100, required=False)
    address = TextLine(label=_("Address"), max_length=200, required=False)
    text = TextBlock(label=_("Facts and reasons"), rows=8, help_text=_("What is wrong, and how you know."))
    evidence = Upload(
        label=_("Evidence"),
        required=False,
        help_text=_("PDF, OFD, DOCX, XLSX, DOC, WPS, JPG or PNG, up to 50 MB. Without a name it is needed."),
    )

    clauses = {"text": "G5.6h"}

    def __init__(self, *args: Any, items: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["item"]
        field.queryset = items
        for name in ("name", "contact"):  # needed unless somebody objects without a name
            self.fields[name].is_asked = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if typed.get("kind") == "anonymous":
            if not typed.get("evidence") and "evidence" not in self.errors:
                self.add_error(
                    "evidence", _("Without a name, evidence that can be checked is needed. Add a file.")
                )
            return typed
        for name, words in (("name", _("Enter the name.")), ("contact", _("Enter a phone or an e-mail."))):
            if not typed.get(name) and name not in self.errors:
                self.add_error(name, words)
        return typed

    @property
    def objector(self) -> dict[str, str] | None:
        """Who objects, or None without a name."""
        typed = self.cleaned_data
        if typed["kind"] == "anonymous":
            return None
        return {name: typed[name] for name in ("kind", "name", "contact", "address")}


def sheet_typed(data: Any, keys: Iterable[str]) -> dict[str, dict[str, str]]:
    """The rubric's fields of a posted form: ``points-KEY`` and ``reason-KEY``."""
    return {
        key: {"points": data.get(f"points-{key}", ""), "reason": data.get(f"reason-{key}", "")}
        for key in keys
    }


def default_round_title(today: date, number: int) -> str:
    """A round's title until somebody types another."""
    return f"{today.year} 年第 {number} 轮评审"
