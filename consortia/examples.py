"""One dossier that passes every check, and for each check the smallest change that makes it fail. Pure.

Tests run them; the generated clause page prints them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from types import MappingProxyType

from consortia.codes import sample_code
from consortia.dossier import READ_LATER, Counting, Dossier, Party, Person, Tier, Window
from consortia.guideline import CHAPTERS, CONTENTS, QUALITIES

TODAY = date(2026, 11, 23)
_NOW = datetime(2026, 11, 23, 10, 0, tzinfo=timezone(timedelta(hours=8)))


def _party(number: int, name: str, counting: Counting, prefix: str, kind: str) -> Party:
    return Party(
        name=name,
        code=sample_code(prefix, f"{number:07d}A"),
        kind=kind,
        counting=counting,
        has_accepted=True,
        has_signed=True,
        has_pledged=True,
        is_legal_person=True,
    )


def _industry(number: int, name: str) -> Party:
    return _party(number, name, Counting.INDUSTRY, "91370211", "enterprise")


LEAD = replace(
    _party(1, "示例智能装备有限公司", Counting.INDUSTRY, "91370212", "enterprise"),
    is_lead=True,
    tier=Tier.CORE,
    seat_in_qingdao=True,
)
MEMBERS = (
    _industry(2, "示例传感器有限公司"),
    _industry(3, "示例控制系统有限公司"),
    _industry(4, "示例精密部件有限公司"),
    _party(5, "示例海洋大学", Counting.ACADEMIC, "12370200", "university"),
    _party(6, "示例自动化研究所", Counting.ACADEMIC, "12370200", "institute"),
)
EXPERT = Person(
    name="示例首席专家", employer="示例海洋大学", has_accepted=True, qualities=len(QUALITIES), has_cv=True
)

COMPLETE = Dossier(
    formal_name="示例智能装备创新联合体",
    short_name="示例装备",
    industry="XX5",
    track="协作机器人",
    need="高精度减速器依赖外购，整机成本高。",
    parties=(LEAD, *MEMBERS),
    agreement_file=True,
    agreement_contents=MappingProxyType({item.key: "第二条，第 2 页" for item in CONTENTS}),
    dispute="arbitration",
    director=Person(name="示例负责人", employer=LEAD.name, has_accepted=True),
    chief_expert=EXPERT,
    chapters=MappingProxyType({item.key: True for item in CHAPTERS}),
    typed=frozenset(READ_LATER),
    pledge_signed=True,
    secrets_confirmed=True,
    window=Window(_NOW - timedelta(days=7), _NOW + timedelta(days=7), _NOW),
)


@dataclass(frozen=True, slots=True)
class Example:
    """A dossier that one check refuses, and the values it names."""

    dossier: Dossier
    params: Mapping[str, str | int]


def _with(**changes: object) -> Dossier:
    return replace(COMPLETE, **changes)  # type: ignore[arg-type]


def _lead(**changes: object) -> Dossier:
    return _with(parties=(replace(LEAD, **changes), *MEMBERS))  # type: ignore[arg-type]


def _first_member(**changes: object) -> Dossier:
    return _with(parties=(LEAD, replace(MEMBERS[0], **changes), *MEMBERS[1:]))  # type: ignore[arg-type]


def _expert(**changes: object) -> Dossier:
    return _with(chief_expert=replace(EXPERT, **changes))  # type: ignore[arg-type]


BAN_END = date(2027, 3, 10)
_BANNED = {"units": MEMBERS[0].name, "until": "2027-03-09"}
_LATE = Window(_NOW - timedelta(days=7), _NOW, _NOW)

FAILING: Mapping[str, Example] = MappingProxyType(
    {
        "formal_name_missing": Example(_with(formal_name=" "), {}),
        "name_unusual": Example(_with(formal_name="示例装备联盟"), {"name": "示例装备联盟"}),
        "industry_missing": Example(_with(industry=""), {}),
        "track_missing": Example(_with(track=""), {}),
        "other_industry_unexplained": Example(_with(industry="other"), {}),
        "need_missing": Example(_with(need="\n"), {}),
        "lead_not_single": Example(_with(parties=MEMBERS), {"count": 0}),
        "lead_not_enterprise": Example(_lead(kind="medical"), {"unit": LEAD.name, "kind": "medical"}),
        "lead_not_in_qingdao": Example(_lead(seat_in_qingdao=None), {"unit": LEAD.name}),
        "lead_is_branch": Example(_lead(is_branch=True), {"unit": LEAD.name}),
        "lead_not_legal_person": Example(_lead(is_legal_person=None), {"unit": LEAD.name}),
        "lead_code_elsewhere": Example(
            _lead(code=sample_code("91350100", "0000001A")), {"unit": LEAD.name, "digits": "350100"}
        ),
        "lead_banned": Example(_lead(banned_until=BAN_END), {"unit": LEAD.name, "until": "2027-03-09"}),
        "core_banned": Example(_first_member(banned_until=BAN_END, tier=Tier.CORE), _BANNED),
        "ordinary_banned": Example(_first_member(banned_until=BAN_END), _BANNED),
        "lead_of_several": Example(_lead(other_leads_count=1), {"unit": LEAD.name, "count": 1}),
        "few_industry": Example(_with(parties=(LEAD, *MEMBERS[1:])), {"found": 2, "needed": 3}),
        "few_academic": Example(_with(parties=(LEAD, *MEMBERS[:-1])), {"found": 1, "needed": 2}),
        "invitations_open": Example(
            _first_member(has_accepted=False), {"count": 1, "units": MEMBERS[0].name}
        ),
        "code_missing": Example(_first_member(code=None), {"units": MEMBERS[0].name}),
        "codes_invalid": Example(
            _first_member(code="91350100M000100Y4Z"), {"units": f"{MEMBERS[0].name} 91350100M000100Y4Z"}
        ),
        "codes_repeated": Example(
            _with(parties=(LEAD, *MEMBERS, MEMBERS[0])), {"codes": str(MEMBERS[0].code)}
        ),
        "director_missing": Example(_with(director=None), {}),
        "director_unaccepted": Example(
            _with(director=Person(name="示例负责人", employer=LEAD.name, has_accepted=False)),
            {"person": "示例负责人"},
        ),
        "chief_expert_missing": Example(_with(chief_expert=None), {}),
        "chief_expert_unaccepted": Example(_expert(has_accepted=False), {"person": EXPERT.name}),
        "chief_expert_qualities": Example(_expert(qualities=2), {"found": 2, "needed": 3}),
        "chief_expert_cv_missing": Example(_expert(has_cv=False), {"person": EXPERT.name}),
        "chief_expert_of_several": Example(_expert(other_posts_count=2), {"person": EXPERT.name, "count": 2}),
        "agreement_missing": Example(_with(agreement_file=False), {}),
        "contents_missing": Example(
            _with(agreement_contents={item.key: "第二条" for item in CONTENTS[1:]}),
            {"count": 1, "contents": "goals"},
        ),
        "dispute_not_chosen": Example(_with(dispute=""), {}),
        "dispute_both_chosen": Example(_with(dispute="both"), {}),
        "parties_unsigned": Example(_first_member(has_signed=False), {"count": 1, "units": MEMBERS[0].name}),
        "chapters_missing": Example(
            _with(chapters={item.key: item.key != "outcomes" for item in CHAPTERS}),
            {"count": 1, "chapters": "outcomes"},
        ),
        "tables_empty": Example(
            _with(typed=frozenset({"budget"})), {"count": 2, "tables": "indicators,milestones"}
        ),
        "pledge_unsigned": Example(_with(pledge_signed=False), {}),
        "member_pledges_missing": Example(
            _with(
                members_pledge=True,
                parties=(LEAD, replace(MEMBERS[0], has_pledged=False), *MEMBERS[1:]),
            ),
            {"units": MEMBERS[0].name},
        ),
        "secrets_unconfirmed": Example(_with(secrets_confirmed=False), {}),
        "files_held": Example(_with(held_files=("协议.pdf",)), {"files": "协议.pdf"}),
        "window_closed": Example(
            _with(window=_LATE),
            {"opens": "2026-11-16T10:00+08:00", "closes": "2026-11-23T10:00+08:00"},
        ),
    }
)
