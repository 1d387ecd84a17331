"""Words for every refusal of this room: what was found, and how to put it right."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from workflow import messages
from workflow.messages import Message

from . import scoring
from .states import ConflictKind, Stage


def day(value: str | int) -> str:
    """An ISO date in the reader's way of writing."""
    return date_format(date.fromisoformat(str(value)))


def conflict(value: str | int) -> str:
    """The kind of conflict."""
    return str(dict(ConflictKind.choices).get(str(value), value))


def item(value: str | int) -> str:
    """An item of the rubric."""
    found = scoring.BY_KEY.get(str(value))
    return str(value) if found is None else found.en if get_language() == "en" else found.zh


def stage(value: str | int) -> str:
    """The stage of a review."""
    return str(dict(Stage.choices).get(str(value), value))


PANEL = {
    "round_empty": Message(_("No filing is chosen for the round."), _("Choose at least one.")),
    "filing_not_ready": Message(
        _("“%(name)s” cannot be accepted for review yet."), _("Leave it out, or put this right first:")
    ),
    "round_closed": Message(_("The round is closed."), _("Open another round.")),
    "round_busy": Message(
        _("Filings still under review in this round: %(count)s."), _("Conclude each of them first.")
    ),
    "expert_inactive": Message(_("%(name)s may not be named to panels now."), _("Choose another expert.")),
    "expert_on_panel": Message(_("%(name)s is on this panel already."), _("Choose another expert.")),
    "expert_recused": Message(
        _("%(name)s has a conflict of interest: %(kind)s (%(note)s)."),
        _("Choose another expert."),
        {"kind": conflict},
    ),
    "lead_stays": Message(
        _("%(name)s leads the panel."), _("Choose another leader first, then take the expert off.")
    ),
    "not_in_round": Message(_("The filing is not in this round."), _("Choose a filing of the round.")),
}

SHEETS = {
    "not_declared": Message(
        _("Nothing is declared about conflicts of interest."), _("Declare first; then the file opens.")
    ),
    "conflict_unexplained": Message(
        _("It is not said what the conflict is."), _("Choose its kind and write one sentence.")
    ),
    "you_are_recused": Message(
        _("You have a conflict of interest here; the filing is closed for you."), _("Nothing is left to do.")
    ),
    "sheet_not_open": Message(
        _("The written review of this filing has ended."), _("Your text is kept, but it does not count.")
    ),
    "sheet_sealed": Message(
        _("Your sheet is sealed and cannot change."), _("Tell the office if it is wrong.")
    ),
    "points_missing": Message(
        _("“%(item)s”: “%(value)s” is no number from 0 to %(most)s in steps of a half."),
        _("Enter the points."),
        {"item": item},
    ),
    "reason_missing": Message(
        _("“%(item)s” has no reason."), _("Write one or two sentences."), {"item": item}
    ),
    "opinion_missing": Message(_("The overall opinion is empty."), _("Write it in two sentences.")),
}

STAGES = {
    "no_stage_now": Message(
        _("No stage of the review is running."), _("Open the filing to see where it stands.")
    ),
    "conclusion_empty": Message(_("The conclusion has no text."), _("Write what the panel found.")),
    "concluded_already": Message(
        _("This stage is concluded already."), _("Take the step that follows from it.")
    ),
    "day_in_future": Message(_("%(day)s lies in the future."), _("Enter the day it happened."), {"day": day}),
    "signed_already": Message(_("Your side has signed already."), _("Wait for the other side.")),
    "not_in_stage": Message(
        _("The filing is not in the stage “%(stage)s”."),
        _("Open it to see where it stands."),
        {"stage": stage},
    ),
    "no_findings": Message(_("The record has no findings."), _("Write what was found.")),
    "no_defence_record": Message(
        _("The record of the defence is empty."), _("Write the questions and the answers.")
    ),
    "nobody_of_panel": Message(_("Nobody of the panel is named."), _("Choose the experts who took part.")),
}

SELECTION = {
    "list_empty": Message(_("The list holds no filing."), _("Choose at least one.")),
    "not_in_selection": Message(
        _("“%(name)s” is not waiting for a decision."), _("Leave it out of the list.")
    ),
    "decision_unexplained": Message(
        _("The decision on “%(name)s” has no outcome or no reason."), _("Choose the outcome and write why.")
    ),
    "countersigned_already": Message(_("The list is countersigned already."), _("Post the notice.")),
    "nothing_to_post": Message(
        _("No filing of this list waits for its notice."), _("Choose one, or prepare another list.")
    ),
}

OBJECTIONS = {
    "objection_late": Message(
        _("Objections could be given through %(day)s, 24:00. This one is not accepted."),
        _("The supervision desk also takes letters after that day."),
        {"day": day},
    ),
    "not_on_notice": Message(_("This consortium is not on notice now."), _("Look at the newest notice.")),
    "hidden_signs": Message(
        _("The text has characters that cannot be seen."), _("Type it by hand instead of pasting.")
    ),
    "objection_empty": Message(
        _("Facts and reasons are missing."), _("Write what is wrong and how you know.")
    ),
    "anonymous_not_taken": Message(_("Objections without a name are not taken."), _("Give your name.")),
    "anonymous_without_evidence": Message(
        _("Without a name, evidence that can be checked is needed."), _("Add a file, or give your name.")
    ),
    "objector_unknown": Message(
        _("Name or contact is missing."), _("Give both, or object without a name and with evidence.")
    ),
    "extended_already": Message(_("The answer was extended once already."), _("Decide now.")),
}

MESSAGES = PANEL | SHEETS | STAGES | SELECTION | OBJECTIONS

messages.register(MESSAGES)
