"""The board: needs, offers and open scenarios that units post for each other."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from consortia.states import PostingKind, PostingState
from workflow.models import Movable


class Posting(Movable):
    """One need, offer or scenario of a unit; public once an officer of its district has published it."""

    unit = models.ForeignKey("consortia.Unit", on_delete=models.PROTECT, related_name="postings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("Kind"), max_length=10, choices=PostingKind.choices)
    title = models.CharField(_("Title"), max_length=60)
    text = models.TextField(_("Description"))
    industry = models.ForeignKey("consortia.Industry", on_delete=models.PROTECT, null=True, related_name="+")
    track = models.ForeignKey("consortia.Track", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    shown_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    """Last day on the board, inclusive."""
    reason = models.TextField(blank=True)
    """Why an officer did not publish it or took it down."""

    class Meta:
        indexes = [
            models.Index(fields=["state", "-id"], name="posting_newest"),
            models.Index(
                fields=["-id"], name="posting_waiting", condition=models.Q(state=PostingState.WAITING)
            ),
        ]

    def __str__(self) -> str:
        return self.title
