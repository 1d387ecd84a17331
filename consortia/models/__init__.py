"""The thing itself: units, consortia, agreements, plans, registrations. May not know that filings exist."""

from .agreement import Agreement, Annex, Confirmation, Delegation, Signature, SignedText
from .board import Posting
from .consortium import Appointment, Attachment, Consortium, Membership
from .plan import (
    BackgroundRight,
    BudgetLine,
    ChainLink,
    Cooperation,
    Indicator,
    LinkedProject,
    Milestone,
    Outcome,
    PlanChapter,
    Provision,
    ResearchTask,
    Resource,
    RosterSeat,
)
from .registration import (
    CreditRecord,
    LeadBan,
    ProjectLink,
    Registration,
    Resolution,
    ResolutionConsent,
)
from .units import Industry, NameRequest, Representative, Track, Unit, UnitClaim, UnitInvitation

__all__ = [
    "Agreement",
    "Annex",
    "Appointment",
    "Attachment",
    "BackgroundRight",
    "BudgetLine",
    "ChainLink",
    "Confirmation",
    "Consortium",
    "Cooperation",
    "CreditRecord",
    "Delegation",
    "Indicator",
    "Industry",
    "LeadBan",
    "LinkedProject",
    "Membership",
    "Milestone",
    "NameRequest",
    "Outcome",
    "PlanChapter",
    "Posting",
    "ProjectLink",
    "Provision",
    "Registration",
    "Representative",
    "ResearchTask",
    "Resolution",
    "ResolutionConsent",
    "Resource",
    "RosterSeat",
    "Signature",
    "SignedText",
    "Track",
    "Unit",
    "UnitClaim",
    "UnitInvitation",
]
