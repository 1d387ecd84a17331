"""The desks' tests stand on the story's day."""

import pytest

from ledger import clock
from tests.factories import NOW


@pytest.fixture(autouse=True)
def _story_day(db: None) -> None:
    """Every page reads the clock: it stands at NOW."""
    clock.move_to(NOW)
