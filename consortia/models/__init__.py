"""The thing itself: units, consortia, agreements, plans, registrations. May not know that filings exist."""

from .agreement import Agreement, Signature
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
    "Appointment",
    "Attachment",
    "Consortium",
    "CreditRecord",
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
    "Track",
    "Unit",
    "UnitClaim",
    "UnitInvitation",
]
