"""The consortium: its parties, its people and its plan."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from workflow.models import Movable

from ..amounts import plain
from ..states import AppointmentState, Counting, MembershipState, Origin, Post, Tier
from .units import Industry, Track, Unit


class Consortium(models.Model):
    """An innovation consortium. Not a legal person (G1.5): it acts through its lead."""

    formal_name = models.CharField(_("Formal name"), max_length=80)
    short_name = models.CharField(_("Short name"), max_length=30, blank=True)
    name_en = models.CharField(max_length=160, blank=True)
    name_pinyin = models.CharField(max_length=240, blank=True, editable=False)
    lead = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="led_consortia")
    industry = models.ForeignKey(Industry, on_delete=models.PROTECT, null=True, related_name="consortia")
    main_track = models.ForeignKey(Track, on_delete=models.PROTECT, null=True, related_name="consortia")
    other_track = models.CharField(_("Other track, with the reason"), max_length=200, blank=True)
    need = models.TextField(_("Industry need and bottleneck"), blank=True)
    origin = models.CharField(max_length=20, choices=Origin.choices, default=Origin.FILED)
    origin_note = models.CharField(max_length=200, blank=True)
    continues = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="continued_by")
    """The registered consortium that applied again as this one (G5.6j)."""
    is_sample = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["name_pinyin", "id"], name="consortium_by_pinyin")]

    def __str__(self) -> str:
        return (get_language() == "en" and self.name_en) or self.formal_name


class Membership(Movable):
    """One unit's place in one consortium: how it counts, in which layer, what it will do, and its consent."""

    consortium = models.ForeignKey(Consortium, on_delete=models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="memberships")
    is_lead = models.BooleanField(default=False)
    counting = models.CharField(_("Counts as"), max_length=10, choices=Counting.choices)
    tier = models.CharField(_("Layer"), max_length=10, choices=Tier.choices)
    duty = models.TextField(_("What it will do"), blank=True)
    share = models.DecimalField(_("Share in per cent"), max_digits=5, decimal_places=2, null=True)
    contribution = models.DecimalField(
        _("Contribution in 10,000 yuan"), max_digits=14, decimal_places=4, null=True
    )
    """Exact to one yuan: the fourth decimal."""
    email = models.EmailField(_("E-mail for the link"), blank=True)
    token = models.CharField(max_length=64, unique=True, null=True)
    token_expires_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    is_voluntary = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["consortium", "unit"],
                condition=~Q(state__in=[MembershipState.LEFT, MembershipState.DECLINED]),
                name="unit_once_per_consortium",
            ),
            models.UniqueConstraint(
                fields=["consortium"],
                condition=Q(is_lead=True, state=MembershipState.ACCEPTED),
                name="one_lead",
            ),
            models.CheckConstraint(condition=Q(is_lead=False) | Q(tier=Tier.CORE), name="lead_is_core"),
            models.CheckConstraint(
                condition=Q(share__isnull=True) | Q(share__gte=0, share__lte=100), name="share_within_whole"
            ),
            models.CheckConstraint(
                condition=Q(contribution__isnull=True) | Q(contribution__gte=0), name="contribution_given"
            ),
        ]

    @property
    def has_portion(self) -> bool:
        """Whether a share or a contribution is written."""
        return self.share is not None or self.contribution is not None

    @property
    def share_said(self) -> str:
        return "" if self.share is None else plain(self.share)

    @property
    def contribution_said(self) -> str:
        return "" if self.contribution is None else plain(self.contribution)


class Appointment(Movable):
    """The director (G3.3e) or the chief expert (G5.4), who accepts or declines by a link."""

    consortium = models.ForeignKey(Consortium, on_delete=models.PROTECT, related_name="appointments")
    post = models.CharField(max_length=12, choices=Post.choices)
    name = models.CharField(_("Name"), max_length=60)
    employer = models.CharField(_("Employer"), max_length=100)
    title = models.CharField(_("Title"), max_length=60, blank=True)
    email = models.EmailField(_("E-mail for the link"))
    standing = models.TextField(_("Academic standing"), blank=True)
    industry_knowledge = models.TextField(_("Knowledge of the industry"), blank=True)
    leadership = models.TextField(_("Ability to unite and organise"), blank=True)
    cv = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    paper = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    """The paper of appointment (聘任书)."""
    token = models.CharField(max_length=64, unique=True)
    token_expires_at = models.DateTimeField(null=True)
    decline_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["consortium", "post"],
                condition=~Q(state=AppointmentState.DECLINED),
                name="one_person_per_post",
            ),
        ]

    @property
    def state_label(self) -> str:
        return str(AppointmentState(self.state).label)


class Attachment(models.Model):
    """Evidence that belongs to the consortium, filed under the clause it speaks to."""

    consortium = models.ForeignKey(Consortium, on_delete=models.PROTECT, related_name="attachments")
    clause = models.CharField(max_length=12)
    party = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="attachments")
    """The unit it speaks of (G4.1, G4.2); empty where it speaks of the consortium."""
    title = models.CharField(_("What it shows"), max_length=100)
    document = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
