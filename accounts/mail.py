"""Letters: how a notice becomes one, and where the demonstration keeps them instead of sending them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from ledger import clock
from ledger.models import Notice

from .models import Letter
from .notices import render

NOTICE_HEADER = "X-Lianhe-Notice"
LONGEST_SUBJECT = 200


def letter_of(notice: Notice, to: str) -> EmailMessage:
    """The notice as a plain letter to one reader: Chinese first, English below, one link."""
    chinese, english = render(notice, "zh-hans"), render(notice, "en")
    link = f"{settings.SITE_ORIGIN}{notice.path}" if notice.path else ""
    parts = [chinese.body, link and f"打开：{link}", "――", english.body, link and f"Open: {link}"]
    foot = "本信由联合系统发出，不用回复。 / Sent by Lianhe. No reply is read."
    return EmailMessage(
        subject=f"{chinese.subject} / {english.subject}"[:LONGEST_SUBJECT].replace("\n", " "),
        body="\n\n".join([*filter(None, parts), foot]),
        to=[to],
        headers={NOTICE_HEADER: str(notice.pk)},
    )


def digest_letter(notices: Sequence[Notice], to: str) -> EmailMessage:
    """The day's notices as one letter: a line and a link each, Chinese first, English below."""
    chinese, english = [], []
    for notice in notices:
        link = f" {settings.SITE_ORIGIN}{notice.path}" if notice.path else ""
        chinese.append(f"· {render(notice, 'zh-hans').subject}{link}")
        english.append(f"· {render(notice, 'en').subject}{link}")
    choose = f"{settings.SITE_ORIGIN}/account/notices/"
    foot = f"每天 8 点一封，可在这里改：{choose} / One letter a day at eight. Change it there."
    return EmailMessage(
        subject=f"{len(notices)} 条消息 / Messages: {len(notices)}",
        body="\n\n".join(["\n".join(chinese), "――", "\n".join(english), foot]),
        to=[to],
        headers={NOTICE_HEADER: "digest"},
    )


class LetterBackend(BaseEmailBackend):
    """The demonstration's post office: every letter is kept where ``/demo/mail/`` shows it; none leaves."""

    def send_messages(self, messages: Sequence[Any]) -> int:
        """Keep letters that are not notices; a notice's letter is kept by whoever delivers it."""
        now = clock.now()
        kept = [
            Letter(to=reader, subject=str(message.subject)[:LONGEST_SUBJECT], body=message.body, sent_at=now)
            for message in messages
            if NOTICE_HEADER not in message.extra_headers
            for reader in message.recipients()
        ]
        Letter.objects.bulk_create(kept)
        return len(messages)
