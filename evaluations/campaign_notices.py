"""What letters about evaluations say."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.notices import register
from accounts.preferences import classify

from .states import Grade


def day(value: Any) -> object:
    return date_format(date.fromisoformat(str(value))) if value else "…"


def grade(value: Any) -> object:
    return dict(Grade.choices).get(str(value), "…")


TEXTS = {
    "evaluation.lead_begun": (
        _("Performance evaluation: bring your evidence by %(day)s"),
        _(
            "%(name)s is evaluated in “%(campaign)s”. Bring figures and papers for what you promised by %(day)s, "
            "then declare yourselves ready."
        ),
    ),
    "evaluation.city_ready": (
        _("Ready to be scored: %(name)s"),
        _("The lead of %(name)s has brought its evidence for “%(campaign)s”. Scoring may start."),
    ),
    "evaluation.evaluators_scoring": (
        _("To evaluate: %(name)s"),
        _("Scoring of %(name)s in “%(campaign)s” is open until %(day)s. State conflicts of interest first."),
    ),
    "evaluation.lead_scoring": (
        _("Evaluators score %(name)s"),
        _(
            "Evidence is closed. The evaluators of “%(campaign)s” score until %(day)s; you reply before any grade."
        ),
    ),
    "evaluation.city_all_sealed": (
        _("All sheets are sealed: %(name)s"),
        _("Every evaluator of %(name)s in “%(campaign)s” has sealed the sheet. You can propose the grade."),
    ),
    "evaluation.city_conflict": (
        _("A conflict of interest: %(name)s"),
        _("An evaluator of “%(campaign)s” stated a conflict with %(name)s. Name somebody else."),
    ),
    "evaluation.lead_proposed": (
        _("Proposed grade for %(name)s: %(grade)s"),
        _(
            "The evaluators come to %(score)s points: %(grade)s. You may reply until %(day)s, before it is decided."
        ),
    ),
    "evaluation.city_replied": (
        _("The lead replied: %(name)s"),
        _("The lead of %(name)s replied to the proposed grade. Draft the decision."),
    ),
    "evaluation.lead_proceeded": (
        _("Your days to reply are over: %(name)s"),
        _("No reply came for %(name)s in “%(campaign)s”. The grade will now be decided."),
    ),
    "evaluation.lead_decided": (
        _("Grade decided for %(name)s: %(grade)s"),
        _("“%(campaign)s”: %(score)s points, grade %(grade)s. Read the decision on its page."),
    ),
    "evaluation.city_decided": (
        _("Grade decided for %(name)s: %(grade)s"),
        _("“%(campaign)s”: %(score)s points, grade %(grade)s. What follows from it stands on its page."),
    ),
    "evaluation.city_reconsider": (
        _("Back to the evaluators: %(name)s"),
        _("The approver sent %(name)s in “%(campaign)s” back to scoring. The reason stands on its page."),
    ),
    "evaluation.evaluators_reconsider": (
        _("Looked at again: %(name)s"),
        _("%(name)s in “%(campaign)s” is open again until %(day)s. Sealed sheets stay as they are."),
    ),
    "evaluation.lead_reconsider": (
        _("Looked at again: %(name)s"),
        _(
            "The proposed grade of %(name)s was sent back to the evaluators. You reply again before it is decided."
        ),
    ),
    "evaluation.lead_cancelled": (
        _("Evaluation cancelled: %(name)s"),
        _("The evaluation of %(name)s in “%(campaign)s” is cancelled. Nothing is left to do."),
    ),
    "evaluation.evaluators_cancelled": (
        _("Evaluation cancelled: %(name)s"),
        _("The evaluation of %(name)s in “%(campaign)s” is cancelled. Nothing is left to do."),
    ),
    "evaluation.decide.drafted": (
        _("A grade to sign: %(name)s"),
        _(
            "An officer drafted the grade of %(name)s in “%(campaign)s”. Read the reply of the lead, then decide."
        ),
    ),
    "evaluation.cancel.drafted": (
        _("A cancellation to sign: %(name)s"),
        _("An officer drafted to cancel the evaluation of %(name)s in “%(campaign)s”."),
    ),
    "evaluation.city_evidence_over": (
        _("Scoring may start: %(name)s"),
        _(
            "The day for evidence of %(name)s in “%(campaign)s” is over. Name the evaluators and start scoring."
        ),
    ),
    "campaign.evaluator_named": (
        _("You are named as evaluator: %(name)s"),
        _("You evaluate in “%(name)s”. State conflicts of interest first; then the evidence opens."),
    ),
    "campaign.city_seat_ended": (
        _("An evaluator's seat has ended: %(name)s"),
        _("The seat of %(person)s in “%(name)s” ended with its day. Sheets left unsealed: %(count)s."),
    ),
    "registration.city_evaluation_due": (
        _("Evaluation due: %(name)s"),
        _("%(name)s (%(number)s) falls due for its performance evaluation since %(day)s. Open a campaign."),
    ),
    "registration.city_evaluation_overdue": (
        _("Evaluation overdue: %(name)s"),
        _("No evaluation of %(name)s (%(number)s) has begun; it was due on %(day)s."),
    ),
    "registration.approver_evaluation_overdue": (
        _("Evaluation overdue: %(name)s"),
        _("No evaluation of %(name)s (%(number)s) has begun; it was due on %(day)s. The officers know."),
    ),
}
STEPS = {
    "evaluators_due_soon": (_("Seal your sheet by %(day)s: %(name)s"), _("Your sheet for %(name)s is not sealed.")),
    "evaluators_due_today": (_("Seal your sheet today: %(name)s"), _("Your sheet for %(name)s is not sealed.")),
    "city_due_soon": (_("Due %(day)s: %(name)s"), _("The evaluation of %(name)s waits for you until %(day)s.")),
    "city_due_today": (_("Due today: %(name)s"), _("The evaluation of %(name)s waits for you.")),
    "city_overdue": (_("Overdue: %(name)s"), _("The evaluation of %(name)s was due on %(day)s.")),
    "lead_due_soon": (_("Due %(day)s: %(name)s"), _("Your evidence or your reply is awaited until %(day)s.")),
    "lead_due_today": (_("Due today: %(name)s"), _("Your evidence or your reply is awaited today.")),
    "approver_overdue": (
        _("Overdue: %(name)s"), _("The evaluation of %(name)s was due on %(day)s and is still open."),
    ),
}  # fmt: skip

for _kind, (_subject, _body) in TEXTS.items():
    register(_kind, _subject, _body, day=day, grade=grade)
for _kind, (_subject, _body) in STEPS.items():
    register(f"evaluation.{_kind}", _subject, _body, day=day, grade=grade)

classify("statement", "evaluation.lead_begun", "evaluation.lead_proposed", "evaluation.lead_reconsider")
classify("decision", "evaluation.lead_decided", "evaluation.lead_cancelled")
classify("deadline", "evaluation.*_due_*", "evaluation.*_overdue", "registration.*_evaluation_*",
         "campaign.city_seat_ended", "evaluation.lead_proceeded")  # fmt: skip
classify("tasks", "evaluation.city_*", "evaluation.evaluators_*", "evaluation.*.drafted",
         "campaign.evaluator_named")  # fmt: skip
classify("progress", "evaluation.lead_scoring")
