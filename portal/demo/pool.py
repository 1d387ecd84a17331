"""Before any filing: three needs and two offers on the board, two intentions with their districts."""

from datetime import datetime

from accounts.models import User
from consortia import board as postings
from consortia.models import Posting, Unit
from consortia.taxonomy import chosen
from filings import intentions as left
from filings.states import IntentionEvent

from .cast import DISTRICTS, Cast, Story

# fmt: off
POSTED = (
    ("deepblue", "need", "深远海养殖工船耐腐蚀减摇装置", "track:wl-deep-sea",
     "养殖工船在七级海况下横摇大，现有减摇装置两年即腐蚀。求能联合研制并做实船试验的单位，希望一年内出样机。"),
    ("hydrogen", "need", "兆瓦级电解槽双极板涂层寿命提升", "",
     "涂层运行四千小时后接触电阻明显上升，求材料和检测单位共同攻关，目标寿命翻一番。"),
    ("railway", "scenario", "开放城际动车组走行部状态监测场景", "",
     "开放两列动车组和检修库，供传感、算法单位验证走行部状态监测成果，提供数据接口和现场配合。"),
    ("university", "offer", "海洋装备腐蚀与防护试验能力", "track:wl-deep-sea",
     "可提供实海挂片、加速腐蚀和无损检测试验，已有五名教师的稳定团队，愿加入海洋装备方向的联合体。"),
    ("appliance", "need", "家电压缩机用低噪声轴承", "track:ys1-appliance",
     "变频压缩机在低转速下轴承异响，求材料、精密加工和检测单位一起攻关。"),
)
WAITING = ("robots", "offer", "协作机器人小批量试制产线", "",
           "可承接减速器、关节模组的小批量试制和装配验证，愿作为上下游企业加入。")
# fmt: on
PLANS = (
    (
        "newcomer",
        "示例氢能阀门有限公司",
        "示例高压氢阀创新联合体",
        "laoshan",
        "想围绕七十兆帕储氢瓶口阀组建联合体，已有两家企业有意，高校还没有谈。想知道合作基础要哪些材料。",
        {
            "lead_kind": "enterprise",
            "qingdao": "yes",
            "standing": "own",
            "lead_ban": "no",
            "enterprises": "2",
            "institutes": "0",
            "member_ban": "none",
            "need": "yes",
            "technology": "yes",
            "team": "yes",
            "formal_name": "示例高压氢阀创新联合体",
        },
    ),
    (
        "lead-chengyang",
        "示例轨道装备有限公司",
        "示例轨道智能运维创新联合体",
        "chengyang",
        "轨道车辆智能运维方向，成员基本谈妥，缺首席专家人选。希望约一次当面指导。",
        {
            "lead_kind": "enterprise",
            "qingdao": "yes",
            "standing": "own",
            "enterprises": "4",
            "institutes": "2",
            "member_ban": "none",
            "need": "yes",
            "tasks": "yes",
            "director": "yes",
            "chief_expert": "no",
        },
    ),
)  # fmt: skip
NOTE = (
    "建议先做三件事：再找一家上下游企业和两家高校院所；把近三年研发投入、专利整理成一页；"
    "按技术研发、成果、专利、标准、国际合作五个方面列出与意向单位的合作基础。准备好后可约我们面谈。"
)


def _posted(cast: Cast, row: tuple[str, str, str, str, str], now: datetime) -> Posting:
    key, kind, title, field, text = row
    industry, track = chosen(field)
    fields = {"kind": kind, "title": title, "text": text, "industry": industry, "track": track}
    return postings.post(cast.units[key], fields, actor=cast.editor(key), now=now)


def board(cast: Cast, day: int) -> Story:
    """Needs, a scenario and an offer published by their districts; one offer still waits."""
    for place, row in enumerate(POSTED):
        now = yield cast.at(day + place, "10:10")
        made = _posted(cast, row, now)
        now = yield cast.at(day + place, "15:40")
        postings.move(made.pk, "publish", actor=_officer(cast, cast.units[row[0]]), now=now)
    now = yield cast.at(-1, "11:25")
    _posted(cast, WAITING, now)


def _officer(cast: Cast, unit: Unit) -> User:
    return (
        cast.people[f"{DISTRICTS[unit.authority.key]}-officer"]
        if unit.authority
        else cast.people["city-officer"]
    )


def intentions(cast: Cast, day: int) -> Story:
    """One advised by its officer, one that nobody has answered yet."""
    for place, (person, unit, name, district, plan, answers) in enumerate(PLANS):
        now = yield cast.at(day + 4 * place, "09:30")
        officer = cast.people[f"{district}-officer"]
        authority = next(iter(officer.authorities_as("district_officer")))
        made = left.leave(
            {"unit_name": unit, "formal_name": name, "authority_id": authority, "contact": "综合部，示例电话",
             "plan": plan, "answers": answers, "preferred_on": cast.at(3, "09:00").date()},
            actor=cast.people[person], now=now,
        )  # fmt: skip
        if place == 0:
            now = yield cast.at(day + 2, "16:20")
            left.move(made.pk, IntentionEvent.ADVISE, actor=officer, now=now, note=NOTE)
