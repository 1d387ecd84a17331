"""What every browser test stands on."""

from typing import Any

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandlerMixin


@pytest.fixture(autouse=True)
def _styles_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A browser asks for each style sheet once, as it does where whitenoise sends them."""
    serve = StaticFilesHandlerMixin.serve

    def kept(self: StaticFilesHandlerMixin, request: Any) -> Any:
        answer = serve(self, request)
        answer["Cache-Control"] = "public, max-age=3600"
        return answer

    monkeypatch.setattr(StaticFilesHandlerMixin, "serve", kept)
