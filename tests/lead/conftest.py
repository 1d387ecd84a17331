"""What every test of the lead's pages needs: signed-in clients, a confirmed person, a small PDF."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ledger import clock
from tests.factories import NOW, city


@pytest.fixture(autouse=True)
def _story_day(db: None) -> None:
    """Pages read the same clock as the factories."""
    city()
    clock.move_to(NOW)


@pytest.fixture(autouse=True)
def _second_factor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Officers came in with their second factor."""
    monkeypatch.setattr("accounts.middleware.has_second_factor", lambda request: True)


@pytest.fixture
def signed_in() -> Callable[[Any], Client]:
    """A browser in which somebody is signed in."""

    def enter(user: Any) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return enter


@pytest.fixture
def confirmed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The person gave the second factor a moment ago (tests/signing/test_second_factor.py gives it really)."""
    monkeypatch.setattr("accounts.stepup.second_factor_used", lambda request: True)


@pytest.fixture
def pdf() -> Callable[..., SimpleUploadedFile]:
    """A small real PDF under any name."""
    from io import BytesIO  # noqa: PLC0415

    import pikepdf  # noqa: PLC0415

    def make(name: str = "协议.pdf", pages: int = 1) -> SimpleUploadedFile:
        out = BytesIO()
        with pikepdf.new() as paper:
            for _number in range(pages):
                paper.add_blank_page()
            paper.save(out)
        return SimpleUploadedFile(name, out.getvalue(), content_type="application/pdf")

    return make
