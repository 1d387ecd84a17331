"""Performance evaluation (G7.2): a campaign, one evaluation for each registration, sheets, a grade."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consortia.models import Indicator, Registration
from ledger.models import append_only
from reviews.models import kept
from reviews.states import ConflictKind
from workflow.models import Movable

from ..states import EvaluationSheetState, EvaluationState, Evaluators, Grade


class Campaign(Movable):
    """An evaluation of chosen registrations with one scheme, one deadline for evidence, one kind of evaluator.

    ``scheme`` is the frozen copy of items, weights and cuts that were in force when it was opened.
    """

    title = models.CharField(_("Title"), max_length=100)
    evaluators = models.CharField(_("Carried out by"), max_length=6, choices=Evaluators.choices)
    agency = models.CharField(_("Agency"), max_length=100, blank=True)
    agency_code = models.CharField(max_length=18, blank=True)
    evidence_until = models.DateField(_("Evidence until"))
    scheme = models.JSONField(default=dict)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(evaluators=Evaluators.AGENCY) | ~Q(agency=""), name="agency_is_named"
            ),
        ]
        indexes = [models.Index(fields=["-id"], name="campaign_newest")]

    def __str__(self) -> str:
        return self.title


class CampaignSeat(models.Model):
    """One evaluator in one campaign: an expert of the pool, or an agency's person until a day."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="seats")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="campaign_seats"
    )
    employer = models.CharField(max_length=100)
    employer_code = models.CharField(max_length=18, blank=True)
    expires_on = models.DateField(null=True)
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "user"], condition=Q(removed_at__isnull=True), name="evaluator_once"
            ),
        ]


class Evaluation(Movable):
    """One registration's evaluation. The grade is final only when the approver has decided it."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="evaluations")
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="evaluations")
    statement = models.TextField(_("What the lead says of it"), blank=True)
    score = models.DecimalField(max_digits=5, decimal_places=1, null=True)
    proposed_grade = models.CharField(max_length=12, choices=Grade.choices, blank=True)
    opinion = models.TextField(_("Evaluators' opinion"), blank=True)
    reply = models.TextField(_("Reply of the lead"), blank=True)
    replied_at = models.DateTimeField(null=True)
    grade = models.CharField(max_length=12, choices=Grade.choices, blank=True)
    decision_number = models.CharField(_("Decision number"), max_length=60, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_on = models.DateField(null=True)
    work_paper = models.ForeignKey(
        "documents.StoredFile", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "registration"], name="evaluated_once_per_campaign"),
            models.CheckConstraint(
                condition=Q(grade="") | Q(state=EvaluationState.DECIDED, decided_by__isnull=False),
                name="grade_is_decided",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_on", "id"], name="evaluation_queue"),
            models.Index(fields=["registration", "-id"], name="evaluation_of_registration"),
        ]
        triggers = kept(
            "evaluation", "grade", "score", "decision_number", "decided_by_id", "decided_on", "registration_id",
            once="OLD.state = 'decided'",
        )  # fmt: skip


class Evidence(models.Model):
    """A figure or paper the lead brings for one indicator or one item of the scheme, before the deadline."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="evidence")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, null=True, related_name="+")
    item = models.CharField(max_length=20, blank=True)
    value = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    note = models.CharField(max_length=300, blank=True)
    document = models.ForeignKey(
        "documents.StoredFile", on_delete=models.PROTECT, null=True, related_name="+"
    )
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)


class EvaluatorStatement(models.Model):
    """An evaluator's statement before any file opens: nothing in the way, or what is (avoidance, Q-11)."""

    seat = models.ForeignKey(CampaignSeat, on_delete=models.PROTECT, related_name="statements")
    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="statements")
    conflict = models.CharField(max_length=16, choices=ConflictKind.choices, blank=True)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seat", "evaluation"], name="statement_once")]
        triggers = append_only("evaluator_statement")


class EvaluationSheet(Movable):
    """One evaluator's points for one registration: a draft of its own, then sealed for good."""

    seat = models.ForeignKey(CampaignSeat, on_delete=models.PROTECT, related_name="sheets")
    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="sheets")
    items = models.JSONField(default=dict)
    opinion = models.TextField(_("Overall opinion"), blank=True)
    total = models.DecimalField(max_digits=5, decimal_places=1, null=True)
    sealed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seat", "evaluation"], name="evaluation_sheet_once"),
            models.CheckConstraint(
                condition=Q(state=EvaluationSheetState.DRAFT)
                | Q(total__isnull=False, sealed_at__isnull=False),
                name="sealed_evaluation_sheet_whole",
            ),
            models.CheckConstraint(
                condition=Q(total__isnull=True) | Q(total__gte=0, total__lte=100), name="total_in_range"
            ),
        ]
        triggers = kept(
            "evaluation_sheet", "items", "total", "opinion", "sealed_at", "seat_id", "evaluation_id",
            once="OLD.state = 'sealed'",
        )  # fmt: skip


class SupportSuggestion(models.Model):
    """An excellent grade suggests more support (G7.2e): who looked at it, and what came of it."""

    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="suggestions")
    evaluation = models.OneToOneField(Evaluation, on_delete=models.PROTECT, related_name="suggestion")
    suggested_at = models.DateTimeField()
    answer = models.TextField(_("What came of it"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)
