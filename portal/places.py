"""Where each role works: the four or five places of the desk header. Labels and addresses, no decisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the desk header; ``count`` is what waits there, 0 when nothing is said about it."""

    label: str | Promise
    url: str
    is_current: bool = False
    count: int = 0


DAY = (_("To do"), "/desk/")
CASES = (_("All filings"), "/cases/")
REGISTRATIONS = (_("Registrations"), "/registrations/")
SANCTIONS = (_("Cases against units"), "/sanctions/")
INTENTIONS = (_("Intentions"), "/intentions/")
CAMPAIGNS = (_("Performance evaluation"), "/campaigns/")
JUDGING = (_("My evaluations"), "/evaluations/mine/")
CLAIMS = (_("Unit claims"), "/claims/")
LISTS = (_("Lists and notices"), "/lists/")
PARAMETERS = (_("Parameters"), "/parameters/manage/")
RECORD = (_("The record"), "/ledger/")
OBJECTIONS = (_("Objections"), "/objections/")
INBOX = (_("Messages"), "/inbox/")
HELP = (_("Help"), "/help/")
STATISTICS = (_("Statistics"), "/statistics/")
PROPOSALS = (_("Second person"), "/staff/proposals/")

OF_ROLE: dict[str, tuple[tuple[Promise, str], ...]] = {
    Role.DISTRICT_OFFICER: (
        DAY,
        CASES,
        REGISTRATIONS,
        (_("Letters and summary"), "/recommendations/"),
        CLAIMS,
        INTENTIONS,
        STATISTICS,
    ),
    Role.DISTRICT_HEAD: (
        DAY,
        CASES,
        REGISTRATIONS,
        (_("Letters and summary"), "/recommendations/"),
        STATISTICS,
    ),
    Role.CITY_OFFICER: (
        DAY,
        CASES,
        REGISTRATIONS,
        (_("Review rounds"), "/rounds/"),
        LISTS,
        OBJECTIONS,
        CAMPAIGNS,
        SANCTIONS,
        (_("Calls"), "/calls/"),
        (_("Experts"), "/experts/"),
        CLAIMS,
        INTENTIONS,
        PARAMETERS,
        STATISTICS,
    ),
    Role.APPROVER: (DAY, CASES, REGISTRATIONS, LISTS, CAMPAIGNS, SANCTIONS, STATISTICS, PARAMETERS),
    Role.EXPERT: ((_("Review"), "/review/"), JUDGING),
    Role.EVALUATOR: (JUDGING, INBOX),
    Role.SUPERVISOR: (OBJECTIONS, RECORD, CAMPAIGNS, SANCTIONS, PROPOSALS),
    Role.AUDITOR: (
        RECORD,
        CASES,
        REGISTRATIONS,
        CAMPAIGNS,
        SANCTIONS,
        (_("Check of the record"), "/ledger/check/"),
        STATISTICS,
    ),
    Role.SYSTEM_ADMIN: ((_("Accounts"), "/staff/"),),
    Role.SECURITY_ADMIN: ((_("Roles of office"), "/staff/roles/"), PROPOSALS),
    Role.AUDIT_ADMIN: (
        (_("Check of the record"), "/ledger/check/"),
        (_("Administrators' acts"), "/ledger/administrators/"),
    ),
}
OF_UNITS = ((_("Filings"), "/filings/"), REGISTRATIONS, (_("Units"), "/units/"), INBOX, HELP)


def places(roles: Iterable[str], path: str, unread_count: int) -> Iterator[Place]:
    """The places of somebody with ``roles`` of office, or of a unit's person where there are none."""
    held = list(roles)
    listed = dict.fromkeys(entry for role in held for entry in OF_ROLE[role]) if held else OF_UNITS
    best = max((url for _label, url in listed if path.startswith(url)), key=len, default="")
    for label, url in listed:
        yield Place(label, url, url == best, unread_count if url == INBOX[1] else 0)
