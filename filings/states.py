"""States and events of a filing and of what travels with it. Nouns for states, verbs for events."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    DISTRICT_CHECK = "district_check", _("District check")
    DISTRICT_CORRECTION = "district_correction", _("Correction for the district")
    NOT_RECOMMENDED = "not_recommended", _("Not recommended")
    CITY_CHECK = "city_check", _("City form check")
    CITY_CORRECTION = "city_correction", _("Correction for the city")
    EXPERT_REVIEW = "expert_review", _("Expert review")
    SITE_VISIT = "site_visit", _("Site visit")
    DEFENCE = "defence", _("Defence")
    SELECTION = "selection", _("Selection")
    PUBLICITY = "publicity", _("Public notice")
    APPROVAL = "approval", _("Approval")
    REGISTERED = "registered", _("Registered")
    DECLINED = "declined", _("Registration declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    LAPSED = "lapsed", _("Correction lapsed")
    TRASHED = "trashed", _("In the trash")


class Event(models.TextChoices):
    SUBMIT = "submit", _("Submit")
    RETURN = "return", _("Return for correction")
    RESUBMIT = "resubmit", _("Submit the corrections")
    ENDORSE = "endorse", _("Recommend")
    NOT_RECOMMEND = "not_recommend", _("Do not recommend")
    SECOND_LOOK = "second_look", _("Take a second look")
    SEND_BACK = "send_back", _("Send back to the district")
    REFUSE = "refuse", _("Refuse to accept")
    ACCEPT = "accept", _("Accept for review")
    ADVANCE = "advance", _("Go on to the next stage")
    SKIP_VISIT = "skip_visit", _("Go on without a visit")
    CONCLUDE = "conclude", _("Conclude the review")
    PROPOSE = "propose", _("Post the public notice")
    DECLINE = "decline", _("Decline to register")
    UPHOLD_REJECT = "uphold_reject", _("Decline after an upheld objection")
    UPHOLD_RECONSIDER = "uphold_reconsider", _("Back to the meeting after an upheld objection")
    CORRECT = "correct", _("Correct the notice")
    CLOSE = "close", _("Close the public notice")
    REGISTER = "register", _("Register")
    TERMINATE = "terminate", _("Terminate")
    WITHDRAW = "withdraw", _("Withdraw")
    LAPSE = "lapse", _("Let the correction lapse")
    DISCARD = "discard", _("Put the draft into the trash")
    RESTORE = "restore", _("Take the draft out of the trash")


FINAL = frozenset({State.REGISTERED, State.DECLINED, State.WITHDRAWN, State.LAPSED, State.TRASHED})
UNSENT = frozenset({State.DRAFT, State.TRASHED})
"""Never submitted: only the parties see these."""
CORRECTION = frozenset({State.DISTRICT_CORRECTION, State.CITY_CORRECTION})
STAGES = (State.EXPERT_REVIEW, State.SITE_VISIT, State.DEFENCE)
BEFORE_APPROVAL = tuple(state for state in State if state not in FINAL and state != State.APPROVAL)
UNDER_WAY = tuple(state for state in State if state not in FINAL and state != State.DRAFT)


class TicketState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", _("To be corrected")
    ANSWERED = "answered", _("Answered")
    SETTLED = "settled", _("Settled")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class TicketEvent(models.TextChoices):
    SEND = "send", _("Send")
    ANSWER = "answer", _("Answer")
    REOPEN = "reopen", _("Not good enough")
    SETTLE = "settle", _("Settle")
    WITHDRAW = "withdraw", _("Withdraw")


class HandoffState(models.TextChoices):
    OPEN = "open", _("In their hands")
    READY = "ready", _("Ready for your look")
    DONE = "done", _("Done")
    WITHDRAWN = "withdrawn", _("Taken back")


class HandoffEvent(models.TextChoices):
    READY = "ready", _("Hand back as ready")
    REDO = "redo", _("Ask to do it again")
    ACCEPT = "accept", _("Take it as done")
    WITHDRAW = "withdraw", _("Take back")


class QuestionState(models.TextChoices):
    OPEN = "open", _("Waits for an answer")
    ANSWERED = "answered", _("Answered")
    READ = "read", _("Answer read")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class QuestionEvent(models.TextChoices):
    ANSWER = "answer", _("Answer")
    READ = "read", _("Mark as read")
    ASK_AGAIN = "ask_again", _("Ask once more")
    WITHDRAW = "withdraw", _("Withdraw")


class CallState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    OPEN = "open", _("Taking filings")
    CLOSED = "closed", _("Closed")


class CallEvent(models.TextChoices):
    OPEN = "open", _("Open")
    EXTEND = "extend", _("Extend")
    CLOSE = "close", _("Close")


class IntentionState(models.TextChoices):
    """Before the draft: what somebody plans, and how far the district has guided it (G7.1b)."""

    WAITING = "waiting", _("Waiting for the district")
    ADVISED = "advised", _("Advised")
    MET = "met", _("Met")
    DRAFTED = "drafted", _("Became a draft")
    CLOSED = "closed", _("Closed by the district")
    WITHDRAWN = "withdrawn", _("Taken back")


class IntentionEvent(models.TextChoices):
    ADVISE = "advise", _("Send the notes")
    MEET = "meet", _("Note a meeting")
    DRAFT = "draft", _("Begin a draft")
    CLOSE = "close", _("Close the intention")
    WITHDRAW = "withdraw", _("Take back")


class Place(models.TextChoices):
    """Where in the dossier something stands: the keys of the task list, checks and tickets."""

    BASICS = "basics", _("Name, industry and need")
    MEMBERS = "members", _("Members")
    AGREEMENT = "agreement", _("Founding agreement")
    SIGNATURES = "signatures", _("Signatures")
    PEOPLE = "people", _("Director and chief expert")
    PLAN = "plan", _("Construction plan")
    MECHANISMS = "mechanisms", _("Mechanisms and rules")
    RESOURCES = "resources", _("Resources")
    EVIDENCE = "evidence", _("Evidence")
    PLEDGE = "pledge", _("Integrity pledge")
    REASONS = "reasons", _("Reasons for in-principle shortfalls")
