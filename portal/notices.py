"""What this room tells people by itself: that an invariant is broken."""

from django.utils.translation import gettext_lazy as _

from accounts.notices import register

register(
    "invariants.broken_owner",
    _("The record does not hold: %(keys)s"),
    _("The hourly check found a fault. The first place: %(first)s. You own this alarm: verify, then report."),
)
register(
    "invariants.broken",
    _("The hourly check found a fault: %(keys)s"),
    _(
        "The audit administrators have been told and own it. Decide nothing on the things concerned until then."
    ),
)
