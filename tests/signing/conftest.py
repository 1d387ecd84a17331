"""The same people and browsers as on the lead's pages."""

from tests.lead.conftest import _second_factor, _story_day, confirmed, pdf, signed_in

__all__ = ["_second_factor", "_story_day", "confirmed", "pdf", "signed_in"]
