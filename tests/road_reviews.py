"""The second half of the road: from the city's desk through review and notice to registration."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from consortia.codes import sample_code
from filings.models import Filing
from filings.states import Event
from reviews import scoring
from reviews.actions import lists, objections, rounds, stages
from reviews.models import Expert, PanelSeat, PublicNotice, Round
from tests.factories import NOW, officer
from tests.retold import told_once
from tests.road import People, at_city_check


@dataclass
class Panel:
    """A round's panel: the round, its experts as users, the round lead."""

    round: Round
    experts: list[Any] = field(default_factory=list)

    @property
    def lead(self) -> Any:
        return self.experts[0]


def expert(number: int, **fields: Any) -> Expert:
    """An expert of the pool, employed where nobody of the filing is."""
    user = officer("expert")
    given = {
        "employer": f"示例外地大学{number}",
        "employer_code": sample_code("12370100", f"{number:08d}"),
        "field": "technology",
        "specialty": "海洋装备",
    }
    return Expert.objects.create(user=user, **(given | fields))


@told_once
def at_expert_review(
    *, now: datetime = NOW, size: int = 5, rows: bool = True, **plan: Any
) -> tuple[Filing, People, Panel]:
    filing, who = at_city_check(now=now, rows=rows)
    round_ = rounds.open_round(
        [filing.pk], title="示例评审轮次", needs_visit=plan.get("needs_visit", True),
        defence_first=plan.get("defence_first", False), actor=who.city, now=now,
    )  # fmt: skip
    panel = Panel(round_)
    for number in range(size):
        member = expert(number)
        seat = rounds.name_expert(round_.pk, member, actor=who.city, now=now)
        panel.experts.append(member.user)
        if number == 0:
            rounds.choose_lead(seat.pk, actor=who.city, now=now)
    return Filing.objects.get(pk=filing.pk), who, panel


def full_sheet(share: str = "0.8") -> dict[str, dict[str, str]]:
    """Points for every item of the rubric, rounded down to halves, each with a reason."""
    return {
        item.key: {"points": str(int(item.points * float(share) * 2) / 2), "reason": "材料有据。"}
        for item in scoring.RUBRIC
    }


def seal_all(filing: Filing, panel: Panel, *, now: datetime = NOW) -> None:
    for user in panel.experts:
        sheet = rounds.declare(filing.pk, actor=user, now=now)
        rounds.save_sheet(sheet.pk, items=full_sheet(), opinion="同意推荐。", actor=user)
        rounds.seal(sheet.pk, actor=user, now=now)


def conclude(filing: Filing, panel: Panel, *, goes_on: bool = True, now: datetime = NOW) -> None:
    stages.conclude(filing.pk, goes_on=goes_on, text="专家组意见一致。", actor=panel.lead, now=now)


@told_once
def at_site_visit(*, now: datetime = NOW, rows: bool = True) -> tuple[Filing, People, Panel]:
    filing, who, panel = at_expert_review(now=now, rows=rows)
    seal_all(filing, panel, now=now)
    conclude(filing, panel, now=now)
    stages.take(filing.pk, Event.ADVANCE, actor=panel.lead, now=now)
    return Filing.objects.get(pk=filing.pk), who, panel


def visit(filing: Filing, who: People, panel: Panel, *, now: datetime = NOW) -> None:
    """A visit recorded by the city and signed by both sides."""
    record = stages.record_visit(
        filing.pk, visited_on=now.date(), place="示例厂区", team=list(PanelSeat.objects.filter(round=panel.round)[:3]),
        facts={"site_exists": True}, findings="设备与材料一致。", actor=who.city, now=now,
    )  # fmt: skip
    stages.sign_visit(record.pk, actor=panel.lead, now=now)
    stages.sign_visit(record.pk, actor=who.lead, now=now)


@told_once
def at_defence(*, now: datetime = NOW, rows: bool = True) -> tuple[Filing, People, Panel]:
    filing, who, panel = at_site_visit(now=now, rows=rows)
    visit(filing, who, panel, now=now)
    conclude(filing, panel, now=now)
    stages.take(filing.pk, Event.ADVANCE, actor=panel.lead, now=now)
    return Filing.objects.get(pk=filing.pk), who, panel


def defend(filing: Filing, who: People, panel: Panel, *, now: datetime = NOW) -> None:
    stages.record_defence(
        filing.pk, held_at=now, place="示例会议室", speakers="牵头单位", record="问指标依据，答见方案第三章。",
        present=list(PanelSeat.objects.filter(round=panel.round)), actor=who.city, now=now,
    )  # fmt: skip


@told_once
def at_selection(*, now: datetime = NOW, rows: bool = True) -> tuple[Filing, People, Panel]:
    filing, who, panel = at_defence(now=now, rows=rows)
    defend(filing, who, panel, now=now)
    conclude(filing, panel, now=now)
    stages.take(filing.pk, Event.CONCLUDE, actor=panel.lead, now=now)
    return Filing.objects.get(pk=filing.pk), who, panel


def put_on_list(filing: Filing, who: People, *, outcome: str = "recommend", now: datetime = NOW) -> int:
    """A list of one, decided and countersigned; its key."""
    proposed = lists.prepare(
        [lists.Decision(filing.pk, outcome, "领域重要，基础扎实。")], title="示例拟备案名单",
        meeting_number="局长办公会〔2026〕示例1号", decided_on=now.date(), actor=who.city, now=now,
    )  # fmt: skip
    lists.countersign(proposed.pk, actor=who.approver, now=now)
    return proposed.pk


@told_once
def at_publicity(*, now: datetime = NOW, rows: bool = True) -> tuple[Filing, People, PublicNotice]:
    filing, who, _ = at_selection(now=now, rows=rows)
    notice = lists.post_notice(put_on_list(filing, who, now=now), title="示例公示", actor=who.city, now=now)
    return Filing.objects.get(pk=filing.pk), who, notice


def after(notice: PublicNotice) -> datetime:
    """The morning after a notice's last day."""
    return datetime.combine(notice.ends_on + timedelta(days=1), NOW.timetz())


@told_once
def at_approval(*, now: datetime = NOW, rows: bool = True) -> tuple[Filing, People, datetime]:
    filing, who, notice = at_publicity(now=now, rows=rows)
    closing = after(notice)
    objections.close(filing.pk, actor=who.city, now=closing)
    return Filing.objects.get(pk=filing.pk), who, closing


@told_once
def at_registered(*, now: datetime = NOW, rows: bool = True) -> tuple[Filing, People, datetime]:
    filing, who, closing = at_approval(now=now, rows=rows)
    stages.take(filing.pk, Event.REGISTER, actor=who.approver, now=closing)
    return Filing.objects.get(pk=filing.pk), who, closing
