"""The thing itself: units, consortia, agreements, plans, registrations. May not know that filings exist."""

from .agreement import Agreement, Signature
from .consortium import Appointment, Attachment, Consortium, Membership, PlanChapter
from .registration import LeadBan, Registration
from .units import Industry, Representative, Track, Unit, UnitClaim, UnitInvitation

__all__ = [
    "Agreement",
    "Appointment",
    "Attachment",
    "Consortium",
    "Industry",
    "LeadBan",
    "Membership",
    "PlanChapter",
    "Registration",
    "Representative",
    "Signature",
    "Track",
    "Unit",
    "UnitClaim",
    "UnitInvitation",
]
