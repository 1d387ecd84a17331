"""Filings brought to a stage by the engine, for browser roads that begin in the middle."""

from consortia.models import Consortium
from filings import actions
from filings.models import Filing
from filings.states import Event
from reviews.actions import lists, rounds, stages
from reviews.models import PanelSeat
from tests import road, road_reviews
from tests.e2e.town import Town
from tests.factories import NOW
from tests.road import People


def at_district(town: Town, *, rows: bool = True) -> tuple[Filing, People]:
    """A filing that the district has just received."""
    who = town.crew()
    filing, _ = road.complete_draft(who, unit=town.unit, rows=rows)
    Consortium.objects.filter(pk=filing.consortium_id).update(
        name_en="Sample consortium for deep-sea welding"
    )
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)
    return filing, who


def at_city(town: Town, *, rows: bool = True) -> tuple[Filing, People]:
    """A filing recommended by its district."""
    filing, who = at_district(town, rows=rows)
    road.endorse(filing, who)
    return filing, who


def on_notice(town: Town, *, rows: bool = True) -> tuple[Filing, People, int]:
    """A filing on public notice, reviewed by five experts; the notice's number."""
    filing, who = at_city(town, rows=rows)
    opened = rounds.open_round(
        [filing.pk], title="Round", needs_visit=False, defence_first=False, actor=who.city, now=NOW
    )
    panel = road_reviews.Panel(opened)
    for number in range(5):
        member = road_reviews.expert(number)
        seat = rounds.name_expert(opened.pk, member, actor=who.city, now=NOW)
        panel.experts.append(member.user)
        if number == 0:
            rounds.choose_lead(seat.pk, actor=who.city, now=NOW)
    filing.refresh_from_db()
    road_reviews.seal_all(filing, panel)
    road_reviews.conclude(filing, panel)
    stages.take(filing.pk, Event.SKIP_VISIT, actor=panel.lead, now=NOW, typed={"reason": "No visit planned."})
    road_reviews.defend(filing, who, panel)
    road_reviews.conclude(Filing.objects.get(pk=filing.pk), panel)
    stages.take(filing.pk, Event.CONCLUDE, actor=panel.lead, now=NOW)
    assert PanelSeat.objects.filter(round=opened).count() == 5
    notice = lists.post_notice(
        road_reviews.put_on_list(filing, who), title="Sample notice", actor=who.city, now=NOW
    )
    return filing, who, notice.pk
