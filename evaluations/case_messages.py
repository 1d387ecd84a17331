"""Words for every refusal about cases, resolutions and credit records."""

from django.utils.translation import gettext_lazy as _

from consortia.messages import day
from workflow import messages
from workflow.messages import Message

CASES = {
    "case_already_open": Message(
        _("A case of this kind is open already: %(number)s."), _("Go on with that case.")
    ),
    "case_needs_registration": Message(
        _("This kind of case is about a registration, and none is chosen."), _("Choose the registration.")
    ),
    "case_not_the_lead": Message(
        _("%(unit)s does not lead this consortium."), _("Choose the registration that the unit leads.")
    ),
    "case_without_facts": Message(_("No facts are written."), _("The case's owner writes them.")),
    "referral_not_told": Message(
        _("A referral to justice is not told to the party."), _("Draft the decision at once.")
    ),
    "party_not_heard": Message(
        _("The party has not been heard."), _("Notify it first; it has its days for a statement.")
    ),
    "file_not_taken": Message(_("The file was not taken: %(problem)s"), _("Choose another file.")),
    "statement_empty": Message(_("The statement is empty."), _("Write what you have to say.")),
    "statement_days_run": Message(
        _("The party may make its statement until %(due_on)s."), _("Go on the day after."), {"due_on": day}
    ),
    "decision_empty": Message(_("The decision has no text."), _("Write what is decided, and why.")),
    "decision_unnumbered": Message(
        _("The decision has no number."), _("Enter the number from the office system.")
    ),
    "owner_decides": Message(_("Whoever keeps the case does not decide it."), _("Another person decides.")),
    "case_second_look_late": Message(
        _("A second look could be asked for until %(until)s."),
        _("The decision stands; the city's desk answers questions."),
        {"until": day},
    ),
    "second_look_days_run": Message(
        _("The party may ask for a second look until %(until)s."), _("Go on the day after."), {"until": day}
    ),
    "you_decided_it": Message(
        _("You signed the decision; another person takes the second look."),
        _("Leave it to another approver."),
    ),
    "only_one_approver": Message(
        _("You signed the decision and nobody else is an approver now."),
        _("The security administrator gives the role to a second person; then that person decides here."),
    ),
}

RESOLUTIONS = {
    "resolution_open": Message(
        _("The members are deciding on a resolution already."), _("Consent to it, or take it back first.")
    ),
    "not_vacant": Message(
        _("The consortium has its lead; no new one is needed."), _("Look at the registration's page.")
    ),
    "not_a_member": Message(
        _("The unit is not a current member of the consortium."), _("Choose one of the members.")
    ),
    "registration_ended": Message(
        _("The registration has ended; nothing is left to resolve."), _("Look at the registration's page.")
    ),
    "resolution_closed": Message(
        _("The resolution is over: it was carried out or taken back."),
        _("Propose another one if it is needed."),
    ),
    "no_resolution": Message(
        _("No resolution of all members stands behind this."),
        _("A member's signatory proposes it on the page of the registration; all consent."),
    ),
    "decision_unsigned": Message(
        _("Only a signed decision of a case does this."), _("Bring the case to decision.")
    ),
    "resolution_without_paper": Message(
        _("The signed paper is missing."), _("Add the supplement that all members sign.")
    ),
}

CREDIT = {
    "credit_withdrawn_already": Message(_("The entry was withdrawn already."), _("Nothing is left to do.")),
    "credit_own_entry": Message(_("You made this entry yourself."), _("Another person withdraws it.")),
}

messages.register(CASES | RESOLUTIONS | CREDIT)
