"""What comes before a draft: an intention left with the district, and the notes it was given (G7.1b)."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.roles import CITY, WATCHERS, Role
from consortia.access import represents
from ledger.models import append_only
from workflow.models import Movable


def intentions_for(user: Any) -> Q:
    """The own ones and one's units'; an officer's district's; the city's all. Nobody else's."""
    if not getattr(user, "is_authenticated", False):
        return Q(pk__in=())
    if user.is_any(*CITY, *WATCHERS):
        return Q()
    rows = Q(by=user) | Q(unit_id__in=list(represents(user)))
    if districts := user.authorities_as(Role.DISTRICT_OFFICER, Role.DISTRICT_HEAD):
        rows |= Q(authority_id__in=districts)
    return rows


class IntentionQuerySet(models.QuerySet["Intention"]):
    def visible_to(self, user: Any) -> Self:
        """Every list and every look-up starts here."""
        return self.filter(intentions_for(user))


class Intention(Movable):
    """Somebody plans a consortium and asks the district for guidance; it decides nothing."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="intentions")
    unit = models.ForeignKey("consortia.Unit", on_delete=models.PROTECT, null=True, related_name="intentions")
    """The lead it is for, once the person acts for it here."""
    unit_name = models.CharField(_("Unit"), max_length=100)
    code = models.CharField(max_length=18, blank=True)
    authority = models.ForeignKey("accounts.Authority", on_delete=models.PROTECT, related_name="intentions")
    contact = models.CharField(_("Contact"), max_length=100)
    formal_name = models.CharField(max_length=80, blank=True)
    plan = models.TextField(_("What is planned"))
    preferred_on = models.DateField(_("Preferred date"), null=True)
    answers = models.JSONField(default=dict)
    """Answers of the pre-check; what is missing is worked out from them by the checks of the day."""
    created_at = models.DateTimeField()
    filing = models.OneToOneField(
        "filings.Filing", on_delete=models.PROTECT, null=True, related_name="intention"
    )

    objects = IntentionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["authority", "state", "due_on", "id"], name="intention_queue"),
        ]

    def __str__(self) -> str:
        return self.formal_name or self.unit_name


class IntentionNote(models.Model):
    """What an officer wrote to whoever left the intention."""

    intention = models.ForeignKey(Intention, on_delete=models.PROTECT, related_name="notes")
    event = models.CharField(max_length=10)
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        triggers = append_only("intention_note")
