"""The relay of the outbox: each notice leaves once, however many relays run, and again later when it failed."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.db import transaction

from ledger.models import Notice

from . import digest, preferences
from .mail import letter_of
from .models import Letter, User

AT_MOST = 200
"""Letters of one run; the next run follows in five seconds."""
MOST_DOUBLINGS = 8
"""The wait doubles from two minutes up to a good four hours."""
log = logging.getLogger(__name__)


def deliver_waiting(now: datetime, at_most: int = AT_MOST) -> int:
    """Send what waits, one notice a transaction; returns how many were dealt with."""
    dealt = 0
    while dealt < at_most and _deliver_next(now):
        dealt += 1
    return dealt


def _deliver_next(now: datetime) -> bool:
    """Take one notice that no other relay holds, and send it. False when nothing waits."""
    with transaction.atomic():
        notice = (
            Notice.objects.filter(delivered_at__isnull=True, next_attempt_at__lte=now)
            .order_by("next_attempt_at", "id")
            .select_for_update(skip_locked=True, no_key=True)
            .first()
        )
        if notice is None:
            return False
        try:
            _send(notice, now)
        except (SMTPException, OSError) as problem:
            log.warning("notice %s was not sent: %s", notice.pk, problem)
            notice.attempts_count += 1
            notice.next_attempt_at = now + timedelta(minutes=2 ** min(notice.attempts_count, MOST_DOUBLINGS))
        else:
            notice.delivered_at = now
        notice.save(update_fields=["attempts_count", "next_attempt_at", "delivered_at"])
        return True


def _send(notice: Notice, now: datetime) -> None:
    if notice.user_id and not notice.email:
        match preferences.channel_for(notice.user_id, notice.kind):
            case preferences.Channel.NONE:
                return  # the message stays in the inbox
            case preferences.Channel.DIGEST:
                digest.queue(notice, now)
                return
    to, language = _reader(notice)
    if not to:
        return  # an account that was closed: the notice stays in its inbox
    letter = letter_of(notice, to, language)
    letter.send()
    Letter.objects.create(
        notice_id=notice.pk, to=to, subject=letter.subject, body=str(letter.body), sent_at=now
    )


def _reader(notice: Notice) -> tuple[str, str]:
    """The address and the language of whoever reads it: of the account, or of whose account the address is."""
    known = User.objects.filter(is_active=True)
    found = known.filter(email__iexact=notice.email) if notice.email else known.filter(pk=notice.user_id)
    address, language = found.values_list("email", "language").first() or ("", "")
    return notice.email or address, language
