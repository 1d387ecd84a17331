"""What every road needs besides its table: a state, second persons, holds, figures, working days."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ledger.models import Chained, append_only


class Movable(Chained):
    """Something that moves along a table. Only the engine writes ``state`` and what belongs to it."""

    state = models.CharField(max_length=40, editable=False)
    state_since = models.DateTimeField(editable=False)
    step_number = models.PositiveIntegerField(default=0, editable=False)
    due_on = models.DateField(null=True, editable=False)
    is_due_provisional = models.BooleanField(default=False, editable=False)

    class Meta:
        abstract = True


class Proposal(models.Model):
    """The first person's half of a two-person step; the second person's event uses it up."""

    flow = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    step_number = models.PositiveIntegerField()
    event = models.CharField(max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    payload = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    closed_at = models.DateTimeField(null=True)
    is_used = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["flow", "object_id", "event"],
                condition=Q(closed_at__isnull=True),
                name="one_open_proposal",
            ),
        ]


class Hold(models.Model):
    """Clocks stopped for a reason: asked for by one person, placed and lifted by another. Not a state."""

    class Reason(models.TextChoices):
        FRAUD = "fraud", _("Suspected false material")
        BAN = "ban", _("A new ban")
        PARTY_LOST = "party_lost", _("The lead or a party is lost")
        INSOLVENCY = "insolvency", _("Insolvency")

    flow = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    reason = models.CharField(max_length=20, choices=Reason.choices)
    note = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    placed_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    lifted_at = models.DateTimeField(null=True)
    lift_note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["flow", "object_id"], condition=Q(lifted_at__isnull=True), name="one_open_hold"
            ),
            models.CheckConstraint(
                condition=Q(placed_at__isnull=True, placed_by__isnull=True)
                | Q(placed_at__isnull=False, placed_by__isnull=False),
                name="hold_placement_whole",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="hold_lift_whole",
            ),
            models.CheckConstraint(
                condition=Q(placed_by__isnull=True) | ~Q(placed_by=models.F("asked_by")),
                name="hold_two_persons",
            ),
        ]


class Parameter(models.Model):
    """One value of an office parameter from a date on: a city officer proposes, the approver confirms."""

    key = models.CharField(max_length=60)
    value = models.JSONField()
    valid_from = models.DateField()
    version = models.PositiveIntegerField()
    reason = models.TextField()
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="parameter_version_once"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True)
                | Q(proposed_by__isnull=True)
                | ~Q(confirmed_by=models.F("proposed_by")),
                name="parameter_two_persons",
            ),
        ]
        indexes = [models.Index(fields=["key", "-valid_from"], name="parameter_newest")]


class WorkCalendarDay(models.Model):
    """A day that differs from Monday-to-Friday: a holiday off, or a weekend day worked instead (调休)."""

    date = models.DateField(unique=True)
    is_working = models.BooleanField()
    name = models.CharField(max_length=40)
    source = models.CharField(max_length=200)


class WorkCalendarYear(models.Model):
    """A year whose State Council notice has been loaded; every other year is provisional."""

    year = models.PositiveSmallIntegerField(unique=True)
    source = models.CharField(max_length=200)
    loaded_at = models.DateTimeField()


class Series(models.Model):
    """The last number given in a series such as QDLH-2026; its row lock keeps the series gapless."""

    key = models.CharField(max_length=30, unique=True)
    last = models.PositiveIntegerField(default=0)


__all__ = [
    "Chained",
    "Hold",
    "Movable",
    "Parameter",
    "Proposal",
    "WorkCalendarDay",
    "WorkCalendarYear",
    "append_only",
]
