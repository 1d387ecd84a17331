"""A dead broker, worker or mail server: pages go on, nothing is lost, and whoever can act on it is told."""

import socket
import time
from datetime import timedelta

import pytest
from django.core.cache import cache

from accounts.delivery import deliver_waiting
from config.cache import SurvivingCache
from ledger import actions, clock
from ledger.models import Notice
from portal import heartbeat
from scripts.parts import Valkey
from tests.factories import UserFactory, officer


@pytest.fixture
def watched(settings, monkeypatch):
    """As in production, just started: somebody else than the page does the work."""
    settings.CELERY_TASK_ALWAYS_EAGER = False
    monkeypatch.setattr(heartbeat, "_started", time.monotonic())
    cache.clear()


def _closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_cache_outlives_its_server(tmp_path, monkeypatch):
    server = Valkey(tmp_path / "valkey")
    server.start()
    address = f"unix://{server.url().partition('//')[2]}?db=1"
    monkeypatch.setattr(SurvivingCache, "asks_again_at", 0.0)
    kept = SurvivingCache(address, {"OPTIONS": {"socket_timeout": 1}})
    kept.set("limit", 1)
    assert (kept.get("limit"), kept.is_cut_off) == (1, False)

    server.stop()

    assert kept.add("limit", 5)  # its own memory: nothing there yet
    assert kept.is_cut_off
    assert [kept.incr("limit"), kept.get("limit")] == [6, 6]
    assert kept.get_or_set("other", 2) == 2

    server.start()
    kept = SurvivingCache(
        f"unix://{server.url().partition('//')[2]}?db=1", {"OPTIONS": {"socket_timeout": 1}}
    )
    monkeypatch.setattr(SurvivingCache, "asks_again_at", 0.0)
    kept.set("limit", 9)
    assert (kept.get("limit"), kept.is_cut_off) == (9, False)
    server.stop()


BANNER = 'notice-warn" role="status"'


@pytest.mark.django_db
def test_the_staff_and_nobody_else_see_that_nobody_works(client, watched, monkeypatch):
    def front_page(who):
        client.force_login(who)
        return client.get("/").content.decode()

    clerk, visitor = officer("city_officer"), UserFactory()
    assert BANNER not in front_page(clerk)

    monkeypatch.setattr(heartbeat, "_started", heartbeat._started - 1000)
    assert BANNER in front_page(clerk)
    assert BANNER not in front_page(visitor)

    heartbeat.beat(clock.now())
    assert BANNER not in front_page(clerk)


@pytest.mark.django_db
def test_a_dead_mail_server_loses_nothing_and_is_named(client, settings, watched):
    reader = officer("city_officer")
    before = clock.now() - timedelta(minutes=30)
    actions.tell("account.reopened", user_ids=[reader.pk], now=before, params={"person": "示例"}, path="/")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", _closed_port()

    deliver_waiting(clock.now())

    notice = Notice.objects.get(user_id=reader.pk)
    assert (notice.delivered_at, notice.attempts_count) == (None, 1)
    heartbeat.beat(clock.now())
    assert heartbeat.trouble() == heartbeat.Trouble.MAIL
    parts = client.get("/readyz").json()["parts"]
    assert (parts["mail"], parts["outbox"]) == ("ConnectionRefusedError", "late: 1")

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    deliver_waiting(clock.now() + timedelta(minutes=3))

    assert Notice.objects.filter(delivered_at__isnull=True).count() == 0
    heartbeat.beat(clock.now())
    assert heartbeat.trouble() is None
