"""One letter a day instead of many: what waits since yesterday leaves at eight, once, however often this runs."""

from __future__ import annotations

import logging
from datetime import datetime, time, timedelta
from smtplib import SMTPException

from django.db import transaction
from django.utils import timezone

from ledger.models import Notice

from .mail import digest_letter
from .models import Digest, DigestItem, Letter, User

HOUR = time(8)
"""When the day's letter leaves, office time."""
AT_MOST = 200
MOST_DOUBLINGS = 8
log = logging.getLogger(__name__)


def queue(notice: Notice, now: datetime) -> None:
    """Let a notice wait for the person's next digest."""
    item = DigestItem(user_id=notice.user_id, notice_id=notice.pk, queued_at=now)
    DigestItem.objects.bulk_create([item], ignore_conflicts=True)


def send_due(now: datetime, at_most: int = AT_MOST) -> int:
    """Send today's digests that are owed; returns how many people were dealt with. Before eight nothing is."""
    today = timezone.localdate(now)
    cutoff = timezone.make_aware(datetime.combine(today, HOUR))
    if now < cutoff:
        return 0
    waiting = DigestItem.objects.filter(digest__isnull=True, queued_at__lt=cutoff)
    people = list(waiting.order_by().values_list("user_id", flat=True).distinct()[:at_most])
    rows = [Digest(user_id=person, day=today, next_attempt_at=now) for person in people]
    Digest.objects.bulk_create(rows, ignore_conflicts=True)
    return sum(_send_one(person, now, cutoff) for person in people)


def _send_one(person: int, now: datetime, cutoff: datetime) -> bool:
    """One person's letter in one transaction; whoever else is at it, or a letter already sent, ends it."""
    with transaction.atomic():
        digest = (
            Digest.objects.filter(
                user_id=person, day=timezone.localdate(now), sent_at__isnull=True, next_attempt_at__lte=now
            )
            .select_for_update(skip_locked=True, no_key=True)
            .first()
        )
        if digest is None:
            return False
        waiting = DigestItem.objects.filter(user_id=person, digest__isnull=True, queued_at__lt=cutoff)
        items = dict(waiting.values_list("pk", "notice_id"))
        notices = list(Notice.objects.filter(pk__in=items.values(), read_at__isnull=True).order_by("pk"))
        reader = User.objects.filter(pk=person, is_active=True).only("email", "language").first()
        try:
            if reader and notices:
                to = reader.email
                letter = digest_letter(notices, to, reader.language)
                letter.send()
                Letter.objects.create(to=to, subject=letter.subject, body=str(letter.body), sent_at=now)
        except (SMTPException, OSError) as problem:
            log.warning("the digest of %s was not sent: %s", person, problem)
            digest.attempts_count += 1
            digest.next_attempt_at = now + timedelta(minutes=2 ** min(digest.attempts_count, MOST_DOUBLINGS))
        else:
            DigestItem.objects.filter(pk__in=items).update(digest=digest)
            digest.sent_at = now
        digest.save(update_fields=["sent_at", "attempts_count", "next_attempt_at"])
        return True
