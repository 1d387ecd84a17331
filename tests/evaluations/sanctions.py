"""Cases brought to a state by the real steps of real people, on the days they happen."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from consortia.models import Membership, Registration
from consortia.queries import people_of
from evaluations.actions import cases
from evaluations.models import Case
from evaluations.states import CaseEvent, CaseKind
from tests.evaluations.registered import registered
from tests.factories import officer
from workflow import office

E = CaseEvent
FACTS = {
    CaseKind.REVOCATION: {"facts": "绩效评价不合格。"},
    CaseKind.LEAD_DISQUALIFICATION: {
        "organising_facts": "一年未召开理事会。",
        "agreement_facts": "未按协议第三条投入。",
    },
    CaseKind.MISCONDUCT: {
        "facts": "检测报告系伪造。",
        "persons": [{"name": "示例人员甲", "post": "项目负责人"}],
    },
    CaseKind.REFERRAL: {"facts": "涉嫌骗取财政资金。", "organ": "示例公安机关"},
}


@dataclass
class Bench:
    """Everybody around one case."""

    registration: Registration
    owner: Any
    approver: Any
    second: Any
    party: Any
    members: list[Any]
    now: datetime


def bench() -> Bench:
    """A consortium registered by the real road, its officers, the lead's signatory and one of each member."""
    found = registered()
    parties = Membership.objects.filter(consortium=found.consortium, is_lead=False).order_by("pk")
    return Bench(
        registration=found.registration,
        owner=found.city,
        approver=found.approver,
        second=officer("approver"),
        party=found.lead,
        members=[User.objects.get(pk=people_of([one.unit_id])[0]) for one in parties],
        now=found.now,
    )


def after(now: datetime, key: str, extra: int = 1) -> datetime:
    """So many working days after ``now`` that the days of ``key`` are over."""
    due = office.due(key, timezone.localdate(now)).on
    return at(due + timedelta(days=extra))


def at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(10)))


def opened(who: Bench, kind: str = CaseKind.REVOCATION, *, now: datetime | None = None) -> Case:
    now = now or who.now
    case = cases.open_by_officer(
        kind,
        unit=who.registration.consortium.lead,
        registration=who.registration,
        facts="",
        actor=who.owner,
        now=now,
    )
    return cases.write_facts(case.pk, FACTS[CaseKind(kind)], actor=who.owner, now=now)


def heard(who: Bench, kind: str = CaseKind.REVOCATION, *, now: datetime | None = None) -> Case:
    now = now or who.now
    case = opened(who, kind, now=now)
    if kind == CaseKind.REFERRAL:
        return case
    cases.take(case.pk, E.NOTIFY, actor=who.owner, now=now)
    cases.take(case.pk, E.STATE, actor=who.party, now=now, typed={"statement": "我单位已整改。"})
    return Case.objects.get(pk=case.pk)


def drafted(
    who: Bench,
    kind: str = CaseKind.REVOCATION,
    *,
    now: datetime | None = None,
    number: str = "示例决〔2026〕1号",
) -> Case:
    now = now or who.now
    case = heard(who, kind, now=now)
    payload = {"decision": "经研究，决定如题。", "clause": "G7.3c", "number": number}
    cases.draft(case.pk, E.DECIDE, actor=who.owner, now=now, payload=payload)
    return case


def decided(who: Bench, kind: str = CaseKind.REVOCATION, *, now: datetime | None = None) -> Case:
    now = now or who.now
    case = drafted(who, kind, now=now)
    cases.take(case.pk, E.DECIDE, actor=who.approver, now=now)
    return Case.objects.get(pk=case.pk)


def in_effect(who: Bench, kind: str = CaseKind.REVOCATION, *, now: datetime | None = None) -> Case:
    now = now or who.now
    case = decided(who, kind, now=now)
    later = after(now, "case_second_look_days")
    cases.take(case.pk, E.EFFECT, actor=who.owner, now=later)
    return Case.objects.get(pk=case.pk)
