"""What letters about the end of a registration say. No preference mutes them: a gap cannot be undone."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.notices import register


def _day(value: object) -> str:
    """An ISO date in the reader's way of writing."""
    return date_format(date.fromisoformat(str(value)))


_ENDS = _("Registered until %(last_on)s: %(name)s")
_ENDED = _("Registration ended: %(name)s")
for _kind, _subject, _body in (
    (
        "lead_reapply",
        _("Six months left: %(name)s"),
        _(
            "The registration of %(name)s ends with %(last_on)s. You may apply again from %(opens_on)s; what still "
            "holds is taken over. It is never prolonged by itself."
        ),
    ),
    (
        "lead_lapsing",
        _ENDS,
        _("The registration of %(name)s ends with %(last_on)s. Apply again in time if it is to go on."),
    ),
    (
        "members_lapsing",
        _ENDS,
        _("The registration of %(name)s ends with %(last_on)s, and its lead is vacant."),
    ),
    ("office_lapsing", _ENDS, _("The registration of %(name)s ends with %(last_on)s. The lead was told.")),
    (
        "lead_lapsed",
        _ENDED,
        _("The registration of %(name)s ended with %(last_on)s. The register says so. You may apply anew."),
    ),
    (
        "members_lapsed",
        _ENDED,
        _("The registration of %(name)s, which your unit belongs to, ended with %(last_on)s."),
    ),
    (
        "office_lapsed",
        _ENDED,
        _("The registration of %(name)s ended with %(last_on)s. The lead and the members were told."),
    ),
):
    register(f"registration.{_kind}", _subject, _body, last_on=_day, opens_on=_day)
