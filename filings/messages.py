"""Words for every refusal of this room: what was found, and how to put it right."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from filings.states import Place
from filings.targets import is_address
from filings.wording import label
from workflow import messages
from workflow.messages import Message


def day(value: str | int) -> str:
    """An ISO date in the reader's way of writing; an unknown one stays a dash."""
    return date_format(date.fromisoformat(str(value))) if value else "–"


def place(value: str | int) -> str:
    """Where in the dossier."""
    return str(dict(Place.choices).get(str(value), value))


def part(value: str | int) -> str:
    """The exact part of the dossier."""
    return label(str(value)) if is_address(str(value)) else str(value)


DOSSIER = {
    "nothing_to_submit": Message(
        _("There is no dossier to submit."), _("Open the filing and fill in its parts.")
    ),
    "registered_already": Message(
        _("The consortium is registered: no unit leaves by itself any more."),
        _("A change of the members needs a resolution: all members consent and sign a supplement agreement."),
    ),
    "row_twice": Message(_("“%(name)s” stands in the table already."), _("Change the row that is there.")),
    "two_versions": Message(
        _("“%(place)s”: fields with two versions that wait for a choice: %(count)s."),
        _("Open it and choose which version stays."),
        {"place": place},
    ),
    "row_gone": Message(
        _("Somebody took this row out meanwhile."), _("Save once more to put it in again as you typed it.")
    ),
    "not_handed": Message(
        _("This part cannot be handed to them."), _("Choose a part of the list and an accepted party.")
    ),
    "version_changed": Message(
        _("The present version changed while you were choosing."),
        _("Look at both versions again, then choose."),
    ),
    "workbook_wrong": Message(
        _("Rows or sheets in disorder: %(count)s. Nothing was written."),
        _("Put the workbook right and upload it again."),
    ),
    "workbook_stale": Message(
        _("The tables have changed since you looked. Nothing was written."), _("Look through the rows again.")
    ),
    "place_locked": Message(
        _("“%(place)s” is locked. In a correction only the places with a ticket can change."),
        _("Answer the tickets. If more must change, ask the officer for another ticket."),
        {"place": place},
    ),
    "no_answer": Message(
        _("Ticket %(number)s has no answer."), _("Write in one sentence what was changed, and where.")
    ),
    "tickets_unanswered": Message(
        _("Tickets without an answer: %(count)s."), _("Answer every ticket that must be corrected.")
    ),
    "answers_unchanged": Message(
        _("Tickets answered without any change to their part: %(count)s."),
        _("Change the part, or say why it is right as it stands."),
    ),
    "answer_unchanged": Message(
        _("Nothing was changed where ticket %(number)s asks for it."),
        _("Change the part, or tick “right as it stands” and say why."),
    ),
    "part_locked": Message(
        _("“%(part)s” is not open. In a correction only what a ticket asks for can change."),
        _("Nothing was saved. If more must change, ask the officer for another ticket."),
        {"part": part},
    ),
    "no_such_part": Message(
        _("“%(part)s” is not in this dossier."), _("Choose the part from the list of what is there.")
    ),
    "day_passed": Message(_("The day %(day)s has passed."), _("Choose today or a later day."), {"day": day}),
    "late_points": Message(
        _("Points told late, without a confirmed reason: %(count)s."),
        _("Give the reason and have it confirmed, or withdraw the ticket: all is told at once."),
    ),
    "not_late": Message(_("This ticket needs no such confirmation."), _("Send it with the others.")),
    "raised_it_yourself": Message(
        _("You drafted this ticket. Another person confirms it."), _("Ask a colleague.")
    ),
    "question_unanswered": Message(
        _("The question has no answer."), _("Write the answer in a few sentences.")
    ),
    "no_ticket": Message(
        _("No correction ticket is drafted."), _("Write at least one ticket: where, which clause, what.")
    ),
    "tickets_open": Message(
        _("Tickets still open: %(count)s."), _("Wait for the answers, or withdraw the tickets.")
    ),
    "correction_not_overdue": Message(
        _("The correction is not overdue; it runs through %(due_on)s."),
        _("Wait until the day has passed."),
        {"due_on": day},
    ),
    "trash_over": Message(
        _("The draft lay in the trash until %(last_on)s; that time is over."),
        _("Begin a new filing. Invite the members again."),
        {"last_on": day},
    ),
    "not_reminded_enough": Message(
        _("Reminders sent: %(count)s of %(wanted)s."), _("A correction lapses only after both reminders.")
    ),
}

DISTRICT = {
    "reasons_unjudged": Message(
        _("In-principle reasons not judged yet: %(count)s."), _("Accept or refuse each reason.")
    ),
    "reasons_refused": Message(
        _("In-principle reasons refused: %(count)s."),
        _("Return the filing for correction, or do not recommend it."),
    ),
    "no_opinion": Message(_("The opinion is empty."), _("Write the opinion, or take it from the phrases.")),
    "no_such_clause": Message(
        _("“%(clause)s” is no clause of the guideline."), _("Choose the clause the decision rests on.")
    ),
    "not_a_hard_clause": Message(
        _("“%(clause)s” is not one of the hard conditions. Not accepting rests on those alone."),
        _("Choose a hard condition, or return the filing for correction."),
    ),
    "second_look_not_asked": Message(
        _("The lead has not asked for a second look."), _("Wait for the lead, or leave it as it is.")
    ),
    "second_look_too_late": Message(
        _("A second look could be asked for through %(until)s."),
        _("The filing stays not recommended. A new filing is possible."),
        {"until": day},
    ),
}

REVIEW = {
    "no_round": Message(_("The filing is in no review round."), _("Open a round with this filing.")),
    "too_few_sheets": Message(
        _("Sealed sheets: %(count)s of %(wanted)s needed."), _("Wait for the experts, or replace one.")
    ),
    "recused_sheet": Message(
        _("A sheet comes from an expert who has a conflict of interest."),
        _("Replace the expert and set the sheet aside."),
    ),
    "no_conclusion": Message(
        _("The panel's conclusion is not signed."), _("The leader of the panel signs it first.")
    ),
    "concluded_not_to_go_on": Message(
        _("The panel concluded not to go on."), _("Conclude the review instead.")
    ),
    "plan_has_defence_next": Message(
        _("The round plan has no visit at this place."), _("Go on to the defence.")
    ),
    "plan_has_no_visit_left": Message(_("The round plan has no visit left."), _("Conclude the review.")),
    "plan_has_no_defence_left": Message(_("The round plan has no defence left."), _("Conclude the review.")),
    "visit_unsigned": Message(
        _("The record of the visit is not signed."), _("The visitors sign the record first.")
    ),
    "no_defence": Message(_("No defence is recorded."), _("Record the defence first.")),
    "stages_left": Message(
        _("The round plan has stages left."), _("Go on to the next stage, or conclude not to go on.")
    ),
}

SELECTION = {
    "not_decided": Message(
        _("No meeting has decided on this filing."), _("Enter the meeting's decision on the list.")
    ),
    "not_recommended_by_list": Message(
        _("The list does not recommend this filing."), _("Decline it with the reason of the meeting.")
    ),
    "list_not_countersigned": Message(
        _("The list is not countersigned."), _("The approver countersigns the list first.")
    ),
    "no_notice": Message(_("No public notice is posted."), _("Post the notice first.")),
    "not_heard": Message(
        _("It is not recorded that the applicant was heard."),
        _("Write when and how the applicant was heard."),
    ),
    "no_upheld_objection": Message(
        _("No objection is upheld."), _("Decide on the objection first, with the reason.")
    ),
    "window_running": Message(
        _("The public notice runs through %(closes_on)s."), _("Wait until it has ended."), {"closes_on": day}
    ),
    "objections_unknown": Message(
        _("It is not known whether objections are open."), _("Look at the objections first.")
    ),
    "objection_open": Message(
        _("Objections not decided yet: %(count)s."), _("Decide on every objection first.")
    ),
    "objection_upheld": Message(
        _("Objections upheld: %(count)s."), _("Decline, correct the notice, or go back to the meeting.")
    ),
    "posted_or_closed_it": Message(
        _("You posted or closed the public notice. Another person registers."), _("Ask a colleague.")
    ),
    "no_meeting_number": Message(
        _("The number of the meeting is missing."), _("Enter the number on the minutes.")
    ),
    "fact_not_new": Message(
        _("Declining now needs a fact newer than the decision of %(decided_on)s."),
        _("Enter the fact and its day, or register."),
        {"decided_on": day},
    ),
    "no_correction": Message(
        _("It is not said what was wrong and what is right."), _("Write the correction of the notice.")
    ),
}

NAMES = {
    "name_same": Message(
        _("The unit is called “%(unit)s” here already."), _("Enter the name as it should be.")
    ),
    "name_under_check": Message(
        _("“%(unit)s” stands in %(serial)s, which a desk is reading."),
        _("Return the filing first, or wait until it is back with its lead."),
    ),
    "name_registered": Message(
        _("“%(unit)s” is a party of “%(name)s”, which is registered: its name stands in the register."),
        _("A change after registration goes through the city with its documents."),
    ),
}

MESSAGES = NAMES | DOSSIER | DISTRICT | REVIEW | SELECTION

messages.register(MESSAGES)
