"""Which filing plays which story, and since when. Working days are counted back from the world's today."""

from collections.abc import Iterator, Sequence

from filings.states import Event

from . import pool, scenes, units, years_cases, years_evaluations, years_tracking
from . import reviewing as review
from .cast import Cast, Story
from .dossiers import Gaps, dossier


def stories(cast: Cast) -> Iterator[Story]:
    """Every story of the world."""
    yield from _drafts(cast)
    yield from _districts(cast)
    yield from _city(cast)
    yield from _rounds(cast)
    yield pool.board(cast, -12)
    yield pool.intentions(cast, -8)
    yield years_tracking.veteran(cast, -26)
    yield years_cases.vacant(cast, -24)
    yield years_cases.drafted(cast, -12)
    yield years_cases.told(cast, -4)
    yield years_evaluations.judged(cast, -28)
    yield years_evaluations.by_agency(cast, -9)


def _drafts(cast: Cast) -> Iterator[Story]:
    half = Gaps(
        unanswered=("robots", "university"),
        unsigned=("sensors", "materials", "institute", "deepblue"),
        chapters=("outcomes",),
        expert_asked_only=True,
        unpledged=True,
    )
    yield dossier(cast, "welding", -5, half)
    yield dossier(cast, "ranching", -6, Gaps(unsigned=("robots",)))
    yield scenes.with_failed_checks(cast, "rail", -9)


def _districts(cast: Cast) -> Iterator[Story]:
    yield scenes.submitted(cast, "membrane", -6)
    reasons = Gaps(reasons=(scenes.FEW_ACADEMIC,))
    yield scenes.submitted(cast, "steelwork", -17, reasons)
    endorsement = {"opinion": scenes.OPINION}
    yield scenes.with_draft(cast, "medicine", -8, Event.ENDORSE, endorsement, reasons)
    refusal = {
        "reason": "五家成员中三家没有本领域研发记录，任务分工与申报方案第三章不一致，建议完善后再报。",
        "clause": "G3.3b",
    }
    yield scenes.with_draft(cast, "display", -9, Event.NOT_RECOMMEND, refusal)
    yield scenes.returned_by_district(cast, "seafloor", -10)
    yield scenes.submitted(cast, "harbour", -7)
    yield scenes.with_draft(cast, "power", -8, Event.ENDORSE, endorsement)
    yield scenes.with_draft(cast, "coldchain", -10, Event.ENDORSE, endorsement)
    yield scenes.submitted(cast, "lowsky", -8)
    yield scenes.with_draft(cast, "appliance", -9, Event.ENDORSE, endorsement)
    yield scenes.with_draft(cast, "polymer", -11, Event.NOT_RECOMMEND, refusal)
    yield scenes.withdrawn(cast, "anchor", -30)


def _city(cast: Cast) -> Iterator[Story]:
    yield scenes.returned_twice(cast, "hydrogen", -22)
    yield scenes.second_look_asked(cast, "bogie", -12)
    yield scenes.endorsed(cast, "chassis", -10)
    yield scenes.refusal_drafted(cast, "chip", -11)
    yield scenes.on_hold(cast, "foundation", -16)
    yield scenes.call_opened(cast, -26, "2026 年第二批申报（示例）", 20)
    for key in units.NEW_BY_KEY:
        yield scenes.claimed(cast, key, -2)


def _rounds(cast: Cast) -> Iterator[Story]:
    """Five rounds, from one that is long over to one that the experts are reading now."""
    yield from _reviewed(cast, -62, "2026 年第一轮评审（示例）", ("glider", "sic", "holo"))
    first = "第一批拟备案名单（示例）"
    outcomes = {"glider": "recommend", "sic": "recommend", "holo": "not"}
    yield review.listed(cast, -36, "示例会纪〔2026〕8 号", first, outcomes)
    yield review.declined(cast, -34, "holo")
    yield review.posted(cast, -34, first, "2026 年第一批创新联合体备案公示（示例）")
    for key in ("glider", "sic"):
        yield review.closed(cast, -28, key)
        yield review.registered(cast, -27, key)

    yield from _reviewed(cast, -34, "2026 年第二轮评审（示例）", ("vaccine", "battery", "ultrafiltration"))
    second = "第二批拟备案名单（示例）"
    outcomes = dict.fromkeys(("vaccine", "battery", "ultrafiltration"), "recommend")
    yield review.listed(cast, -9, "示例会纪〔2026〕11 号", second, outcomes)
    yield review.posted(cast, -7, second, "2026 年第二批创新联合体备案公示（示例）")
    for key in ("vaccine", "battery"):
        yield review.closed(cast, -1, key)

    yield from _reviewed(cast, -31, "2026 年第三轮评审（示例）", ("electrolyser", "airtraffic", "home"))
    third = "第三批拟备案名单（示例）"
    yield review.listed(cast, -5, "示例会纪〔2026〕12 号", third, {"electrolyser": "recommend"})
    yield review.posted(cast, -3, third, "2026 年第三批创新联合体备案公示（示例）")
    yield review.objected(
        cast,
        -2,
        "electrolyser",
        "10:35",
        "公示的牵头单位与一家成员的实际控制人相同，链上企业应按一家计。",
        accepted=True,
    )
    yield review.objected(
        cast, -1, "electrolyser", "16:05", "所列示范项目由他单位承担，请核实。", accepted=False
    )
    yield review.listed(
        cast, -3, "示例会纪〔2026〕13 号", "第四批拟备案名单（示例）", {"airtraffic": "recommend"}
    )
    yield review.listed(
        cast,
        -1,
        "示例会纪〔2026〕14 号",
        "第五批拟备案名单（示例）",
        {"home": "recommend"},
        countersigned=False,
    )

    yield scenes.endorsed(cast, "bulk", -21)
    yield scenes.endorsed(cast, "crane", -19)
    yield review.opened(cast, -11, "2026 年第四轮评审（示例）", ("bulk", "crane"))
    for place, key in enumerate(("bulk", "crane")):
        yield review.scored(cast, -10, key, review.PANEL[:5], 4 + place)
    yield review.heard(cast, -7, "bulk")
    yield review.visited(cast, -4, "crane", by_lead_too=False)

    now_read = ("pump", "laser", "cable")
    for place, key in enumerate(now_read):
        yield scenes.endorsed(cast, key, -16 + place)
    panel = ("expert-2", "expert-1", *review.PANEL[2:], "expert-7")
    yield review.opened(cast, -6, "2026 年第五轮评审（示例）", now_read, panel)
    yield review.scored(cast, -4, "pump", ("expert-1", "expert-2", "expert-3"), 5)
    yield review.half_scored(cast, -2, "pump", "expert-4")
    yield review.recused(cast, -3, "pump", "expert-6")
    yield review.scored(cast, -3, "laser", ("expert-5",), 2)


def _reviewed(cast: Cast, begun: int, title: str, keys: Sequence[str]) -> Iterator[Story]:
    """Filings begun a day apart, reviewed in one round by five sheets each, visited, heard and concluded."""
    for place, key in enumerate(keys):
        yield scenes.endorsed(cast, key, begun + place)
    last = begun + len(keys) - 1
    yield review.opened(cast, last + 8, title, keys)
    for place, key in enumerate(keys):
        yield review.scored(cast, last + 9, key, review.PANEL[:5], 3 + place)
        yield review.concluded(cast, last + 12 + place % 2, key)
    yield review.round_closed(cast, last + 20, title)
