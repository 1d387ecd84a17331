"""The scheme: three dimensions that add up to a hundred, items in whole points, cuts, shares as notes only."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations import deadlines, scheme
from evaluations.campaign_guards import sheet_refusals
from reviews import scoring
from workflow import office

OFFICE = {key: one["default"] for key, one in office.defaults().items()}


def codes(refusals):
    return [refusal.code for refusal in refusals]


def frozen(**changed):
    return scheme.freeze(OFFICE | changed)


def test_the_default_scheme_is_the_guidelines_three_dimensions_in_a_hundred_points():
    found = frozen()

    assert [(d["zh"], d["weight"]) for d in found["dimensions"]] == [
        ("管理运行机制", 20), ("科研攻关", 35), ("产出", 45),
    ]  # fmt: skip
    points = {item["key"]: item["points"] for d in found["dimensions"] for item in d["items"]}
    assert points == {
        "governance": 6, "mechanisms": 8, "means": 6, "tasks": 15, "breakthroughs": 12, "cooperation": 8,
        "results": 12, "application": 14, "industry": 14, "feedback": 5,
    }  # fmt: skip
    assert found["cuts"] == {"excellent": 90, "good": 75, "qualified": 60}
    assert {item["orientation"] for d in found["dimensions"] for item in d["items"]} == {
        "quality", "performance", "contribution",
    }  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.integers(5, 60), st.integers(5, 60))
def test_items_add_up_to_whatever_weights_the_office_chooses(management, research):
    output = 100 - management - research
    changed = {"weight_management": management, "weight_research": research, "weight_output": output}
    if scheme.scheme_refusals(OFFICE | changed):
        assert output < 8
        return
    found = frozen(**changed)

    assert [sum(item["points"] for item in d["items"]) for d in found["dimensions"]] == [
        management, research, output,
    ]  # fmt: skip
    points = {item.key: item.points for item in scheme.rubric(found)}
    assert min(points.values()) >= 1
    assert points["feedback"] == 5


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"weight_output": 44}, ["weights_not_whole"]),
        ({"weight_output": 7, "weight_research": 60, "weight_management": 33}, ["weight_too_small"]),
        ({"cut_good": 90}, ["cuts_not_in_order"]),
        ({"cut_qualified": 80}, ["cuts_not_in_order"]),
    ],
)
def test_a_scheme_that_does_not_add_up_is_refused(changed, expected):
    assert codes(scheme.scheme_refusals(OFFICE | changed)) == expected
    with pytest.raises(ValueError, match=expected[0]):
        frozen(**changed)


@pytest.mark.parametrize(
    ("score", "grade"),
    [
        ("100", "excellent"), ("90", "excellent"), ("89.9", "good"), ("75.0", "good"), ("74.9", "qualified"),
        ("60", "qualified"), ("59.9", "unqualified"), ("0", "unqualified"),
    ],
)  # fmt: skip
def test_grades_follow_from_cuts(score, grade):
    assert scheme.grade_of(Decimal(score), frozen()) == grade


@pytest.mark.parametrize("score", ["-0.1", "100.1"])
def test_a_score_out_of_range_has_no_grade(score):
    with pytest.raises(ValueError, match="no score from 0 to 100"):
        scheme.grade_of(Decimal(score), frozen())


def test_a_sheet_needs_points_in_halves_within_range_and_a_reason_for_each_item():
    rubric = scheme.rubric(frozen())
    full = {item.key: {"points": str(item.points), "reason": "有据"} for item in rubric}

    assert sheet_refusals(full, "同意", rubric) == ()
    assert scoring.total(full, rubric) == 100
    for typed in ("6.5", "-1", "5.25", "NaN", "", "六"):
        wrong = full | {"governance": {"points": typed, "reason": "有据"}}
        found = sheet_refusals(wrong, "同意", rubric)
        assert codes(found) == ["evaluation_points_missing"]
        assert found[0].params == {"item": "governance", "value": typed, "most": 6}
    assert codes(sheet_refusals(full | {"tasks": {"points": "15", "reason": " "}}, "", rubric)) == [
        "evaluation_reason_missing", "evaluation_opinion_missing",
    ]  # fmt: skip


def test_shares_are_notes_and_never_touch_a_grade():
    found = frozen()

    assert scheme.share_notes(["excellent", "good", "qualified", "qualified", "unqualified"], found) == ()
    many = scheme.share_notes(["excellent"] * 2 + ["good"] * 4 + ["qualified"] * 3, found)
    assert [(note.code, note.count, note.total, note.share) for note in many] == [
        ("many_excellent", 2, 9, 20), ("many_good", 6, 9, 50),
    ]  # fmt: skip
    assert scheme.share_notes([], found) == ()


def test_an_evaluation_falls_due_by_months_from_the_first_day():
    figures = {"mid_months": 18, "final_months": 30}
    start = date(2024, 2, 29)

    assert deadlines.months_after(start, 12) == date(2025, 2, 28)
    assert deadlines.months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert deadlines.evaluation_due(start, (), date(2025, 8, 28), **figures) is None
    assert deadlines.evaluation_due(start, (), date(2025, 8, 29), **figures) == deadlines.Due(
        "mid", date(2025, 8, 29)
    )
    mid = [date(2025, 9, 1)]
    assert deadlines.evaluation_due(start, mid, date(2026, 8, 28), **figures) is None
    assert deadlines.evaluation_due(start, mid, date(2026, 8, 29), **figures) == deadlines.Due(
        "final", date(2026, 8, 29)
    )
    assert deadlines.evaluation_due(start, [date(2026, 3, 1)], date(2026, 12, 1), **figures) is None
