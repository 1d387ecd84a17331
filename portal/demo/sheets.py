"""Rows of the typed tables of a sample dossier, from its topic: as many as a real lead would type."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from consortia.guideline import RESOURCES
from consortia.models import Membership, Provision
from consortia.tables import TABLES
from filings import actions as filings
from filings.models import Filing
from filings.tables import write_row

from .plans import LEAD_SHARE, MEMBER_SHARE, engineers, patents
from .topics import Topic

PORTIONS = (40, 30, 30)
"""Per cent of the money in each of the three years."""


def fill(filing: Filing, topic: Topic, parties: Sequence[Membership], *, actor: Any, now: datetime) -> None:
    """Two to six rows in every table, and three of the rules beside the chapters."""
    found = rows(topic, parties, now.year)
    for place in ("plan", "mechanisms", "resources", "evidence"):
        with filings.editing(filing.pk, actor=actor, now=now, place=place) as held:
            for key, table in TABLES.items():
                for fields in found[key] if table.place == place else ():
                    write_row(table, held.consortium_id, 0, fields, actor=actor, now=now)
            if place == "mechanisms":
                Provision.objects.bulk_create(
                    Provision(consortium=held.consortium, key=key, text=text, edited_by=actor, edited_at=now)
                    for key, text in provisions(parties).items()
                )


def provisions(parties: Sequence[Membership]) -> dict[str, str]:
    """What the seven mechanisms and the rules beside them say."""
    lead = parties[0].unit.name
    return {
        "decisions": "理事会每季度开会一次，临时事项由首席专家召集，决定当天书面通知各方。",
        "research": "攻关任务实行任务书制，按里程碑验收，未达到的暂停拨付。",
        "benefits": "净收益按协议第五条分配，每年结算一次。",
        "ip": "谁完成、谁拥有；共同完成的共有，成员在本领域内有优先使用权。",
        "standards": f"由{lead}归口，牵头成员单位起草。",
        "application": "用户单位先行验证，验证数据在联合体内共享。",
        "funding": "各方按年度计划投入，单独核算，接受审计。",
        "governance": "council",
        "voting": "一家一票；立项、调整经费、成员进出须三分之二以上同意，增减成员须全体同意。",
        "exit": "退出前已投入的经费不退；已许可的知识产权按原条件继续使用；保密义务三年。",
    }


def rows(topic: Topic, parties: Sequence[Membership], year: int) -> dict[str, list[dict[str, Any]]]:
    """Key of a table to the fields of its rows."""
    lead, first, last = parties[0], parties[1], parties[-1]
    name, _now, _then = topic.measure
    doers = (last, first, lead)
    money = Decimal(topic.money)
    public = 100 - LEAD_SHARE - MEMBER_SHARE
    return {
        "tasks": [
            {
                "title": task,
                "responsible": doer,
                "begins_on": date(year + at, 1, 1),
                "ends_on": date(year + at, 12, 31),
                "result": f"{task}的样件和试验报告",
            }
            for at, (task, doer) in enumerate(zip(topic.tasks, doers, strict=True))
        ],
        "milestones": [
            {"name": what, "due_on": date(year + 1 + at, 6, 30), "responsible": doer}
            for at, (what, doer) in enumerate(
                (("关键部件样品", first), ("样机通过台架试验", lead), ("第三方检测", None))
            )
        ],
        "indicators": [
            {
                "name": what,
                "unit": unit,
                "orientation": "contribution",
                "baseline": Decimal(0),
                "target": Decimal(target),
                "target_year": year + 2,
            }
            for what, unit, target in (
                ("发明专利申请", "件", patents(topic)),
                ("培养工程技术骨干", "人", engineers(topic)),
            )
        ],
        "outcomes": [
            {
                "name": topic.result,
                "stage": "achieved",
                "year": year + 1,
                "responsible": lead,
                "proof": "有资质的第三方机构出具检测报告",
            },
            {
                "name": f"{topic.product}在{topic.scene}应用",
                "stage": "in_use",
                "year": year + 2,
                "responsible": first,
                "proof": f"连续运行六个月，{name}达到约定值",
            },
        ],
        "budget": [
            {
                "source": source,
                "year": year + at,
                "amount": money * part * portion / 10_000,
                "payer": payer,
                "purpose": "研发、试制和试验",
            }
            for source, part, payer in (
                ("lead", LEAD_SHARE, lead),
                ("member", MEMBER_SHARE, first),
                ("city", public, None),
            )
            for at, portion in enumerate(PORTIONS)
        ],
        "projects": [
            {
                "name": f"{topic.product}应用场景示范",
                "level": "scenario",
                "stage": "planned",
                "number": "",
                "carrier": first,
                "amount": None,
                "opened_on": None,
                "tie": f"样机在{topic.scene}的试用和验证",
            },
        ],
        "resources": [
            {
                "kind": item.key,
                "party": party,
                "what": what,
                "quantity": Decimal(quantity),
                "unit": unit,
                "available_on": date(year, 12, 1),
            }
            for item, (party, what, quantity, unit) in zip(
                RESOURCES,
                (
                    (lead, "自筹研发经费", topic.money * LEAD_SHARE // 100, "万元"),
                    (last, "相关专利许可", 3, "件"),
                    (last, "博士后和研究生团队", 8, "人"),
                    (first, "中试线", 1, "条"),
                    (lead, "研发场地", 800 + topic.money // 10, "平方米"),
                ),
                strict=True,
            )
        ],
        "basis": [
            {
                "aspect": "research",
                "party": first,
                "what": "共同承担过两个市级项目，已验收",
                "since_year": year - 4,
            },
            {"aspect": "patents", "party": last, "what": "共有发明专利 4 件", "since_year": year - 3},
        ],
        "chains": [
            {"chain": "innovation", "what": "基础研究、工程研制、应用验证由不同成员接力承担", "party": None},
            {"chain": "capital", "what": "产业基金跟投，银行按里程碑授信", "party": lead},
        ],
        "roster": [
            {"body": "council", "person": "理事长（示例）", "unit": lead.unit.name, "office": "理事长"},
            {"body": "experts", "person": "首席专家（示例）", "unit": last.unit.name, "office": "主任委员"},
        ],
        "background": [
            {
                "party": lead,
                "title": f"{topic.product}相关专利 3 件",
                "kind": "patent",
                "terms": "合作项目内免费使用，不得转授",
            },
        ],
    }
