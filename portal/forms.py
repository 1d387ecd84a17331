"""What people fill in at the desks: decisions, tickets, holds, calls, parameters, deputies."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from consortia.guideline import CLAUSES
from filings.states import Event, State
from workflow.flow import Row
from workflow.forms import NothingToFill, StepForm, long_text
from workflow.models import Hold
from workflow.refusal import Force

CITED = ("G1", "G2.1", "G3", "G4", "G5", "G7.3", "G7.4", "GA")
"""Clauses that put something to an applicant; purposes, goals, support and evaluation are not cited in a check."""


def clause_choices(*, only_hard: bool = False) -> list[tuple[str, str]]:
    """Clauses to cite, number first, in the reader's language."""
    is_english = get_language() == "en"
    listed = [
        clause for clause in CLAUSES.values() if clause.force is not None and clause.id.startswith(CITED)
    ]
    if only_hard:
        listed = [clause for clause in listed if clause.force == Force.HARD]
    words = [(c.id, f"{c.id}  {(c.gloss if is_english else c.text)[:60]}") for c in listed]
    return [("", str(_("Choose a clause"))), *words]


def hard_choices() -> list[tuple[str, str]]:
    return clause_choices(only_hard=True)


class WithReason(StepForm):
    reason = long_text(_("Reason"), _("The lead reads this sentence."))


class MayGiveReason(StepForm):
    reason = long_text(_("A word to the lead"), _("Stands above the tickets."), rows=3, required=False)


class Opinion(StepForm):
    opinion = long_text(_("Opinion"), _("It goes into the recommendation letter word for word."), rows=5)


class WithClause(StepForm):
    clause = forms.ChoiceField(label=_("Clause"), choices=clause_choices)
    reason = long_text(_("Reason"), _("What was found, and why the clause is not met."))


class WithHardClause(WithClause):
    clause = forms.ChoiceField(
        label=_("Unmet condition"),
        choices=hard_choices,
        help_text=_("Only a condition that must be met carries a refusal to accept."),
    )


class Heard(StepForm):
    reason = long_text(_("Reason"))
    heard = long_text(_("How the applicant was heard"), _("When, how, and what the applicant said."))


class NewFact(StepForm):
    meeting_number = forms.CharField(label=_("Meeting minute number"), max_length=60)
    fact_on = forms.DateField(
        label=_("Day of the new fact"),
        help_text=_("After the day the meeting decided the list."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    reason = long_text(_("The new fact, and why it stands against registration"))
    heard = long_text(_("How the applicant was heard"), _("When, how, and what the applicant said."))


class Correction(StepForm):
    reason = long_text(_("What is wrong on the notice"), rows=3)
    correction = long_text(_("What is right"), _("The corrected notice prints this."), rows=3)


class Register(StepForm):
    official_number = forms.CharField(
        label=_("Number of the city's own document"),
        max_length=40,
        required=False,
        help_text=_("If the bureau gives one; the registration number is given by the system."),
    )


DRAFTS: Mapping[str, type[StepForm]] = {
    Event.ENDORSE: Opinion,
    Event.NOT_RECOMMEND: WithClause,
    Event.REFUSE: WithHardClause,
    Event.DECLINE: WithClause,
    Event.UPHOLD_REJECT: Heard,
    Event.CORRECT: Correction,
    Event.TERMINATE: Heard,
    Event.WITHDRAW: WithReason,
}
TAKES: Mapping[str, type[StepForm]] = {
    Event.RETURN: MayGiveReason,
    Event.SECOND_LOOK: WithReason,
    Event.SEND_BACK: WithReason,
    Event.SKIP_VISIT: WithReason,
    Event.UPHOLD_RECONSIDER: WithReason,
    Event.REGISTER: Register,
}


def form_for(row: Row, *, is_draft: bool) -> type[StepForm]:
    """Which form a step asks for; the second person of a two-person step signs and fills in nothing."""
    if is_draft:
        return DRAFTS.get(row.event, WithReason)
    if row.event == Event.DECLINE and row.source == State.APPROVAL:
        return NewFact
    return TAKES.get(row.event, NothingToFill)


Groups = Sequence[tuple[str, Sequence[tuple[str, str]]]]
"""What a ticket or question can be on, by place (filings.wording.listed)."""


class TicketForm(StepForm):
    """One thing to correct: the exact part, the clause, what is wanted, and by when."""

    target = forms.ChoiceField(label=_("Place"), help_text=_("Only this part opens for the lead."))
    clause = forms.ChoiceField(label=_("Clause"), choices=clause_choices)
    text = long_text(_("What to correct"), _("Say what was found and what is wanted."), rows=3)
    is_mandatory = forms.BooleanField(label=_("Must be corrected"), required=False, initial=True)
    due_on = forms.DateField(
        label=_("Answer by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Only where it is wanted before the correction ends."),
    )
    late_reason = long_text(
        _("Why this was not told the first time"),
        _("Needed where the part has not changed since; a second person confirms it, and it is counted."),
        rows=2,
        required=False,
    )

    def __init__(self, *args: Any, groups: Groups, is_later_round: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["target"]
        chosen.choices = [("", _("Choose the part")), *groups]
        if not is_later_round:
            del self.fields["late_reason"]


class QuestionForm(StepForm):
    """A question to one unit; the filing is not returned."""

    target = forms.ChoiceField(label=_("About"))
    membership_id = forms.TypedChoiceField(
        label=_("Unit asked"), coerce=int, help_text=_("It answers on its own page; the lead gets a copy.")
    )
    clause = forms.ChoiceField(label=_("Clause"), choices=clause_choices)
    text = long_text(_("Question"), _("The clock of your check runs on."), rows=3)

    def __init__(
        self, *args: Any, groups: Groups, units: Sequence[tuple[int, str]] = (), **kwargs: Any
    ) -> None:
        kwargs.setdefault("auto_id", "id_question_%s")
        super().__init__(*args, **kwargs)
        about: Any = self.fields["target"]
        about.choices = [("", _("Choose the part")), *groups]
        asked: Any = self.fields["membership_id"]
        asked.choices = list(units)


class HoldForm(StepForm):
    reason = forms.ChoiceField(label=_("Why the clocks should stop"), choices=Hold.Reason.choices)
    note = long_text(_("What is known"), _("Kept in the record; the lead sees the reason only."))


class NoteForm(StepForm):
    note = long_text(_("Why it is lifted"), rows=3)


class CallForm(StepForm):
    title = forms.CharField(label=_("Title"), max_length=100)
    opens_at = forms.DateTimeField(label=_("Opens"))
    lead_closes_at = forms.DateTimeField(label=_("Leads file until"))
    district_closes_at = forms.DateTimeField(
        label=_("Districts report until"),
        help_text=_("At least the working days the office gives after the leads."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.DateTimeField):
                field.widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
                field.input_formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]


class ExtendForm(CallForm):
    title = None  # type: ignore[assignment]
    opens_at = None  # type: ignore[assignment]
    reason = long_text(_("Why the call is extended"), _("Shown publicly."), rows=3)


class ParameterForm(StepForm):
    """A new value of one office parameter; its type and bounds come from the parameter's own definition."""

    value = forms.CharField(label=_("New value"))
    valid_from = forms.DateField(label=_("Valid from"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = long_text(_("Reason"), _("Shown publicly with the value."), rows=3)

    def __init__(self, definition: Mapping[str, Any], today: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.definition, self.today = definition, today
        match definition["type"]:
            case "bool":
                choices = [("1", _("Yes")), ("0", _("No"))]
                self.fields["value"] = forms.ChoiceField(label=_("New value"), choices=choices)
            case "choice":
                name = "label_en" if get_language() == "en" else "label"
                choices = [(option["value"], option[name]) for option in definition["choices"]]
                self.fields["value"] = forms.ChoiceField(label=_("New value"), choices=choices)
            case _:
                self.fields["value"] = forms.IntegerField(
                    label=_("New value"), min_value=definition.get("min"), max_value=definition.get("max")
                )

    def clean_value(self) -> Any:
        """The value in the type the office uses it in."""
        value = self.cleaned_data["value"]
        return value == "1" if self.definition["type"] == "bool" else value

    def clean_valid_from(self) -> date:
        """A parameter never changes the past."""
        valid_from: date = self.cleaned_data["valid_from"]
        if valid_from < self.today:
            raise forms.ValidationError(
                _("“%(day)s” has passed. A parameter changes from today on, or later."),
                params={"day": valid_from.isoformat()},
            )
        return valid_from


class DeputyForm(StepForm):
    email = forms.EmailField(label=_("E-mail of a colleague"), help_text=_("Somebody with an account here."))
    expires_on = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}), help_text=_("At most 60 days.")
    )
