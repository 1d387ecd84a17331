"""What the city registered, until when, and who may not lead."""

from datetime import date, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ledger.models import append_only
from workflow.models import Movable

from ..states import CreditSubject, Origin, Programme, RegistrationState, ResolutionKind
from .consortium import Consortium, Membership
from .units import Unit


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
    number = models.CharField(max_length=20, null=True)
    official_number = models.CharField(max_length=40, blank=True)
    authority = models.ForeignKey("accounts.Authority", on_delete=models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    verification_code = models.CharField(max_length=32, null=True)
    origin = models.CharField(max_length=20, choices=Origin.choices, default=Origin.FILED)
    # nobody looks for registrations by these; each index less makes the sweep's move cheaper
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    certificate = models.ForeignKey(
        "documents.StoredFile", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    letter = models.ForeignKey(
        "documents.StoredFile", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    dates_source = models.CharField(_("Where the dates were read"), max_length=300, blank=True)
    announce_on = models.DateField(null=True, editable=False)
    """The day on which the calendar next has something to say of it; the sweep moves it on."""
    report_on = models.DateField(null=True, editable=False)
    """The first day after the next period it reports on; empty until the sweep has looked at its dates."""

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
            models.UniqueConstraint(fields=["number"], name="registration_number_once"),
            models.UniqueConstraint(fields=["verification_code"], name="verification_code_once"),
        ]
        indexes = [
            models.Index(fields=["-id"], name="registration_newest"),
            models.Index(fields=["valid_until"], name="registration_lapse"),
            models.Index(
                fields=["announce_on"], name="registration_announce", condition=Q(announce_on__isnull=False)
            ),
            models.Index(
                fields=["report_on"],
                name="registration_reports",
                condition=Q(state=RegistrationState.IN_FORCE, valid_from__isnull=False),
            ),
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
    lifted_on = models.DateField(null=True)
    lift_reason = models.TextField(blank=True)
    end_told_at = models.DateTimeField(null=True, editable=False)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(from_on__lt=F("until_on")), name="ban_has_length")]
        indexes = [
            models.Index(fields=["code", "until_on"], name="ban_by_code"),
            models.Index(fields=["until_on"], name="ban_end", condition=Q(end_told_at__isnull=True)),
        ]


class ProjectLink(models.Model):
    """A project that a registered consortium carries: while one is open it may not dissolve itself (G7.3a).

    ``amount`` is in yuan. Open until ``closed_on``.
    """

    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="projects")
    number = models.CharField(_("Project number"), max_length=40)
    name = models.CharField(_("Project"), max_length=120)
    programme = models.CharField(_("How it was granted"), max_length=20, choices=Programme.choices)
    amount = models.DecimalField(_("Sum in yuan"), max_digits=14, decimal_places=2)
    opened_on = models.DateField(_("Opened on"))
    closed_on = models.DateField(_("Closed on"), null=True, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["registration", "number"], name="project_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="project_amount_not_negative"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="project_in_order",
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.closed_on is None


class Resolution(models.Model):
    """What all members resolve together, with the signed paper: a new lead, or the end (G7.3a-b, Q-33, Q-38)."""

    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="resolutions")
    kind = models.CharField(max_length=12, choices=ResolutionKind.choices)
    new_lead = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(_("Reason"))
    document = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["registration"], condition=Q(closed_at__isnull=True), name="one_open_resolution"
            ),
            models.CheckConstraint(
                condition=~Q(kind=ResolutionKind.NEW_LEAD) | Q(new_lead__isnull=False),
                name="new_lead_is_named",
            ),
        ]


class ResolutionConsent(models.Model):
    """One member's consent to one resolution; silence is never consent (Q-35)."""

    resolution = models.ForeignKey(Resolution, on_delete=models.PROTECT, related_name="consents")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resolution", "membership"], name="consent_once"),
        ]
        triggers = append_only("resolution_consent")


class CreditRecord(models.Model):
    """An entry in the research credit record (科研信用档案) of a unit or a person (G7.4c)."""

    subject = models.CharField(max_length=6, choices=CreditSubject.choices)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="credit_records")
    person_name = models.CharField(_("Person"), max_length=60, blank=True)
    basis = models.TextField(_("Basis"))
    decision_number = models.CharField(max_length=60)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_on = models.DateField(null=True)
    withdrawal_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(subject=CreditSubject.PERSON) | ~Q(person_name=""), name="credit_person_is_named"
            ),
        ]
        indexes = [models.Index(fields=["unit", "-id"], name="credit_of_unit")]
