"""Real-looking plans and agreements, written from a topic's facts. Chinese: this is what an applicant hands in."""

import json
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import cast

import typst

from documents.fonts import FOLDER as FONTS

from .topics import Topic

HERE = Path(__file__).resolve().parent
LEAD_SHARE, MEMBER_SHARE = 60, 25
"""Who pays, in per cent; the rest is asked of public programmes."""


def chapters(topic: Topic, lead: str, members: Sequence[str], year: int) -> dict[str, str]:
    """The five chapters of GA.1–GA.5 as text."""
    return {
        "significance": _significance(topic, lead, members),
        "organisation": _organisation(lead, members),
        "tasks": _tasks(topic, lead, members, year),
        "outcomes": _outcomes(topic, year),
        "funding": _funding(topic, lead),
    }


def _significance(topic: Topic, lead: str, members: Sequence[str]) -> str:
    return (
        f"{topic.need}{topic.product}是本产业链上的短板，靠单个单位在三年内补不上。\n"
        f"{lead}从事{topic.product}研制多年，有市级以上研发平台和批量供货记录，{topic.scene}的主要用户已列入应用验证名单。\n"
        f"{lead}与{members[0]}、{members[-1]}合作过两个市级项目，样品和试验条件互相开放，"
        f"组建创新联合体是把零散合作变成有约束的分工。"
    )


def _organisation(lead: str, members: Sequence[str]) -> str:
    return (
        f"设理事会，由{len(members) + 1}家单位各派一人组成，{lead}任理事长单位；"
        "任务立项、经费调整、成员进出须三分之二以上同意。\n"
        "首席专家主持技术委员会，每季度调度一次，按里程碑决定继续、调整或停止。\n"
        "协同攻关实行任务书制；知识产权按“谁完成、谁拥有，各方优先使用”管理，收益按协议第五条分配；"
        "标准由牵头单位归口，推广应用由用户单位先行验证，资金由各方按年度计划投入、单独核算。"
    )


def _tasks(topic: Topic, lead: str, members: Sequence[str], year: int) -> str:
    one, two, three = topic.tasks
    name, now, then = topic.measure
    return (
        f"设三项攻关任务：一是{one}，由{members[-1]}负责；二是{two}，由{members[1]}负责；"
        f"三是{three}，由{lead}负责。\n"
        f"总指标：{name}由 {now} 改进到 {then}。\n"
        f"{year}年完成方案和关键部件样品；{year + 1}年完成样机并通过台架试验；"
        f"{year + 2}年在{topic.scene}连续应用六个月以上，通过第三方检测。"
    )


def patents(topic: Topic) -> int:
    """Applications for patents that the plan and its table promise."""
    return 8 + topic.money // 600


def engineers(topic: Topic) -> int:
    """Engineers that the plan and its table promise to train."""
    return 10 + topic.money // 400


def _outcomes(topic: Topic, year: int) -> str:
    name, _now, then = topic.measure
    return (
        f"标志性成果：{topic.result}；{name}达到 {then}，为国内先进水平，由有资质的第三方机构出具检测报告验证。\n"
        f"到{year + 2}年底申请发明专利 {patents(topic)} 件，牵头或参与制定标准 {2 + topic.money % 3} 项，"
        f"培养工程技术骨干 {engineers(topic)} 人。\n"
        f"首批应用放在{topic.scene}，应用数据在联合体内共享。"
    )


def _funding(topic: Topic, lead: str) -> str:
    own = topic.money * LEAD_SHARE // 100
    others = topic.money * MEMBER_SHARE // 100
    return (
        f"三年计划投入 {topic.money} 万元：{lead}自筹 {own} 万元，成员单位自筹 {others} 万元，"
        f"其余 {topic.money - own - others} 万元通过科技计划和社会资本解决。\n"
        "第一年投入四成，后两年各三成；自筹经费单独建账，接受审计。\n"
        f"牵头单位提供研发场地 {800 + topic.money // 10} 平方米和中试设备，高校院所开放大型仪器；"
        "项目骨干不少于 20 人，每年工作时间不少于 6 个月。"
    )


ARTICLES = (
    ("技术创新目标", "goals"),
    ("任务分工", "division"),
    ("权利义务", "rights"),
    ("科技成果和知识产权归属", "ownership"),
    ("收益分配办法", "benefits"),
    ("违约责任", "breach"),
    ("解决争议方式", "dispute"),
)
NUMERALS = "一二三四五六七"


def contents() -> dict[str, str]:
    """Where each of the seven contents stands in the sample agreement."""
    return {key: f"第{NUMERALS[place]}条" for place, (_title, key) in enumerate(ARTICLES)}


def agreement_pdf(topic: Topic, lead: str, members: Sequence[str], dated: date) -> bytes:
    """The founding agreement as a small PDF of two pages with seven articles."""
    name, now, then = topic.measure
    texts = (
        f"三年内研制{topic.product}，{name}由“{now}”达到“{then}”，形成{topic.result}。",
        "；".join(
            f"{unit}承担{task}"
            for unit, task in zip((lead, members[0], members[-1]), reversed(topic.tasks), strict=True)
        )
        + "；其他各方按任务书承担配套研究和应用验证。",
        "各方有权使用联合体的共享试验条件，按期投入人员和经费；新成员加入须全体书面同意，"
        "退出须提前三个月书面通知，退出前已承诺的投入不退。",
        "合作前各方已有的知识产权归原权利人；合作中一方独立完成的归该方，共同完成的共有，成员在本领域内有优先使用权。",
        f"对外许可和转让的净收益，完成单位得 60%，{lead}得 25%，其余单位平分 15%；产品销售收益另行约定。",
        "不按任务书投入的，书面催告后三十日仍不改正的，按欠投金额的 10% 支付违约金；泄露技术秘密的赔偿全部损失。",
        "协商不成的，提交青岛仲裁委员会仲裁。",
    )
    data = {
        "title": f"{topic.name}组建协议",
        "parties": [lead, *members],
        "articles": [
            {"head": f"第{NUMERALS[place]}条　{title}", "text": text}
            for place, ((title, _key), text) in enumerate(zip(ARTICLES, texts, strict=True))
        ],
        "day": f"{dated.year}年{dated.month}月{dated.day}日",
    }
    return _compile("agreement", json.dumps(data, ensure_ascii=False))


@cache
def cv_pdf() -> bytes:
    """One sample curriculum vitae; every sample chief expert shares it."""
    data = {
        "title": "首席专家简历",
        "rows": [
            ["从业", "装备和材料领域研究工作 22 年，教授、博士生导师"],
            ["成果", "主持国家级项目 3 项，获省部级科技进步奖 2 项，授权发明专利 31 件"],
            ["产业", "为 6 家企业解决量产问题，两项技术已批量应用"],
            ["组织", "带领 28 人跨单位团队，任省级重点实验室副主任"],
        ],
    }
    return _compile("vitae", json.dumps(data, ensure_ascii=False))


@cache
def licence_pdf() -> bytes:
    """One sample sheet that stands for a licence or an authorisation."""
    data = {"title": "营业执照副本和授权委托书", "rows": [["说明", "本页代替真实证照，仅供演示核对流程使用"]]}
    return _compile("vitae", json.dumps(data, ensure_ascii=False))


@cache
def _compiler(template: str) -> typst.Compiler:
    return typst.Compiler(
        str(HERE / "typst" / f"{template}.typ"),
        root=str(HERE / "typst"),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
    )


def _compile(template: str, text: str) -> bytes:
    return cast(bytes, _compiler(template).compile(format="pdf", sys_inputs={"data": text}))
