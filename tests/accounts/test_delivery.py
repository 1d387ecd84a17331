"""The outbox: each notice leaves once, however many relays run; what failed leaves later."""

from datetime import timedelta
from smtplib import SMTPException

import pytest
from django.core import mail
from django.db import connection

from accounts.delivery import deliver_waiting
from accounts.models import Letter
from ledger import actions as ledger
from ledger.models import Notice
from tests.factories import NOW, UserFactory
from tests.races import at_once

pytestmark = pytest.mark.django_db


def told(user, count=1):
    for number in range(count):
        ledger.tell(
            "filing.district_inbox", user_ids=[user.pk], now=NOW, path="/cases/1/",
            params={"name": f"示例联合体{number}", "name_en": f"Sample {number}", "serial": f"S-{number}"},
        )  # fmt: skip


def test_the_subject_is_in_the_readers_language_alone(client):
    user = UserFactory()
    client.force_login(user)
    told(user)
    client.post("/language/", {"language": "en", "next": "/"})
    told(user)
    ledger.write_to(
        "filing.district_inbox", email=user.email.upper(), now=NOW, path="/",
        params={"name": "示例联合体", "name_en": "Sample", "serial": "S"},
    )  # fmt: skip

    deliver_waiting(NOW)
    letters = mail.outbox

    assert all("Sample" in letter.subject and "示例" not in letter.subject for letter in letters)
    assert all(letter.body.index("Open: ") < letter.body.index("打开：") for letter in letters)
    assert len(letters) == 3


def test_a_language_that_is_none_changes_nothing(client):
    user = UserFactory(language="en")
    client.force_login(user)

    client.post("/language/", {"language": "fr", "next": "/"})

    user.refresh_from_db()
    assert user.language == "en"


def test_a_letter_has_one_reader_both_languages_and_one_link():
    user = UserFactory()
    told(user)

    deliver_waiting(NOW)

    letter = mail.outbox[0]
    assert letter.to == [user.email]
    assert "示例联合体0" in letter.subject
    assert "Sample" not in letter.subject
    assert "Sample 0" in letter.body
    assert letter.body.count("/cases/1/") == 2
    assert Letter.objects.get().to == user.email


def test_a_delivered_notice_is_not_sent_again():
    told(UserFactory())

    assert (deliver_waiting(NOW), deliver_waiting(NOW)) == (1, 0)
    assert len(mail.outbox) == 1


def test_a_failed_letter_waits_longer_each_time(monkeypatch):
    told(UserFactory())

    def refuse(*args, **kwargs):
        raise SMTPException("no")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    deliver_waiting(NOW)
    first = Notice.objects.get()
    assert (first.delivered_at, first.attempts_count, first.next_attempt_at) == (
        None,
        1,
        NOW + timedelta(minutes=2),
    )

    assert deliver_waiting(NOW + timedelta(minutes=1)) == 0
    deliver_waiting(NOW + timedelta(minutes=2))
    assert Notice.objects.get().next_attempt_at == NOW + timedelta(minutes=6)


def test_a_closed_account_gets_no_letter_and_blocks_nothing():
    told(UserFactory(is_active=False))

    assert deliver_waiting(NOW) == 1
    assert mail.outbox == []


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_four_relays_send_each_letter_once():
    told(UserFactory(), 24)

    outcomes = at_once(*[lambda: deliver_waiting(NOW)] * 4)

    assert outcomes == ["done"] * 4
    assert Letter.objects.count() == 24
    assert len({letter.subject for letter in mail.outbox}) == len(mail.outbox) == 24
    connection.close()
