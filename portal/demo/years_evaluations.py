"""Performance evaluation in the demo world: a panel's campaign with every state, an agency's beside it."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from accounts.models import Authority, RoleGrant, User
from accounts.roles import Role
from consortia import actions as consortia
from consortia.models import Consortium, Indicator, Industry, Registration
from consortia.registration import REGISTRATION
from consortia.states import MembershipEvent, Origin, RegistrationEvent
from evaluations import scheme
from evaluations.actions import campaigns, evaluators
from evaluations.deadlines import months_after
from evaluations.models import Campaign, CampaignSeat, Evaluation
from evaluations.states import EvaluationEvent as E
from reviews.models import Expert
from workflow import engine

from .cast import Cast, Story
from .people import MAIL

PANEL = "示例年度绩效评价（专家组）"
AGENCY = "示例期中绩效评价（第三方）"
EXPERTS = ("expert-1", "expert-2", "expert-3", "expert-4", "expert-5")
JUDGED = {
    "sensors": "示例海洋传感器创新联合体",
    "batteries": "示例船用动力电池创新联合体",
    "materials": "示例耐蚀材料创新联合体",
    "logistics": "示例港航物流创新联合体",
    "software": "示例工业软件创新联合体",
    "robots": "示例水下作业机器人创新联合体",
}
"""Lead to the name of what it leads; each was on a published list and its dates were entered by two persons."""
FIGURES = (
    ("关键部件国产化率", "%", "contribution", "40", "85"),
    ("示范应用项目", "个", "performance", "1", "12"),
    ("授权发明专利", "件", "quality", "3", "30"),
)


def judged(cast: Cast, day: int) -> Story:
    """One is excellent, one waits for its signature, one is proposed as unqualified, one is being scored."""
    city, approver = cast.people["city-officer"], cast.people["approver"]
    now = yield cast.at(day, "09:00")
    held = _registered(cast, ("sensors", "batteries", "materials", "logistics"), now)
    now = yield cast.at(day + 1, "10:00")
    campaign = campaigns.open_campaign(
        [one.pk for one in held.values()], title=PANEL, evaluators="panel",
        evidence_until=cast.at(day + 9, "09:00").date(), actor=city, now=now,
    )  # fmt: skip
    for expert in Expert.objects.filter(user__demo_key__in=EXPERTS).select_related("user").order_by("pk"):
        evaluators.name_expert(campaign.pk, expert, actor=city, now=now)
    of = {key: Evaluation.objects.get(campaign=campaign, registration=one) for key, one in held.items()}
    now = yield cast.at(day + 5, "15:20")
    for key, share in (("sensors", "0.9"), ("batteries", "0.7"), ("materials", "0.15"), ("logistics", "0.6")):
        _evidence(cast, key, of[key], Decimal(share), now)
    now = yield cast.at(day + 10, "09:30")
    for key in ("sensors", "batteries", "materials"):
        campaigns.take(of[key].pk, E.START, actor=city, now=now)
    now = yield cast.at(day + 14, "16:00")
    for key, share in (("sensors", "0.94"), ("batteries", "0.8"), ("materials", "0.5")):
        _seal(campaign, of[key], share, now)
    now = yield cast.at(day + 16, "10:10")
    for key in ("sensors", "batteries"):
        _conclude(cast, of[key], now)
    now = yield cast.at(day + 19, "14:00")
    for key in ("sensors", "batteries"):
        reply = {"reply": "对评价结果无异议，感谢各位专家。"}
        campaigns.take(of[key].pk, E.REPLY, actor=cast.signer(key), now=now, typed=reply)
    now = yield cast.at(day + 20, "09:15")
    campaigns.take(of["logistics"].pk, E.START, actor=city, now=now)
    now = yield cast.at(day + 21, "11:00")
    for key, number in (("sensors", 1), ("batteries", 2)):
        grade = Evaluation.objects.values_list("proposed_grade", flat=True).get(pk=of[key].pk)
        payload = {"grade": grade, "number": f"青科示评〔{now.year}〕{number}号（示例）"}
        campaigns.draft(of[key].pk, E.DECIDE, actor=city, now=now, payload=payload)
    now = yield cast.at(day + 22, "09:40")
    campaigns.take(of["sensors"].pk, E.DECIDE, actor=approver, now=now)
    now = yield cast.at(day + 24, "16:30")
    answer = "推荐申报省重大科技创新工程，优先纳入应用场景示范（示例）。"
    campaigns.answer_suggestion(of["sensors"].pk, answer=answer, actor=city, now=now)
    now = yield cast.at(-3, "15:00")
    _conclude(cast, of["materials"], now)
    now = yield cast.at(-2, "10:30")
    _seal(campaign, of["logistics"], "0.76", now, only=("expert-1", "expert-2"))
    begun = evaluators.declare(of["logistics"].pk, actor=cast.people["expert-3"], now=now)
    if begun is not None:
        items = dict(list(_points(campaign, "0.7").items())[:4])
        evaluators.save_sheet(begun.pk, items=items, opinion="", actor=cast.people["expert-3"], now=now)
    return campaign


def by_agency(cast: Cast, day: int) -> Story:
    """A third-party agency scores one registration; the lead of the other still collects evidence."""
    city = cast.people["city-officer"]
    now = yield cast.at(day, "09:20")
    held = _registered(cast, ("software", "robots"), now)
    now = yield cast.at(day + 1, "11:00")
    campaign = campaigns.open_campaign(
        [one.pk for one in held.values()], title=AGENCY, evaluators="agency", agency="示例评估咨询有限公司",
        evidence_until=cast.at(12, "09:00").date(), actor=city, now=now,
    )  # fmt: skip
    colleagues = [_colleague(number, now) for number in (2, 3)]
    for person in (cast.people["evaluator"], *colleagues):
        evaluators.name_agency_person(
            campaign.pk, person, expires_on=cast.at(30, "09:00").date(), actor=city, now=now
        )
    of = {key: Evaluation.objects.get(campaign=campaign, registration=one) for key, one in held.items()}
    now = yield cast.at(day + 3, "14:30")
    _evidence(cast, "software", of["software"], Decimal("0.5"), now)
    promised = of["robots"].registration.consortium.indicators.earliest("position")
    campaigns.add_evidence(
        of["robots"].pk, indicator_id=promised.pk, value=Decimal(61), note="第三方检测报告口径",
        actor=cast.signer("robots"), now=now,
    )  # fmt: skip
    now = yield cast.at(-2, "09:10")
    campaigns.take(of["software"].pk, E.START, actor=city, now=now)
    return campaign


def _registered(cast: Cast, keys: Sequence[str], now: datetime) -> dict[str, Registration]:
    """Registrations some two years old, dated by two persons, each with three promised figures."""
    found = {}
    city, approver = cast.people["city-officer"], cast.people["approver"]
    since = months_after(cast.today, -25)
    read = {
        "valid_from": since.isoformat(),
        "valid_until": months_after(since, 36).isoformat(),
        "source": "示例名单附件第4页",
    }
    for key in keys:
        with transaction.atomic():
            registration = _listed(cast, key, now)
            engine.propose(
                REGISTRATION, registration.pk, RegistrationEvent.DATE, actor=city, now=now, payload=read
            )
        engine.advance(REGISTRATION, registration.pk, RegistrationEvent.DATE, actor=approver, now=now)
        found[key] = Registration.objects.get(pk=registration.pk)
    return found


def _listed(cast: Cast, key: str, now: datetime) -> Registration:
    lead, editor = cast.units[key], cast.editor(key)
    consortium = Consortium.objects.create(
        formal_name=JUDGED[key], name_en=f"Sample consortium led by {lead.name_en}", lead=lead, is_sample=True,
        industry=Industry.objects.order_by("pk").first(), need="关键部件依赖进口，缺少验证平台。",
        origin=Origin.PUBLISHED_LIST, origin_note="示例名单（仅供演示）", created_at=now,
    )  # fmt: skip
    consortia.add_lead(consortium, lead, actor=editor, now=now)
    for unit, counting in (("castings", "industry"), ("university", "academic")):
        member = consortia.add_member(
            consortium, cast.units[unit], counting=counting, tier="core", duty="承担一项部件研制", email="",
            actor=editor, now=now,
        )  # fmt: skip
        consortia.invite_member(member, actor=editor, now=now)
        consortia.answer_invitation(
            member, MembershipEvent.ACCEPT, actor=cast.signer(unit), now=now, typed={"is_voluntary": True}
        )
    Indicator.objects.bulk_create(
        Indicator(
            consortium=consortium, name=name, unit=unit, orientation=orientation, baseline=Decimal(baseline),
            target=Decimal(target), target_year=cast.today.year + 1, position=place,
        )
        for place, (name, unit, orientation, baseline, target) in enumerate(FIGURES)
    )  # fmt: skip
    registration = Registration(consortium=consortium, authority=lead.authority, origin=Origin.PUBLISHED_LIST)
    engine.begin(REGISTRATION, registration, actor=None, now=now)
    return registration


def _evidence(cast: Cast, key: str, one: Evaluation, share: Decimal, now: datetime) -> None:
    """The lead shows how far it came with each promised figure, says so, and is ready."""
    editor = cast.editor(key)
    for promised in one.registration.consortium.indicators.order_by("position"):
        value = promised.baseline + (promised.target - promised.baseline) * share
        campaigns.add_evidence(
            one.pk, indicator_id=promised.pk, value=value.quantize(Decimal(1)), note="见年度报告附表",
            actor=editor, now=now,
        )  # fmt: skip
    campaigns.add_evidence(one.pk, item="tasks", note="里程碑验收记录在年度报告中。", actor=editor, now=now)
    said = "任务按季度调度，成员投入按约到位；差异和原因写在各项说明里。"
    campaigns.declare_ready(one.pk, statement=said, actor=cast.signer(key), now=now)


def _points(campaign: Campaign, share: str, extra: int = 0) -> dict[str, dict[str, str]]:
    """A share of the points of each item, down to halves; ``extra`` halves off where there is room."""
    return {
        item.key: {
            "points": str(max(Decimal(int(item.points * Decimal(share) * 2) - extra % 2), Decimal(0)) / 2),
            "reason": "与承诺指标和佐证材料一致（示例）。",
        }
        for item in scheme.rubric(campaign.scheme)
    }


def _seal(
    campaign: Campaign, one: Evaluation, share: str, now: datetime, only: Sequence[str] = EXPERTS
) -> None:
    seats = CampaignSeat.objects.filter(campaign=campaign, user__demo_key__in=only).select_related("user")
    for number, seat in enumerate(seats.order_by("pk")):
        begun = evaluators.declare(one.pk, actor=seat.user, now=now)
        if begun is None:
            continue
        evaluators.save_sheet(
            begun.pk, items=_points(campaign, share, number), opinion="指标进展清楚，佐证较完整（示例）。",
            actor=seat.user, now=now,
        )  # fmt: skip
        evaluators.seal(begun.pk, actor=seat.user, now=now)


def _conclude(cast: Cast, one: Evaluation, now: datetime) -> None:
    opinion = {"opinion": "评价人意见一致，依据见各项理由（示例）。"}
    campaigns.take(one.pk, E.CONCLUDE, actor=cast.people["city-officer"], now=now, typed=opinion)


def _colleague(number: int, now: datetime) -> User:
    """Another person of the agency, who works in the background."""
    user = User(
        email=f"agency-{number}{MAIL}",
        name=f"评估机构人员（{number}）",
        name_en=f"Evaluator {number}",
        created_at=now,
    )
    user.set_unusable_password()
    user.save()
    city = Authority.objects.get(kind=Authority.Kind.CITY)
    RoleGrant.objects.create(user=user, role=Role.EVALUATOR, authority=city, granted_at=now)
    return user
