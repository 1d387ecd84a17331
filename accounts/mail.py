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


ENGLISH = "en"
OPEN = {"zh-hans": "打开：", ENGLISH: "Open: "}
FOOT = {"zh-hans": "本信由联合系统发出，不用回复。", ENGLISH: "Sent by Lianhe. No reply is read."}
MESSAGES = {"zh-hans": "{} 条消息", ENGLISH: "Messages: {}"}
DAILY = {
    "zh-hans": "每天 8 点一封，可在这里改：",
    ENGLISH: "One letter a day at eight. Change it there: ",
}


def languages(first: str) -> tuple[str, str]:
    """Both languages, the reader's own first; Chinese where none was chosen."""
    return (ENGLISH, "zh-hans") if first == ENGLISH else ("zh-hans", ENGLISH)


def letter_of(notice: Notice, to: str, language: str = "") -> EmailMessage:
    """The notice as a plain letter to one reader: subject in the reader's language, both below, one link."""
    link = f"{settings.SITE_ORIGIN}{notice.path}" if notice.path else ""
    order = languages(language)
    first, second = ([*filter(None, (render(notice, one).body, link and OPEN[one] + link))] for one in order)
    return EmailMessage(
        subject=render(notice, order[0]).subject[:LONGEST_SUBJECT].replace("\n", " "),
        body="\n\n".join([*first, "――", *second, " / ".join(FOOT[one] for one in order)]),
        to=[to],
        headers={NOTICE_HEADER: str(notice.pk)},
    )


def digest_letter(notices: Sequence[Notice], to: str, language: str = "") -> EmailMessage:
    """The day's notices as one letter: a line and a link each, the reader's language first, the other below."""
    order = languages(language)
    first, second = ("\n".join(_line(notice, one) for notice in notices) for one in order)
    choose = f"{settings.SITE_ORIGIN}/account/notices/"
    return EmailMessage(
        subject=MESSAGES[order[0]].format(len(notices)),
        body="\n\n".join([first, "――", second, "\n".join(DAILY[one] + choose for one in order)]),
        to=[to],
        headers={NOTICE_HEADER: "digest"},
    )


def _line(notice: Notice, language: str) -> str:
    link = f" {settings.SITE_ORIGIN}{notice.path}" if notice.path else ""
    return f"· {render(notice, language).subject}{link}"


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
