"""The review's tests stand on the story's day, and its people are past their second factor."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from ledger import clock
from tests.factories import NOW

Browse = Callable[[Any], Client]


@pytest.fixture(autouse=True)
def _story_day(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        clock.move_to(NOW)
    cache.clear()


@pytest.fixture
def browse(monkeypatch: pytest.MonkeyPatch) -> Browse:
    """``browse(user)`` is a signed-in browser; ``browse(None)`` anybody's."""
    monkeypatch.setattr("accounts.middleware.has_second_factor", lambda request: True)

    def signed_in(user: Any) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    return signed_in
