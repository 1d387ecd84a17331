"""What happened, what was told to whom, and the demo's clock. Plain ids only: this room knows no other."""

from datetime import UTC

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from . import chain


def append_only(name: str) -> list[pgtrigger.Trigger]:
    """Triggers that refuse UPDATE, DELETE and TRUNCATE: what is written stays."""
    return [
        pgtrigger.Protect(name=f"{name}_kept", operation=pgtrigger.Update | pgtrigger.Delete),
        pgtrigger.Trigger(
            name=f"{name}_whole",
            operation=pgtrigger.Truncate,
            when=pgtrigger.Before,
            level=pgtrigger.Statement,
            func=f"RAISE EXCEPTION '{name} is append-only';",
        ),
    ]


class Chained(models.Model):
    """Something with a history of its own; the head of its chain sits on its row."""

    ledger_count = models.PositiveIntegerField(default=0, editable=False)
    ledger_head = models.CharField(max_length=64, default=chain.GENESIS, editable=False)

    class Meta:
        abstract = True

    @property
    def ledger_subject(self) -> str:
        return f"{self._meta.label_lower}:{self.pk}"


SEALS = "checkpoints"
"""The strand that has no entries: its row holds size and link of the newest checkpoint, so a lost one is missed."""


class Strand(Chained):
    """A chain that belongs to no case: one account's security events, or one of 16 anonymous stripes."""

    name = models.CharField(max_length=40, unique=True)


class Entry(models.Model):
    """One thing that happened: to what, which, by whom, when, with what facts. Never altered."""

    subject = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=80)
    actor_id = models.BigIntegerField(null=True)
    role = models.CharField(max_length=40, blank=True)
    authority_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=models.functions.Now())
    request_id = models.CharField(max_length=40, blank=True)
    payload = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "number"], name="entry_number_once"),
        ]
        indexes = [
            models.Index(fields=["-id", "kind"], name="entry_newest"),
            models.Index(fields=["actor_id", "-id"], name="entry_by_actor"),
        ]
        triggers = [
            *append_only("entry"),
            pgtrigger.Trigger(
                name="entry_waits",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                level=pgtrigger.Statement,
                referencing=pgtrigger.Referencing(new="written"),
                func="INSERT INTO ledger_unsealed (entry_id) SELECT id FROM written; RETURN NULL;",
            ),
        ]

    def hashed_fields(self) -> dict[str, object]:
        """Exactly what the hash covers."""
        return {
            "v": chain.VERSION,
            "subject": self.subject,
            "number": self.number,
            "kind": self.kind,
            "actor": self.actor_id,
            "role": self.role,
            "authority": self.authority_id,
            "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "request": self.request_id,
            "payload": self.payload,
            "prev": self.previous_hash,
        }


class Checkpoint(models.Model):
    """A seal over all entries up to one position: their count and Merkle root."""

    at = models.DateTimeField()
    size = models.PositiveBigIntegerField(unique=True)
    root = models.CharField(max_length=64)
    peaks = models.JSONField(default=list)
    """The Merkle peaks over ``size`` entries, largest first: the next seal adds to them. Empty in old seals."""
    link = models.CharField(max_length=64, default="")
    """Hash over this seal and the link of the one before: none can be taken out between two. Empty in old seals."""

    class Meta:
        triggers = append_only("checkpoint")


class Position(models.Model):
    """The gapless place of an entry among all entries, given by the checkpoint that sealed it."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="position")
    position = models.PositiveBigIntegerField(unique=True)
    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="positions")

    class Meta:
        triggers = append_only("position")


class Unsealed(models.Model):
    """An entry that waits for its position. The database writes it with the entry; the seal takes it away.

    So a seal looks at what waits and not at all there is, and an entry whose transaction ended late is not missed.
    """

    entry_id = models.BigIntegerField(primary_key=True)


class Notice(models.Model):
    """One message to one person: the only outbox. Written with the fact, delivered after it."""

    kind = models.CharField(_("Kind"), max_length=60)
    params = models.JSONField(default=dict)
    subject = models.CharField(max_length=80, blank=True)
    path = models.CharField(max_length=200, blank=True)
    user_id = models.BigIntegerField(null=True)
    email = models.EmailField(blank=True)
    cause = models.CharField(max_length=160, unique=True, null=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    attempts_count = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(user_id__isnull=False) | ~models.Q(email=""), name="notice_has_reader"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                name="notice_undelivered",
                condition=models.Q(delivered_at__isnull=True),
            ),
            models.Index(fields=["user_id", "-id"], name="notice_of_user"),
            models.Index(fields=["user_id"], name="notice_unread", condition=models.Q(read_at__isnull=True)),
        ]


class ClockOffset(models.Model):
    """How far the demo's world is from real time. One row, and only in the demo and in tests."""

    offset = models.DurationField()
