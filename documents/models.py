"""Blob is a content, kept once; StoredFile is one person's upload of it under a name."""

import secrets

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from documents.states import Kind, ScanState


def new_token() -> str:
    """A public name of a file that cannot be guessed (192 random bits)."""
    return secrets.token_urlsafe(24)


class Blob(models.Model):
    """One content, kept once under its digest and never deleted in a request."""

    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    size = models.PositiveBigIntegerField(editable=False, help_text=_("Bytes"))
    content_type = models.CharField(max_length=100, editable=False)
    kind = models.CharField(max_length=4, choices=Kind.choices, editable=False)
    has_preview = models.BooleanField(editable=False)
    page_count = models.PositiveIntegerField(null=True, editable=False)
    scan_state = models.CharField(max_length=11, choices=ScanState.choices, default=ScanState.QUARANTINED)
    scanned_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"), name="blob_digest_form"
            ),
            models.CheckConstraint(condition=models.Q(size__gt=0), name="blob_not_empty"),
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="blob_kind_known"),
            models.CheckConstraint(
                condition=models.Q(scan_state__in=ScanState.values), name="blob_scan_state_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(scan_state=ScanState.CLEAN) | models.Q(scanned_at__isnull=False),
                name="blob_clean_has_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=models.Q(scan_state=ScanState.QUARANTINED),
                name="blob_waiting_for_scan",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.check_words}"

    @property
    def check_words(self) -> str:
        """The first sixteen signs of the digest in groups of four, for people to compare by eye."""
        return " ".join(self.sha256[start : start + 4] for start in range(0, 16, 4))


class StoredFile(models.Model):
    """One upload: who brought which content under which name; other rooms link to this."""

    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="uploads")
    name = models.CharField(max_length=200, help_text=_("File name as uploaded, cleaned"))
    uploaded_by_id = models.BigIntegerField(db_index=True)
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering = ["uploaded_at", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The one recorded way to download this file."""
        return reverse("documents:download", args=[self.token])

    @property
    def preview_url(self) -> str:
        """Where a browser shows the file inside the page; empty for kinds without preview."""
        return f"{self.get_absolute_url()}?inline=1" if self.blob.has_preview else ""
