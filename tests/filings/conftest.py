"""The lead's test fixtures serve here too."""

from tests.lead.conftest import _second_factor, _story_day, signed_in

__all__ = ("_second_factor", "_story_day", "signed_in")
