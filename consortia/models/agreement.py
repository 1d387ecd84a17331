"""The founding agreement (组建协议) and its signatures. Any change of it voids them all."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..states import Dispute
from .consortium import Consortium, Membership


class Agreement(models.Model):
    """One agreement text with its parties; ``digest`` covers file, parties, layers, shares, contents and forum."""

    class Kind(models.TextChoices):
        FOUNDING = "founding", _("Founding agreement")
        SUPPLEMENT = "supplement", _("Supplement")

    consortium = models.ForeignKey(Consortium, on_delete=models.PROTECT, related_name="agreements")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.FOUNDING)
    version = models.PositiveIntegerField(default=1)
    document = models.ForeignKey(
        "documents.StoredFile", on_delete=models.PROTECT, null=True, related_name="+"
    )
    contents = models.JSONField(default=dict)
    dispute = models.CharField(_("Disputes go to"), max_length=12, choices=Dispute.choices, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["consortium"], condition=Q(kind="founding"), name="one_founding_agreement"
            ),
        ]


class SignedText(models.Model):
    """What the parties had before their eyes when the first of them signed; kept to show what changed since."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="signed_texts")
    digest = models.CharField(max_length=64)
    content = models.JSONField()
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "digest"], name="signed_text_once"),
        ]


class Signature(models.Model):
    """One unit's signature under one exact agreement. It counts only while the agreement is unchanged."""

    class Means(models.TextChoices):
        CONFIRMED = "confirmed", _("Confirmed here with a second factor")
        SCAN = "scan", _("Stamped scan")
        CERTIFICATE = "certificate", _("PDF signed with a certificate")

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="signatures")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="signatures")
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    text = models.ForeignKey(SignedText, on_delete=models.PROTECT, null=True, related_name="signatures")
    means = models.CharField(max_length=12, choices=Means.choices)
    scan = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    """The stamped scan, or the PDF signed with a certificate."""
    proof = models.JSONField(default=dict)
    """The basis on which the signer acts; what was read in the file: a scan's words, or the certificate's holder,
    time and trust."""
    needs_second = models.BooleanField(default=False)
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    second_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)
    taken_back_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "membership"],
                condition=Q(voided_at__isnull=True),
                name="one_valid_signature",
            ),
            models.CheckConstraint(
                condition=Q(second_by__isnull=True) | ~Q(second_by=models.F("signed_by")),
                name="second_signatory_is_another",
            ),
        ]

    @property
    def is_half(self) -> bool:
        """Whether it waits for the second of two signatories who sign together; until then it does not count."""
        return self.needs_second and self.second_at is None


class Annex(models.Model):
    """A unit's own part: its contact and what it is able to do. ``note`` is outside what the unit confirms."""

    membership = models.OneToOneField(Membership, on_delete=models.PROTECT, related_name="annex")
    contact = models.CharField(_("Contact person"), max_length=60, blank=True)
    phone = models.CharField(_("Telephone"), max_length=30, blank=True)
    email = models.EmailField(_("E-mail"), blank=True)
    capability = models.TextField(_("What it is able to do"), blank=True)
    note = models.TextField(_("Note outside"), blank=True)
    digest = models.CharField(max_length=64, blank=True)
    changed_at = models.DateTimeField(null=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )


class Confirmation(models.Model):
    """“Our part is right”, said by name for one unit, under its annex as it then read."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="confirmations")
    digest = models.CharField(max_length=64)
    content = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership"], condition=Q(voided_at__isnull=True), name="one_valid_confirmation"
            ),
        ]


class Delegation(models.Model):
    """A signatory hands one unit's answer and signature to a colleague, who takes it on or not."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="delegations")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    is_taken = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership"], condition=Q(ended_at__isnull=True), name="one_delegation"
            ),
        ]
