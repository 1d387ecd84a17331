"""What the papers of a filing say: receipt, registration letter, certificate. Data only; documents.papers prints."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone

from consortia import kept
from consortia.models import Registration
from consortia.queries import appointments, memberships
from consortia.states import Counting, Tier
from ledger import chain

from .models import Filing, Submission

TIERS = {Tier.CORE: "核心层", Tier.CLOSE: "紧密合作层", Tier.GENERAL: "一般协作层"}
COUNTS = {Counting.INDUSTRY: "企业", Counting.ACADEMIC: "高校院所", Counting.OTHER: "其他"}
MEGABYTE = 1024 * 1024
GROUP = 8


def receipt_name(submission: Submission) -> str:
    """The file name of a receipt; one receipt has one name for ever."""
    return f"申报回执 {submission.receipt_number}.pdf"


def receipt(submission: Submission) -> dict[str, Any]:
    """Receipt of one submitted version, with its check words and every file that came with it."""
    filing: Filing = submission.filing
    content = submission.snapshot["consortium"]
    return {
        "number": submission.receipt_number,
        "filing_number": filing.serial,
        "consortium": content["formal_name"],
        "lead": filing.lead.name,
        "authority": filing.authority.name,
        "version": submission.version,
        "received_at": submission.submitted_at,
        "check_words": chain.check_words(submission.digest),
        "digest": in_groups(submission.digest),
        "files": [file_line(file) for file in kept.files_of(content)],
        "verify_url": receipt_url(submission),
        "submitted_by": submission.submitted_by.name or submission.submitted_by.email,
        "is_sample": filing.consortium.is_sample,
        **({"call": filing.call.title, "deadline_at": filing.call.lead_closes_at} if filing.call else {}),
    }


def receipt_url(submission: Submission) -> str:
    """Where whoever holds the receipt compares it with what was kept: what the code on it leads to."""
    return f"{settings.SITE_ORIGIN}/verify/{submission.receipt_code}/"


def in_groups(hex_digest: str) -> str:
    """A digest whole, in groups of eight signs, as it is compared by eye or typed."""
    return " ".join(hex_digest[at : at + GROUP] for at in range(0, len(hex_digest), GROUP))


def file_line(file: Mapping[str, Any]) -> dict[str, str]:
    """Name, size, check words and whole digest of one file."""
    size = file["size"]
    said = f"{size / MEGABYTE:.1f} MB" if size >= MEGABYTE else f"{max(1, size // 1024)} KB"
    return {
        "name": file["name"],
        "size": said,
        "fingerprint": chain.check_words(file["sha256"]),
        "digest": in_groups(file["sha256"]),
    }


def certificate(registration: Registration, issued_on: date) -> dict[str, Any]:
    """The certificate of registration (备案信息证明); its code leads to the page with the live state."""
    consortium = registration.consortium
    people = appointments(consortium)
    return {
        **_shared(registration, issued_on),
        "members_count": len(memberships(consortium)),
        "authority": registration.authority.name if registration.authority else "",
        "track": " / ".join(part for part in (str(consortium.industry or ""), _track(registration)) if part),
        "verify_url": verify_url(registration),
        "verification_code": registration.verification_code,
        **{post: person.name for post, person in people.items()},
    }


def letter(registration: Registration, issued_on: date) -> dict[str, Any]:
    """The letter that tells the lead, with the list of parties."""
    members = [
        {
            "name": party.unit.name,
            "role": "牵头单位"
            if party.is_lead
            else f"{COUNTS[Counting(party.counting)]}，{TIERS[Tier(party.tier)]}",
        }
        for party in memberships(registration.consortium)
    ]
    authority = {"authority": registration.authority.name} if registration.authority else {}
    return {**_shared(registration, issued_on), "members": members, **authority}


def verify_url(registration: Registration) -> str:
    """The public page that says what the registration is worth today."""
    return f"{settings.SITE_ORIGIN}/verify/{registration.verification_code}/"


def issued_on(registration: Registration) -> date:
    """The day a registration's papers bear."""
    return registration.valid_from or timezone.localdate(registration.state_since)


def _track(registration: Registration) -> str:
    consortium = registration.consortium
    return consortium.main_track.name if consortium.main_track else consortium.other_track


def _shared(registration: Registration, issued_on: date) -> dict[str, Any]:
    consortium = registration.consortium
    found = {
        "consortium": consortium.formal_name,
        "registration_number": registration.number or "",
        "lead": consortium.lead.name if consortium.lead else "",
        "valid_from": registration.valid_from,
        "last_day": registration.last_day_on,
        "issued_on": issued_on,
        "is_sample": consortium.is_sample,
    }
    if registration.official_number:
        found["official_number"] = registration.official_number
    return found
