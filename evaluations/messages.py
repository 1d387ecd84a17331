"""Words for every refusal of tracking: what was found, and how to put it right."""

from django.utils.translation import gettext_lazy as _

from consortia.messages import day
from workflow import messages
from workflow.messages import Message

REPORTS = {
    "registration_over": Message(
        _("The registration was revoked or the consortium is dissolved."), _("Nothing more is reported.")
    ),
    "progress_missing": Message(_("It is not said what was done."), _("Write it in a few sentences.")),
    "nothing_promised": Message(
        _("No indicator is promised yet."),
        _("Type the promised indicators once, on the registration's page."),
    ),
    "figures_missing": Message(
        _("Indicators without a figure: %(count)s (%(names)s)."),
        _("Enter what was reached; 0 is a figure too."),
    ),
    "innovation_missing": Message(
        _("The yearly report says nothing of mechanisms."),
        _("Write what is new in how the members work together."),
    ),
    "plans_missing": Message(
        _("The yearly report says nothing of what comes next."), _("Write the plans for the coming year.")
    ),
    "report_locked": Message(
        _("The report is sent and cannot change."), _("The officer can ask for more; then it opens again.")
    ),
}

DIFFICULTIES = {
    "owner_no_officer": Message(
        _("This person is no officer of the district or the city."), _("Choose an officer from the list.")
    ),
    "owner_already": Message(_("This officer owns it already."), _("Choose another officer.")),
    "answer_empty": Message(_("The answer has no text."), _("Write what was done or who can help.")),
    "not_tracked": Message(
        _("The registration is not in force any more."), _("Write to the office directly.")
    ),
}

PROMISES = {
    "promised_in_plan": Message(
        _("The figures were promised in the plan and stay as they are."),
        _("They are reported and evaluated unchanged."),
    ),
    "reported_already": Message(
        _("A report was sent against these figures; they stay as they are."),
        _("They are reported and evaluated unchanged."),
    ),
    "indicator_taken": Message(_("“%(name)s” is promised already."), _("Change the row that is there.")),
}

PROJECTS = {
    "project_taken": Message(
        _("Project %(number)s is linked already."), _("Look at the list; close it there when it ends.")
    ),
    "project_in_future": Message(
        _("%(day)s lies in the future."), _("Enter the day it happened."), {"day": day}
    ),
    "project_backwards": Message(
        _("Closed on %(closed)s, before it was opened on %(opened)s."),
        _("Correct one of the two."),
        {"opened": day, "closed": day},
    ),
    "project_closed": Message(_("The project is closed already."), _("Nothing is left to do.")),
}

RENEWALS = {
    "not_renewable": Message(
        _("The registration was revoked or the consortium is dissolved: there is nothing to continue."),
        _("File anew as another consortium, if no ban stands against it."),
    ),
    "renewal_lead_vacant": Message(
        _("The consortium has no lead at present."), _("The members agree on a new lead first.")
    ),
    "renewal_dates_unknown": Message(
        _("It is not known until when the registration runs."),
        _("The city enters the dates with their source first."),
    ),
    "renewal_too_early": Message(
        _("Applying again opens on %(opens_on)s."), _("Come back on that day."), {"opens_on": day}
    ),
    "renewal_running": Message(_("Filing %(serial)s applies again already."), _("Go on with that one.")),
    "renewed_already": Message(
        _("The consortium is registered again as %(number)s."), _("Nothing is left to do.")
    ),
}

MESSAGES = REPORTS | DIFFICULTIES | PROMISES | PROJECTS | RENEWALS

messages.register(MESSAGES)
