"""The plan: its five chapters, the answers beside them, and one typed table for each repeated fact.

What each table asks, shows and keeps is declared once, in consortia/tables.py.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..states import Orientation
from .consortium import Consortium, Membership


class Edited(models.Model):
    """Who wrote it last, and when."""

    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    edited_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class Answer(Edited):
    """Something the guideline wants answered: written here, or pages of an uploaded document."""

    key = models.CharField(max_length=20)
    text = models.TextField(_("Text"), blank=True)
    document = models.ForeignKey(
        "documents.StoredFile", on_delete=models.PROTECT, null=True, related_name="+"
    )
    pages = models.CharField(_("Pages"), max_length=40, blank=True)

    class Meta:
        abstract = True

    @property
    def is_answered(self) -> bool:
        return bool(self.text.strip() or (self.document_id and self.pages.strip()))


class PlanChapter(Answer):
    """One of the plan's five chapters (GA.1–GA.5)."""

    consortium = models.ForeignKey(Consortium, on_delete=models.PROTECT, related_name="chapters")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consortium", "key"], name="chapter_once")]


class Provision(Answer):
    """How the consortium runs: one of the seven mechanisms, the voting rule, expense rules, exit terms (G3.4)."""

    consortium = models.ForeignKey(Consortium, on_delete=models.PROTECT, related_name="provisions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consortium", "key"], name="provision_once")]


class Row(Edited):
    """One row of a typed table, in the order the lead gave it."""

    consortium = models.ForeignKey(Consortium, on_delete=models.PROTECT, related_name="%(class)ss")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True


def _party(**more: object) -> models.ForeignKey:
    return models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="%(class)ss", **more)


def money() -> models.DecimalField:
    """万元, exact to one yuan: the fourth decimal."""
    return models.DecimalField(max_digits=14, decimal_places=4)


class ResearchTask(Row):
    """A work package (G3.1c) with the member responsible for it (G3.3d)."""

    title = models.CharField(max_length=120)
    responsible = _party()
    begins_on = models.DateField()
    ends_on = models.DateField()
    """The last day it runs."""
    result = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consortium", "title"], name="task_once"),
            models.CheckConstraint(condition=Q(begins_on__lte=F("ends_on")), name="task_in_order"),
        ]


class Milestone(Row):
    """A promised step with its day and the member responsible for it (G3.3d)."""

    name = models.CharField(_("Milestone"), max_length=120)
    due_on = models.DateField(_("By"))
    responsible = _party(null=True)
    reached_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consortium", "name"], name="milestone_once")]

    def __str__(self) -> str:
        return self.name


class Indicator(Row):
    """One promised figure (G3.5c): typed once in the plan, reported and evaluated unchanged afterwards."""

    name = models.CharField(_("Indicator"), max_length=80)
    unit = models.CharField(_("Measured in"), max_length=20)
    orientation = models.CharField(_("Speaks of"), max_length=12, choices=Orientation.choices)
    baseline = models.DecimalField(_("Today"), max_digits=14, decimal_places=2)
    target = models.DecimalField(_("Target"), max_digits=14, decimal_places=2)
    target_year = models.PositiveSmallIntegerField(_("Reached in"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consortium", "name"], name="indicator_once")]

    def __str__(self) -> str:
        return self.name


class Outcome(Row):
    """A result to be shown, and how far it is carried: 攻出来, 用起来, 强起来 (G3.1d, GA.4)."""

    name = models.CharField(max_length=120)
    stage = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    responsible = _party(null=True)
    proof = models.TextField(blank=True)


class BudgetLine(Row):
    """Money by source and year (GA.5)."""

    source = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    amount = money()
    payer = _party(null=True)
    purpose = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount__gte=0), name="budget_not_negative")]


class LinkedProject(Row):
    """A project or scenario that the work of the plan is tied to (G6.1c-d, G6.4a); no promise that it is granted."""

    name = models.CharField(max_length=120)
    level = models.CharField(max_length=12)
    stage = models.CharField(max_length=12)
    number = models.CharField(max_length=40, blank=True)
    carrier = _party(null=True)
    amount = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    opened_on = models.DateField(null=True)
    tie = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consortium", "name"], name="linked_project_once"),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0), name="linked_project_not_negative"
            ),
        ]


class Resource(Row):
    """What a member brings in, of the five kinds of G3.6, how much and from when."""

    kind = models.CharField(max_length=12)
    party = _party()
    what = models.CharField(max_length=200)
    quantity = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    unit = models.CharField(max_length=20, blank=True)
    available_on = models.DateField(null=True)


class Cooperation(Row):
    """On what the lead and a member have worked together before, by the five aspects of G4.2.1a."""

    aspect = models.CharField(max_length=12)
    party = _party()
    what = models.TextField()
    since_year = models.PositiveSmallIntegerField(null=True)


class ChainLink(Row):
    """What the consortium does for one of the four chains (G2.2)."""

    chain = models.CharField(max_length=12)
    what = models.TextField()
    party = _party(null=True)


class RosterSeat(Row):
    """A person in the council, the expert committee or the office (G3.4d)."""

    body = models.CharField(max_length=12)
    person = models.CharField(max_length=60)
    unit = models.CharField(max_length=100)
    office = models.CharField(max_length=60, blank=True)


class BackgroundRight(Row):
    """Intellectual property a member brings in, and on which terms the others may use it."""

    party = _party()
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=12)
    terms = models.TextField()
