"""Which filing plays which story, and since when. Working days are counted back from the world's today."""

from collections.abc import Iterator

from filings.states import Event

from . import scenes
from .cast import Cast, Story
from .dossiers import Gaps, dossier


def stories(cast: Cast) -> Iterator[Story]:
    """Every story of the world."""
    yield from _drafts(cast)
    yield from _districts(cast)
    yield from _city(cast)


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
    yield scenes.endorsed(cast, "crane", -10)
    yield scenes.refusal_drafted(cast, "chip", -11)
    yield scenes.on_hold(cast, "foundation", -16)
