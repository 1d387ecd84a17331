"""The entry rubric and what sheets add up to, by any rubric. Pure: a score advises, it never decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from workflow.refusal import Force, Refusal, Refusals

HALF = Decimal("0.5")
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to judge: how many points at most, under which clauses, and what full and half marks mean."""

    key: str
    zh: str
    en: str
    points: int
    clauses: tuple[str, ...]
    full_zh: str
    full_en: str
    half_zh: str
    half_en: str


# Office choice: no rubric with weights was found for consortia; the split follows the guideline's own headings.
RUBRIC = (
    Item("lead", "牵头单位实力", "Strength of the lead", 20, ("G4.1.1b", "G4.1.2a"),
         "技术国内领先，有近三年数据和第三方证明", "Leading in China, with three years of figures and outside proof",
         "行业内较强，证明不完整", "Strong in its field, proof incomplete"),
    Item("members", "成员互补与合作基础", "Complementing members, grounds for cooperation", 15, ("G3.2b", "G4.2.1a"),
         "链条完整，五个方面均有合作证明", "The chain is whole, cooperation proved in all five aspects",
         "有互补，合作证明较少", "They complement each other, little proof of cooperation"),
    Item("tasks", "需求与目标任务", "Need, goals and tasks", 25, ("G3.1a", "G3.5c"),
         "瓶颈清楚，指标可考核，里程碑合理", "Clear bottleneck, indicators that can be checked, sound milestones",
         "方向清楚，指标偏笼统", "The direction is clear, indicators are vague"),
    Item("mechanism", "机制与协议", "Mechanisms and agreement", 20, ("G3.4a", "G5.3c"),
         "七项机制和七项内容具体可执行", "All seven mechanisms and contents are concrete",
         "内容齐全，多为原则性表述", "Complete, mostly principles"),
    Item("people", "首席专家与团队", "Chief expert and team", 10, ("G5.4",),
         "三个条件都有依据，团队稳定", "All three qualities shown, a steady team",
         "条件具备，团队偏弱", "Qualities given, the team is thin"),
    Item("means", "投入与保障", "Means and support", 10, ("G3.6", "GA.5"),
         "资金、人才、设备、场地均有承诺", "Money, people, equipment and space are all committed",
         "有承诺，来源不清", "Committed, sources unclear"),
)  # fmt: skip
BY_KEY = {item.key: item for item in RUBRIC}


def points_of(value: Any, item: Item) -> Decimal | None:
    """The points given, in steps of a half from 0 to the item's most; None when the text is no such number."""
    try:
        points = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    if not points.is_finite() or not 0 <= points <= item.points or points % HALF:
        return None
    return points


def sheet_refusals(
    items: Mapping[str, Mapping[str, str]],
    opinion: str,
    rubric: Sequence[Item] = RUBRIC,
    clause: str = "G5.6c",
) -> Refusals:
    """What a sheet still lacks before it can be sealed: points in range, a reason for each, an opinion."""
    refusals: list[Refusal] = []
    for item in rubric:
        given = items.get(item.key, {})
        if points_of(given.get("points", ""), item) is None:
            value = str(given.get("points", ""))
            params: dict[str, str | int] = {"item": item.key, "value": value, "most": item.points}
            refusals.append(Refusal("points_missing", clause, Force.SHALL, params))
        if not str(given.get("reason", "")).strip():
            refusals.append(Refusal("reason_missing", clause, Force.SHALL, {"item": item.key}))
    if not opinion.strip():
        refusals.append(Refusal("opinion_missing", clause, Force.SHALL))
    return tuple(refusals)


def total(items: Mapping[str, Mapping[str, str]], rubric: Sequence[Item] = RUBRIC) -> Decimal:
    """The sum of the points given so far, out of 100."""
    found = (points_of(items.get(item.key, {}).get("points", ""), item) for item in rubric)
    return sum((points for points in found if points is not None), Decimal(0))


@dataclass(frozen=True, slots=True)
class Summary:
    """What sealed sheets come to: mean (trimmed from seven sheets on), lowest, highest, spread, count."""

    count: int
    mean: Decimal
    lowest: Decimal
    highest: Decimal
    is_trimmed: bool

    @property
    def spread(self) -> Decimal:
        return self.highest - self.lowest


def summary(totals: Sequence[Decimal]) -> Summary | None:
    """Mean of all sheets; from seven on without the highest and the lowest. None without sheets."""
    if not totals:
        return None
    ordered = sorted(totals)
    counted = ordered[1:-1] if len(ordered) >= 7 else ordered
    mean = (sum(counted, Decimal(0)) / len(counted)).quantize(TENTH, ROUND_HALF_UP)
    return Summary(len(ordered), mean, ordered[0], ordered[-1], len(counted) != len(ordered))
