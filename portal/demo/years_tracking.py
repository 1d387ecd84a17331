"""An older sample registration with two years of reports behind it: dates read in a source, figures, difficulties."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from consortia import actions as consortia
from consortia.models import Consortium, Indicator, Industry, Milestone, Registration
from consortia.registration import REGISTRATION
from consortia.states import MembershipEvent, Origin, RegistrationEvent
from evaluations import sweeps_tracking
from evaluations.actions import tracking
from evaluations.actions.tracking import Content
from evaluations.flow import REPORT
from evaluations.models import Report
from evaluations.states import DifficultyEvent, ReportEvent
from workflow import engine

from .cast import Cast, Story

NAME = "示例深远海养殖装备创新联合体"
MEMBERS = (("robots", "industry"), ("sensors", "industry"), ("university", "academic"))
FIGURES = (
    ("养殖工船单船产能", "吨/年", "performance", "800", "3200", ("950", "1600")),
    ("关键设备国产化率", "%", "contribution", "45", "90", ("52", "71.5")),
    ("授权发明专利", "件", "quality", "6", "40", ("11", "23")),
)


def veteran(cast: Cast, day: int) -> Story:
    """Registered before this system existed; its dates are entered by two persons, then it reports."""
    now = yield cast.at(day, "09:20")
    with transaction.atomic():
        registration = _imported(cast, now)
    now = yield cast.at(day + 1, "10:05")
    engine.advance(
        REGISTRATION, registration.pk, RegistrationEvent.DATE, actor=cast.people["approver"], now=now
    )
    yield from _promised(cast, day + 2, registration)
    yield from _reported(cast, day + 4, registration)
    yield from _difficulties(cast, day + 6, registration)
    return registration


def _imported(cast: Cast, now: datetime) -> Registration:
    """The consortium as a list named it, its members as they confirmed, its dates as the city drafted them."""
    lead, editor, city = cast.units["deepblue"], cast.people["lead-editor"], cast.people["city-officer"]
    since = date(cast.today.year - 1, 3, 10)
    consortium = Consortium.objects.create(
        formal_name=NAME, name_en="Sample consortium for offshore farming vessels", lead=lead, is_sample=True,
        industry=Industry.objects.order_by("pk").first(), need="深远海养殖装备依赖进口，缺少整船集成能力。",
        origin=Origin.PUBLISHED_LIST, origin_note="示例名单（仅供演示）", created_at=now,
    )  # fmt: skip
    consortia.add_lead(consortium, lead, actor=editor, now=now)
    for key, counting in MEMBERS:
        member = consortia.add_member(
            consortium, cast.units[key], counting=counting, tier="core", duty="承担一项关键设备研制", email="",
            actor=editor, now=now,
        )  # fmt: skip
        consortia.invite_member(member, actor=editor, now=now)
        consortia.answer_invitation(
            member, MembershipEvent.ACCEPT, actor=cast.signer(key), now=now, typed={"is_voluntary": True}
        )
    registration = Registration(
        consortium=consortium, authority=lead.authority, origin=Origin.PUBLISHED_LIST
    )  # fmt: skip
    engine.begin(REGISTRATION, registration, actor=None, now=now)
    until = since.replace(year=since.year + 3)
    read = {
        "valid_from": since.isoformat(),
        "last_day_on": (until - timedelta(days=1)).isoformat(),
        "valid_until": until.isoformat(),
        "source": "示例名单附件第2页",
    }
    engine.propose(REGISTRATION, registration.pk, RegistrationEvent.DATE, actor=city, now=now, payload=read)
    return registration


def _promised(cast: Cast, day: int, registration: Registration) -> Story:
    """The lead types its figures once; the city links the project it carries."""
    now = yield cast.at(day, "14:10")
    editor = cast.people["lead-editor"]
    year = registration_year(registration)
    for place, (name, unit, orientation, baseline, target, _said) in enumerate(FIGURES):
        fields = {
            "name": name, "unit": unit, "orientation": orientation, "baseline": Decimal(baseline),
            "target": Decimal(target), "target_year": year + 3, "position": place,
        }  # fmt: skip
        tracking.promise(registration.pk, Indicator, fields, actor=editor, now=now)
    for name, due_on in (("首制船下水", date(year + 1, 6, 30)), ("批量应用示范", date(year + 2, 12, 31))):
        tracking.promise(registration.pk, Milestone, {"name": name, "due_on": due_on}, actor=editor, now=now)
    project = {
        "number": "示例QD-2025-017", "name": "深远海养殖工船关键设备攻关（示例）", "programme": "challenge",
        "amount": Decimal("12000000"), "opened_on": date(year, 9, 1), "closed_on": None,
    }  # fmt: skip
    tracking.add_project(registration.pk, project, actor=cast.people["city-officer"], now=now)
    return registration


def registration_year(registration: Registration) -> int:
    """The year in which it was registered."""
    return Registration.objects.values_list("valid_from__year", flat=True).get(pk=registration.pk)


def _reported(cast: Cast, day: int, registration: Registration) -> Story:
    """The sweep expects what is over: one report is read, one waits to be read, one is a draft and overdue."""
    now = yield cast.at(day, "09:40")
    sweeps_tracking.owed_reports(now)
    editor = cast.people["lead-editor"]
    reports = list(Report.objects.filter(registration=registration).order_by("period_until")[:3])
    promised = list(Indicator.objects.filter(consortium=registration.consortium).order_by("position"))
    texts = {
        "progress": "完成总体设计和两型关键设备样机，海试 46 天；成员单位共用试验平台 3 个。",
        "innovation": "实行任务书制和季度调度，联合实验室向成员开放机时。",
        "plans": "下一年完成首制船建造和整船联调，启动批量应用。",
    }
    for number, report in enumerate(reports[:2]):
        figures = {one.pk: (Decimal(FIGURES[place][5][number]), "") for place, one in enumerate(promised)}
        tracking.save_report(report.pk, Content(texts, figures), actor=editor, now=now)
        tracking.submit_report(report.pk, actor=cast.people["lead-signatory"], now=now)
    if len(reports) > 2:
        draft = Content(
            {"progress": "首制船分段建造完成 60%。"}, {promised[0].pk: (Decimal(1900), "试运行口径")}
        )
        tracking.save_report(reports[2].pk, draft, actor=editor, now=now)
    now = yield cast.at(day + 1, "16:15")
    officer = cast.people["laoshan-officer"]
    engine.advance(
        REPORT, reports[0].pk, ReportEvent.NOTE, actor=officer, now=now, typed={"reason": "指标进展清楚，已阅。"}
    )  # fmt: skip
    return registration


def _difficulties(cast: Cast, day: int, registration: Registration) -> Story:
    """One answered by the city, one that nobody owns yet."""
    now = yield cast.at(day, "11:00")
    member = cast.people["member-signatory"]
    first = tracking.raise_difficulty(
        registration.pk, title="海试海域审批周期长", text="每次海试需分别向三个部门申请，请协调一次办理。",
        actor=member, now=now,
    )  # fmt: skip
    city = cast.people["city-officer"]
    tracking.move_difficulty(
        first.pk, DifficultyEvent.ASSIGN, actor=cast.people["laoshan-officer"], now=now, typed={"owner": str(city.pk)}
    )  # fmt: skip
    now = yield cast.at(day + 3, "15:30")
    tracking.move_difficulty(
        first.pk, DifficultyEvent.ANSWER, actor=city, now=now,
        typed={"answer": "已与海洋、海事部门商定联合受理，材料报一次，10 个工作日内答复。"},
    )  # fmt: skip
    now = yield cast.at(-2, "10:20")
    tracking.raise_difficulty(
        registration.pk, title="缺少整船集成人才", text="希望协调在青高校定向培养，每年约 10 人。",
        actor=cast.people["lead-editor"], now=now,
    )  # fmt: skip
    return registration
