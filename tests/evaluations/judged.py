"""A performance evaluation brought to a state by the real steps of real people."""

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.db import transaction

from consortia.actions import add_lead, add_member, answer_invitation, invite_member
from consortia.models import Consortium, Registration
from consortia.registration import REGISTRATION
from consortia.states import Origin
from evaluations import scheme
from evaluations.actions import campaigns, evaluators
from evaluations.models import Campaign, CampaignSeat, Evaluation
from evaluations.states import EvaluationEvent
from tests.evaluations.registered import Registered, at, promise
from tests.factories import NOW, UnitFactory, city, officer, representative
from tests.retold import told_once
from tests.road_reviews import expert
from workflow import engine, office

E = EvaluationEvent


@told_once
def world_of(*, indicators: int = 0, name: str = "示例绩效评价创新联合体", **more: Any) -> Registered:
    """A registration in force with a lead and one member, without the whole road of a filing before it."""
    now = NOW
    unit = UnitFactory()
    lead, member_unit = representative(unit), UnitFactory(kind="university")
    member = representative(member_unit)
    consortium = Consortium.objects.create(formal_name=name, lead=unit, is_sample=True, created_at=now)
    with transaction.atomic():
        add_lead(consortium, unit, actor=lead, now=now)
        party = add_member(
            consortium, member_unit, counting="academic", tier="core", duty="承担一项任务", email="",
            actor=lead, now=now,
        )  # fmt: skip
        invite_member(party, actor=lead, now=now)
        answer_invitation(party, "accept", actor=member, now=now, typed={"is_voluntary": True})
        promise(consortium, indicators)
        who = {"city": officer("city_officer"), "approver": officer("approver")}
        registration = Registration(
            consortium=consortium, origin=Origin.PUBLISHED_LIST, number=office.next_number("QDLH-2026"),
            authority=unit.authority,
            valid_from=now.date(), valid_until=now.date() + timedelta(days=1095),
            verification_code=secrets.token_hex(16), registered_by=who["approver"], **more,
        )  # fmt: skip
        engine.begin(REGISTRATION, registration, actor=who["approver"], now=now)
    district = {
        "officer": officer("district_officer", unit.authority),
        "head": officer("district_head", unit.authority),
    }
    return Registered(
        registration=registration, filing=SimpleNamespace(lead=unit), lead=lead, member=member, now=now,
        **who, **district,
    )  # fmt: skip


@dataclass
class Judged:
    """One evaluation, everybody around it, and the moment it has come to."""

    world: Registered
    campaign: Campaign
    evaluation: Evaluation
    now: datetime
    seats: list[CampaignSeat] = field(default_factory=list)

    @property
    def today(self) -> date:
        return self.now.date()

    def fresh(self) -> Evaluation:
        self.evaluation = Evaluation.objects.get(pk=self.evaluation.pk)
        return self.evaluation

    def take(self, event: str, by: Any, **typed: Any) -> Evaluation:
        campaigns.take(self.evaluation.pk, event, actor=by, now=self.now, typed=typed)
        return self.fresh()

    def draft(self, event: str, **payload: Any) -> None:
        campaigns.draft(self.evaluation.pk, event, actor=self.world.city, now=self.now, payload=payload)


def later(moment: datetime, day: date) -> datetime:
    """Ten in the morning of the day after ``day``."""
    return max(moment, at(day + timedelta(days=1)))


@told_once
def opened(world: Registered | None = None, **more: Any) -> Judged:
    """A campaign over one registration, evidence asked for until a month from now."""
    world = world or world_of()
    city()
    now = world.now + timedelta(days=600)
    given: dict[str, Any] = {
        "title": "示例年度绩效评价",
        "evaluators": "panel",
        "evidence_until": now.date() + timedelta(days=30),
        "actor": world.city,
        "now": now,
    }
    campaign = campaigns.open_campaign([world.registration.pk], **(given | more))
    return Judged(world, campaign, campaign.evaluations.get(), now)


def name_panel(found: Judged, size: int = 3, first: int = 70) -> Judged:
    for number in range(first, first + size):
        found.seats.append(
            evaluators.name_expert(found.campaign.pk, expert(number), actor=found.world.city, now=found.now)
        )
    return found


@told_once
def scoring(size: int = 3, **more: Any) -> Judged:
    found = name_panel(opened(**more), size)
    campaigns.declare_ready(
        found.evaluation.pk, statement="各项任务按计划推进。", actor=found.world.lead, now=found.now
    )
    found.take(E.START, found.world.city)
    return found


def sheet(found: Judged, share: str) -> dict[str, dict[str, str]]:
    """A share of the points of every item, down to halves, each with a reason."""
    return {
        item.key: {"points": str(Decimal(int(item.points * Decimal(share) * 2)) / 2), "reason": "材料有据。"}
        for item in scheme.rubric(found.campaign.scheme)
    }


def seal(found: Judged, seat: CampaignSeat, share: str) -> None:
    begun = evaluators.declare(found.evaluation.pk, actor=seat.user, now=found.now)
    assert begun is not None
    evaluators.save_sheet(
        begun.pk, items=sheet(found, share), opinion="总体符合方案。", actor=seat.user, now=found.now
    )
    evaluators.seal(begun.pk, actor=seat.user, now=found.now)


@told_once
def proposed(*shares: str, **more: Any) -> Judged:
    """Sheets sealed with these shares of full marks, the grade proposed, the lead to reply."""
    found = scoring(len(shares) or 3, **more)
    for seat, share in zip(found.seats, shares or ("0.95",) * 3, strict=True):
        seal(found, seat, share)
    found.take(E.CONCLUDE, found.world.city, opinion="评价组意见一致。")
    return found


@told_once
def replied(*shares: str, **more: Any) -> Judged:
    found = proposed(*shares, **more)
    found.take(E.REPLY, found.world.lead, reply="对评价结果无异议。")
    return found


@told_once
def decided(*shares: str, **more: Any) -> Judged:
    found = replied(*shares, **more)
    found.draft(E.DECIDE, grade=found.evaluation.proposed_grade, number="青科评〔2028〕1号")
    found.take(E.DECIDE, found.world.approver)
    return found


def agency_person(**fields: Any) -> Any:
    return officer("evaluator", **fields)
