"""Units, who represents them, and the industries they work in."""

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from workflow.models import Movable

from ..states import ClaimState, RepresentativeKind, UnitKind


class Industry(models.Model):
    """One of the "10+1" industries (G2.1), from the published plan."""

    key = models.SlugField(unique=True)
    group = models.CharField(max_length=40)
    group_en = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name


class Track(models.Model):
    """A sub-track (细分赛道) of an industry, with where it was read and whether that was confirmed."""

    industry = models.ForeignKey(Industry, on_delete=models.PROTECT, related_name="tracks")
    key = models.SlugField(unique=True)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=100)
    source = models.CharField(max_length=200)
    is_verified = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name


class Unit(models.Model):
    """An organisation, typed once. Enterprises, universities, institutes and others, with or without a code."""

    code = models.CharField(_("Unified social credit code"), max_length=18, unique=True, null=True)
    name = models.CharField(_("Name"), max_length=100)
    name_en = models.CharField(max_length=160, blank=True)
    kind = models.CharField(_("Kind"), max_length=20, choices=UnitKind.choices)
    authority = models.ForeignKey(
        "accounts.Authority", on_delete=models.PROTECT, null=True, related_name="units",
        verbose_name=_("District or zone"),
    )  # fmt: skip
    seat = models.CharField(_("Seat"), max_length=60, blank=True)
    is_in_qingdao = models.BooleanField(_("Seat in Qingdao"), null=True)
    is_legal_person = models.BooleanField(_("Own legal person"), default=True)
    is_branch = models.BooleanField(_("Branch"), default=False)
    group_key = models.CharField(max_length=40, blank=True)
    """Credit code of its group's head, as an officer stated it: firms of one group count once (Q-2)."""
    signs_jointly = models.BooleanField(_("Two signatories sign together"), default=False)
    is_sample = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["name"], name="unit_by_name")]

    def __str__(self) -> str:
        return (get_language() == "en" and self.name_en) or self.name

    @property
    def is_seat_open(self) -> bool:
        """Whether no officer has settled yet where the unit is registered: whoever claims it says where."""
        return self.is_in_qingdao is None or not (self.authority_id or self.seat)


class NameRequest(models.Model):
    """A unit says that its name here is wrong; an officer compares it with the register and corrects or refuses."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="name_requests")
    name = models.CharField(_("Right name"), max_length=100)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    """Where the officer read the name, or why it stays."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit"],
                condition=models.Q(settled_at__isnull=True),
                name="one_open_name_request",
            ),
            models.CheckConstraint(
                condition=models.Q(settled_at__isnull=True, settled_by__isnull=True)
                | models.Q(settled_at__isnull=False, settled_by__isnull=False),
                name="name_request_settled_whole",
            ),
        ]


class Representative(models.Model):
    """A person who acts for a unit: manager, editor, signatory or reader."""

    class Basis(models.TextChoices):
        CLAIM = "claim", _("Confirmed by an officer")
        COLLEAGUE = "colleague", _("Added by the unit's manager")
        INVITATION = "invitation", _("By a lead's invitation link")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="representations"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="representatives")
    kind = models.CharField(max_length=10, choices=RepresentativeKind.choices)
    basis = models.CharField(max_length=12, choices=Basis.choices)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "unit", "kind"],
                condition=models.Q(ended_at__isnull=True),
                name="representative_once",
            ),
        ]


class UnitClaim(Movable):
    """Somebody says they act for a unit; an officer of its district (elsewhere: the city) confirms.

    The place is what the claimant says as long as the unit's seat is open; confirmed, it becomes the unit's.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="claims")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="unit_claims")
    licence = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")
    authorisation = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    authority = models.ForeignKey("accounts.Authority", on_delete=models.PROTECT, null=True, related_name="+")
    seat = models.CharField(max_length=60, blank=True)
    is_branch = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "user"],
                condition=models.Q(state=ClaimState.WAITING),
                name="one_waiting_claim",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on", "id"], name="claim_queue")]


class UnitInvitation(models.Model):
    """A manager's link that makes a colleague editor, signatory or reader of the unit."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField(_("E-mail"))
    kind = models.CharField(_("Role in the unit"), max_length=10, choices=RepresentativeKind.choices)
    token = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True)
    hands_over = models.ForeignKey(
        Representative, on_delete=models.PROTECT, null=True, related_name="handovers"
    )
    """The role that ends when this link is accepted: its holder hands it to the colleague."""
