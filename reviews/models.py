"""Evidence for decisions: experts, rounds, sheets, visits, defences, the list, the notice, objections."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from filings.models import Filing, Submission
from ledger.models import append_only
from workflow.models import Movable

from .states import ConflictKind, Field, ObjectionState, Outcome, SheetState, Stage


def kept(name: str, *columns: str, once: str = "TRUE") -> list[pgtrigger.Trigger]:
    """Triggers that refuse to delete a row or to change ``columns`` of it, from when ``once`` holds of it."""
    changed = " OR ".join(f'OLD."{column}" IS DISTINCT FROM NEW."{column}"' for column in columns)
    return [
        pgtrigger.Protect(
            name=f"{name}_unchanged",
            operation=pgtrigger.Update,
            condition=pgtrigger.Condition(f"(({once}) AND ({changed}))"),
        ),
        pgtrigger.Protect(
            name=f"{name}_not_erased", operation=pgtrigger.Delete, condition=pgtrigger.Condition(once)
        ),
    ]


class Expert(models.Model):
    """A member of the expert pool: a person with an employer, known by its credit code, and a field.

    ``former_codes`` holds former employers: [{"code": …, "until": "2025-03-01"}].
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="expert")
    employer = models.CharField(_("Employer"), max_length=100)
    employer_code = models.CharField(max_length=18, blank=True)
    former_codes = models.JSONField(default=list, blank=True)
    field = models.CharField(_("Field"), max_length=12, choices=Field.choices)
    specialty = models.CharField(_("Specialty"), max_length=100)
    is_active = models.BooleanField(_("May be named to panels"), default=True)

    def __str__(self) -> str:
        return str(self.user)


class Round(Movable):
    """A review round over one filing or many, with one panel and one order of stages."""

    title = models.CharField(_("Title"), max_length=100)
    needs_visit = models.BooleanField(_("With site visits"), default=True)
    defence_first = models.BooleanField(_("Defence before the visit"), default=False)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.title


class RoundFiling(models.Model):
    """A filing's place in a round, with the submitted version that the panel judges."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="round_filings")
    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="round_filings")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="+")
    is_current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["filing"], condition=Q(is_current=True), name="one_round_at_a_time"
            ),
        ]


class PanelSeat(models.Model):
    """One expert on one round's panel. The round lead signs conclusions and moves filings on."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="seats")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="seats")
    is_lead = models.BooleanField(default=False)
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "expert"], condition=Q(removed_at__isnull=True), name="expert_once_per_panel"
            ),
            models.UniqueConstraint(
                fields=["round"], condition=Q(is_lead=True, removed_at__isnull=True), name="one_round_lead"
            ),
        ]


class Recusal(models.Model):
    """Why an expert may not judge a filing: found by the machine or stated by the expert."""

    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="recusals")
    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="recusals")
    kind = models.CharField(max_length=16, choices=ConflictKind.choices)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["expert", "filing", "kind"], name="recusal_once")]
        triggers = append_only("recusal")


class Declaration(models.Model):
    """The expert's statement, before any file opens, that nothing stands between them and the filing."""

    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="declarations")
    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="declarations")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["expert", "filing"], name="declaration_once")]
        triggers = append_only("declaration")


class ScoreSheet(Movable):
    """One expert's scores for one submitted version: a draft of its own, then sealed for good."""

    seat = models.ForeignKey(PanelSeat, on_delete=models.PROTECT, related_name="sheets")
    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="sheets")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="+")
    items = models.JSONField(default=dict)
    opinion = models.TextField(_("Overall opinion"), blank=True)
    total = models.DecimalField(max_digits=5, decimal_places=1, null=True)
    sealed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seat", "filing"], name="sheet_once"),
            models.CheckConstraint(
                condition=Q(state=SheetState.DRAFT) | Q(total__isnull=False, sealed_at__isnull=False),
                name="sealed_sheet_whole",
            ),
        ]
        indexes = [models.Index(fields=["filing", "state"], name="sheet_of_filing")]
        triggers = kept(
            "sheet", "items", "total", "opinion", "sealed_at", "seat_id", "filing_id", "submission_id",
            once="OLD.state = 'sealed'",
        )  # fmt: skip


class Conclusion(models.Model):
    """What a stage came to, signed by the round lead: go on, or not.

    ``visit_number`` is the filing's step number when it was signed: a stage entered twice is concluded twice.
    """

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="conclusions")
    stage = models.CharField(max_length=16, choices=Stage.choices)
    goes_on = models.BooleanField()
    text = models.TextField(_("Conclusion"))
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    visit_number = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["filing", "stage", "visit_number"], name="conclusion_once"),
        ]
        triggers = append_only("conclusion")


class SiteVisit(models.Model):
    """A visit: when, where, who, what was found, signed by the panel's side and the lead's side."""

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="visits")
    visited_on = models.DateField(_("Day"))
    place = models.CharField(_("Place"), max_length=200)
    team = models.ManyToManyField(PanelSeat, related_name="+")
    facts = models.JSONField(default=dict)
    findings = models.TextField(_("Findings"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    panel_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    panel_signed_at = models.DateTimeField(null=True)
    lead_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    lead_signed_at = models.DateTimeField(null=True)

    class Meta:
        triggers = kept("visit", "filing_id", "visited_on", "place", "facts", "findings", "recorded_by_id")


class Defence(models.Model):
    """A defence: when, where, who spoke, what was asked, and what the panel made of it."""

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="defences")
    held_at = models.DateTimeField(_("Time"))
    place = models.CharField(_("Place"), max_length=200)
    talk_minutes = models.PositiveSmallIntegerField(default=15)
    question_minutes = models.PositiveSmallIntegerField(default=15)
    speakers = models.CharField(_("Who spoke"), max_length=200)
    record = models.TextField(_("Questions and answers"))
    present = models.ManyToManyField(PanelSeat, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        triggers = append_only("defence")


class ProposedList(models.Model):
    """The list (拟备案名单) as the meeting decided it, countersigned by the approver."""

    title = models.CharField(_("Title"), max_length=100)
    meeting_number = models.CharField(_("Meeting minute number"), max_length=60)
    decided_on = models.DateField(_("Day of the meeting"))
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    countersigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    countersigned_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(countersigned_by__isnull=True) | ~Q(countersigned_by=F("prepared_by")),
                name="list_two_persons",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ListItem(models.Model):
    """One filing on the list: what was decided against an absolute standard, and why."""

    list = models.ForeignKey(ProposedList, on_delete=models.PROTECT, related_name="items")
    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="list_items")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    reason = models.TextField(_("Reason"))
    is_current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["filing"], condition=Q(is_current=True), name="one_current_decision"
            ),
        ]


class PublicNotice(models.Model):
    """A public notice (公示) with both dates. A corrected one is a new one with a full new window.

    ``ends_on`` moves only while it is provisional: when the year's working days become known.
    """

    number = models.CharField(max_length=24, unique=True)
    list = models.ForeignKey(ProposedList, on_delete=models.PROTECT, related_name="notices")
    title = models.CharField(max_length=120)
    posted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    posted_at = models.DateTimeField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    is_provisional = models.BooleanField(default=False)
    supersedes = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="successors")
    correction = models.TextField(blank=True)
    document = models.ForeignKey(
        "documents.StoredFile", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(starts_on__lte=F("ends_on")), name="notice_in_order")
        ]
        indexes = [
            models.Index(fields=["-id"], name="public_notice_newest"),
            models.Index(fields=["ends_on"], name="public_notice_by_end"),
        ]
        triggers = kept(
            "public_notice", "number", "list_id", "title", "posted_by_id", "posted_at", "starts_on",
            "supersedes_id", "correction",
        )  # fmt: skip

    def __str__(self) -> str:
        return self.title


class NoticeItem(models.Model):
    """One consortium on a notice, as it was printed. ``is_current`` until corrected, closed or taken off."""

    notice = models.ForeignKey(PublicNotice, on_delete=models.PROTECT, related_name="items")
    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="notice_items")
    printed = models.JSONField()
    is_current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["filing"], condition=Q(is_current=True), name="one_current_notice"
            ),
        ]
        triggers = kept("notice_item", "notice_id", "filing_id", "printed")

    def __str__(self) -> str:
        return (get_language() == "en" and self.printed.get("name_en")) or self.printed["name"]


class Objection(Movable):
    """What somebody said against a listed consortium; who it was stays in ``Objector``."""

    item = models.ForeignKey(NoticeItem, on_delete=models.PROTECT, related_name="objections")
    receipt_code = models.CharField(max_length=24, unique=True)
    text = models.TextField(_("Facts and reasons"))
    evidence = models.ForeignKey(
        "documents.StoredFile", on_delete=models.PROTECT, null=True, related_name="+"
    )
    is_anonymous = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    decision = models.TextField(_("Answer"), blank=True)
    is_extended = models.BooleanField(default=False)

    class Meta:
        triggers = kept(
            "objection", "item_id", "receipt_code", "text", "evidence_id", "is_anonymous", "received_at"
        )
        indexes = [
            models.Index(
                fields=["item"], name="objection_open",
                condition=Q(state__in=[ObjectionState.RECEIVED, ObjectionState.ACCEPTED]),
            ),
        ]  # fmt: skip


class Objector(models.Model):
    """Who objected: in a table of its own, shown to the supervision desk only, each look recorded."""

    objection = models.OneToOneField(Objection, on_delete=models.PROTECT, related_name="objector")
    kind = models.CharField(max_length=10, choices=[("person", _("Person")), ("unit", _("Unit"))])
    name = models.CharField(_("Name"), max_length=100)
    contact = models.CharField(_("Phone or e-mail"), max_length=100)
    address = models.CharField(_("Address"), max_length=200, blank=True)

    class Meta:
        triggers = append_only("objector")
