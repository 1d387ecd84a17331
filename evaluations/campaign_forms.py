"""What people fill in about evaluations, and how the steps of this road are shown."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from consortia.fields import Address, CreditCode, OfficeForm, TextBlock, TextLine, Upload
from reviews.forms import day_field
from workflow.forms import StepForm, long_text

from . import campaign_access as access
from . import campaign_queries as queries
from . import scheme, steps
from .flow_campaigns import CAMPAIGN, EVALUATION
from .forms import WithReason
from .models import Campaign, Evaluation
from .states import EvaluationEvent, Evaluators, Grade


class OpinionForm(StepForm):
    opinion = long_text(
        _("Opinion of the evaluators"), _("What the sheets come to, in a few sentences. The lead reads it.")
    )


class ReplyForm(StepForm):
    reply = long_text(
        _("Your reply"),
        _("Say what you see differently, or that you agree. It is read before the decision."),
        rows=8,
    )


class DecisionForm(StepForm):
    grade = forms.ChoiceField(label=_("Grade"), choices=[("", "—"), *Grade.choices])
    number = forms.CharField(
        label=_("Decision number"), max_length=60, help_text=_("As the office system gave it.")
    )
    reason = long_text(_("Reason"), _("Needed when the grade differs from the one proposed."), required=False)


class CampaignForm(OfficeForm):
    """A new campaign; the registrations are chosen in the list beside."""

    title = TextLine(label=_("Title"), max_length=100)
    evidence_until = day_field(
        label=_("Evidence until"), help_text=_("The last day on which leads bring evidence.")
    )
    evaluators = forms.ChoiceField(
        label=_("Carried out by"), choices=Evaluators.choices, widget=forms.RadioSelect
    )
    agency = TextLine(
        label=_("Agency"), max_length=100, required=False, help_text=_("Only for a third-party agency.")
    )
    agency_code = CreditCode(required=False)

    clauses = {"evaluators": "G7.2d"}


class EvidenceForm(OfficeForm):
    """A figure or a paper for one promised figure or one item of the scheme."""

    about = forms.ChoiceField(label=_("For"))
    value = forms.DecimalField(label=_("Figure"), max_digits=14, decimal_places=2, required=False)
    note = TextLine(label=_("Note"), max_length=300, required=False)
    document = Upload(label=_("Paper"), required=False)

    def __init__(self, *args: Any, indicators: Iterable[Any], frozen: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        figures = [(f"indicator-{one.pk}", f"{one.name}（{one.unit}）") for one in indicators]
        items = [(f"item-{item.key}", item_name(item)) for item in scheme.rubric(frozen)]
        groups = [(_("Promised figures"), figures)] if figures else []
        self.fields["about"].choices = [*groups, (_("Items of the scheme"), items)]  # type: ignore[attr-defined]

    @property
    def target(self) -> dict[str, Any]:
        """What the evidence is for, as the action takes it."""
        kind, _dash, key = str(self.cleaned_data["about"]).partition("-")
        return {"indicator_id": int(key)} if kind == "indicator" else {"item": key}

    @property
    def value_typed(self) -> Decimal | None:
        return self.cleaned_data.get("value")


class ReadyForm(OfficeForm):
    """The lead's own words, then scoring may start."""

    statement = TextBlock(
        label=_("What the lead says of it"),
        rows=6,
        help_text=_("What was reached, what was not and why. Evaluators read it first."),
    )


class InviteForm(OfficeForm):
    """Somebody of the agency, by letter."""

    name = TextLine(label=_("Name"), max_length=60)
    email = Address(label=_("E-mail"))


class SeatForm(OfficeForm):
    """A seat for somebody of the agency, until a day."""

    user = forms.ModelChoiceField(User.objects.none(), label=_("Person"), empty_label=_("Choose a person"))
    expires_on = day_field(label=_("Seat open until"))

    def __init__(self, *args: Any, seated: Iterable[int] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(role_grants__role=Role.EVALUATOR, role_grants__ended_at__isnull=True)
        self.fields["user"].queryset = people.exclude(pk__in=list(seated)).distinct().order_by("pk")  # type: ignore[attr-defined]


class AnswerForm(OfficeForm):
    """What came of the suggestion to support an excellent consortium more."""

    answer = TextBlock(label=_("What came of it"), rows=4)

    clauses = {"answer": "G7.2e"}


def item_name(item: Any) -> str:
    return str(item.en if get_language() == "en" else item.zh)


def campaigns_of(user: Any) -> Any:
    """Campaigns whose steps somebody may open: the city's desk and its watchers."""
    return Campaign.objects.all() if access.reads_campaigns(user) else Campaign.objects.none()


def evaluations_of(user: Any) -> Any:
    return Evaluation.objects.visible_to(user).select_related(
        "campaign", "registration__consortium__lead", "registration__authority"
    )


def _what_sheets_say(evaluation: Any) -> list[str]:
    """What the sealed sheets come to, said before the grade is proposed."""
    found = queries.summary(queries.sealed_sheets(evaluation))
    if found is None:
        return []
    label = Grade(scheme.grade_of(found.mean, evaluation.campaign.scheme)).label
    line = gettext("Sealed sheets: %(count)s. They come to %(score)s points: %(grade)s.")
    return [line % {"count": found.count, "score": found.mean, "grade": label}]


def _what_a_grade_does(evaluation: Any) -> list[str]:
    """What was proposed, what the lead replied, and what follows from which grade."""
    proposed = Grade(evaluation.proposed_grade).label if evaluation.proposed_grade else "—"
    lines = [
        gettext("Proposed: %(score)s points, %(grade)s.") % {"score": evaluation.score, "grade": proposed},
        gettext("The lead replied: %(reply)s") % {"reply": evaluation.reply}
        if evaluation.reply
        else gettext("The lead did not reply in its days."),
        gettext(
            "Excellent suggests more support; unqualified opens a case. Nothing is revoked by the grade itself."
        ),
    ]
    return [*lines, *notes_of(evaluation.campaign)]


def notes_of(campaign: Any) -> list[str]:
    """Shares beyond what the office expects: something to look at, never a reason to lower a grade."""
    words = {
        "many_excellent": gettext(
            "Excellent: %(count)s of %(total)s; the office expects at most %(share)s%%."
        ),
        "many_good": gettext(
            "Excellent and good: %(count)s of %(total)s; the office expects at most %(share)s%%."
        ),
    }
    grades = [
        grade or proposed
        for grade, proposed in campaign.evaluations.exclude(state="cancelled").values_list(
            "grade", "proposed_grade"
        )
        if grade or proposed
    ]
    found = scheme.share_notes(grades, campaign.scheme) if campaign.scheme else ()
    return [
        words[note.code] % {"count": note.count, "total": note.total, "share": note.share} for note in found
    ]


E = EvaluationEvent
steps.register_flow(CAMPAIGN, visible=campaigns_of)
steps.register_flow(EVALUATION, visible=evaluations_of)
steps.register_form("evaluation", E.CONCLUDE, OpinionForm, words=_what_sheets_say)
steps.register_form("evaluation", E.REPLY, ReplyForm, confirms=True)
steps.register_form("evaluation", E.DECIDE, DecisionForm, confirms=True, words=_what_a_grade_does)
steps.register_form("evaluation", E.RECONSIDER, WithReason)
steps.register_form("evaluation", E.CANCEL, WithReason, is_destructive=True)
