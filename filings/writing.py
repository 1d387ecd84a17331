"""Rows of writing together: what each open page began from, who wrote what last, two versions of one field,
and parts that were handed to somebody. Kept by ``filings.models``.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow.models import Movable

from .states import HandoffState, Place


class PageBase(models.Model):
    """What one open page's next change of a field is measured from: known even where an answer to it was lost."""

    filing = models.ForeignKey("filings.Filing", on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=12)
    field = models.CharField(max_length=80)
    tab = models.CharField(max_length=32)
    number = models.PositiveIntegerField()
    """Of the page's sends, the last that arrived."""
    base = models.TextField(blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["filing", "place", "field", "tab"], name="page_base_once")
        ]


class FieldTrace(models.Model):
    """Who changed a field last, and who wrote each of its paragraphs: ``credits`` of ``filings.merging``."""

    filing = models.ForeignKey("filings.Filing", on_delete=models.CASCADE, related_name="traces")
    place = models.CharField(max_length=12)
    field = models.CharField(max_length=80)
    credits = models.JSONField(default=list)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["filing", "place", "field"], name="trace_once")]


class FieldConflict(models.Model):
    """A value that could not be merged: kept whole beside the stored one until somebody chooses."""

    class Choice(models.TextChoices):
        TAKEN = "taken", _("This one taken")
        PRESENT = "present", _("The present one kept")
        BOTH = "both", _("Both kept")
        SETTLED = "settled", _("Settled by writing on")

    filing = models.ForeignKey("filings.Filing", on_delete=models.CASCADE, related_name="conflicts")
    place = models.CharField(max_length=12)
    field = models.CharField(max_length=80)
    tab = models.CharField(max_length=32)
    value = models.TextField(blank=True)
    base = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    choice = models.CharField(max_length=8, choices=Choice.choices, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["filing", "place", "field", "tab"],
                condition=Q(resolved_at__isnull=True),
                name="one_open_conflict_per_page",
            ),
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True, choice="")
                | (Q(resolved_at__isnull=False, resolved_by__isnull=False) & ~Q(choice="")),
                name="choice_whole",
            ),
        ]


class Handoff(Movable):
    """A part of the dossier in the hands of a unit or a person of the parties; nobody is locked out by it.

    ``part`` names a chapter or table of the place, or one row of a table as ``table:number``; empty is all of it.
    ``due_on`` is the day by which it should come back.
    """

    filing = models.ForeignKey("filings.Filing", on_delete=models.PROTECT, related_name="handoffs")
    place = models.CharField(_("Place"), max_length=12, choices=Place.choices)
    part = models.CharField(_("Part"), max_length=80, blank=True)
    unit = models.ForeignKey("consortia.Unit", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    note = models.TextField(_("What to write"), blank=True)
    answer = models.TextField(blank=True)
    """The last word in either direction: with "ready", or why it should be done again."""
    handed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["filing", "state"], name="handoff_of_filing")]
        constraints = [
            models.UniqueConstraint(
                fields=["filing", "place", "part", "unit", "person"],
                condition=Q(state__in=[HandoffState.OPEN, HandoffState.READY]),
                nulls_distinct=False,
                name="handed_once",
            )
        ]
