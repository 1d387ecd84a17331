"""What letters about reports and difficulties say."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.notices import register
from accounts.preferences import classify

from .states import ReportKind


def _day(value: object) -> str:
    return date_format(date.fromisoformat(str(value)))


def _kind(value: object) -> object:
    return ReportKind(str(value)).label


PERIOD = {"kind": _kind, "since": _day, "until": _day, "due_on": _day}

REPORTS = {
    "report.lead_expected": (
        _("%(kind)s expected: %(name)s"),
        _("For %(since)s to %(until)s. Send it by %(due_on)s; what you type is kept until then."),
    ),
    "report.lead_due_soon": (
        _("%(kind)s due on %(due_on)s: %(name)s"),
        _("For %(since)s to %(until)s. It is not sent yet."),
    ),
    "report.lead_due_today": (
        _("%(kind)s due today: %(name)s"),
        _("For %(since)s to %(until)s. It is not sent yet."),
    ),
    "report.lead_overdue": (
        _("%(kind)s overdue: %(name)s"),
        _("It was due on %(due_on)s. A late report is still accepted and marked late."),
    ),
    "report.officer_escalated": (
        _("No report from %(name)s"),
        _("The report for %(since)s to %(until)s was due on %(due_on)s and has not come. Ask the lead."),
    ),
    "report.head_unread": (
        _("Report unread in your office: %(name)s"),
        _("The report for %(since)s to %(until)s should have been read by %(due_on)s."),
    ),
    "report.officer_unread": (
        _("Report to read is overdue: %(name)s"),
        _("The report for %(since)s to %(until)s should have been read by %(due_on)s."),
    ),
    "report.officer_submitted": (
        _("Report to read: %(name)s"),
        _("%(kind)s for %(since)s to %(until)s. Take note of it, or ask for more."),
    ),
    "report.lead_returned": (
        _("More is asked about your report: %(name)s"),
        _("The officer says what is missing. What you wrote is kept; send it again by %(due_on)s."),
    ),
    "report.lead_noted": (
        _("Your report was read: %(name)s"),
        _("%(kind)s for %(since)s to %(until)s. Nothing is left to do."),
    ),
}
DIFFICULTIES = {
    "difficulty.officer_raised": (
        _("Difficulty raised: %(title)s"),
        _("%(unit)s of %(name)s asks for help. Name an officer who owns it."),
    ),
    "difficulty.city_raised": (
        _("Difficulty raised: %(title)s"),
        _("%(unit)s of %(name)s asks for help. Name an officer who owns it."),
    ),
    "difficulty.owner_assigned": (
        _("Yours to answer: %(title)s"),
        _("A difficulty of %(name)s. Answer it in time, or pass it on."),
    ),
    "difficulty.raiser_assigned": (
        _("Somebody owns your difficulty: %(title)s"),
        _("An officer answers you about %(name)s."),
    ),
    "difficulty.raiser_answered": (
        _("Answered: %(title)s"),
        _("Say whether it is solved; if not, it goes back to the officer."),
    ),
    "difficulty.owner_reopened": (
        _("Not solved: %(title)s"),
        _("%(unit)s of %(name)s says why. Answer once more."),
    ),
    "difficulty.owner_closed": (_("Solved: %(title)s"), _("%(unit)s of %(name)s says that it is solved.")),
    "difficulty.officer_unowned": (
        _("Nobody owns it yet: %(title)s"),
        _("A difficulty of %(name)s waits for an owner and is overdue."),
    ),
    "difficulty.owner_overdue": (
        _("Overdue answer: %(title)s"),
        _("%(unit)s of %(name)s still waits for your answer."),
    ),
    "difficulty.city_escalated": (
        _("Difficulty left lying: %(title)s"),
        _("%(unit)s of %(name)s has waited days beyond the time. Look after it."),
    ),
}
DATES = {
    "registration.date.drafted": (
        _("Dates to confirm: %(name)s"),
        _(
            "A city officer read the dates of %(name)s in a source. Compare it and sign, or set the draft aside."
        ),
    ),
    "registration.city_dated": (
        _("Dates entered: %(name)s"),
        _("The validity of %(name)s is confirmed by a second person and stands in the register."),
    ),
}

for _kind_key, (_subject, _body) in REPORTS.items():
    register(_kind_key, _subject, _body, **PERIOD)
for _kind_key, (_subject, _body) in (DIFFICULTIES | DATES).items():
    register(_kind_key, _subject, _body)

classify("deadline", "report.lead_expected", "report.*_due_*", "report.*_overdue", "report.*_escalated",
         "report.*_unread", "difficulty.*_unowned", "difficulty.*_overdue", "difficulty.*_escalated")  # fmt: skip
classify("returned", "report.lead_returned")
classify("tasks", "report.officer_submitted", "difficulty.*_raised", "difficulty.owner_assigned",
         "difficulty.owner_reopened")  # fmt: skip
classify("watching", "registration.city_dated")
classify("answers", "report.lead_noted", "difficulty.raiser_*", "difficulty.owner_closed")
