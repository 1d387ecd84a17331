"""The dossier's road: calls, filings, submissions, tickets, reasons, pledges."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consortia.models import Consortium, Registration
from ledger.models import append_only
from workflow.models import Movable

from .access import rows_for
from .intention_models import Intention as Intention
from .intention_models import IntentionNote as IntentionNote
from .likeness_models import Gram as Gram
from .likeness_models import ReadPlan as ReadPlan
from .states import CORRECTION, FINAL, CallState, Place, TicketState
from .writing import FieldConflict, FieldTrace, Handoff, PageBase

__all__ = ["FieldConflict", "FieldTrace", "Handoff", "PageBase"]


class FilingQuerySet(models.QuerySet["Filing"]):
    def visible_to(self, user: Any) -> Self:
        """The filings this person may see; every list and every look-up starts here."""
        mine = Filing.objects.filter(rows_for(user)).values("pk")
        return self.filter(pk__in=mine)

    def overdue(self, on: date) -> Self:
        """Past their day to act, wherever they are."""
        return self.filter(due_on__lt=on)

    def running(self) -> Self:
        """Neither registered nor ended."""
        return self.exclude(state__in=sorted(FINAL))

    def in_correction(self) -> Self:
        return self.filter(state__in=sorted(CORRECTION))


class Call(Movable):
    """A round of filing with its windows to the minute; districts close at least five working days later."""

    title = models.CharField(_("Title"), max_length=100)
    opens_at = models.DateTimeField(_("Opens"))
    lead_closes_at = models.DateTimeField(_("Leads file until"))
    district_closes_at = models.DateTimeField(_("Districts report until"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at__lt=F("lead_closes_at"), lead_closes_at__lt=F("district_closes_at")),
                name="call_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state == CallState.OPEN

    @property
    def state_label(self) -> str:
        return str(CallState(self.state).label)


class Filing(Movable):
    """An application for registration (备案申请), from draft to its end. Belongs to its lead unit."""

    serial = models.CharField(max_length=24, unique=True)
    consortium = models.ForeignKey(Consortium, on_delete=models.PROTECT, related_name="filings")
    lead = models.ForeignKey("consortia.Unit", on_delete=models.PROTECT, related_name="filings")
    authority = models.ForeignKey("accounts.Authority", on_delete=models.PROTECT, related_name="filings")
    call = models.ForeignKey(Call, on_delete=models.PROTECT, null=True, related_name="filings")
    edition = models.CharField(max_length=20)
    parameter_version = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    latest_version = models.PositiveIntegerField(default=0)
    papers_owed_at = models.DateTimeField(null=True)
    """Since when a receipt, letter or certificate is still to be made; empty when none is."""
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    round_lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reminders_count = models.PositiveSmallIntegerField(default=0)
    second_look_asked_at = models.DateTimeField(null=True)
    second_look_reason = models.TextField(blank=True)
    knows_no_secrets = models.BooleanField(default=False)
    precheck = models.JSONField(default=dict)
    """What its lead answered in the pre-check and chose to bring along: a reminder for its lead, read by no check."""
    registration = models.OneToOneField(
        Registration, on_delete=models.PROTECT, null=True, related_name="filing"
    )  # fmt: skip
    predecessor = models.ForeignKey(
        Registration, on_delete=models.PROTECT, null=True, related_name="successors"
    )

    objects = FilingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-id"], name="filing_newest"),
            models.Index(fields=["authority", "state", "due_on", "id"], name="filing_district_desk"),
            models.Index(fields=["state", "due_on", "id"], name="filing_city_desk"),
            models.Index(fields=["lead", "-id"], name="filing_of_lead"),
            models.Index(fields=["due_on"], name="filing_due", condition=Q(due_on__isnull=False)),
            models.Index(
                fields=["papers_owed_at", "id"],
                name="filing_owes_papers",
                condition=Q(papers_owed_at__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["consortium"], condition=~Q(state__in=sorted(FINAL)), name="one_running_filing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.serial} {self.consortium}"


class Submission(models.Model):
    """An immutable numbered snapshot of the dossier, with the receipt given for it."""

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="submissions")
    version = models.PositiveIntegerField()
    snapshot = models.JSONField(encoder=DjangoJSONEncoder)
    digest = models.CharField(max_length=64)
    receipt_number = models.CharField(max_length=24, unique=True)
    receipt_code = models.CharField(max_length=32, unique=True)
    ledger_number = models.PositiveIntegerField()
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    parts = models.JSONField(default=dict)
    """Address of every part of the dossier to the digest of what it said (filings.parts)."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["filing", "version"], name="submission_once")]
        triggers = append_only("submission")


class CorrectionTicket(Movable):
    """One thing to correct: where, under which clause, what; answered field by field, all told at once.

    ``target`` is the address of the exact part (filings.targets), ``target_name`` what that row, file or unit was
    called. ``round`` counts the returns of the same ``desk``; a point that it could have told in its first is
    ``is_late`` and stands only with a reason that a second person confirmed (一次性告知).
    """

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="tickets")
    number = models.PositiveIntegerField()
    place = models.CharField(_("Place"), max_length=12, choices=Place.choices)
    target = models.CharField(max_length=80, blank=True)
    target_name = models.CharField(max_length=120, blank=True)
    desk = models.CharField(max_length=8, blank=True)
    round = models.PositiveSmallIntegerField(default=0)
    quote = models.TextField(blank=True)
    """Where one paragraph is asked about, its words as they then stood."""
    asked_version = models.PositiveIntegerField(default=0)
    asked_digest = models.CharField(max_length=32, blank=True)
    clause = models.CharField(_("Clause"), max_length=12)
    text = models.TextField(_("What to correct"))
    is_mandatory = models.BooleanField(_("Must be corrected"), default=True)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(_("Answer"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    stands = models.BooleanField(default=False)
    """The lead leaves the part as it is, and the answer says why."""
    withdrawal = models.TextField(blank=True)
    is_late = models.BooleanField(default=False)
    late_reason = models.TextField(blank=True)
    late_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    late_confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["filing", "number"], name="ticket_number_once"),
            models.CheckConstraint(
                condition=Q(late_confirmed_by__isnull=True, late_confirmed_at__isnull=True)
                | Q(late_confirmed_by__isnull=False, late_confirmed_at__isnull=False),
                name="late_confirmation_whole",
            ),
        ]
        indexes = [models.Index(fields=["filing", "state"], name="ticket_of_filing")]

    @property
    def address(self) -> str:
        """The part asked about; the whole place where no part of it was chosen."""
        return self.target or self.place

    @property
    def is_draft(self) -> bool:
        return self.state == TicketState.DRAFT


class Question(Movable):
    """A ticket that does not return the filing: put to one unit, the lead in copy; the office's clock runs on."""

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="questions")
    number = models.PositiveIntegerField()
    target = models.CharField(max_length=80)
    target_name = models.CharField(max_length=120, blank=True)
    quote = models.TextField(blank=True)
    """The paragraph asked about, if one is."""
    clause = models.CharField(_("Clause"), max_length=12)
    text = models.TextField(_("Question"))
    membership = models.ForeignKey("consortia.Membership", on_delete=models.PROTECT, related_name="questions")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(_("Answer"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["filing", "number"], name="question_number_once")]
        indexes = [
            models.Index(fields=["membership", "state"], name="question_of_unit"),
            models.Index(fields=["state", "due_on", "id"], name="question_to_read"),
        ]

    @property
    def address(self) -> str:
        return self.target


class PartTick(models.Model):
    """A part of a submitted version that a desk has looked at; it stays ticked while the part reads the same."""

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="ticks")
    desk = models.CharField(max_length=8)
    address = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    digest = models.CharField(max_length=32)
    ticked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ticked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["filing", "desk", "address"], name="tick_once")]


class ShortfallReason(models.Model):
    """Why an in-principle requirement is not met, and whether the officer accepts that."""

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="reasons")
    code = models.CharField(max_length=40)
    clause = models.CharField(max_length=12)
    reason = models.TextField(_("Reason"))
    is_accepted = models.BooleanField(null=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    judged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["filing", "code"], name="reason_once"),
            models.CheckConstraint(
                condition=Q(is_accepted__isnull=True, judged_by__isnull=True, judged_at__isnull=True)
                | Q(is_accepted__isnull=False, judged_by__isnull=False, judged_at__isnull=False),
                name="judgement_whole",
            ),
        ]


class IntegrityPledge(models.Model):
    """A unit's promise (the lead's always) that the material is true, valid and complete (G7.4a-b), word for word."""

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="pledges")
    unit = models.ForeignKey("consortia.Unit", on_delete=models.PROTECT, related_name="+")
    text_version = models.CharField(max_length=20)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["filing", "unit"], name="pledge_once")]


class Rendering(models.Model):
    """One making of the dossier as a paper: of a submitted version for good, of a draft anew each time."""

    class Form(models.TextChoices):
        PDF = "pdf", "PDF"
        WORD = "docx", "Word"

    class Stage(models.TextChoices):
        WAITING = "waiting", _("Waiting for its turn")
        READING = "reading", _("Reading the dossier")
        SETTING = "setting", _("Setting the pages")
        KEEPING = "keeping", _("Keeping the file")
        DONE = "done", _("The paper is ready")
        FAILED = "failed", _("It could not be made")

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="renderings")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, null=True, related_name="renderings")
    """The version it shows; empty for the draft as it stood when asked for."""
    form = models.CharField(max_length=4, choices=Form.choices)
    stage = models.CharField(max_length=8, choices=Stage.choices, default=Stage.WAITING)
    document = models.ForeignKey(
        "documents.StoredFile", on_delete=models.PROTECT, null=True, related_name="+"
    )
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "form"],
                condition=Q(submission__isnull=False),
                name="version_rendered_once",
            ),
            models.UniqueConstraint(
                fields=["filing", "form"], condition=Q(submission__isnull=True), name="draft_rendered_once"
            ),
        ]

    @property
    def percent(self) -> int:
        """How far it is, by its stage."""
        order = [
            self.Stage.WAITING,
            self.Stage.READING,
            self.Stage.SETTING,
            self.Stage.KEEPING,
            self.Stage.DONE,
        ]
        return 25 * order.index(self.Stage(self.stage)) if self.stage in order else 0

    @property
    def is_running(self) -> bool:
        return self.stage not in (self.Stage.DONE, self.Stage.FAILED)


class Paper(models.Model):
    """A paper that went out for a filing: receipt, recommendation, notice letter, certificate."""

    class Kind(models.TextChoices):
        RECEIPT = "receipt", _("Receipt")
        RECOMMENDATION = "recommendation", _("Recommendation letter")
        LETTER = "letter", _("Registration letter")
        CERTIFICATE = "certificate", _("Certificate of registration")

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    document = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
