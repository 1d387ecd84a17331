"""What the city registered, until when, and who may not lead."""

from datetime import date, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from workflow.models import Movable

from ..states import Origin, RegistrationState
from .consortium import Consortium


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def in_force(self, on: date) -> Self:
        """Registered, not revoked or dissolved, and within validity; unknown dates count as in force."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=on, valid_until__gt=on),
            state__in=[RegistrationState.IN_FORCE, RegistrationState.LEAD_VACANT],
        )

    def lapsing(self, within_days: int, on: date) -> Self:
        """In force, with their last day within so many days."""
        return self.in_force(on).filter(valid_until__lte=on + timedelta(days=within_days))


LONGEST_DAYS = 1096  # three years with their one leap day (G5.6i)


class Registration(Movable):
    """One registration (备案). ``valid_until`` is exclusive; unknown dates only on imported historic ones."""

    consortium = models.ForeignKey(Consortium, on_delete=models.PROTECT, related_name="registrations")
    number = models.CharField(max_length=20, unique=True, null=True)
    official_number = models.CharField(max_length=40, blank=True)
    authority = models.ForeignKey("accounts.Authority", on_delete=models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    verification_code = models.CharField(max_length=32, unique=True, null=True)
    origin = models.CharField(max_length=20, choices=Origin.choices, default=Origin.FILED)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    certificate = models.ForeignKey(
        "documents.StoredFile", on_delete=models.PROTECT, null=True, related_name="+"
    )
    letter = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True, valid_until__isnull=True)
                | Q(valid_from__lt=F("valid_until")),
                name="validity_whole",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_until__lte=F("valid_from") + LONGEST_DAYS),
                name="validity_three_years",
            ),
            models.CheckConstraint(
                condition=Q(origin=Origin.PUBLISHED_LIST)
                | Q(
                    number__isnull=False,
                    valid_from__isnull=False,
                    verification_code__isnull=False,
                    registered_by__isnull=False,
                ),
                name="registration_complete",
            ),
        ]
        indexes = [
            models.Index(fields=["-id"], name="registration_newest"),
            models.Index(fields=["valid_until"], name="registration_lapse"),
        ]

    @property
    def last_day_on(self) -> date | None:
        """The last day of validity, as papers print it."""
        return self.valid_until and self.valid_until - timedelta(days=1)

    def standing(self, on: date) -> str:
        """What the register says of it on a day: in_force, lapsed, not_yet, revoked, dissolved, lead_vacant."""
        if self.state in (RegistrationState.REVOKED, RegistrationState.DISSOLVED) or self.valid_until is None:
            return self.state
        if on >= self.valid_until:
            return "lapsed"
        return self.state if self.valid_from is None or on >= self.valid_from else "not_yet"


class LeadBan(models.Model):
    """Three years without leading or core membership (G7.3d), by credit code. ``until_on`` is exclusive."""

    code = models.CharField(max_length=18)
    unit_name = models.CharField(max_length=100)
    from_on = models.DateField()
    until_on = models.DateField()
    facts = models.TextField()
    decision_number = models.CharField(max_length=60)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(from_on__lt=F("until_on")), name="ban_has_length")]
        indexes = [models.Index(fields=["code", "until_on"], name="ban_by_code")]
