"""What letters about rounds, sheets, lists, visits and objections say."""

from django.utils.translation import gettext_lazy as _

from accounts.notices import register

TEXTS = {
    "round.expert_named": (
        _("You are named to a panel: %(name)s"),
        _(
            "You are named to the panel of “%(name)s”. Declare conflicts of interest first; then the files open."
        ),
    ),
    "round.expert_lead": (
        _("You lead a panel: %(name)s"),
        _("You lead the panel of “%(name)s”: you sign its conclusions and move its filings on."),
    ),
    "round.city_conflict": (
        _("A conflict of interest: %(name)s"),
        _("An expert of “%(round)s” stated a conflict for %(name)s (%(serial)s). Name somebody else."),
    ),
    "sheet.lead_all_sealed": (
        _("All sheets are sealed: %(name)s"),
        _("Every expert has sealed the sheet of %(name)s (%(serial)s). You can sign the conclusion."),
    ),
    "visit.filer_sign": (
        _("A visit's record to sign: %(name)s"),
        _("The record of the visit to %(name)s (%(serial)s) is ready. Read it and sign for your side."),
    ),
    "list.approver_prepared": (
        _("A list to countersign: %(name)s"),
        _("An officer prepared “%(name)s” after meeting %(number)s. Read it and countersign."),
    ),
    "list.city_countersigned": (
        _("Countersigned: %(name)s"),
        _("The approver countersigned “%(name)s”. You can post the public notice."),
    ),
    "objection.city_received": (
        _("An objection: %(name)s"),
        _("Somebody objects to %(name)s. Decide whether it is accepted."),
    ),
    "objection.supervisor_received": (
        _("An objection: %(name)s"),
        _("Somebody objects to %(name)s. The business desk answers; you watch the answer."),
    ),
    "objection.supervisor_answered": (
        _("An objection is answered: %(name)s"),
        _("An objection to %(name)s has its answer. Read it on its page."),
    ),
    "objection.approver_upheld": (
        _("An objection is upheld: %(name)s"),
        _("An objection to %(name)s is upheld. Decline, correct the notice, or send it back to the meeting."),
    ),
}

for kind, (subject, body) in TEXTS.items():
    register(kind, subject, body)
