"""Performance evaluation (G7.2): a campaign, one evaluation for each registration, sheets, a grade."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from consortia.models import Indicator, Registration
from ledger.models import append_only
from reviews.models import kept
from reviews.states import ConflictKind
from workflow.models import Movable

from ..campaign_access import evaluations_for, judges
from ..states import CampaignState, EvaluationSheetState, EvaluationState, Evaluators, Grade


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


class SeatQuerySet(models.QuerySet["CampaignSeat"]):
    def live(self, on: date) -> Self:
        """Seats that open anything on a day: not taken away, not over, of a campaign that runs."""
        return self.filter(
            Q(expires_on__isnull=True) | Q(expires_on__gte=on),
            removed_at__isnull=True,
            ended_at__isnull=True,
            campaign__state=CampaignState.OPEN,
        )


class CampaignSeat(models.Model):
    """One evaluator in one campaign: an expert of the pool, or an agency's person until a day.

    A removed seat sets its sheets aside; one that ended by its day leaves sealed sheets as they are.
    """

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
    ended_at = models.DateTimeField(null=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "user"], condition=Q(removed_at__isnull=True), name="evaluator_once"
            ),
        ]


class EvaluationQuerySet(models.QuerySet["Evaluation"]):
    def visible_to(self, user: Any) -> Self:
        """Evaluations that the office, the district and the lead may read. Evaluators: see ``judged_by``."""
        return self.filter(evaluations_for(user))

    def judged_by(self, user: Any, on: date) -> Self:
        """What somebody judges on a day: a live seat, no conflict on record, not cancelled."""
        if not judges(user):
            return self.none()
        seat = CampaignSeat.objects.live(on).filter(campaign=OuterRef("campaign"), user_id=user.pk)
        recused = EvaluatorStatement.objects.filter(
            evaluation=OuterRef("pk"), seat__user_id=user.pk
        ).exclude(conflict="")  # fmt: skip
        return self.filter(Exists(seat), ~Exists(recused)).exclude(state=EvaluationState.CANCELLED)


class Evaluation(Movable):
    """One registration's evaluation. The grade is final only when the approver has decided it.

    ``counted`` holds the keys of the sealed sheets that the proposed score is the mean of.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="evaluations")
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="evaluations")
    begun_at = models.DateTimeField()
    statement = models.TextField(_("What the lead says of it"), blank=True)
    ready_at = models.DateTimeField(null=True)
    counted = models.JSONField(default=list)
    score = models.DecimalField(max_digits=5, decimal_places=1, null=True)
    proposed_grade = models.CharField(max_length=12, choices=Grade.choices, blank=True)
    opinion = models.TextField(_("Evaluators' opinion"), blank=True)
    reply = models.TextField(_("Reply of the lead"), blank=True)
    replied_at = models.DateTimeField(null=True)
    reply_until = models.DateField(null=True)
    grade = models.CharField(max_length=12, choices=Grade.choices, blank=True)
    decision_number = models.CharField(_("Decision number"), max_length=60, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_on = models.DateField(null=True)
    work_paper = models.ForeignKey(
        "documents.StoredFile", on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = EvaluationQuerySet.as_manager()

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
            models.Index(
                fields=["id"],
                name="evaluation_owes_paper",
                condition=Q(state=EvaluationState.DECIDED, work_paper__isnull=True),
            ),
        ]
        triggers = kept(
            "evaluation", "grade", "score", "counted", "decision_number", "decided_by_id", "decided_on",
            "registration_id", once="OLD.grade <> ''",
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
        constraints = [
            models.UniqueConstraint(fields=["seat", "evaluation", "conflict"], name="statement_once")
        ]
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
