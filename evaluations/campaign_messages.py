"""Words for every refusal of a performance evaluation: what was found, and how to put it right."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from consortia.states import RegistrationState
from workflow import messages
from workflow.messages import Message

from . import scheme
from .states import Evaluators, Grade

STANDINGS = {**dict(RegistrationState.choices), "lapsed": _("lapsed"), "not_yet": _("not in force yet")}


def day(value: str | int) -> str:
    """An ISO date in the reader's way of writing."""
    return date_format(date.fromisoformat(str(value)))


def grade(value: str | int) -> str:
    return str(dict(Grade.choices).get(str(value), value))


def standing(value: str | int) -> str:
    return str(STANDINGS.get(str(value), value))


def evaluators(value: str | int) -> str:
    return str(dict(Evaluators.choices).get(str(value), value))


def item(value: str | int) -> str:
    """An item of the scheme."""
    found = scheme.BY_KEY.get(str(value))
    return str(value) if found is None else found.en if get_language() == "en" else found.zh


def dimension(value: str | int) -> str:
    found = next((one for one in scheme.DIMENSIONS if one.key == value), None)
    return str(value) if found is None else found.en if get_language() == "en" else found.zh


OPENING = {
    "campaign_empty": Message(_("No registration is chosen."), _("Choose at least one.")),
    "evidence_day_past": Message(
        _("The day for evidence, %(day)s, is past."), _("Choose a day from today on."), {"day": day}
    ),
    "registration_not_in_force": Message(
        _("“%(name)s” is not in force today: %(standing)s."), _("Leave it out."), {"standing": standing}
    ),
    "registration_undated": Message(
        _("“%(name)s” has no known dates of validity."), _("Have its dates entered first, or leave it out.")
    ),
    "registration_without_lead": Message(
        _("“%(name)s” has no known lead: nobody could bring evidence."), _("Leave it out.")
    ),
    "evaluation_under_way": Message(
        _("“%(name)s” is being evaluated already."), _("Leave it out, or finish that evaluation first.")
    ),
    "agency_unnamed": Message(_("The agency has no name."), _("Enter its name and credit code.")),
    "agency_is_party": Message(
        _("%(agency)s belongs to “%(name)s” and may not evaluate it."), _("Choose another agency.")
    ),
    "weights_not_whole": Message(
        _("The weights of the three dimensions add up to %(total)s, not to 100."),
        _("Correct the office parameters first."),
    ),
    "weight_too_small": Message(
        _("“%(dimension)s” has %(weight)s points; its items need at least %(least)s."),
        _("Correct the office parameters first."),
        {"dimension": dimension},
    ),
    "cuts_not_in_order": Message(
        _("The cuts are not in order: excellent %(excellent)s, good %(good)s, qualified %(qualified)s."),
        _("Correct the office parameters first."),
    ),
    "campaign_busy": Message(_("Evaluations still under way: %(count)s."), _("Decide or cancel each first.")),
    "campaign_closed": Message(_("The campaign is closed."), _("Open another one.")),
    "campaign_without_agency": Message(
        _("No agency carries out this campaign now."), _("Name experts of the pool instead.")
    ),
}

EVIDENCE = {
    "evidence_late": Message(
        _("Evidence could be brought until %(day)s, 24:00."),
        _("Say what is missing in your reply to the proposed grade."),
        {"day": day},
    ),
    "evidence_closed": Message(
        _("Scoring has started; evidence is closed."),
        _("Say what is missing in your reply to the proposed grade."),
    ),
    "evidence_for_nothing": Message(
        _("It is not said what the evidence is for."), _("Choose one promised figure or one item.")
    ),
    "evidence_empty": Message(_("There is no figure, no file and no word."), _("Give at least one of them.")),
    "evaluation_statement_empty": Message(
        _("Your own statement is empty."), _("Say in a few sentences how it stands.")
    ),
}

EVALUATORS = {
    "not_an_evaluator": Message(
        _("%(name)s does not hold the role of evaluator."), _("Invite first; two persons then give the role.")
    ),
    "seat_day_past": Message(
        _("%(day)s is past."), _("Choose the last day on which the seat is open."), {"day": day}
    ),
    "other_evaluators": Message(
        _("This campaign is carried out by: %(kind)s."),
        _("Choose evaluators of that kind."),
        {"kind": evaluators},
    ),
    "evaluator_named": Message(_("%(name)s is an evaluator here already."), _("Choose somebody else.")),
    "sheet_counted_already": Message(
        _("A sheet of this evaluator was counted in a proposed grade."),
        _("Have the evaluation sent back to the evaluators first."),
    ),
    "evaluator_recused": Message(
        _("You have a conflict of interest here; this evaluation is closed for you."),
        _("Nothing is left to do."),
    ),
    "evaluator_not_stated": Message(
        _("Nothing is stated about conflicts of interest."), _("State it first; then the evidence opens.")
    ),
    "evaluator_seat_over": Message(_("Your seat is over."), _("Ask the office if you need more time.")),
    "scoring_not_open": Message(
        _("Evaluators do not score this registration now."), _("Your text is kept, but it does not count.")
    ),
    "evaluation_points_missing": Message(
        _("“%(item)s”: “%(value)s” is no number from 0 to %(most)s in steps of a half."),
        _("Enter the points."),
        {"item": item},
    ),
    "evaluation_reason_missing": Message(
        _("“%(item)s” has no reason."), _("Write one or two sentences."), {"item": item}
    ),
    "evaluation_opinion_missing": Message(
        _("The overall opinion is empty."), _("Write it in two sentences.")
    ),
}

GRADES = {
    "evidence_still_open": Message(
        _("The lead may bring evidence until %(day)s."), _("Wait, or until the lead declares itself ready."),
        {"day": day},
    ),
    "evaluators_missing": Message(
        _("Evaluators without a conflict: %(count)s; at least %(wanted)s are needed."), _("Name more of them.")
    ),
    "too_few_evaluation_sheets": Message(
        _("Sealed sheets: %(count)s; at least %(wanted)s are needed."), _("Wait, or name more evaluators.")
    ),
    "recused_evaluator": Message(
        _("%(name)s has a conflict of interest and sealed a sheet."),
        _("Take this evaluator off; the sheet is then set aside."),
    ),
    "evaluation_reply_empty": Message(_("The reply is empty."), _("Write it, or say that you agree.")),
    "reply_days_run": Message(
        _("The lead may reply until %(day)s."), _("Wait for the reply or for the end of that day."), {"day": day}
    ),
    "lead_not_heard": Message(
        _("The lead has not been heard: its days to reply run until %(day)s."), _("Wait until then."),
        {"day": day},
    ),
    "registration_gone": Message(
        _("The registration has been revoked or dissolved meanwhile."), _("Cancel the evaluation.")
    ),
    "grade_unknown": Message(_("“%(grade)s” is no grade."), _("Choose one of the grades."), {"grade": grade}),
    "grade_without_reason": Message(
        _("“%(grade)s” differs from the grade that the sheets come to, “%(proposed)s”."), _("Write why."),
        {"grade": grade, "proposed": grade},
    ),
    "grade_without_number": Message(_("The decision has no number."), _("Enter its number.")),
    "suggestion_answered": Message(_("It is answered already."), _("Read the answer on this page.")),
}  # fmt: skip

MESSAGES = OPENING | EVIDENCE | EVALUATORS | GRADES

messages.register(MESSAGES)
