"""States, events and closed lists of this room. Nouns for states, verbs for events."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class UnitKind(models.TextChoices):
    ENTERPRISE = "enterprise", _("Enterprise")
    UNIVERSITY = "university", _("University")
    INSTITUTE = "institute", _("Research institute")
    NEW_RND = "new_rnd", _("New-type R&D institution")
    MEDICAL = "medical", _("Medical institution")
    ASSOCIATION = "association", _("Association or society")
    PRIVATE_NONPROFIT = "private_nonprofit", _("Private non-profit unit")
    FINANCE = "finance", _("Finance or investment institution")
    SERVICE = "service", _("Technology service institution")
    LABORATORY = "laboratory", _("National or provincial laboratory")
    OVERSEAS = "overseas", _("Institution from Hong Kong, Macao, Taiwan or abroad")
    DEFENCE = "defence", _("Defence unit")


class Counting(models.TextChoices):
    """How a member counts towards the three plus two (G3.2)."""

    INDUSTRY = "industry", _("Chain enterprise")
    ACADEMIC = "academic", _("University or institute")
    OTHER = "other", _("Other, not counted")


class Tier(models.TextChoices):
    CORE = "core", _("Core layer")
    CLOSE = "close", _("Close layer")
    GENERAL = "general", _("General layer")


class RepresentativeKind(models.TextChoices):
    MANAGER = "manager", _("Manager")
    EDITOR = "editor", _("Editor")
    SIGNATORY = "signatory", _("Signatory")
    READER = "reader", _("Reader")


class ClaimState(models.TextChoices):
    WAITING = "waiting", _("Waiting for confirmation")
    CONFIRMED = "confirmed", _("Confirmed")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ClaimEvent(models.TextChoices):
    CONFIRM = "confirm", _("Confirm")
    REFUSE = "refuse", _("Refuse")
    WITHDRAW = "withdraw", _("Withdraw")


class PostingKind(models.TextChoices):
    """What a unit puts on the board: a need (企业出题), an offer, an open scenario (G6.4b)."""

    NEED = "need", _("A need")
    OFFER = "offer", _("Offer to join")
    SCENARIO = "scenario", _("Open scenario")


class PostingState(models.TextChoices):
    WAITING = "waiting", _("Waiting to be published")
    SHOWN = "shown", _("On the board")
    REFUSED = "refused", _("Not published")
    WITHDRAWN = "withdrawn", _("Taken back")
    TAKEN_DOWN = "taken_down", _("Taken down")


class PostingEvent(models.TextChoices):
    PUBLISH = "publish", _("Publish")
    REFUSE = "refuse", _("Do not publish")
    WITHDRAW = "withdraw", _("Take back")
    TAKE_DOWN = "take_down", _("Take down")


class MembershipState(models.TextChoices):
    LISTED = "listed", _("Not invited yet")
    INVITED = "invited", _("Invited")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    LEFT = "left", _("Left")


class MembershipEvent(models.TextChoices):
    INVITE = "invite", _("Invite")
    ACCEPT = "accept", _("Accept")
    DECLINE = "decline", _("Decline")
    LEAVE = "leave", _("Leave")
    REMOVE = "remove", _("Remove")


class AppointmentState(models.TextChoices):
    NAMED = "named", _("Named")
    INVITED = "invited", _("Asked")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")


class AppointmentEvent(models.TextChoices):
    INVITE = "invite", _("Send the link")
    ACCEPT = "accept", _("Accept")
    DECLINE = "decline", _("Decline")


class RegistrationState(models.TextChoices):
    IN_FORCE = "in_force", _("Registered")
    LEAD_VACANT = "lead_vacant", _("Lead vacant")
    REVOKED = "revoked", _("Revoked")
    DISSOLVED = "dissolved", _("Dissolved")


class RegistrationEvent(models.TextChoices):
    DATE = "date", _("Enter the dates")
    VACATE = "vacate", _("Remove the lead")
    RESTORE = "restore", _("Confirm the new lead")
    REVOKE = "revoke", _("Revoke")
    DISSOLVE = "dissolve", _("Dissolve")


class ResolutionKind(models.TextChoices):
    """What all members of a registered consortium can resolve together."""

    NEW_LEAD = "new_lead", _("A new lead")
    DISSOLUTION = "dissolution", _("Dissolution")


class Programme(models.TextChoices):
    """How a project that the consortium carries was granted (G6.1b-d)."""

    OPEN_COMPETITION = "open_competition", _("Open competition")
    COMMISSIONED = "commissioned", _("Commissioned")
    CHALLENGE = "challenge", _("Open challenge")
    OTHER = "other", _("Other")


class ProjectLevel(models.TextChoices):
    """Whose project or scenario the work of the plan is tied to (G6.1c-d, G6.4a)."""

    NATIONAL = "national", _("National project")
    PROVINCIAL = "provincial", _("Provincial project")
    CITY = "city", _("City or district project")
    SCENARIO = "scenario", _("Scenario demonstration")
    OTHER = "other", _("Of another kind")


class ProjectStage(models.TextChoices):
    """How far such a project is."""

    PLANNED = "planned", _("To be applied for")
    APPLIED = "applied", _("Applied for")
    RUNNING = "running", _("Granted and running")
    CLOSED = "closed", _("Closed with acceptance")


class Orientation(models.TextChoices):
    """What an indicator speaks of (G7.2a)."""

    QUALITY = "quality", _("Quality")
    PERFORMANCE = "performance", _("Performance")
    CONTRIBUTION = "contribution", _("Contribution")


class OutcomeStage(models.TextChoices):
    """How far a result is carried: 攻出来, 用起来, 强起来."""

    ACHIEVED = "achieved", _("Achieved")
    IN_USE = "in_use", _("Put to use")
    LEADING = "leading", _("Leading")


class BudgetSource(models.TextChoices):
    """Where money comes from (GA.5, G6.1c-f)."""

    LEAD = "lead", _("The lead's own money")
    MEMBER = "member", _("A member's own money")
    CITY = "city", _("City or district funds")
    HIGHER = "higher", _("State or provincial funds")
    CAPITAL = "capital", _("Funds and social capital")
    LOAN = "loan", _("Loan")
    OTHER = "other", _("Of another kind")


class Aspect(models.TextChoices):
    """In what units have worked together before (G4.2.1a)."""

    RESEARCH = "research", _("Research and development")
    RESULTS = "results", _("Results")
    PATENTS = "patents", _("Patents")
    STANDARDS = "standards", _("Standards")
    ABROAD = "abroad", _("International cooperation")


class Chain(models.TextChoices):
    """The four chains of G2.2."""

    INNOVATION = "innovation", _("Innovation chain")
    INDUSTRY = "industry", _("Industrial chain")
    CAPITAL = "capital", _("Capital chain")
    TALENT = "talent", _("Talent chain")


class Body(models.TextChoices):
    """Who sits where (G3.4d)."""

    COUNCIL = "council", _("Council")
    EXPERTS = "experts", _("Expert committee")
    OFFICE = "office", _("Office")


class RightKind(models.TextChoices):
    """What kind of intellectual property a member brings in."""

    PATENT = "patent", _("Patent")
    SOFTWARE = "software", _("Software copyright")
    KNOW_HOW = "know_how", _("Know-how")
    DESIGN = "design", _("Design or layout")
    OTHER = "other", _("Of another kind")


class CreditSubject(models.TextChoices):
    UNIT = "unit", _("Unit")
    PERSON = "person", _("Person")


class Post(models.TextChoices):
    DIRECTOR = "director", _("Director")
    CHIEF_EXPERT = "chief_expert", _("Chief expert")


class Dispute(models.TextChoices):
    ARBITRATION = "arbitration", _("Arbitration")
    LITIGATION = "litigation", _("Litigation")


class Origin(models.TextChoices):
    FILED = "filed", _("Filed here")
    PUBLISHED_LIST = "published_list", _("Published list")
