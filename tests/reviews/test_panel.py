"""Who may judge: conflicts found by credit code and by name, stated, asked for; and what a panel lacks."""

from datetime import date

import pytest

from filings.models import Filing
from reviews import queries, rules
from reviews.actions import rounds
from reviews.models import PanelSeat, Recusal, Round, ScoreSheet
from tests.factories import NOW
from tests.road import at_city_check
from tests.road_reviews import at_expert_review, expert, seal_all
from workflow.engine import StepRefused

TODAY = date(2026, 9, 1)
PARTIES = {"91370212MA00000001": "示例牵头企业", "12370000MB00000002": "示例大学"}


def _facts(**more):
    given = {"id": 1, "parties": PARTIES, "employers": frozenset({"示例研究所"}), "recorded": {}}
    return rules.FilingFacts(**(given | more))


def _expert(**more):
    return rules.ExpertFacts(**({"id": 7, "employer": "别处", "employer_code": ""} | more))


def _kinds(found):
    return [(one.kind, one.note) for one in found]


def test_easy_error_07_the_employer_of_any_member_counts():
    found = rules.must_recuse(_expert(employer_code="12370000mb00000002"), _facts(), TODAY)

    assert _kinds(found) == [("same_employer", "示例大学")]


@pytest.mark.parametrize(
    ("until", "is_free"), [("2023-09-01", True), ("2023-09-02", False), ("2026-08-01", False)]
)
def test_a_former_employer_counts_for_three_years(until, is_free):
    known = _expert(former=(("91370212MA00000001", date.fromisoformat(until)),))

    assert (rules.must_recuse(known, _facts(), TODAY) == ()) is is_free


def test_the_employer_of_the_chief_expert_counts_by_name():
    assert _kinds(rules.must_recuse(_expert(employer="示例研究所"), _facts(), TODAY)) == [
        ("same_employer", "示例研究所")
    ]


def test_what_is_on_record_counts_and_29_february_has_a_day_before():
    on_record = _facts(recorded={7: (("named_by_lead", "竞争关系"),)})

    assert _kinds(rules.must_recuse(_expert(), on_record, TODAY)) == [("named_by_lead", "竞争关系")]
    assert rules.years_before(date(2028, 2, 29), 3) == date(2025, 2, 28)
    assert rules.must_recuse(_expert(), _facts(), TODAY) == ()


def test_a_panel_is_told_what_it_lacks():
    seats = [rules.Seat(n, "technology", "示例大学", 11) for n in range(4)]
    figures = {"panel_min": 5, "expert_yearly_max": 10}

    codes = [one.code for one in rules.panel_warnings(seats, figures)]

    assert codes == [
        "panel_too_small", "panel_even", "panel_one_sided", "institution_twice", "expert_too_busy",
        "no_round_lead",
    ]  # fmt: skip
    well_made = [rules.Seat(n, "finance", f"单位{n}", 1, is_lead=n == 0) for n in range(5)]
    assert rules.panel_warnings(well_made, figures) == ()


@pytest.mark.django_db
def test_easy_error_07_on_the_real_database():
    filing, who, panel = at_expert_review(size=0)
    member = filing.consortium.memberships.filter(is_lead=False).select_related("unit").last().unit
    bound = expert(50, employer_code=member.code)

    with pytest.raises(StepRefused) as refused:
        rounds.name_expert(panel.round.pk, bound, actor=who.city, now=NOW)

    refusal = refused.value.refusals[0]
    assert (refusal.code, refusal.params["note"]) == ("expert_recused", member.name)
    assert not PanelSeat.objects.exists()


@pytest.mark.django_db
def test_in_a_round_of_many_only_the_filing_with_the_conflict_stays_closed():
    one, who = at_city_check()
    other, _ = at_city_check()
    opened = rounds.open_round(
        [one.pk, other.pk], title="示例", needs_visit=True, defence_first=False, actor=who.city, now=NOW
    )
    member = one.consortium.memberships.filter(is_lead=True).select_related("unit").get().unit
    bound = expert(51, employer_code=member.code)

    seat = rounds.name_expert(opened.pk, bound, actor=who.city, now=NOW)

    assert list(Recusal.objects.values_list("filing_id", "kind")) == [(one.pk, "same_employer")]
    with pytest.raises(StepRefused):
        rounds.declare(one.pk, actor=bound.user, now=NOW)
    assert rounds.declare(other.pk, actor=bound.user, now=NOW)
    with pytest.raises(StepRefused):
        rounds.choose_lead(seat.pk, actor=who.city, now=NOW)


@pytest.mark.django_db
def test_a_round_of_many_is_opened_whole_or_not_at_all():
    one, who = at_city_check()
    other, _, _panel = at_expert_review()

    with pytest.raises(Exception):  # noqa: B017, PT011  whichever way the engine says so
        rounds.open_round(
            [one.pk, other.pk], title="示例", needs_visit=True, defence_first=False, actor=who.city, now=NOW
        )

    assert Filing.objects.get(pk=one.pk).state == "city_check"
    assert Round.objects.count() == 1


@pytest.mark.django_db
def test_a_sheet_sealed_before_a_conflict_came_to_light_is_set_aside_with_its_seat():
    filing, who, panel = at_expert_review()
    seal_all(filing, panel)
    place = filing.round_filings.get(is_current=True)
    late = panel.experts[2].expert
    rounds.record_recusal(
        panel.round.pk, filing.pk, late.pk, kind="joint_work", note="共同专利", actor=who.city, now=NOW
    )

    before = queries.counted_sheets([filing.pk]).count()
    seat = PanelSeat.objects.get(round=panel.round, expert=late)
    rounds.remove_expert(seat.pk, reason="回避", actor=who.city, now=NOW)

    assert before == 4
    assert queries.progress([place])[filing.pk].sealed == 4
    assert ScoreSheet.objects.filter(seat=seat).count() == 1
