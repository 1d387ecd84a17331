"""What people fill in on the road of a case, and how its steps are shown."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consortia.guideline import CLAUSES
from consortia.models import Registration, Unit
from consortia.states import RegistrationEvent
from documents.actions import store_upload
from documents.problems import FileProblem
from workflow.engine import StepRefused
from workflow.forms import StepForm, long_text
from workflow.refusal import Force, Refusal

from . import steps
from .case_guards import CLAUSE_OF
from .flow_cases import CASE
from .forms import WithReason
from .models import Case
from .states import CaseEvent, CaseKind


def clauses(*keys: str) -> list[tuple[str, str]]:
    """Clauses to cite, each with its section and first words."""
    return [(key, f"{key}  {CLAUSES[key].section}  {CLAUSES[key].text[:24]}") for key in keys]


class StatementForm(StepForm):
    statement = long_text(
        _("Statement"), _("What you say to the facts. It is read before the decision, word for word."), rows=8
    )
    file = forms.FileField(
        label=_("File"), required=False, help_text=_("If you have papers to add: one file.")
    )


class DecisionForm(StepForm):
    decision = long_text(_("Decision"), _("It goes into the decision letter word for word."), rows=6)
    clause = forms.ChoiceField(label=_("Clause"), choices=lambda: clauses(*CLAUSE_OF.values()))
    number = forms.CharField(
        label=_("Decision number"), max_length=60, help_text=_("As the office system gave it.")
    )
    credit_until = forms.DateField(
        label=_("Kept in the credit record until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Misconduct only; without a day it stays until it is withdrawn."),
    )


class AnswerForm(StepForm):
    reason = long_text(_("Answer to the second look"), _("The party reads it word for word."))


class NewCaseForm(StepForm):
    """A case that a city officer opens: against whom, over which registration, of which kind, on what facts."""

    kind = forms.ChoiceField(label=_("Kind"), choices=CaseKind.choices)
    code = forms.CharField(
        label=_("Credit code of the unit"), max_length=40, help_text=_("18 characters, as on the licence.")
    )
    registration = forms.CharField(
        label=_("Registration number"),
        max_length=20,
        required=False,
        help_text=_("Needed to revoke a registration or to disqualify a lead."),
    )
    facts = long_text(_("Facts"), _("What is known so far; you complete it on the page of the case."))

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).strip().upper()
        self.unit = Unit.objects.filter(code=code).first()
        if self.unit is None:
            raise forms.ValidationError(_("No unit with this code is known here."))
        return code

    def clean_registration(self) -> str:
        number = str(self.cleaned_data["registration"]).strip().upper()
        self.found = Registration.objects.select_related("consortium").filter(number=number).first()
        if number and self.found is None:
            raise forms.ValidationError(_("No registration with this number is known."))
        return number


class FactsForm(StepForm):
    """What the owner found; which fields there are depends on the kind of case."""

    facts = long_text(_("Facts"), rows=6, required=False)
    organising_facts = long_text(
        _("Facts: poor organisation (组织不力)"), _("First of the two that G7.3c asks for."), required=False
    )
    agreement_facts = long_text(
        _("Facts: agreement not kept (未按共建协议履约)"),
        _("Second of the two; name the article."),
        required=False,
    )
    people = long_text(_("Persons concerned"), _("One a line: name, comma, post."), rows=3, required=False)
    organ = forms.CharField(label=_("Judicial organ"), max_length=100, required=False)
    evidence = forms.FileField(label=_("Evidence"), required=False, help_text=_("Only the office reads it."))

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = {"facts", "evidence"} | EXTRA.get(CaseKind(case.kind), frozenset())
        for name in set(self.fields) - wanted:
            del self.fields[name]

    def clean_people(self) -> list[dict[str, str]]:
        rows = []
        for line in str(self.cleaned_data["people"]).splitlines():
            name, _comma, post = line.replace("，", ",").partition(",")
            if name.strip():
                rows.append({"name": name.strip()[:60], "post": post.strip()[:60]})
        return rows


EXTRA = {
    CaseKind.LEAD_DISQUALIFICATION: frozenset({"organising_facts", "agreement_facts"}),
    CaseKind.MISCONDUCT: frozenset({"people"}),
    CaseKind.REFERRAL: frozenset({"people", "organ"}),
}


class WithdrawCreditForm(WithReason):
    """Why an entry of the credit record is withdrawn."""


def _keep_file(typed: Any, user: Any, _case: Any, now: datetime) -> dict[str, Any]:
    """The statement with its file taken in; only the file's key goes to the engine."""
    kept = {key: value for key, value in typed.items() if key != "file"}
    if typed.get("file"):
        try:
            kept["file_id"] = store_upload(typed["file"], uploaded_by_id=user.pk, now=now).pk
        except FileProblem as problem:
            told = Refusal("file_not_taken", "office", Force.OFFICE, {"problem": str(problem)})
            raise StepRefused(told) from None
    return kept


def _draftable(typed: Any, _user: Any, _case: Any, _now: datetime) -> dict[str, Any]:
    """Dates as text, as a draft keeps them."""
    return {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in typed.items()}


def _decision_words(case: Case) -> list[str]:
    words = []
    if case.kind == CaseKind.LEAD_DISQUALIFICATION:
        words.append(
            str(_("From today on the unit may not lead or be in the core layer elsewhere for three years."))
        )
        words.append(str(_("Ordinary membership stays open to it.")))
    if case.kind != CaseKind.REFERRAL:
        words.append(str(_("The party may ask for a second look; then it takes effect.")))
    return words


def _effect_words(case: Case) -> list[str]:
    told = {
        CaseKind.REVOCATION: _("The registration is revoked; the public register says so at once."),
        CaseKind.LEAD_DISQUALIFICATION: _("The lead's seat falls vacant; the members agree on a new lead."),
        CaseKind.MISCONDUCT: _("The unit and the persons named enter the credit record."),
        CaseKind.REFERRAL: _("The referral is on record; nothing of it is public."),
    }
    return [str(told[CaseKind(case.kind)])]


def visible(user: Any) -> Any:
    return Case.objects.visible_to(user).select_related("unit", "registration__consortium", "owner", "ban")


E = CaseEvent
steps.register_flow(CASE, visible=visible)
steps.register_form("case", E.STATE, StatementForm, prepare=_keep_file, confirms=True)
steps.register_form(
    "case",
    E.DECIDE,
    DecisionForm,
    prepare=_draftable,
    confirms=True,
    is_destructive=True,
    words=_decision_words,
)
steps.register_form("case", E.DROP, WithReason, confirms=True)
steps.register_form("case", E.ASK, WithReason, confirms=True)
steps.register_form("case", E.CONFIRM, AnswerForm, confirms=True, is_destructive=True, words=_effect_words)
steps.register_form("case", E.OVERTURN, AnswerForm, confirms=True)
steps.register_form("case", E.EFFECT, is_destructive=True, words=_effect_words)


def _restore_words(_registration: Any) -> list[str]:
    return [str(_("The member that all agreed on leads from now on; the public register says so at once."))]


def _dissolve_words(_registration: Any) -> list[str]:
    return [
        str(
            _(
                "The consortium ends by the resolution of all its members; the public register says so at once."
            )
        )
    ]


R = RegistrationEvent
steps.register_form("registration", R.RESTORE, confirms=True, words=_restore_words)
steps.register_form("registration", R.DISSOLVE, confirms=True, is_destructive=True, words=_dissolve_words)
