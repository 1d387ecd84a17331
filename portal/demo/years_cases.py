"""Cases of the demo world: one party may speak, one draft waits for its signature, one lead is banned and gone."""

from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from consortia import actions as consortia
from consortia import resolutions
from consortia.models import Consortium, Industry, Membership, Registration
from consortia.registration import REGISTRATION
from consortia.states import MembershipEvent, Origin, RegistrationEvent, ResolutionKind
from evaluations.actions import cases
from evaluations.models import Case
from evaluations.states import CaseEvent, CaseKind
from workflow import engine

from .cast import Cast, Story, upload
from .plans import agreement_pdf
from .topics import BY_KEY

NAME = "示例海工绞车创新联合体"
MEMBERS = (("robots", "industry"), ("sensors", "industry"), ("university", "academic"))
FACTS = {
    "organising_facts": "2025 年以来未召开理事会，未组织任何联合攻关（示例）。",
    "agreement_facts": "未按共建协议第三条落实牵头单位投入，应投 300 万元，实投 0 元（示例）。",
}


def told(cast: Cast, day: int) -> Story:
    """Misconduct is alleged; the party has been notified and may make its statement."""
    now = yield cast.at(day, "09:50")
    case = _opened(cast, CaseKind.MISCONDUCT, "railway", now)
    facts = {
        "facts": "所附检测报告编号在检测机构查无记录（示例）。",
        "persons": [{"name": "示例人员甲", "post": "项目负责人"}],
    }
    cases.write_facts(case.pk, facts, actor=cast.people["city-officer"], now=now)
    cases.take(case.pk, CaseEvent.NOTIFY, actor=cast.people["city-officer"], now=now)
    return case


def drafted(cast: Cast, day: int) -> Story:
    """The party has spoken; the decision is drafted and waits for the approver."""
    now = yield cast.at(day, "14:20")
    case = _opened(cast, CaseKind.MISCONDUCT, "vehicle", now)
    facts = {
        "facts": "同一台设备在两个项目中重复列支（示例）。",
        "persons": [{"name": "示例人员乙", "post": "财务负责人"}],
    }
    cases.write_facts(case.pk, facts, actor=cast.people["city-officer"], now=now)
    cases.take(case.pk, CaseEvent.NOTIFY, actor=cast.people["city-officer"], now=now)
    now = yield cast.at(day + 5, "16:00")
    said = {"statement": "重复列支系入账错误，已于 2026 年调账并退回（示例）。"}
    cases.take(case.pk, CaseEvent.STATE, actor=cast.signer("vehicle"), now=now, typed=said)
    now = yield cast.at(-1, "11:30")
    payload = {
        "decision": "列入科研信用档案，期限两年（示例）。",
        "clause": "G7.4c",
        "number": "青科示决〔2026〕7号（示例）",
    }
    cases.draft(case.pk, CaseEvent.DECIDE, actor=cast.people["city-officer"], now=now, payload=payload)
    return case


def vacant(cast: Cast, day: int) -> Story:
    """A lead is disqualified and banned; the decision is in effect, and the members agree on a new lead."""
    now = yield cast.at(day, "09:10")
    with transaction.atomic():
        registration = _imported(cast, now)
    city, approver = cast.people["city-officer"], cast.people["approver"]
    engine.advance(REGISTRATION, registration.pk, RegistrationEvent.DATE, actor=approver, now=now)
    registration.refresh_from_db()
    case = _opened(cast, CaseKind.LEAD_DISQUALIFICATION, "winches", now, registration)
    cases.write_facts(case.pk, FACTS, actor=city, now=now)
    cases.take(case.pk, CaseEvent.NOTIFY, actor=city, now=now)
    now = yield cast.at(day + 3, "15:00")
    said = {"statement": "我单位经营困难，无力继续牵头（示例）。"}
    cases.take(case.pk, CaseEvent.STATE, actor=cast.signer("winches"), now=now, typed=said)
    payload = {
        "decision": "取消该单位的创新联合体牵头单位资格（示例）。",
        "clause": "G7.3c",
        "number": "青科示决〔2026〕5号（示例）",
    }
    cases.draft(case.pk, CaseEvent.DECIDE, actor=city, now=now, payload=payload)
    now = yield cast.at(day + 5, "10:40")
    cases.take(case.pk, CaseEvent.DECIDE, actor=approver, now=now)
    now = yield cast.at(day + 11, "09:05")
    cases.take(case.pk, CaseEvent.EFFECT, actor=city, now=now)
    now = yield cast.at(-3, "14:45")
    _proposed(cast, registration, now)
    return registration


def _person(which: str, post: str) -> list[dict[str, str]]:
    return [{"name": f"示例人员{which}", "post": post}]


def _decision(text: str, clause: str, number: str) -> dict[str, str]:
    return {"decision": text, "clause": clause, "number": number}


def _opened(
    cast: Cast, kind: str, unit: str, now: datetime, registration: Registration | None = None
) -> Case:
    return cases.open_by_officer(
        kind,
        unit=cast.units[unit],
        registration=registration,
        facts="",
        actor=cast.people["city-officer"],
        now=now,
    )


def _proposed(cast: Cast, registration: Registration, now: datetime) -> None:
    """A member's signatory proposes its unit; another has consented, the university has not answered yet."""
    signer = cast.signer("robots")
    parties = {
        member.unit_id: member
        for member in Membership.objects.filter(consortium_id=registration.consortium_id)
    }
    text = agreement_pdf(
        replace(BY_KEY["welding"], name=NAME),
        cast.units["robots"].name,
        [cast.units[key].name for key, _counting in MEMBERS[1:]],
        timezone.localdate(now),
    )
    paper = upload(text, "补充协议（示例）.pdf", signer, now)
    resolution = resolutions.propose(
        registration.pk, ResolutionKind.NEW_LEAD, new_lead=parties[cast.units["robots"].pk],
        reason="成员会商一致，由示例水下机器人有限公司牵头（示例）。", document=paper, actor=signer, now=now,
    )  # fmt: skip
    other = parties[cast.units["sensors"].pk]
    resolutions.consent(resolution.pk, other.pk, actor=cast.signer("sensors"), now=now)


def _imported(cast: Cast, now: datetime) -> Registration:
    """Registered before this system existed: named by a list, its dates read in a source by two persons."""
    lead, editor = cast.units["winches"], cast.signer("winches")
    since = date(cast.today.year - 1, 6, 16)
    consortium = Consortium.objects.create(
        formal_name=NAME, name_en="Sample consortium for offshore winches", lead=lead, is_sample=True,
        industry=Industry.objects.order_by("pk").first(), need="大吨位海工绞车依赖进口。",
        origin=Origin.PUBLISHED_LIST, origin_note="示例名单（仅供演示）", created_at=now,
    )  # fmt: skip
    consortia.add_lead(consortium, lead, actor=editor, now=now)
    for key, counting in MEMBERS:
        member = consortia.add_member(
            consortium, cast.units[key], counting=counting, tier="core", duty="承担一项部件研制", email="",
            actor=editor, now=now,
        )  # fmt: skip
        consortia.invite_member(member, actor=editor, now=now)
        consortia.answer_invitation(
            member, MembershipEvent.ACCEPT, actor=cast.signer(key), now=now, typed={"is_voluntary": True}
        )
    registration = Registration(consortium=consortium, authority=lead.authority, origin=Origin.PUBLISHED_LIST)
    engine.begin(REGISTRATION, registration, actor=None, now=now)
    read = {
        "valid_from": since.isoformat(),
        "valid_until": since.replace(year=since.year + 3).isoformat(),
        "source": "示例名单附件第3页",
    }
    engine.propose(
        REGISTRATION,
        registration.pk,
        RegistrationEvent.DATE,
        actor=cast.people["city-officer"],
        now=now,
        payload=read,
    )
    return registration
