"""What a registered consortium reports, what holds it up, and what it was promised to reach (G7.1c)."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consortia.models import Indicator, Registration, Unit
from workflow.models import Movable

from ..states import DifficultyState, ReportKind, ReportState


class Report(Movable):
    """One report expected of a lead: a light one each half-year, a full one each year."""

    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=10, choices=ReportKind.choices)
    period_from = models.DateField()
    period_until = models.DateField()  # exclusive
    expected_on = models.DateField()
    """The last day to send it; ``is_late`` says that it came after that day. A late report is a report."""
    is_late = models.BooleanField(default=False)
    progress = models.TextField(_("What was done"), blank=True)
    innovation = models.TextField(_("New in mechanisms"), blank=True)
    plans = models.TextField(_("What comes next"), blank=True)
    document = models.ForeignKey(
        "documents.StoredFile", on_delete=models.PROTECT, null=True, related_name="+"
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True)
    difficulty = models.TextField(_("What holds you up"), blank=True)
    """Becomes a difficulty of its own when the report is sent."""
    reached = models.JSONField(default=dict)
    """Milestone id to the ISO day on which the report says it was reached; entered when it is sent."""
    remark = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["registration", "kind", "period_from"], name="report_once"),
            models.CheckConstraint(
                condition=Q(period_from__lt=F("period_until")), name="report_period_whole"
            ),
        ]
        indexes = [
            models.Index(fields=["-id"], name="report_newest"),
            models.Index(
                fields=["due_on", "id"], name="report_expected", condition=Q(state=ReportState.EXPECTED)
            ),
        ]

    @property
    def last_day_on(self) -> date:
        """The last day of its period."""
        return self.period_until - timedelta(days=1)


class ReportFigure(models.Model):
    """What a report says of one promised indicator."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="figures")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="figures")
    value = models.DecimalField(_("Reached"), max_digits=14, decimal_places=2)
    note = models.CharField(_("Note"), max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "indicator"], name="figure_once")]


class Difficulty(Movable):
    """Something that holds a consortium up: who raised it, who owns it, what was answered."""

    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="difficulties")
    raised_by_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    title = models.CharField(_("What holds you up"), max_length=120)
    text = models.TextField(_("In more words, and what would help"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="owned_difficulties"
    )
    answer = models.TextField(_("Answer"), blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["-id"], name="difficulty_newest"),
            models.Index(
                fields=["due_on", "id"],
                name="difficulty_open",
                condition=~Q(state__in=[DifficultyState.ANSWERED, DifficultyState.CLOSED]),
            ),
        ]
