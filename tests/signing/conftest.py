"""The same people and browsers as on the lead's pages."""

import pytest

from tests.lead.conftest import _second_factor, _story_day, pdf, signed_in

__all__ = ["_second_factor", "_story_day", "pdf", "signed_in"]


@pytest.fixture
def confirmed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The person confirmed who they are a moment ago."""
    monkeypatch.setattr("accounts.stepup.recently_confirmed", lambda request: True)
    monkeypatch.setattr("filings.views.signing.recently_confirmed", lambda request: True)
