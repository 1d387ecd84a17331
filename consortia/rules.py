"""Eligibility and completeness: each rule takes values, cites one clause, returns refusals.

Pure: no Django, no clock, no files, no text. Which rules run on a filing, and what each stops,
stands in consortia/checklist.py; the words stand in consortia/messages.py.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta

from consortia.codes import check_code
from consortia.dossier import (
    CODELESS_KINDS,
    LEAD_KINDS,
    OTHER,
    READ_LATER,
    Counting,
    Dossier,
    Party,
    Person,
    Tier,
    Window,
)
from consortia.guideline import CHAPTERS, CONTENTS, QUALITIES, Guideline
from consortia.validity import (
    longest_validity,
    validity_backwards,
    validity_too_long,
)
from workflow.refusal import OFFICE_CHOICE, Force, Refusal, Refusals

__all__ = [
    "Counting",
    "Dossier",
    "Party",
    "Person",
    "Tier",
    "Window",
    "longest_validity",
    "validity_backwards",
    "validity_too_long",
]

PASSES: Refusals = ()
HOME_REGISTRY = "3702"
NAME_ENDING = "创新联合体"
Parties = Collection[Party]


def _named(parties: Iterable[Party]) -> str:
    return "、".join(party.name for party in parties)


def _refuse(code: str, clause: str, force: Force, **params: str | int) -> Refusals:
    return (Refusal(code, clause, force, params),)


# The lead: G1.1, G4.1.1a, G7.3d


def lead_not_single(parties: Parties) -> Refusals:
    """A consortium has exactly one lead."""
    count = sum(party.is_lead for party in parties)
    return PASSES if count == 1 else _refuse("lead_not_single", "G1.1", Force.SHALL, count=count)


def lead_not_enterprise(lead: Party | None) -> Refusals:
    """Only an enterprise leads; a platform, hospital or institute does not."""
    if lead is None or lead.kind in LEAD_KINDS:
        return PASSES
    return _refuse("lead_not_enterprise", "G4.1.1a", Force.HARD, unit=lead.name, kind=lead.kind)


def lead_not_in_qingdao(lead: Party | None) -> Refusals:
    """The lead's registered seat is in Qingdao; an unconfirmed seat does not pass."""
    if lead is None or lead.seat_in_qingdao is True:
        return PASSES
    return _refuse("lead_not_in_qingdao", "G4.1.1a", Force.HARD, unit=lead.name)


def lead_is_branch(lead: Party | None) -> Refusals:
    """A branch is not independently registered."""
    if lead is None or not lead.is_branch:
        return PASSES
    return _refuse("lead_is_branch", "G4.1.1a", Force.HARD, unit=lead.name)


def lead_not_legal_person(lead: Party | None) -> Refusals:
    """The lead is a legal person of its own; an unconfirmed one does not pass."""
    if lead is None or lead.is_legal_person is True:
        return PASSES
    return _refuse("lead_not_legal_person", "G4.1.1a", Force.HARD, unit=lead.name)


def independently_registered(lead: Party | None) -> Refusals:
    """我市独立注册: own legal person, seat in Qingdao, not a branch."""
    return lead_not_in_qingdao(lead) + lead_is_branch(lead) + lead_not_legal_person(lead)


def lead_code_elsewhere(lead: Party | None) -> Refusals:
    """The code names the registry that issued it, not the present seat: a note for the officer."""
    if lead is None or not lead.code or lead.code[2:6] == HOME_REGISTRY:
        return PASSES
    return _refuse("lead_code_elsewhere", "G4.1.1a", Force.OFFICE, unit=lead.name, digits=lead.code[2:8])


def is_banned(party: Party, today: date) -> bool:
    """Inside the ban; the exclusive end itself is free again."""
    return party.banned_until is not None and today < party.banned_until


def lead_banned(lead: Party | None, today: date) -> Refusals:
    """A disqualified lead may not lead another consortium within three years."""
    if lead is None or not is_banned(lead, today):
        return PASSES
    return _refuse("lead_banned", "G7.3d", Force.HARD, unit=lead.name, until=_last_day(lead))


def core_banned(members: Parties, today: date) -> Refusals:
    """Nor may it be a core party."""
    banned = [party for party in members if is_banned(party, today) and party.tier == Tier.CORE]
    if not banned:
        return PASSES
    until = max(_last_day(party) for party in banned)
    return _refuse("core_banned", "G7.3d", Force.HARD, units=_named(banned), until=until)


def ordinary_banned(members: Parties, today: date) -> Refusals:
    """Ordinary membership stays open to it; reviewers are told."""
    banned = [party for party in members if is_banned(party, today) and party.tier != Tier.CORE]
    if not banned:
        return PASSES
    until = max(_last_day(party) for party in banned)
    return _refuse("ordinary_banned", "G7.3d", Force.OFFICE, units=_named(banned), until=until)


def _last_day(party: Party) -> str:
    """The last day of the ban, as printed."""
    return (party.banned_until - timedelta(days=1)).isoformat() if party.banned_until else ""


def lead_of_several(lead: Party | None) -> Refusals:
    """One firm leading several consortia is a note, not a bar (Q-41)."""
    if lead is None or lead.other_leads_count == 0:
        return PASSES
    return _refuse(
        "lead_of_several", OFFICE_CHOICE, Force.OFFICE, unit=lead.name, count=lead.other_leads_count
    )


# The members: G3.2, G5.2


def few_industry(parties: Parties, guideline: Guideline, *, lead_counts: bool = False) -> Refusals:
    """In principle at least three chain enterprises, the lead not counted, one group counted once."""
    found = _distinct(parties, Counting.INDUSTRY, lead_counts=lead_counts)
    if found >= guideline.min_industry:
        return PASSES
    return _refuse("few_industry", "G3.2c", Force.SOFT, found=found, needed=guideline.min_industry)


def few_academic(parties: Parties, guideline: Guideline) -> Refusals:
    """In principle at least two universities or institutes."""
    found = _distinct(parties, Counting.ACADEMIC, lead_counts=False)
    if found >= guideline.min_academic:
        return PASSES
    return _refuse("few_academic", "G3.2d", Force.SOFT, found=found, needed=guideline.min_academic)


def _distinct(parties: Parties, counting: Counting, *, lead_counts: bool) -> int:
    """Different units of one counting class; a firm of the lead's group adds nothing to the lead."""
    counted = {
        party.group_key or party.code or party.name
        for party in parties
        if party.counting == counting and (lead_counts or not party.is_lead)
    }
    lead_groups = {party.group_key or party.code for party in parties if party.is_lead}
    return len(counted if lead_counts else counted - lead_groups)


def invitations_open(members: Parties) -> Refusals:
    """Every invited unit has accepted in its own account; one that declined is no party."""
    waiting = [party for party in members if not party.has_accepted]
    if not waiting:
        return PASSES
    return _refuse("invitations_open", "G5.2", Force.SHALL, count=len(waiting), units=_named(waiting))


def code_missing(parties: Parties) -> Refusals:
    """Every unit is known by its credit code, units abroad and of defence apart."""
    missing = [party for party in parties if not party.code and party.kind not in CODELESS_KINDS]
    return _refuse("code_missing", "G5.2", Force.SHALL, units=_named(missing)) if missing else PASSES


def codes_invalid(parties: Parties) -> Refusals:
    """Both check characters of every code are right."""
    wrong = [party for party in parties if party.code and check_code(party.code)]
    if not wrong:
        return PASSES
    codes = "、".join(f"{party.name} {party.code}" for party in wrong)
    return _refuse("codes_invalid", "G5.2", Force.SHALL, units=codes)


def codes_repeated(parties: Parties) -> Refusals:
    """No unit is a party twice."""
    codes = [party.code for party in parties if party.code]
    repeated = sorted({code for code in codes if codes.count(code) > 1})
    return _refuse("codes_repeated", "G5.2", Force.SHALL, codes="、".join(repeated)) if repeated else PASSES


# The basics: G2.1, G5.1


def formal_name_missing(formal_name: str) -> Refusals:
    """A filing names what it wants registered."""
    return PASSES if formal_name.strip() else _refuse("formal_name_missing", "G5.1b", Force.SHALL)


def name_unusual(formal_name: str) -> Refusals:
    """Registered names end in 创新联合体; another ending is a note."""
    name = formal_name.strip()
    if not name or name.endswith(NAME_ENDING):
        return PASSES
    return _refuse("name_unusual", OFFICE_CHOICE, Force.OFFICE, name=name)


def industry_missing(industry: str) -> Refusals:
    """One industry of the 10+1 list, or "other"."""
    return PASSES if industry.strip() else _refuse("industry_missing", "G2.1", Force.SHALL)


def track_missing(industry: str, track: str) -> Refusals:
    """A track within the industry; "other" explains itself by its reason instead."""
    if track.strip() or industry in ("", OTHER):
        return PASSES
    return _refuse("track_missing", "G2.1", Force.SHALL)


def other_industry_unexplained(industry: str, reason: str) -> Refusals:
    """An industry outside the list needs a reason."""
    if industry != OTHER or reason.strip():
        return PASSES
    return _refuse("other_industry_unexplained", "G2.1", Force.SHALL)


def need_missing(need: str) -> Refusals:
    """The bottleneck and the market need stand on page one."""
    return PASSES if need.strip() else _refuse("need_missing", "G5.1a", Force.SHALL)


# People: G3.3e, G5.4


def director_missing(director: Person | None) -> Refusals:
    """In principle the lead appoints a director."""
    if director is not None and director.name.strip():
        return PASSES
    return _refuse("director_missing", "G3.3e", Force.SOFT)


def director_unaccepted(director: Person | None) -> Refusals:
    """A director who was named but has not accepted yet: a note, since the post itself is in principle."""
    if director is None or director.has_accepted:
        return PASSES
    return _refuse("director_unaccepted", "G3.3e", Force.OFFICE, person=director.name)


def chief_expert_missing(expert: Person | None) -> Refusals:
    """Exactly one chief expert."""
    if expert is not None and expert.name.strip():
        return PASSES
    return _refuse("chief_expert_missing", "G5.4", Force.SHALL)


def chief_expert_unaccepted(expert: Person | None) -> Refusals:
    """The person accepts; nobody is named without being asked."""
    if expert is None or expert.has_accepted:
        return PASSES
    return _refuse("chief_expert_unaccepted", "G5.4", Force.SHALL, person=expert.name)


def chief_expert_qualities(expert: Person | None) -> Refusals:
    """A line on each of the three qualities."""
    if expert is None or expert.qualities >= len(QUALITIES):
        return PASSES
    return _refuse(
        "chief_expert_qualities", "G5.4", Force.SHALL, found=expert.qualities, needed=len(QUALITIES)
    )


def chief_expert_cv_missing(expert: Person | None) -> Refusals:
    """Scholarship is judged from a CV."""
    if expert is None or expert.has_cv:
        return PASSES
    return _refuse("chief_expert_cv_missing", "G5.4", Force.SHALL, person=expert.name)


def chief_expert_of_several(expert: Person | None) -> Refusals:
    """A chief expert of several consortia is a note, not a bar (Q-42)."""
    if expert is None or expert.other_posts_count == 0:
        return PASSES
    return _refuse(
        "chief_expert_of_several",
        OFFICE_CHOICE,
        Force.OFFICE,
        person=expert.name,
        count=expert.other_posts_count,
    )


# Agreement, signatures, plan, pledge: G5.3, G3.3a, G5.5b, G7.4a


def agreement_missing(agreement_file: bool) -> Refusals:
    """One agreement, uploaded."""
    return PASSES if agreement_file else _refuse("agreement_missing", "G5.3b", Force.SHALL)


def contents_missing(contents: Mapping[str, str]) -> Refusals:
    """Each of the seven contents points to an article or a page; one refusal names all that do not."""
    missing = [item for item in CONTENTS if not contents.get(item.key, "").strip()]
    if not missing:
        return PASSES
    keys = ",".join(item.key for item in missing)
    return _refuse("contents_missing", missing[0].clause, Force.SHALL, count=len(missing), contents=keys)


def dispute_not_chosen(dispute: str) -> Refusals:
    """The agreement says how disputes are settled."""
    return PASSES if dispute.strip() else _refuse("dispute_not_chosen", "G5.3d", Force.SHALL)


def dispute_both_chosen(dispute: str) -> Refusals:
    """Arbitration or court, never both."""
    return _refuse("dispute_both_chosen", "G5.3d", Force.SHALL) if dispute.strip() == "both" else PASSES


def parties_unsigned(parties: Parties) -> Refusals:
    """Every party has signed the current agreement; one refusal names all that have not."""
    unsigned = [party for party in parties if not party.has_signed]
    if not unsigned:
        return PASSES
    return _refuse("parties_unsigned", "G3.3a", Force.SHALL, count=len(unsigned), units=_named(unsigned))


def chapters_missing(chapters: Mapping[str, bool]) -> Refusals:
    """All five chapters are answered, by text or by pages of a document."""
    missing = [item.key for item in CHAPTERS if not chapters.get(item.key)]
    if not missing:
        return PASSES
    return _refuse("chapters_missing", "G5.5b", Force.SHALL, count=len(missing), chapters=",".join(missing))


def tables_empty(typed: Collection[str]) -> Refusals:
    """Figures, milestones and money stand in rows; a reason may say where the plan has them instead."""
    empty = [key for key in READ_LATER if key not in typed]
    if not empty:
        return PASSES
    return _refuse("tables_empty", "GA.3", Force.SOFT, count=len(empty), tables=",".join(empty))


def pledge_unsigned(pledge_signed: bool) -> Refusals:
    """The lead's integrity pledge."""
    return PASSES if pledge_signed else _refuse("pledge_unsigned", "G7.4a", Force.HARD)


def member_pledges_missing(members: Parties, members_pledge: bool) -> Refusals:
    """Members pledge too where the office parameter asks for it (Q-6)."""
    missing = [party for party in members if members_pledge and not party.has_pledged]
    return (
        _refuse("member_pledges_missing", "G7.4a", Force.OFFICE, units=_named(missing)) if missing else PASSES
    )


# Submission: Q-44, the call


def secrets_unconfirmed(confirmed: bool) -> Refusals:
    """No state secret may enter; the lead confirms it at submission."""
    return PASSES if confirmed else _refuse("secrets_unconfirmed", OFFICE_CHOICE, Force.OFFICE)


def files_held(names: tuple[str, ...]) -> Refusals:
    """Every file has passed the virus check, or none is demanded here."""
    return _refuse("files_held", OFFICE_CHOICE, Force.OFFICE, files="、".join(names)) if names else PASSES


def window_closed(window: Window | None) -> Refusals:
    """Inside the call's window; the closing minute itself is outside."""
    if window is None or window.opens_at <= window.asked_at < window.closes_at:
        return PASSES
    return _refuse(
        "window_closed",
        OFFICE_CHOICE,
        Force.OFFICE,
        opens=window.opens_at.isoformat(timespec="minutes"),
        closes=window.closes_at.isoformat(timespec="minutes"),
    )
