"""A live server and a browser see the clone of their own test."""

import urllib.request

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils.timezone import now


@pytest.fixture(autouse=True)
def _tiny(settings):
    settings.ROOT_URLCONF = "tests.harness.addresses"


@pytest.mark.parametrize("turn", [1, 2])
def test_live_server_answers_from_the_tests_own_clone(live_server, turn):
    Session.objects.create(session_key=f"turn-{turn}", session_data="", expire_date=now())

    answer = urllib.request.urlopen(f"{live_server.url}/database/").read().decode()

    assert f"{connection.settings_dict['NAME']} lianhe_app 1" in answer


def test_browser_reads_the_page(page):
    page.goto("/database/")

    assert page.locator("p").inner_text() == f"{connection.settings_dict['NAME']} lianhe_app 0"
