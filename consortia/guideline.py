"""The guideline as data: editions, clauses, the lists it names, the words of the pledge.

Pure: no Django, no clock, no files. Figures the text does not give are office parameters and never stand here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from consortia.clauses import ALL, Clause


@dataclass(frozen=True, slots=True)
class Guideline:
    """One edition of the guideline and the figures its own text gives."""

    key: str
    title: str
    title_en: str
    document_number: str
    issued_on: date
    issuer: str
    min_industry: int
    """Chain enterprises, lead not counted (G3.2c)."""
    min_academic: int
    """Universities and institutes (G3.2d)."""
    validity_years: int
    """Ceiling of one registration (G5.6i)."""
    ban_years: int
    """How long a disqualified lead may neither lead nor be core (G7.3d)."""
    target_count: int
    target_on: date
    """About this many by this day: a goal, never a cap (G2.3)."""


QINGDAO_2025 = Guideline(
    key="qingdao-2025",
    title="青岛市创新联合体组建工作指引",
    title_en="Guideline on forming innovation consortia in Qingdao",
    document_number="青科字〔2025〕5号",
    issued_on=date(2025, 3, 6),
    issuer="青岛市科学技术局",
    min_industry=3,
    min_academic=2,
    validity_years=3,
    ban_years=3,
    target_count=20,
    target_on=date(2028, 12, 31),
)

EDITIONS: Mapping[str, Guideline] = MappingProxyType({QINGDAO_2025.key: QINGDAO_2025})

CLAUSES: Mapping[str, Clause] = MappingProxyType({clause.id: clause for clause in ALL})

NORMS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "office": ("无条款：办公选择", "No clause: office choice"),
        "GB 32100-2015": (
            "GB 32100-2015 法人和其他组织统一社会信用代码编码规则",
            "GB 32100-2015 Unified social credit code",
        ),
        "GB 11714-1997": (
            "GB 11714-1997 全国组织机构代码编制规则",
            "GB 11714-1997 Organisation code",
        ),
    }
)
"""What a refusal may cite beside the guideline."""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list the guideline names."""

    key: str
    zh: str
    en: str
    clause: str
    hint_zh: str = ""
    hint_en: str = ""
    options: tuple[Item, ...] = ()
    """What its answer is chosen among, by key; empty where it is written."""


CHAPTERS: tuple[Item, ...] = (
    Item(
        "significance",
        "建设意义及基础优势",
        "Purpose and strengths",
        "GA.1",
        "产业卡在哪里，为什么要联合；牵头单位的技术和市场地位；各方已有的合作",
        "Where industry is stuck and why to join forces; the lead's standing; past cooperation",
    ),
    Item(
        "organisation",
        "组织架构及运行机制",
        "Organisation and mechanisms",
        "GA.2",
        "谁决定、谁负责、怎么协调；七种运行机制各写几句",
        "Who decides, who answers, how to coordinate; a few lines on each of the seven mechanisms",
    ),
    Item(
        "tasks",
        "目标任务及进度安排",
        "Goals, tasks and schedule",
        "GA.3",
        "攻关任务、责任单位、指标的现值和目标、每年到哪一步",
        "Research tasks, who is responsible, baseline and target of each indicator, milestones by year",
    ),
    Item(
        "outcomes",
        "预期标志性成果及水平",
        "Expected results and level",
        "GA.4",
        "三年内能拿出的成果、达到的水平、怎么验证；知识产权、人才和应用布局",
        "Results within three years, their level and how to verify it; layout of IP, talent and application",
    ),
    Item(
        "funding",
        "经费投入与保障措施",
        "Funds and safeguards",
        "GA.5",
        "各方投入多少、分几年、从哪里来；资金、技术、人才、仪器设备、场地的保障",
        "Who pays how much, in which years, from where; funds, technology, people, equipment, premises",
    ),
)

CONTENTS: tuple[Item, ...] = (
    Item(
        "goals",
        "技术创新目标",
        "Goals of innovation",
        "G5.3c",
        "要解决的技术问题和要达到的指标",
        "The technical problem to be solved and the figures to be reached",
    ),
    Item(
        "division",
        "任务分工",
        "Division of work",
        "G5.3c",
        "每一方做什么",
        "What each party does",
    ),
    Item(
        "rights",
        "权利义务",
        "Rights and duties",
        "G5.3c",
        "含加入、退出时的权利义务",
        "Including those on joining and leaving",
    ),
    Item(
        "ownership",
        "科技成果和知识产权归属",
        "Ownership of results and IP",
        "G5.3c",
        "已有的归谁，新产生的归谁",
        "Who owns what was brought in, and what is new",
    ),
    Item(
        "benefits",
        "收益分配办法",
        "Sharing of benefits",
        "G5.3c",
        "比例，或计算的办法",
        "Shares, or how they are computed",
    ),
    Item(
        "breach",
        "违约责任",
        "Breach",
        "G5.3d",
        "不履约的后果",
        "What follows from not performing",
    ),
    Item(
        "dispute",
        "解决争议方式",
        "Settling disputes",
        "G5.3d",
        "仲裁或诉讼选一种，写明机构",
        "Arbitration or court, one of the two, and which body",
    ),
)

MECHANISMS: tuple[Item, ...] = (
    Item("decisions", "决策调度", "Decisions", "G3.4a"),
    Item("research", "协同攻关", "Joint research", "G3.4a"),
    Item("benefits", "收益分配", "Benefits", "G3.4a"),
    Item("ip", "知识产权管理", "Intellectual property", "G3.4a"),
    Item("standards", "标准创制", "Standards", "G3.4a"),
    Item("application", "推广应用", "Application", "G3.4a"),
    Item("funding", "资金投入", "Funding", "G3.4a"),
)

GOVERNANCE: tuple[Item, ...] = (
    Item("council", "理事会制度", "Council", "G3.4d"),
    Item("coordination", "议事协调机制", "Coordination body", "G3.4d"),
    Item("other", "其他形式", "Another form", "G3.4d"),
    Item("none", "不单设机构", "No body of its own", "G3.4d"),
)

PROVISIONS: tuple[Item, ...] = (
    *MECHANISMS,
    Item(
        "governance",
        "治理形式",
        "Form of governance",
        "G3.4d",
        "设理事会或议事协调机制的，下面再填表决规则和机构名单；其他形式写在表决规则里",
        "With a council or coordination body the voting rule and the roster go with it; describe another form there",
        options=GOVERNANCE,
    ),
    Item(
        "voting",
        "表决规则",
        "Voting rule",
        "G3.4d",
        "设议事机制或理事会的填写：每家几票，多少同意才算通过，哪些事须全体同意",
        "Where there is a council: votes of each unit, the majority needed, what needs everybody",
    ),
    Item(
        "expenses",
        "经费管理办法",
        "Expense rules",
        "G3.4b",
        "鼓励制定：自筹和财政经费怎么列支、单独核算、调整和审计",
        "Encouraged: how own and public money is spent, kept apart, shifted and audited",
    ),
    Item(
        "exit",
        "退出安排",
        "Exit terms",
        "G5.3c",
        "成员退出后已投入的经费、已许可的知识产权和保密义务怎么处理",
        "What becomes of money paid in, rights licensed and secrecy when a member leaves",
    ),
)
"""What is answered beside the chapters, each by a text or by pages of a document, or by a choice."""

QUALITIES: tuple[Item, ...] = (
    Item(
        "scholarship",
        "学术造诣高",
        "High scholarship",
        "G5.4",
        "代表性成果一两项",
        "One or two main works",
    ),
    Item(
        "industry",
        "熟悉产业发展",
        "Knows the industry",
        "G5.4",
        "与本产业有关的经历",
        "Experience in this industry",
    ),
    Item(
        "leadership",
        "具备团结协作和组织协调能力",
        "Unites and coordinates",
        "G5.4",
        "带过的团队或项目",
        "Teams or projects led",
    ),
)

RESOURCES: tuple[Item, ...] = (
    Item("funds", "资金", "Funds", "G3.6"),
    Item("technology", "技术", "Technology", "G3.6"),
    Item("people", "人才", "People", "G3.6"),
    Item("equipment", "仪器设备", "Equipment", "G3.6"),
    Item("premises", "办公科研场地", "Premises", "G3.6"),
)


@dataclass(frozen=True, slots=True)
class PledgeText:
    """The exact words a unit signs; a changed wording is a new version."""

    version: str
    zh: str
    en: str
    clause: str


PLEDGE_TEXT = PledgeText(
    version="2025-1",
    zh="本单位承诺：提交的材料真实、有效、完整，符合诚信相关要求，并承担相应责任。",
    en="We pledge that the material handed in is true, valid and complete, meets the rules of integrity, "
    "and that we answer for it.",
    clause="G7.4b",
)

PLEDGES: Mapping[str, PledgeText] = MappingProxyType({PLEDGE_TEXT.version: PLEDGE_TEXT})
