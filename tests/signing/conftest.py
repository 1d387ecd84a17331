"""The same people and browsers as on the lead's pages."""

import pytest

from tests.lead.conftest import _second_factor, _story_day, pdf, signed_in

__all__ = ["_second_factor", "_story_day", "pdf", "signed_in"]


@pytest.fixture
def confirmed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The person gave the second factor a moment ago (test_second_factor.py gives it really)."""
    monkeypatch.setattr("accounts.stepup.second_factor_used", lambda request: True)
