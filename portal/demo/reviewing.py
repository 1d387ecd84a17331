"""Stories of the review, the list and the notice: rounds of several filings, told by their panels."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from accounts.models import User
from filings import actions as filings
from filings.models import Filing
from filings.states import Event
from reviews import scoring
from reviews.actions import lists, notices, objections, rounds, sheets, stages
from reviews.models import Expert, NoticeItem, PanelSeat, ProposedList, ScoreSheet
from reviews.states import ConflictKind, ObjectionEvent, Outcome

from .cast import Cast, Story

PANEL = ("expert-1", "expert-2", "expert-3", "expert-4", "expert-5", "expert-6")
REASONS = {
    "lead": "牵头单位近三年批量供货，有第三方检测报告",
    "members": "成员覆盖材料、装备和应用三个环节，两家有合作项目证明",
    "tasks": "瓶颈讲得清楚，总指标可以考核，里程碑合理",
    "mechanism": "协议七项内容齐全，收益分配写到比例",
    "people": "首席专家方向对口，团队跨单位",
    "means": "自筹经费分年列明，场地和设备有承诺",
}
OPINION = "任务聚焦，路线可行，建议进一步落实应用单位的验证条件。"


def opened(cast: Cast, day: int, title: str, keys: Sequence[str], panel: Iterable[str] = PANEL) -> Story:
    """A round over several filings with its panel; the first of the panel leads it."""
    now = yield cast.at(day, "09:40")
    city = cast.people["city-officer"]
    ids = [cast.filings[key].pk for key in keys]
    round_ = rounds.open_round(ids, title=title, needs_visit=True, defence_first=False, actor=city, now=now)
    now = yield cast.at(day, "10:20")
    for place, key in enumerate(panel):
        expert = Expert.objects.get(user=cast.people[key])
        seat = rounds.name_expert(round_.pk, expert, actor=city, now=now)
        if place == 0:
            rounds.choose_lead(seat.pk, actor=city, now=now)
    return round_


def scored(cast: Cast, day: int, key: str, experts: Iterable[str], strength: int) -> Story:
    """Each expert declares, scores and seals, one after the other within two days."""
    for place, who in enumerate(experts):
        now = yield cast.at(day + place // 3, f"{9 + place:02d}:{15 + strength % 30:02d}")
        sheet = _declared(cast, key, who, now)
        sheets.save_sheet(sheet.pk, items=points(strength + place), opinion=OPINION, actor=cast.people[who])
        sheets.seal(sheet.pk, actor=cast.people[who], now=now)
    return None


def half_scored(cast: Cast, day: int, key: str, who: str) -> Story:
    """An expert has declared and scored half of the rubric."""
    now = yield cast.at(day, "15:25")
    sheet = _declared(cast, key, who, now)
    half = dict(list(points(3).items())[:3])
    sheets.save_sheet(sheet.pk, items=half, opinion="", actor=cast.people[who])
    return None


def _declared(cast: Cast, key: str, who: str, now: datetime) -> ScoreSheet:
    """The sheet that opens with the statement that nothing stands in between."""
    sheet = sheets.declare(cast.filings[key].pk, actor=cast.people[who], now=now)
    if sheet is None:
        raise ValueError(f"{who} has no sheet for {key}")
    return sheet


def recused(cast: Cast, day: int, key: str, who: str) -> Story:
    """An expert states a conflict: the filing stays closed to them."""
    now = yield cast.at(day, "16:10")
    sheets.declare(
        cast.filings[key].pk,
        actor=cast.people[who],
        now=now,
        conflict=ConflictKind.JOINT_WORK,
        note="两年前与一家成员单位合作申请过专利",
    )
    return None


def points(strength: int) -> dict[str, dict[str, str]]:
    """A filled rubric: the higher ``strength``, the fewer points are taken off."""
    taken = Decimal(max(1, 9 - strength % 8)) / 2
    return {
        item.key: {
            "points": str(Decimal(item.points) - taken * (item.points // 10)),
            "reason": REASONS.get(item.key, "有依据，具体可查"),
        }
        for item in scoring.RUBRIC
    }


def visited(cast: Cast, day: int, key: str, *, by_lead_too: bool = True) -> Story:
    """The written review is concluded, the visit made, recorded and signed by the panel (and by the lead)."""
    now = yield cast.at(day, _clock(key, 10))
    filing, leader, city = cast.filings[key], cast.people["expert-1"], cast.people["city-officer"]
    stages.conclude(filing.pk, goes_on=True, text="书面评审通过，进入现场考察。", actor=leader, now=now)
    stages.take(filing.pk, Event.ADVANCE, actor=leader, now=now)
    now = yield cast.at(day + 2, _clock(key, 15))
    visit = stages.record_visit(
        filing.pk,
        visited_on=now.date(),
        place=f"{filing.lead.seat}研发和生产现场（示例）",
        team=list(_seats(filing)[:3]),
        facts={},
        findings="研发场地和中试设备与计划一致，现场看到样机；自筹经费已到位三成。",
        actor=city,
        now=now,
    )
    now = yield cast.at(day + 2, _clock(key, 17))
    stages.sign_visit(visit.pk, actor=leader, now=now)
    if by_lead_too:
        now = yield cast.at(day + 3, _clock(key, 9))
        stages.sign_visit(visit.pk, actor=_signer(cast, filing), now=now)
    return filing


def at_defence(cast: Cast, day: int, key: str) -> Story:
    """Visited and signed by both sides; the defence comes next."""
    filing = yield from visited(cast, day, key)
    now = yield cast.at(day + 3, _clock(key, 14))
    leader = cast.people["expert-1"]
    stages.conclude(filing.pk, goes_on=True, text="现场情况属实，进入答辩。", actor=leader, now=now)
    stages.take(filing.pk, Event.ADVANCE, actor=leader, now=now)
    return filing


def heard(cast: Cast, day: int, key: str) -> Story:
    """Defended, the record kept; the round lead has not concluded yet."""
    filing = yield from at_defence(cast, day, key)
    now = yield cast.at(day + 5, _clock(key, 10))
    stages.record_defence(
        filing.pk,
        held_at=now,
        place="市级评审会议室（示例）",
        speakers="项目负责人、首席专家",
        record="问：指标由谁检测。答：第三方机构按协议附件检测。问：退出怎么办。答：按协议第三条，提前三个月书面通知。",
        present=list(_seats(filing)),
        actor=cast.people["city-officer"],
        now=now,
    )
    return filing


def concluded(cast: Cast, day: int, key: str) -> Story:
    """Concluded after the defence: ready for the meeting six working days after the written review."""
    filing = yield from heard(cast, day, key)
    leader = cast.people["expert-1"]
    now = yield cast.at(day + 6, _clock(key, 11))
    stages.conclude(filing.pk, goes_on=True, text="答辩通过，建议提交会议研究。", actor=leader, now=now)
    stages.take(filing.pk, Event.CONCLUDE, actor=leader, now=now)
    return filing


def listed(
    cast: Cast, day: int, number: str, title: str, chosen: dict[str, str], *, countersigned: bool = True
) -> Story:
    """The meeting's decisions written down by a city officer, countersigned by the approver a day later."""
    now = yield cast.at(day, "16:30")
    reasons = {
        Outcome.RECOMMEND: "五项条件均达到，专家一致同意。",
        Outcome.RESERVE: "方向重要，成员合作基础有待加强，列入储备。",
        Outcome.NOT: "核心指标没有第三方验证条件，三家成员的任务没有落实。",
    }
    decisions = [
        lists.Decision(cast.filings[key].pk, outcome, reasons[Outcome(outcome)])
        for key, outcome in chosen.items()
    ]
    prepared = lists.prepare(
        decisions,
        title=title,
        meeting_number=number,
        decided_on=now.date(),
        actor=cast.people["city-officer"],
        now=now,
    )
    if countersigned:
        now = yield cast.at(day + 1, "09:20")
        lists.countersign(prepared.pk, actor=cast.people["approver"], now=now)
    return prepared


def posted(cast: Cast, day: int, list_title: str, title: str) -> Story:
    """The public notice of a countersigned list."""
    now = yield cast.at(day, "08:50")
    proposed = ProposedList.objects.get(title=list_title)
    return notices.post_notice(proposed.pk, title=title, actor=cast.people["city-officer"], now=now)


def objected(cast: Cast, day: int, key: str, clock: str, text: str, *, accepted: bool) -> Story:
    """Somebody objects by name; the city officer accepts it for examination or has not looked yet."""
    now = yield cast.at(day, clock)
    item = NoticeItem.objects.get(filing=cast.filings[key], is_current=True)
    objector = {"kind": "unit", "name": "示例能源装备协会", "contact": "0532-00000000（示例）"}
    found = objections.receive(item.pk, text=text, now=now, objector=objector)
    if accepted:
        now = yield cast.at(day + 1, clock)
        objections.decide(found.pk, ObjectionEvent.ACCEPT, actor=cast.people["city-officer-2"], now=now)
    return found


def closed(cast: Cast, day: int, key: str) -> Story:
    """The window has elapsed without objection; the approver has it."""
    now = yield cast.at(day, _clock(key, 9))
    objections.close(cast.filings[key].pk, actor=cast.people["city-officer"], now=now)
    return None


def registered(cast: Cast, day: int, key: str) -> Story:
    """Registered by the approver; letter and certificate follow."""
    now = yield cast.at(day, _clock(key, 15))
    stages.take(cast.filings[key].pk, Event.REGISTER, actor=cast.people["approver"], now=now)
    return None


def declined(cast: Cast, day: int, key: str) -> Story:
    """Declined after the meeting, on the officer's draft, by the approver."""
    now = yield cast.at(day, _clock(key, 10))
    filing = cast.filings[key]
    payload = {"reason": "核心指标没有第三方验证条件，会议决定不予备案。", "clause": "G5.6f"}
    filings.draft(filing.pk, Event.DECLINE, actor=cast.people["city-officer"], now=now, payload=payload)
    now = yield cast.at(day + 1, _clock(key, 10))
    stages.take(filing.pk, Event.DECLINE, actor=cast.people["approver"], now=now)
    return None


def round_closed(cast: Cast, day: int, round_title: str) -> Story:
    """No filing of the round is left in a stage."""
    now = yield cast.at(day, "17:10")
    seat = PanelSeat.objects.filter(round__title=round_title).select_related("round").first()
    if seat:
        rounds.close_round(seat.round_id, actor=cast.people["city-officer"], now=now)
    return None


def _seats(filing: Filing) -> list[PanelSeat]:
    seats = PanelSeat.objects.filter(
        round__round_filings__filing=filing, round__round_filings__is_current=True, removed_at__isnull=True
    )
    return list(seats.order_by("pk"))


def _signer(cast: Cast, filing: Filing) -> User:
    key = next(key for key, unit in cast.units.items() if unit.pk == filing.lead_id)
    return cast.signer(key)


def _clock(key: str, hour: int) -> str:
    return f"{hour:02d}:{sum(map(ord, key)) % 60:02d}"
