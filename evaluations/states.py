"""States, events and closed lists of the years after registration. Nouns for states, verbs for events."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReportKind(models.TextChoices):
    """What a registered consortium tells the bureau (G7.1c, Q-24)."""

    HALF_YEAR = "half_year", _("Half-year light report")
    YEARLY = "yearly", _("Yearly report")


class ReportState(models.TextChoices):
    EXPECTED = "expected", _("Expected")
    SUBMITTED = "submitted", _("Submitted")
    NOTED = "noted", _("Noted")


class ReportEvent(models.TextChoices):
    SUBMIT = "submit", _("Submit the report")
    RETURN = "return", _("Ask for more")
    NOTE = "note", _("Take note")


class DifficultyState(models.TextChoices):
    RAISED = "raised", _("Raised")
    ASSIGNED = "assigned", _("With an owner")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed")


class DifficultyEvent(models.TextChoices):
    ASSIGN = "assign", _("Name an owner")
    ANSWER = "answer", _("Answer")
    REOPEN = "reopen", _("Not solved")
    CLOSE = "close", _("Solved")


class CampaignState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    OPEN = "open", _("Under way")
    CLOSED = "closed", _("Closed")


class CampaignEvent(models.TextChoices):
    OPEN = "open", _("Open the campaign")
    CLOSE = "close", _("Close the campaign")


class Evaluators(models.TextChoices):
    """Who carries an evaluation out (G7.2d)."""

    PANEL = "panel", _("Panel of experts")
    AGENCY = "agency", _("Third-party agency")


class EvaluationState(models.TextChoices):
    SELF_REPORT = "self_report", _("Lead collects evidence")
    SCORING = "scoring", _("Evaluators score")
    REPLY = "reply", _("Lead replies")
    DECISION = "decision", _("Grade to be decided")
    DECIDED = "decided", _("Grade decided")
    CANCELLED = "cancelled", _("Cancelled")


class EvaluationEvent(models.TextChoices):
    START = "start", _("Start scoring")
    CONCLUDE = "conclude", _("Propose the grade")
    REPLY = "reply", _("Reply")
    PROCEED = "proceed", _("Go on without a reply")
    DECIDE = "decide", _("Decide the grade")
    RECONSIDER = "reconsider", _("Back to the evaluators")
    CANCEL = "cancel", _("Cancel")


class EvaluationSheetState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SEALED = "sealed", _("Sealed")


class EvaluationSheetEvent(models.TextChoices):
    SEAL = "seal", _("Seal")


class Grade(models.TextChoices):
    """The guideline names the first and the last; the two between are the office's (Q-26)."""

    EXCELLENT = "excellent", _("Excellent")
    GOOD = "good", _("Good")
    QUALIFIED = "qualified", _("Qualified")
    UNQUALIFIED = "unqualified", _("Unqualified")


class CaseKind(models.TextChoices):
    """What a case can come to (G7.2f, G7.3c, G7.4c, G7.4d)."""

    REVOCATION = "revocation", _("Revocation")
    LEAD_DISQUALIFICATION = "lead_disqualification", _("Disqualification of the lead")
    MISCONDUCT = "misconduct", _("Misconduct")
    REFERRAL = "referral", _("Referral to justice")


class CaseState(models.TextChoices):
    OPEN = "open", _("Facts being gathered")
    NOTIFIED = "notified", _("Statement awaited")
    HEARD = "heard", _("Decision awaited")
    DECIDED = "decided", _("Decided, second look possible")
    SECOND_LOOK = "second_look", _("Second look")
    IN_EFFECT = "in_effect", _("In effect")
    DROPPED = "dropped", _("Dropped")


class CaseEvent(models.TextChoices):
    NOTIFY = "notify", _("Notify the party")
    STATE = "state", _("Make a statement")
    PROCEED = "proceed", _("Go on without a statement")
    DECIDE = "decide", _("Decide")
    DROP = "drop", _("Drop the case")
    ASK = "ask", _("Ask for a second look")
    CONFIRM = "confirm", _("Confirm the decision")
    OVERTURN = "overturn", _("Overturn the decision")
    EFFECT = "effect", _("Put into effect")
