"""The thing itself: units, consortia, agreements, plans, registrations. May not know that filings exist."""

from .agreement import Agreement, Annex, Confirmation, Delegation, Signature, SignedText
from .consortium import Appointment, Attachment, Consortium, Indicator, Membership, Milestone, PlanChapter
from .registration import (
    CreditRecord,
    LeadBan,
    ProjectLink,
    Registration,
    Resolution,
    ResolutionConsent,
)
from .units import Industry, Representative, Track, Unit, UnitClaim, UnitInvitation

__all__ = [
    "Agreement",
    "Annex",
    "Appointment",
    "Attachment",
    "Confirmation",
    "Consortium",
    "CreditRecord",
    "Delegation",
    "Indicator",
    "Industry",
    "LeadBan",
    "Membership",
    "Milestone",
    "PlanChapter",
    "ProjectLink",
    "Registration",
    "Representative",
    "Resolution",
    "ResolutionConsent",
    "Signature",
    "SignedText",
    "Track",
    "Unit",
    "UnitClaim",
    "UnitInvitation",
]
