"""Stories at the lead's, the district's and the city's first desk, each told by the real steps of real people."""

from datetime import datetime

from accounts.models import User
from consortia import claims
from consortia.models import LeadBan
from consortia.queries import memberships
from filings import actions as filings
from filings import calls, edits, questions
from filings.flow import FILING
from filings.models import Filing
from filings.states import CallEvent, Event, TicketEvent, TicketState
from workflow import holds
from workflow.engine import StepRefused
from workflow.models import Hold

from . import plans
from .cast import Cast, Story, upload
from .dossiers import WHOLE, Gaps, dossier
from .people import MAIL

FEW_ACADEMIC = (
    "few_academic",
    "G3.2d",
    "本方向在青岛只有一家院所有试验条件，另一家外地院所正在谈合作，拟在半年内补充加入。",
)
OPINION = "材料齐全，牵头单位具备条件，任务分工明确，自筹资金已落实，同意推荐。"


def submitted(cast: Cast, key: str, begun: int, gaps: Gaps = WHOLE) -> Story:
    """A whole dossier, submitted on the fourth working day after it was begun."""
    filing = yield from dossier(cast, key, begun, gaps)
    now = yield cast.at(begun + 4, _clock(key, 9))
    filings.take(filing.pk, Event.SUBMIT, actor=_signer(cast, filing), now=now)
    return filing


def with_draft(
    cast: Cast, key: str, begun: int, event: str, payload: dict[str, str], gaps: Gaps = WHOLE
) -> Story:
    """Submitted; the officer has drafted the district's opinion and the head has it."""
    filing = yield from submitted(cast, key, begun, gaps)
    now = yield cast.at(begun + 6, _clock(key, 11))
    for code, _clause, _reason in gaps.reasons:
        filings.judge_reason(filing.pk, code, is_accepted=True, actor=cast.officer(filing), now=now)
    filings.draft(filing.pk, event, actor=cast.officer(filing), now=now, payload=payload)
    return filing


def endorsed(cast: Cast, key: str, begun: int) -> Story:
    """Recommended by its district: at the city's desk seven working days after it was begun."""
    filing = yield from with_draft(cast, key, begun, Event.ENDORSE, {"opinion": OPINION})
    now = yield cast.at(begun + 7, _clock(key, 10))
    filings.take(filing.pk, Event.ENDORSE, actor=cast.head(filing), now=now)
    return filing


def returned_by_district(cast: Cast, key: str, begun: int) -> Story:
    """Returned once, with two tickets; one is answered."""
    filing = yield from submitted(cast, key, begun)
    now = yield cast.at(begun + 6, _clock(key, 15))
    officer = cast.officer(filing)
    _tickets(
        filing,
        officer,
        now,
        ("plan.outcomes", "GA.4", "第四章的插拔寿命指标没有写验证方法，请写明由谁、按什么标准检测。"),
        ("agreement.benefits", "G5.3c", "协议第五条只写了比例，请注明产品销售收益怎么分。"),
    )
    member = memberships(filing.consortium)[1]
    asked = questions.ask(
        filing.pk, target=f"members/{member.pk}", clause="G3.6", text="贵单位的试验台何时可供联合体使用？",
        membership_id=member.pk, actor=officer, now=now,
    )  # fmt: skip
    filings.take(filing.pk, Event.RETURN, actor=officer, now=now)
    now = yield cast.at(begun + 7, _clock(key, 16))
    questions.move(
        asked.pk, "answer", actor=member.unit.representatives.order_by("pk")[0].user, now=now,
        answer="试验台下季度完成检定，之后每月可用十天。",
    )  # fmt: skip
    questions.move(asked.pk, "read", actor=officer, now=now)
    first = filing.tickets.order_by("number")[0]
    _more(filing, cast.editor("deepblue"), now, "outcomes", "插拔寿命由国家海洋标准计量机构按团体标准检测。")
    filings.move_ticket(
        first.pk,
        TicketEvent.ANSWER,
        actor=cast.editor("deepblue"),
        now=now,
        answer="第四章已补充：由国家海洋标准计量机构按团体标准检测。",
    )
    return filing


def returned_twice(cast: Cast, key: str, begun: int) -> Story:
    """The city returned it, was not content with the answer, and returned it a second time."""
    filing = yield from endorsed(cast, key, begun)
    city, signer = cast.people["city-officer"], _signer(cast, filing)
    now = yield cast.at(begun + 9, _clock(key, 9))
    _tickets(
        filing,
        city,
        now,
        ("plan", "GA.5", "经费表中成员自筹 1250 万元没有出资时间，请分年写明。"),
        ("plan", "GA.3", "“系统寿命”没有写考核工况，请补充。"),
    )
    filings.take(filing.pk, Event.RETURN, actor=city, now=now)
    now = yield cast.at(begun + 12, _clock(key, 14))
    _more(filing, signer, now, "funding", "成员自筹经费分三年到位。")
    for ticket in filing.tickets.filter(state=TicketState.OPEN):
        filings.move_ticket(ticket.pk, TicketEvent.ANSWER, actor=signer, now=now, answer="已在计划里补充。")
    filings.take(filing.pk, Event.RESUBMIT, actor=signer, now=now)
    now = yield cast.at(begun + 14, _clock(key, 15))
    again = filing.tickets.filter(state=TicketState.ANSWERED).order_by("number")[0]
    filings.move_ticket(again.pk, TicketEvent.REOPEN, actor=city, now=now)
    filings.take(filing.pk, Event.RETURN, actor=city, now=now)
    return filing


def second_look_asked(cast: Cast, key: str, begun: int) -> Story:
    """The district did not recommend it; the lead asked the city for a second look in time."""
    reason = "转向架状态监测与本区在办的一个联合体任务重复，三家成员相同。"
    payload = {"reason": reason, "clause": "G5.6b"}
    filing = yield from with_draft(cast, key, begun, Event.NOT_RECOMMEND, payload)
    now = yield cast.at(begun + 7, _clock(key, 10))
    filings.take(filing.pk, Event.NOT_RECOMMEND, actor=cast.head(filing), now=now)
    now = yield cast.at(begun + 9, _clock(key, 11))
    filings.ask_second_look(
        filing.pk,
        reason="两个联合体一个做监测、一个做电机，任务书没有重叠，附对照表。",
        actor=_signer(cast, filing),
        now=now,
    )
    return filing


def refusal_drafted(cast: Cast, key: str, begun: int) -> Story:
    """The city officer proposes not to accept it; the approver has the draft."""
    filing = yield from endorsed(cast, key, begun)
    now = yield cast.at(begun + 9, _clock(key, 10))
    payload = {
        "reason": "企业登记信息显示牵头单位上月已迁往外地，不再是我市注册的企业。",
        "clause": "G4.1.1a",
    }
    filings.draft(filing.pk, Event.REFUSE, actor=cast.people["city-officer-2"], now=now, payload=payload)
    return filing


def on_hold(cast: Cast, key: str, begun: int) -> Story:
    """Clocks stopped by two persons while the material is looked into."""
    filing = yield from endorsed(cast, key, begun)
    now = yield cast.at(begun + 8, _clock(key, 14))
    note = "收到来信，称检测报告编号与发证机构记录不一致，正在核实。"
    holds.ask(
        FILING, filing.pk, actor=cast.people["city-officer"], now=now, reason=Hold.Reason.FRAUD, note=note
    )
    now = yield cast.at(begun + 9, _clock(key, 9))
    holds.place(FILING, filing.pk, actor=cast.people["approver"], now=now)
    return filing


def withdrawn(cast: Cast, key: str, begun: int) -> Story:
    """The lead took it back before the district had decided."""
    filing = yield from submitted(cast, key, begun)
    now = yield cast.at(begun + 8, _clock(key, 16))
    filings.take(
        filing.pk,
        Event.WITHDRAW,
        actor=_signer(cast, filing),
        now=now,
        typed={"reason": "一家核心成员重组，拟调整方案后重新申报。"},
    )
    return filing


def with_failed_checks(cast: Cast, key: str, begun: int) -> Story:
    """A banned unit was refused as core and came in as an ordinary member; the machine finds what is missing."""
    gaps = Gaps(
        unanswered=("hydrogen",),
        unsigned=("university", "railway"),
        contents=("benefits", "dispute"),
        chapters=("funding",),
        unpledged=True,
        general=("banned",),
    )
    ban_from = cast.at(-200, "09:00").date()
    banned = cast.units["banned"]
    LeadBan.objects.create(
        code=banned.code or "",
        unit_name=banned.name,
        from_on=ban_from,
        until_on=ban_from.replace(year=ban_from.year + 3),
        facts="牵头的联合体绩效评价不合格且逾期未整改，取消备案（示例）。",
        decision_number="青科示决〔2025〕3号（示例）",
        is_sample=True,
    )
    filing = yield from dossier(cast, key, begun, gaps)
    now = yield cast.at(begun + 4, _clock(key, 10))
    refuse_core(filing, banned.pk, cast.editor("railway"), now)
    return filing


def refuse_core(filing: Filing, unit_id: int, editor: object, now: datetime) -> None:
    """Try to make the banned member core; the rule refuses it (G7.3d), and nothing changes."""
    member = next(m for m in memberships(filing.consortium) if m.unit_id == unit_id)
    fields = {"counting": "industry", "tier": "core", "duty": member.duty}
    try:
        edits.change_member(filing.pk, member, fields, actor=editor, now=now)
    except StepRefused as refused:
        if refused.refusals[0].code != "core_banned":
            raise


def claimed(cast: Cast, key: str, begun: int) -> Story:
    """Somebody signed up and claims a unit with its licence and an authorisation."""
    unit = cast.units[key]
    now = yield cast.at(begun, _clock(key, 14))
    person = User(email=f"{key}{MAIL}", name=f"{unit.name}经办人", name_en=f"Clerk of {unit.name_en}")
    person.set_unusable_password()
    person.save()
    claims.claim(
        user=person,
        unit=unit,
        licence=upload(plans.licence_pdf(), "营业执照副本.pdf", person, now),
        authorisation=upload(plans.licence_pdf(), "授权委托书.pdf", person, now),
        note="科技项目部经办人",
        now=now,
    )
    return None


def call_opened(cast: Cast, begun: int, title: str, until: int) -> Story:
    """A call with its two windows, announced to districts; leads file under it from then on."""
    now = yield cast.at(begun, "08:40")
    windows = calls.Windows(
        opens_at=now, lead_closes_at=cast.at(until, "17:00"), district_closes_at=cast.at(until + 10, "17:00")
    )
    city = cast.people["city-officer"]
    call = calls.plan(title=title, windows=windows, actor=city, now=now)
    calls.move(call.pk, CallEvent.OPEN, actor=city, now=now)
    call.refresh_from_db()
    cast.call = call
    return None


def _tickets(filing: Filing, officer: object, now: datetime, *tickets: tuple[str, str, str]) -> None:
    for target, clause, text in tickets:
        filings.add_ticket(
            filing.pk, target=target, clause=clause, text=text, is_mandatory=True, actor=officer, now=now
        )


def _more(filing: Filing, actor: object, now: datetime, chapter: str, sentence: str) -> None:
    """The lead adds a sentence to a chapter, as a ticket asks."""
    text = filing.consortium.chapters.get(key=chapter).text
    edits.save_plan(filing.pk, {chapter: {"text": f"{text}{sentence}"}}, actor=actor, now=now)


def _signer(cast: Cast, filing: Filing) -> object:
    key = next(key for key, unit in cast.units.items() if unit.pk == filing.lead_id)
    return cast.signer(key)


def _clock(key: str, hour: int) -> str:
    """A minute of the hour that belongs to this filing, so that no two things happen at once."""
    return f"{hour:02d}:{sum(map(ord, key)) % 60:02d}"
