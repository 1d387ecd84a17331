"""What letters of the calendar say: nothing was decided, somebody is late."""

from django.utils.translation import gettext_lazy as _

from accounts.notices import register
from consortia.states import Post


def _post(key: object) -> object:
    return Post(str(key)).label


for _who in ("head", "approver", "supervisor"):
    register(
        f"filing.{_who}_escalated",
        _("Still overdue: %(name)s"),
        _(
            "%(name)s (%(serial)s) has been overdue for more than %(days)s working days. Nothing passes by itself."
        ),
    )
register(
    "filing.round_overdue",
    _("Review overdue: %(name)s"),
    _("%(name)s (%(serial)s) is with the panel you lead and overdue."),
)
register(
    "filing.filer_reminder",
    _("Reminder %(number)s: correct %(name)s"),
    _(
        "The correction of %(name)s (%(serial)s) is overdue. After %(needed)s reminders the officer may let it lapse."
    ),
)
register(
    "filing.returner_may_lapse",
    _("Not corrected: %(name)s"),
    _("The lead of %(name)s (%(serial)s) was reminded %(number)s times. You may let it lapse or wait on."),
)
register(
    "filing.city_window_ended",
    _("Notice has run its time: %(name)s"),
    _("The public notice of %(name)s (%(serial)s) has run its full time. Close it if no objection is open."),
)
register(
    "membership.lead_unanswered",
    _("No answer from %(unit)s"),
    _("%(unit)s has not answered the invitation to %(name)s in time. Invite again, or go on without."),
)
register(
    "appointment.lead_unanswered",
    _("No answer from the %(post)s"),
    _("The %(post)s of %(name)s has not answered in time. Send the link again, or name somebody else."),
    post=_post,
)
register(
    "claim.officer_overdue",
    _("Overdue: who acts for %(unit)s"),
    _("Somebody claims to act for %(unit)s and waits for you. Look at the papers and decide."),
)
