"""Who people are: accounts, authorities and the roles of office they hold. Knows no filing."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .apart import never_together
from .roles import Role


class Authority(models.Model):
    """A bureau in charge of science and technology: a district's, a zone's, or the city's."""

    class Kind(models.TextChoices):
        DISTRICT = "district", _("District or county-level city")
        ZONE = "zone", _("Functional zone")
        CITY = "city", _("City bureau")

    key = models.SlugField(unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(_("Name"), max_length=60)
    name_en = models.CharField(max_length=80)
    place = models.CharField(max_length=40)
    place_en = models.CharField(max_length=60)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="zones")
    contact = models.CharField(_("Contact"), max_length=200, blank=True)
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name

    @property
    def short_name(self) -> str:
        return self.place_en if get_language() == "en" else self.place


class Theme(models.TextChoices):
    """How pages look; automatic follows what the reader's machine prefers."""

    AUTO = "auto", _("Automatic")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """A person with an account. What the person may do comes from roles of office or from units."""

    email = models.EmailField(_("E-mail"), unique=True)
    name = models.CharField(_("Name"), max_length=60)
    name_en = models.CharField(max_length=80, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    demo_key = models.SlugField(unique=True, null=True, blank=True)
    theme = models.CharField(max_length=5, choices=Theme.choices, blank=True)
    """Empty until chosen: then this browser's own choice counts."""
    language = models.CharField(max_length=7, blank=True)
    """In which letters come, as last chosen; empty until chosen, which means Chinese."""
    access_version = models.PositiveIntegerField(default=0, editable=False)
    """Counts changes of roles of office; each ends the person's open sessions."""

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return (get_language() == "en" and self.name_en) or self.name or self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session is bound to: the password and the roles as they were when it was opened."""
        return salted_hmac(
            "accounts.session", f"{self.password}:{self.access_version}", secret=secret, algorithm="sha256"
        ).hexdigest()

    @property
    def grants(self) -> tuple["RoleGrant", ...]:
        """The roles of office in force, read once per request. Time limits are the sweep's business."""
        if not hasattr(self, "_grants"):
            self._grants = tuple(self.role_grants.filter(ended_at__isnull=True).select_related("authority"))
        return self._grants

    def hand_grants(self, rows: Iterable["RoleGrant"]) -> None:
        """Grants in force, with their authorities, of whoever was read along with others: they are not asked for."""
        self._grants = tuple(row for row in rows if row.user_id == self.pk)

    def authorities_as(self, *roles: Role) -> frozenset[int]:
        """Ids of the authorities where this person holds one of ``roles``."""
        return frozenset(g.authority_id for g in self.grants if g.role in roles)

    def is_any(self, *roles: Role) -> bool:
        return any(grant.role in roles for grant in self.grants)


class RoleGrant(models.Model):
    """One role of office held by one person at one authority, from when to when, given by whom."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="role_grants")
    role = models.CharField(_("Role"), max_length=20, choices=Role.choices)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="role_grants")
    deputy_for = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="deputies")
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    """Who proposed it; None for roles that stood before anybody could grant, the holder for a deputy's."""
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField()
    expires_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "authority"],
                condition=Q(ended_at__isnull=True),
                name="role_held_once",
            ),
            models.CheckConstraint(
                condition=Q(granted_by__isnull=True) | ~Q(granted_by=models.F("user")),
                name="role_never_for_oneself",
            ),
            models.CheckConstraint(
                condition=Q(granted_by__isnull=True)
                | Q(deputy_for__isnull=False, granted_by=models.F("deputy_for"))
                | Q(confirmed_by__isnull=False)
                & ~Q(confirmed_by=models.F("granted_by"))
                & ~Q(confirmed_by=models.F("user")),
                name="role_two_persons",
            ),
        ]
        triggers = [never_together("accounts_rolegrant")]


class RoleProposal(models.Model):
    """What one security administrator wants done to somebody's role; a second person makes it so, or not."""

    class Act(models.TextChoices):
        GRANT = "grant", _("Grant")
        END = "end", _("End")

    act = models.CharField(max_length=5, choices=Act.choices)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="role_proposals")
    role = models.CharField(max_length=20, choices=Role.choices)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    deputy_for = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    expires_on = models.DateField(null=True)
    grant = models.ForeignKey(RoleGrant, on_delete=models.PROTECT, null=True, related_name="proposals")
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    is_confirmed = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["act", "user", "role", "authority"],
                condition=Q(decided_at__isnull=True),
                name="role_proposed_once",
            ),
            models.CheckConstraint(
                condition=~Q(proposed_by=models.F("user"))
                & (
                    Q(decided_by__isnull=True)
                    | ~Q(decided_by=models.F("proposed_by")) & ~Q(decided_by=models.F("user"))
                ),
                name="role_proposal_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True, decided_at__isnull=True, is_confirmed__isnull=True)
                | Q(decided_by__isnull=False, decided_at__isnull=False, is_confirmed__isnull=False),
                name="role_decision_whole",
            ),
            models.CheckConstraint(
                condition=~Q(act="end") | Q(grant__isnull=False), name="role_end_names_its_grant"
            ),
        ]


class StaffInvitation(models.Model):
    """A link that makes its reader an officer, expert or evaluator: these accounts exist by invitation only."""

    email = models.EmailField()
    name = models.CharField(max_length=60)
    role = models.CharField(max_length=20, choices=Role.choices)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    token = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)


class Letter(models.Model):
    """A letter as it left: what the demo shows instead of a mail server, and what support can re-read."""

    notice_id = models.BigIntegerField(null=True)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    sent_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-id"], name="letter_newest")]


class NoticePreference(models.Model):
    """How one person wants one group of notices by e-mail; the message in the application always stays."""

    class Channel(models.TextChoices):
        AT_ONCE = "at_once", _("E-mail at once")
        DIGEST = "digest", _("One e-mail a day")
        NONE = "none", _("No e-mail")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notice_preferences")
    group = models.CharField(max_length=20)
    channel = models.CharField(max_length=8, choices=Channel.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "group"], name="notice_preference_once")]


class Digest(models.Model):
    """The one letter a day to one person; its row is what makes it one."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="digests")
    day = models.DateField()
    sent_at = models.DateTimeField(null=True)
    attempts_count = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="digest_once_a_day")]


class DigestItem(models.Model):
    """A notice that waits for the next digest instead of leaving at once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="digest_items")
    notice_id = models.BigIntegerField(unique=True)
    queued_at = models.DateTimeField()
    digest = models.ForeignKey(Digest, on_delete=models.CASCADE, null=True, related_name="items")

    class Meta:
        indexes = [
            models.Index(
                fields=["user", "queued_at"], name="digest_waiting", condition=Q(digest__isnull=True)
            ),
        ]


class SavedFilter(models.Model):
    """A filter of one list under a name of one's own; nobody else sees it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_filters")
    listing = models.CharField(max_length=30)
    name = models.CharField(_("Name"), max_length=40)
    query = models.CharField(max_length=500)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "listing", "name"], name="saved_filter_name_once")
        ]
