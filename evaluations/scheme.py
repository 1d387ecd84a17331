"""The scheme of a performance evaluation: three dimensions, items, weights, cuts, and what a score comes to.

Pure. A campaign freezes the scheme that was in force when it opened; grades follow from cuts, never from shares.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from reviews.scoring import Item
from workflow.refusal import Force, Refusal, Refusals

WHOLE = 100
FEEDBACK = "feedback"
FEEDBACK_POINTS = 5
"""What the members say of the lead counts so many points within output, whatever the weights (office choice)."""

EXCELLENT, GOOD, QUALIFIED, UNQUALIFIED = "excellent", "good", "qualified", "unqualified"
GRADES = (EXCELLENT, GOOD, QUALIFIED, UNQUALIFIED)
"""From best to worst; the guideline names the first and the last (G7.2e, G7.2f)."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """One of the three things an evaluation looks at (G7.2c), with the office parameter of its weight."""

    key: str
    zh: str
    en: str
    weight: str


DIMENSIONS = (
    Dimension("management", "管理运行机制", "Management and mechanisms", "weight_management"),
    Dimension("research", "科研攻关", "Research on key problems", "weight_research"),
    Dimension("output", "产出", "Output", "weight_output"),
)


@dataclass(frozen=True, slots=True)
class Part:
    """An item before the weights are known: its dimension, its share of it, and what it speaks of (G7.2a)."""

    key: str
    dimension: str
    share: int
    orientation: str
    zh: str
    en: str
    full_zh: str
    full_en: str
    half_zh: str
    half_en: str


# Office choice: Beijing's split on the three dimensions of G7.2c; anchors ask for quality, never for a count alone.
PARTS = (
    Part("governance", "management", 6, "performance", "组织架构和议事规则运行", "Organisation and rules at work",
         "理事会和专家委员会按期议事，决定有落实记录",
         "Council and experts meet as agreed, decisions are carried out and on record",
         "机构齐全，议事不经常", "All bodies exist, they seldom meet"),
    Part("mechanisms", "management", 8, "performance", "七项运行机制落实", "The seven mechanisms in practice",
         "七项机制都有实际事例，利益分配和风险分担已兑现",
         "All seven shown by cases; gains and risks were shared as agreed",
         "有制度，多数没有事例", "Written down, few cases"),
    Part("means", "management", 6, "contribution", "资金、人才和设备投入到位",
         "Promised money, people and equipment arrived",
         "各成员投入按约到位，有凭证", "Every member brought what it promised, with proof",
         "牵头单位到位，部分成员不足", "The lead did, some members fell short"),
    Part("tasks", "research", 15, "performance", "目标任务和里程碑完成", "Goals, tasks and milestones reached",
         "约定指标和里程碑按期完成，差异有说明",
         "Promised figures and milestones reached in time, differences explained",
         "完成约一半，其余有补救安排", "About half reached, the rest has a plan"),
    Part("breakthroughs", "research", 12, "quality", "关键核心技术突破和水平",
         "Breakthroughs in key technology and their level",
         "解决所列瓶颈问题，水平有第三方证明", "The named bottleneck is solved, its level proved from outside",
         "有进展，尚未突破", "Progress, no breakthrough yet"),
    Part("cooperation", "research", 8, "contribution", "成员协同攻关", "Members work on it together",
         "各成员任务实际开展，数据和设施共用", "Each member does its task; data and facilities are shared",
         "以牵头单位为主，协同较少", "Mostly the lead's work"),
    Part("results", "output", 12, "quality", "成果、知识产权和标准的质量", "Quality of results, rights and standards",
         "成果有高价值专利或标准支撑，权属清楚", "Backed by valuable patents or standards, ownership clear",
         "有成果，水平一般", "Results of ordinary level"),
    Part("application", "output", 14, "performance", "产业化和应用成效", "Use in industry",
         "产品或工艺已应用，效益有凭证", "Product or process in use, benefit proved",
         "试用阶段", "On trial"),
    Part("industry", "output", 14, "contribution", "带动产业链和人才培养", "The chain and its people moved forward",
         "上下游企业受益，培养的人才在用", "Firms up and down the chain gain, people trained are at work",
         "有带动，范围较小", "Some effect, narrow"),
    Part(FEEDBACK, "output", FEEDBACK_POINTS, "contribution", "成员单位评价", "What the members say",
         "成员普遍认可牵头单位的组织和分配", "Members agree the lead organises and shares well",
         "部分成员有保留", "Some members have reservations"),
)  # fmt: skip
BY_KEY = {part.key: part for part in PARTS}
CUTS = {EXCELLENT: "cut_excellent", GOOD: "cut_good", QUALIFIED: "cut_qualified"}
SHARES = {EXCELLENT: "excellent_share", GOOD: "good_share"}


def scheme_refusals(office: Mapping[str, Any]) -> Refusals:
    """What is wrong with the office's weights and cuts: a scheme is frozen only when nothing is."""
    found: list[Refusal] = []
    total = sum(int(office[one.weight]) for one in DIMENSIONS)
    if total != WHOLE:
        found.append(Refusal("weights_not_whole", "G7.2c", Force.SHALL, {"total": total}))
    for one in DIMENSIONS:
        least = _least(one.key)
        if int(office[one.weight]) < least:
            params: dict[str, str | int] = {
                "dimension": one.key, "weight": int(office[one.weight]), "least": least
            }  # fmt: skip
            found.append(Refusal("weight_too_small", "G7.2c", Force.SHALL, params))
    cuts = [int(office[key]) for key in CUTS.values()]
    if not WHOLE >= cuts[0] > cuts[1] > cuts[2] > 0:
        params = {"excellent": cuts[0], "good": cuts[1], "qualified": cuts[2]}
        found.append(Refusal("cuts_not_in_order", "office", Force.OFFICE, params))
    return tuple(found)


def _least(dimension: str) -> int:
    """The points a dimension cannot do without: one for each item, five for the members' word."""
    return sum(
        FEEDBACK_POINTS if part.key == FEEDBACK else 1 for part in PARTS if part.dimension == dimension
    )


def points_by_item(dimension: str, weight: int) -> dict[str, int]:
    """A dimension's weight shared out among its items in whole points, by their shares; they add up exactly."""
    parts = [part for part in PARTS if part.dimension == dimension]
    fixed = {part.key: FEEDBACK_POINTS for part in parts if part.key == FEEDBACK}
    free = [part for part in parts if part.key not in fixed]
    left = weight - sum(fixed.values()) - len(free)  # each item keeps one point at least
    if left < 0:
        raise ValueError(f"{weight} points are too few for {dimension}")
    shares = sum(part.share for part in free)
    exact = {part.key: Fraction(left * part.share, shares) for part in free}
    given = {key: int(value) for key, value in exact.items()}
    by_rest = sorted(exact, key=lambda key: (given[key] - exact[key], key))
    for key in by_rest[: left - sum(given.values())]:
        given[key] += 1
    return {part.key: fixed.get(part.key) or given[part.key] + 1 for part in parts}


def freeze(office: Mapping[str, Any]) -> dict[str, Any]:
    """The scheme in force as JSON: what a campaign keeps for ever. Raises ValueError where it is not whole."""
    if refusals := scheme_refusals(office):
        raise ValueError(", ".join(refusal.code for refusal in refusals))
    return {
        "dimensions": [
            {
                "key": one.key,
                "zh": one.zh,
                "en": one.en,
                "weight": int(office[one.weight]),
                "items": [
                    {"key": key, "points": points, **_words(BY_KEY[key])}
                    for key, points in points_by_item(one.key, int(office[one.weight])).items()
                ],
            }
            for one in DIMENSIONS
        ],
        "cuts": {grade: int(office[key]) for grade, key in CUTS.items()},
        "shares": {grade: int(office[key]) for grade, key in SHARES.items()},
        "quorum": int(office["evaluation_quorum"]),
    }


def _words(part: Part) -> dict[str, str]:
    names = ("orientation", "zh", "en", "full_zh", "full_en", "half_zh", "half_en")
    return {name: getattr(part, name) for name in names}


def rubric(scheme: Mapping[str, Any]) -> tuple[Item, ...]:
    """The items of a frozen scheme as sheets are scored by them."""
    return tuple(
        Item(
            item["key"], item["zh"], item["en"], int(item["points"]), ("G7.2c",),
            item["full_zh"], item["full_en"], item["half_zh"], item["half_en"],
        )
        for dimension in scheme.get("dimensions", ())
        for item in dimension["items"]
    )  # fmt: skip


def grade_of(score: Decimal, scheme: Mapping[str, Any]) -> str:
    """The grade that a score reaches by the frozen cuts. Raises ValueError for a score outside 0 to 100."""
    if not 0 <= score <= WHOLE:
        raise ValueError(f"{score} is no score from 0 to {WHOLE}")
    cuts: Mapping[str, int] = scheme["cuts"]
    return next((grade for grade in (EXCELLENT, GOOD, QUALIFIED) if score >= cuts[grade]), UNQUALIFIED)


@dataclass(frozen=True, slots=True)
class Note:
    """Something to look at before grades are decided; it refuses nothing."""

    code: str
    count: int
    total: int
    share: int


def share_notes(grades: Sequence[str], scheme: Mapping[str, Any]) -> tuple[Note, ...]:
    """More excellent grades, or more good ones with them, than the office expects. Never a reason to lower one."""
    total = len(grades)
    excellent, good = grades.count(EXCELLENT), grades.count(EXCELLENT) + grades.count(GOOD)
    shares: Mapping[str, int] = scheme["shares"]
    found = []
    if excellent * 100 > shares[EXCELLENT] * total:
        found.append(Note("many_excellent", excellent, total, shares[EXCELLENT]))
    if good * 100 > shares[GOOD] * total:
        found.append(Note("many_good", good, total, shares[GOOD]))
    return tuple(found)
