"""What is typed between registration and its end: reports, difficulties, projects, promised figures, dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import RoleGrant
from accounts.roles import Role
from consortia.fields import Figure, OfficeForm, TextBlock, TextLine, Upload, day_field
from consortia.models import Indicator, Milestone
from consortia.states import Programme
from filings.forms.opening import asked
from workflow.forms import StepForm, long_text

from .models import Report
from .periods import YEARLY


class DatesForm(StepForm):
    """The dates of a registration that was published without them, and where they were read."""

    valid_from = day_field(_("First day"))
    last_day_on = day_field(_("Last day"), help_text=_("At most three years; both days included."))
    source = forms.CharField(
        label=_("Where the dates were read"),
        max_length=300,
        help_text=_("Document, number and page, so that the second person can look it up."),
    )


class RemarkForm(StepForm):
    """Taking note, with a word to the lead if there is one."""

    reason = long_text(_("A word to the lead"), rows=3, required=False)


class AnswerForm(StepForm):
    answer = long_text(_("Answer"), _("What was done, or who helps and until when."), rows=6)


def owner_choices(user_ids: Iterable[int] | None = None) -> list[tuple[str, str]]:
    """Officers who may own a difficulty, each with the place of the office."""
    held = RoleGrant.objects.filter(
        role__in=[Role.DISTRICT_OFFICER, Role.CITY_OFFICER], ended_at__isnull=True, user__is_active=True
    ).select_related("user", "authority")
    if user_ids is not None:
        held = held.filter(user_id__in=list(user_ids))
    found = {
        grant.user_id: f"{grant.user} · {grant.authority.short_name}"
        for grant in held.order_by("-role", "pk")
    }
    return [("", str(_("Choose an officer"))), *((str(pk), label) for pk, label in found.items())]


class OwnerForm(StepForm):
    """Which officer looks after a difficulty."""

    owner = forms.ChoiceField(label=_("Owner"), choices=owner_choices)


class DifficultyForm(OfficeForm):
    """What holds a consortium up."""

    title = TextLine(label=_("What holds you up"), max_length=120)
    text = TextBlock(label=_("In more words, and what would help"), rows=6)


class ProjectForm(OfficeForm):
    """A project that the consortium carries."""

    number = TextLine(label=_("Project number"), max_length=40)
    name = TextLine(label=_("Project"), max_length=120)
    programme = forms.ChoiceField(label=_("How it was granted"), choices=Programme.choices)
    amount = Figure(label=_("Sum in yuan"), min_value=0)
    opened_on = day_field(_("Opened on"))
    closed_on = day_field(_("Closed on"), required=False, help_text=_("Only if it has ended already."))

    clauses = {"number": "G7.3a"}


class CloseProjectForm(OfficeForm):
    closed_on = day_field(_("Closed on"))


class ReportForm(OfficeForm):
    """A report. Everything may stay empty while it is a draft; sending asks for the rest."""

    progress = asked(TextBlock(
        label=_("What was done"), rows=5, required=False,
        help_text=_("Three to ten sentences are enough for the light report."),
    ))  # fmt: skip
    difficulty = TextBlock(
        label=_("What holds you up"), rows=3, required=False,
        help_text=_("Only if something does. An officer becomes its owner and answers you."),
    )  # fmt: skip
    innovation = asked(TextBlock(label=_("New in mechanisms"), rows=4, required=False))
    plans = asked(TextBlock(label=_("What comes next"), rows=4, required=False))
    document = Upload(label=_("Report as a document"), required=False)

    clauses = {"progress": "G7.1c", "innovation": "G7.2c"}

    def __init__(
        self, *args: Any, report: Report, indicators: Iterable[Indicator], milestones: Iterable[Milestone],
        figures: Mapping[int, Any], today: date, **kwargs: Any,
    ) -> None:  # fmt: skip
        self.indicators, self.milestones, self.today = list(indicators), list(milestones), today
        initial: dict[str, Any] = {
            name: getattr(report, name)
            for name in ("progress", "difficulty", "innovation", "plans", "document")
        }
        for one in self.indicators:
            if kept := figures.get(one.pk):
                initial |= {f"figure_{one.pk}": kept.value, f"note_{one.pk}": kept.note}
        initial |= {f"reached_{pk}": day for pk, day in report.reached.items()}
        kwargs.setdefault("initial", initial)
        super().__init__(*args, **kwargs)
        if report.kind != YEARLY:
            for name in ("innovation", "plans", "document"):
                del self.fields[name]
        for one in self.indicators:
            self.fields[f"figure_{one.pk}"] = Figure(label=one.name, required=False)
            self.fields[f"note_{one.pk}"] = TextLine(label=_("Note"), max_length=200, required=False)
        for step in self.milestones:
            self.fields[f"reached_{step.pk}"] = day_field(_("Reached on"), required=False)
        for name, field in self.fields.items():
            if name.startswith(("figure_", "note_", "reached_")):  # drawn in tables, without crispy
                field.widget.attrs["class"] = "form-control form-control-sm"

    def clean(self) -> dict[str, Any]:
        """A milestone cannot be reached on a day that has not come."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        for step in self.milestones:
            day = typed.get(f"reached_{step.pk}")
            if day and day > self.today:
                self.add_error(
                    f"reached_{step.pk}",
                    _("%(day)s has not come. Enter the day it was reached, or leave it empty.")
                    % {"day": date_format(day)},
                )
        return typed

    def texts(self) -> dict[str, str]:
        names = ("progress", "difficulty", "innovation", "plans")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}

    def figures(self) -> dict[int, tuple[Decimal, str]]:
        """Indicator id to value and note, of those that have a value."""
        return {
            one.pk: (value, self.cleaned_data.get(f"note_{one.pk}") or "")
            for one in self.indicators
            if (value := self.cleaned_data.get(f"figure_{one.pk}")) is not None
        }

    def reached(self) -> dict[int, date]:
        return {
            step.pk: day for step in self.milestones if (day := self.cleaned_data.get(f"reached_{step.pk}"))
        }
