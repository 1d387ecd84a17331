"""Sheets: what a rubric adds up to, sealed for good, closed to the others until all are sealed."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from filings.case import NO_EVIDENCE
from filings.flow import FILING
from filings.models import Filing
from reviews import scoring
from reviews.actions import rounds
from reviews.evidence import gather
from reviews.models import ScoreSheet
from tests.factories import NOW
from tests.reviews.conftest import Browse
from tests.road import complete_draft
from tests.road_reviews import Panel, at_expert_review, full_sheet, seal_all
from workflow.engine import NotYourStep, StepRefused

ITEM = scoring.RUBRIC[0]


@pytest.mark.parametrize(
    ("typed", "points"),
    [("20", "20"), ("19.5", "19.5"), ("0", "0"), ("20.5", None), ("-1", None), ("7.3", None), ("NaN", None),
     ("", None), ("十", None), ("1e1", "10")],
)  # fmt: skip
def test_points_are_halves_from_nought_to_the_most(typed, points):
    assert scoring.points_of(typed, ITEM) == (None if points is None else Decimal(points))


def test_the_weights_make_a_hundred():
    assert sum(item.points for item in scoring.RUBRIC) == 100


def test_from_seven_sheets_on_the_extremes_are_left_out():
    few = scoring.summary([Decimal(n) for n in (60, 70, 80)])
    many = scoring.summary([Decimal(n) for n in (0, 70, 70, 70, 70, 70, 100)])

    assert (few.mean, few.spread, few.is_trimmed) == (Decimal("70.0"), Decimal(20), False)
    assert (many.mean, many.spread, many.is_trimmed) == (Decimal("70.0"), Decimal(100), True)
    assert scoring.summary([]) is None


@pytest.mark.django_db
def test_a_sheet_is_sealed_only_whole():
    filing, _, panel = at_expert_review()
    sheet = rounds.declare(filing.pk, actor=panel.experts[0], now=NOW)
    rounds.save_sheet(
        sheet.pk, items={"lead": {"points": "21", "reason": ""}}, opinion="", actor=panel.experts[0]
    )

    with pytest.raises(StepRefused) as refused:
        rounds.seal(sheet.pk, actor=panel.experts[0], now=NOW)

    codes = [refusal.code for refusal in refused.value.refusals]
    assert codes.count("points_missing") == 6
    assert codes.count("reason_missing") == 6
    assert codes[-1] == "opinion_missing"
    assert ScoreSheet.objects.get(pk=sheet.pk).total is None


@pytest.mark.django_db
def test_nobody_writes_on_another_experts_sheet():
    filing, _, panel = at_expert_review()
    sheet = rounds.declare(filing.pk, actor=panel.experts[0], now=NOW)

    with pytest.raises(NotYourStep):
        rounds.save_sheet(sheet.pk, items=full_sheet(), opinion="", actor=panel.experts[1])
    with pytest.raises(NotYourStep):
        rounds.seal(sheet.pk, actor=panel.experts[1], now=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reviews_scoresheet SET total = 100",
        "UPDATE reviews_scoresheet SET items = '{}'::jsonb",
        "UPDATE reviews_scoresheet SET opinion = ''",
        "UPDATE reviews_scoresheet SET state = 'draft'",
        "DELETE FROM reviews_scoresheet",
        "DELETE FROM reviews_declaration",
    ],
)
def test_a_sealed_sheet_does_not_change_by_raw_sql(statement):
    filing, _, panel = at_expert_review()
    seal_all(filing, Panel(panel.round, panel.experts[:1]))

    with pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.django_db
def test_easy_error_13_no_expert_sees_another_score_before_all_have_sealed(browse: Browse):
    filing, who, panel = at_expert_review()
    url = reverse("reviews:sheet", args=[filing.pk])
    first = rounds.declare(filing.pk, actor=panel.experts[0], now=NOW)
    rounds.save_sheet(first.pk, items=full_sheet("0.6"), opinion="可以。", actor=panel.experts[0])
    total = str(rounds.seal(first.pk, actor=panel.experts[0], now=NOW).total)
    rounds.declare(filing.pk, actor=panel.experts[1], now=NOW)

    open_sheet = browse(panel.experts[1]).get(url).content.decode()
    own_sealed = browse(panel.experts[0]).get(url).content.decode()
    board = reverse("reviews:board", args=[panel.round.pk, filing.pk])
    office = browse(who.city).get(board).content.decode()
    seal_all(filing, Panel(panel.round, panel.experts[1:]))
    at_last = browse(panel.experts[1]).get(url).content.decode()

    assert total not in open_sheet
    assert total in own_sealed
    assert "1 份" in own_sealed
    assert total not in office
    assert total in at_last


@pytest.mark.django_db
def test_evidence_not_concluded_is_none_and_never_no(django_assert_max_num_queries):
    draft, _ = complete_draft()
    filing, _, panel = at_expert_review()
    row = next(FILING.rows_from(filing.state))

    assert gather(row, draft, NOW) == NO_EVIDENCE
    with django_assert_max_num_queries(8):
        before = gather(row, filing, NOW)
    seal_all(filing, panel)
    after = gather(row, Filing.objects.get(pk=filing.pk), NOW)

    assert (before.in_round, before.sealed_count, before.goes_on) == (True, 0, None)
    assert (before.visit_signed, before.defence_held) == (None, None)
    assert (after.sealed_count, after.recused_count) == (5, 0)
