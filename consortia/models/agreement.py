"""The founding agreement (组建协议) and its signatures. Any change of it voids them all."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..states import Dispute
from .consortium import Consortium, Membership


class Agreement(models.Model):
    """One agreement text with its parties; ``digest`` covers file, parties, layers, contents and forum."""

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


class Signature(models.Model):
    """One unit's signature under one exact agreement. It counts only while the agreement is unchanged."""

    class Means(models.TextChoices):
        CONFIRMED = "confirmed", _("Confirmed here with a second factor")
        SCAN = "scan", _("Stamped scan")

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="signatures")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="signatures")
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    means = models.CharField(max_length=10, choices=Means.choices)
    scan = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    voided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "membership"],
                condition=Q(voided_at__isnull=True),
                name="one_valid_signature",
            ),
        ]
