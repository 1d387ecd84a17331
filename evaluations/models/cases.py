"""Cases: revocation, the lead's disqualification, misconduct, referral. Nothing follows without a signed decision."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consortia.models import LeadBan, Registration, Unit
from reviews.models import kept
from workflow.models import Movable

from ..case_access import cases_for
from ..states import CaseKind
from .campaigns import Evaluation


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, user: Any) -> Self:
        """Cases this person may see; a referral only its owner, approvers and the watchers."""
        return self.filter(cases_for(user))


class Case(Movable):
    """One case against a unit: facts, notice, statement, decision by another person, second look, effect.

    ``persons`` names people of the unit who are concerned: [{"name": …, "post": …}].
    """

    number = models.CharField(max_length=24, unique=True)
    kind = models.CharField(_("Kind"), max_length=24, choices=CaseKind.choices)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="cases")
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, null=True, related_name="cases")
    evaluation = models.OneToOneField(Evaluation, on_delete=models.PROTECT, null=True, related_name="case")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="owned_cases")
    opened_at = models.DateTimeField()
    facts = models.TextField(_("Facts"), blank=True)
    organising_facts = models.TextField(_("Facts: poor organisation (组织不力)"), blank=True)
    agreement_facts = models.TextField(_("Facts: agreement not kept (未按共建协议履约)"), blank=True)
    persons = models.JSONField(default=list, blank=True)
    organ = models.CharField(_("Judicial organ"), max_length=100, blank=True)
    evidence = models.ForeignKey(
        "documents.StoredFile", on_delete=models.PROTECT, null=True, related_name="+"
    )
    notified_at = models.DateTimeField(null=True, editable=False)
    """When the party was told; before that it does not see the case."""
    notice_letter = models.ForeignKey(
        "documents.StoredFile", on_delete=models.PROTECT, null=True, related_name="+"
    )
    statement = models.TextField(_("Statement of the party"), blank=True)
    statement_file = models.ForeignKey(
        "documents.StoredFile", on_delete=models.PROTECT, null=True, related_name="+"
    )
    stated_at = models.DateTimeField(null=True)
    decision = models.TextField(_("Decision"), blank=True)
    clause = models.CharField(_("Clause"), max_length=12, blank=True)
    decision_number = models.CharField(_("Decision number"), max_length=60, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_on = models.DateField(null=True)
    decision_letter = models.ForeignKey(
        "documents.StoredFile", on_delete=models.PROTECT, null=True, related_name="+"
    )
    credit_until_on = models.DateField(_("Kept in the credit record until"), null=True, blank=True)
    """Exclusive end of the credit record's period; without it the record stays until it is withdrawn."""
    second_look_until = models.DateField(null=True, editable=False)
    """The last day on which the party may ask for a second look."""
    second_look_reason = models.TextField(blank=True)
    second_look_answer = models.TextField(_("Answer to the second look"), blank=True)
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    ban = models.OneToOneField(LeadBan, on_delete=models.PROTECT, null=True, related_name="case")

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | (Q(decided_on__isnull=False) & ~Q(decision_number="")),
                name="decided_case_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("owner")), name="case_two_persons"
            ),
            models.CheckConstraint(
                condition=Q(looked_by__isnull=True) | ~Q(looked_by=F("decided_by")),
                name="second_look_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["-id"], name="case_newest"),
            models.Index(fields=["state", "due_on", "id"], name="case_queue"),
        ]
        triggers = [
            *kept("case", "number", "kind", "unit_id", "registration_id", "evaluation_id"),
            *kept(
                "case_decision", "decision", "clause", "decision_number", "decided_by_id", "decided_on",
                once="OLD.decided_by_id IS NOT NULL",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number
