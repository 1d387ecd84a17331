"""States, events and closed lists of the review, the notice and its objections."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RoundState(models.TextChoices):
    PLANNED = "planned", _("Being prepared")
    OPEN = "open", _("Under review")
    CLOSED = "closed", _("Closed")


class RoundEvent(models.TextChoices):
    OPEN = "open", _("Open the review")
    CLOSE = "close", _("Close the review")


class SheetState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SEALED = "sealed", _("Sealed")


class SheetEvent(models.TextChoices):
    SEAL = "seal", _("Seal")


class ObjectionState(models.TextChoices):
    RECEIVED = "received", _("Received")
    ACCEPTED = "accepted", _("Accepted for examination")
    REFUSED = "refused", _("Not accepted")
    UPHELD = "upheld", _("Upheld")
    DISMISSED = "dismissed", _("Dismissed")


class ObjectionEvent(models.TextChoices):
    ACCEPT = "accept", _("Accept for examination")
    REFUSE = "refuse", _("Do not accept")
    UPHOLD = "uphold", _("Uphold")
    EXTEND = "extend", _("Extend the answer once")
    DISMISS = "dismiss", _("Dismiss")


class Field(models.TextChoices):
    """The four fields experts come from (rules of the bureau's own reviews)."""

    TECHNOLOGY = "technology", _("Technology")
    FINANCE = "finance", _("Finance")
    MANAGEMENT = "management", _("Management")
    INVESTMENT = "investment", _("Investment")
    LAW = "law", _("Intellectual property or law")


class ConflictKind(models.TextChoices):
    SAME_EMPLOYER = "same_employer", _("Employed by a party now or in the last three years")
    INTEREST = "interest", _("Share in, or adviser to, a party")
    KIN = "kin", _("Kin of somebody in the filing")
    TEACHER = "teacher", _("Teacher or student of somebody in the filing")
    JOINT_WORK = "joint_work", _("Joint project, paper or patent in the last three years")
    NAMED_BY_LEAD = "named_by_lead", _("Named by the lead, with a reason")
    OWN_STATEMENT = "own_statement", _("Own statement")


class Outcome(models.TextChoices):
    RECOMMEND = "recommend", _("Recommend for registration")
    RESERVE = "reserve", _("Keep in reserve")
    NOT = "not", _("Do not register")


class Stage(models.TextChoices):
    WRITTEN = "expert_review", _("Written review")
    VISIT = "site_visit", _("Site visit")
    DEFENCE = "defence", _("Defence")
