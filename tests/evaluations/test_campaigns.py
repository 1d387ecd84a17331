"""The road of an evaluation, whole: evidence, sheets, proposal, reply, decision, and what follows from a grade."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from consortia.guards import Decision
from consortia.models import Consortium, Registration
from consortia.registration import REGISTRATION
from consortia.states import RegistrationEvent
from evaluations import campaign_queries as queries
from evaluations.actions import campaigns, evaluators
from evaluations.models import Campaign, Case, Evaluation, Evidence, SupportSuggestion
from evaluations.states import CampaignState, EvaluationEvent, EvaluationState
from ledger.models import Entry, Notice
from ledger.queries import breaks
from tests.evaluations.judged import (
    decided,
    later,
    name_panel,
    opened,
    proposed,
    replied,
    scoring,
    seal,
    world_of,
)
from tests.evaluations.registered import registered
from tests.factories import officer, representative, stored_file
from workflow import engine
from workflow.engine import NoSuchStep, NotYourStep, StepRefused

pytestmark = pytest.mark.django_db

E, S = EvaluationEvent, EvaluationState


def refusals(caught):
    return [(refusal.code, dict(refusal.params)) for refusal in caught.value.refusals]


def codes(caught):
    return [code for code, _ in refusals(caught)]


def told(found, kind):
    return set(
        Notice.objects.filter(kind=kind, subject=found.evaluation.ledger_subject).values_list(
            "user_id", flat=True
        )
    )


def test_an_excellent_consortium_is_suggested_for_support():
    found = decided("0.95", "0.9", "1", world=registered())

    one = found.evaluation
    assert one.state == S.DECIDED
    assert (one.grade, one.proposed_grade) == ("excellent", "excellent")
    assert one.score == queries.recomputed_score(one)
    assert len(one.counted) == 3
    assert SupportSuggestion.objects.get().registration == found.world.registration
    assert not Case.objects.exists()
    campaigns.answer_suggestion(one.pk, answer="推荐申报省重大专项。", actor=found.world.city, now=found.now)
    with pytest.raises(StepRefused) as again:
        campaigns.answer_suggestion(one.pk, answer="再答", actor=found.world.city, now=found.now)
    assert codes(again) == ["suggestion_answered"]
    campaigns.close_campaign(found.campaign.pk, actor=found.world.city, now=found.now)
    assert Campaign.objects.get().state == CampaignState.CLOSED
    assert list(breaks()) == []


def test_an_unqualified_grade_opens_a_case_owned_by_whoever_drafted_it_and_revokes_nothing():
    found = decided("0.5", "0.4", "0.55")

    case = Case.objects.get()
    assert (case.kind, case.evaluation, case.owner) == ("revocation", found.evaluation, found.world.city)
    assert case.due_on > found.today
    assert case.unit == found.world.lead_unit
    assert not SupportSuggestion.objects.exists()
    assert Registration.objects.get(pk=found.world.registration.pk).state == "in_force"


def test_the_scheme_of_a_campaign_is_frozen_when_it_opens():
    found = opened()

    assert [d["weight"] for d in found.campaign.scheme["dimensions"]] == [20, 35, 45]
    assert found.evaluation.due_on == found.campaign.evidence_until
    assert told(found, "evaluation.lead_begun") == {found.world.lead.pk}


@pytest.mark.parametrize(
    ("change", "expected", "standing"),
    [
        ({"valid_until": "lapsed"}, "registration_not_in_force", "lapsed"),
        ({"valid_from": None, "valid_until": None, "origin": "published_list"}, "registration_undated", None),
    ],
)
def test_a_campaign_over_a_lapsed_or_undated_registration_is_refused_by_name(change, expected, standing):
    world = world_of()
    now = world.now + timedelta(days=600)
    if "lapsed" in change.values():
        change = {"valid_until": now.date()}
    Registration.objects.filter(pk=world.registration.pk).update(**change)

    with pytest.raises(StepRefused) as caught:
        opened(world)

    ((code, params),) = refusals(caught)
    assert code == expected
    assert params["name"] == world.consortium.formal_name
    assert params.get("standing") == standing
    assert not Campaign.objects.exists()
    assert not Evaluation.objects.exists()


def test_a_campaign_over_a_revoked_registration_is_refused_by_name():
    world = world_of()
    engine.advance(
        REGISTRATION, world.registration.pk, RegistrationEvent.REVOKE, actor=world.city, now=world.now,
        gather=lambda *_: Decision("示例决定1号", world.approver.pk),
    )  # fmt: skip

    with pytest.raises(StepRefused) as caught:
        opened(world)

    assert refusals(caught) == [
        ("registration_not_in_force", {"name": world.consortium.formal_name, "standing": "revoked"})
    ]


def test_a_campaign_over_a_registration_without_a_known_lead_is_refused_by_name():
    world = world_of()
    Consortium.objects.filter(pk=world.consortium.pk).update(lead=None)

    with pytest.raises(StepRefused) as caught:
        opened(world)

    assert refusals(caught) == [("registration_without_lead", {"name": world.consortium.formal_name})]


def test_the_last_day_of_validity_still_counts():
    world = world_of()
    last = (world.now + timedelta(days=600)).date()
    Registration.objects.filter(pk=world.registration.pk).update(valid_until=last + timedelta(days=1))

    assert opened(world).evaluation.state == S.SELF_REPORT


def test_one_evaluation_at_a_time_none_without_registrations_and_none_with_a_day_past():
    found = opened()
    shared = {"title": "又一次", "evaluators": "panel", "actor": found.world.city, "now": found.now}

    with pytest.raises(StepRefused) as busy:
        campaigns.open_campaign([found.world.registration.pk], evidence_until=found.today, **shared)
    with pytest.raises(StepRefused) as empty:
        campaigns.open_campaign([], evidence_until=found.today - timedelta(days=1), **shared)

    assert codes(busy) == ["evaluation_under_way"]
    assert codes(empty) == ["campaign_empty", "evidence_day_past"]
    with pytest.raises(NotYourStep):
        campaigns.open_campaign(
            [found.world.registration.pk],
            evidence_until=found.today,
            **(shared | {"actor": found.world.approver}),
        )


def test_evidence_after_the_deadline_is_refused_with_the_day():
    found = opened()
    until = found.campaign.evidence_until
    by = {"actor": found.world.lead, "now": found.now}
    one = campaigns.add_evidence(
        found.evaluation.pk, item="tasks", note="验收报告", document=stored_file(), **by
    )
    other = campaigns.add_evidence(found.evaluation.pk, item="results", note="专利清单", **by)
    campaigns.remove_evidence(other.pk, **by)

    with pytest.raises(StepRefused) as late:
        campaigns.add_evidence(
            found.evaluation.pk,
            item="tasks",
            note="补充",
            actor=found.world.lead,
            now=later(found.now, until),
        )

    assert refusals(late) == [("evidence_late", {"day": until.isoformat()})]
    assert list(Evidence.objects.filter(removed_at__isnull=True)) == [one]
    assert [e.pk for e in queries.evidence_of(found.evaluation)] == [one.pk]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"item": "tasks"}, "evidence_empty"),
        ({"note": "材料"}, "evidence_for_nothing"),
        ({"item": "nothing", "note": "材料"}, "evidence_for_nothing"),
        ({"indicator_id": 987654, "note": "材料"}, "evidence_for_nothing"),
    ],
)
def test_evidence_says_what_it_is_for(given, expected):
    found = opened()

    with pytest.raises(StepRefused) as caught:
        campaigns.add_evidence(found.evaluation.pk, actor=found.world.lead, now=found.now, **given)

    assert codes(caught) == [expected]


def test_only_the_lead_brings_evidence_and_only_its_signatory_declares_it_ready():
    found = opened()
    editor = representative(found.world.lead_unit, "editor")
    campaigns.add_evidence(found.evaluation.pk, item="tasks", note="材料", actor=editor, now=found.now)

    for stranger in (found.world.city, found.world.member, officer("expert")):
        with pytest.raises(NotYourStep):
            campaigns.add_evidence(
                found.evaluation.pk, item="tasks", note="材料", actor=stranger, now=found.now
            )
    with pytest.raises(NotYourStep):
        campaigns.declare_ready(found.evaluation.pk, statement="已完成", actor=editor, now=found.now)
    with pytest.raises(StepRefused):
        campaigns.declare_ready(found.evaluation.pk, statement=" ", actor=found.world.lead, now=found.now)


def test_promised_figures_stand_beside_reported_ones():
    found = opened(world_of(indicators=2))
    first, _second = found.world.consortium.indicators.order_by("position")
    campaigns.add_evidence(
        found.evaluation.pk, indicator_id=first.pk, value=Decimal(5), actor=found.world.lead, now=found.now
    )

    rows = queries.figures(found.evaluation, queries.evidence_of(found.evaluation))

    assert [(row.indicator, row.shown, row.share) for row in rows] == [
        (first, Decimal(5), 50),
        (_second, None, None),
    ]


def test_scoring_starts_after_the_day_or_when_the_lead_is_ready_and_with_enough_evaluators():
    found = name_panel(opened(), 2)

    with pytest.raises(StepRefused) as early:
        found.take(E.START, found.world.city)
    assert codes(early) == ["evidence_still_open", "evaluators_missing"]
    assert refusals(early)[1][1] == {"count": 2, "wanted": 3}
    name_panel(found, 1, first=80)
    found.now = later(found.now, found.campaign.evidence_until)
    assert found.take(E.START, found.world.city).state == S.SCORING
    assert told(found, "evaluation.evaluators_scoring") == {seat.user_id for seat in found.seats}
    with pytest.raises(StepRefused) as closed:
        campaigns.add_evidence(
            found.evaluation.pk, item="tasks", note="x", actor=found.world.lead, now=found.now
        )
    assert codes(closed) == ["evidence_late"]


def test_a_grade_is_proposed_from_sealed_sheets_only_and_with_an_opinion():
    found = scoring()
    for seat in found.seats[:2]:
        seal(found, seat, "0.8")

    with pytest.raises(StepRefused) as few:
        found.take(E.CONCLUDE, found.world.city, opinion=" ")
    assert codes(few) == ["too_few_evaluation_sheets", "evaluation_opinion_missing"]
    seal(found, found.seats[2], "0.85")
    one = found.take(E.CONCLUDE, found.world.city, opinion="意见一致。")

    assert (one.score, one.proposed_grade) == (queries.recomputed_score(one), "good")
    assert one.reply_until == one.due_on
    assert told(found, "evaluation.lead_proposed") == {found.world.lead.pk}


def test_from_seven_sheets_on_the_mean_is_trimmed():
    found = proposed("0", "0.8", "0.8", "0.8", "0.8", "0.8", "1")
    totals = sorted(queries.sealed_sheets(found.evaluation).values_list("total", flat=True))

    assert found.evaluation.score == (sum(totals[1:-1]) / 5).quantize(Decimal("0.1"))


def test_no_grade_is_final_before_the_lead_was_heard():
    found = proposed()

    with pytest.raises(NoSuchStep):
        found.take(E.DECIDE, found.world.approver)
    with pytest.raises(StepRefused) as running:
        found.take(E.PROCEED, found.world.city)
    assert refusals(running) == [("reply_days_run", {"day": found.evaluation.due_on.isoformat()})]
    # Wherever it stands, the guard itself asks whether the lead was heard.
    Evaluation.objects.filter(pk=found.evaluation.pk).update(reply_until=found.today + timedelta(days=99))
    found.now = later(found.now, found.evaluation.due_on)
    found.take(E.PROCEED, found.world.city)
    with pytest.raises(StepRefused) as unheard:
        found.draft(E.DECIDE, grade="excellent", number="1号")
    assert codes(unheard) == ["lead_not_heard"]


def test_without_a_reply_it_goes_on_when_the_days_are_over():
    found = proposed("0.7", "0.7", "0.7")
    found.now = later(found.now, found.evaluation.due_on)
    found.take(E.PROCEED, found.world.city)
    found.draft(E.DECIDE, grade="qualified", number="1号")

    assert found.take(E.DECIDE, found.world.approver).grade == "qualified"


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        ({"grade": "splendid", "number": "1号"}, ["grade_unknown"]),
        ({"grade": "", "number": "1号"}, ["grade_unknown"]),
        ({"grade": "good", "number": "1号"}, ["grade_without_reason"]),
        ({"grade": "excellent", "number": " "}, ["grade_without_number"]),
    ],
)
def test_a_grade_out_of_range_or_unexplained_is_refused(payload, expected):
    found = replied()

    with pytest.raises(StepRefused) as caught:
        found.draft(E.DECIDE, **payload)

    assert codes(caught) == expected


def test_another_grade_than_proposed_needs_a_reason_and_a_second_person():
    found = replied()
    with pytest.raises(StepRefused) as nothing:
        found.take(E.DECIDE, found.world.approver)
    assert codes(nothing) == ["needs_draft"]
    found.draft(E.DECIDE, grade="good", number="1号", reason="两项指标未经核实。")
    with pytest.raises(NotYourStep):
        found.take(E.DECIDE, found.world.city)

    assert found.take(E.DECIDE, found.world.approver).grade == "good"
    assert (
        Entry.objects.filter(kind="evaluation.decide").latest("pk").payload["reason"] == "两项指标未经核实。"
    )


def test_sent_back_to_the_evaluators_sealed_sheets_stay_and_the_lead_is_heard_again():
    found = replied("0.5", "0.5", "0.5")
    found.take(E.RECONSIDER, found.world.approver, reason="请补充核实产出。")
    assert found.evaluation.state == S.SCORING
    name_panel(found, 1, first=90)
    seal(found, found.seats[3], "1")
    found.take(E.CONCLUDE, found.world.city, opinion="补充后意见。")

    assert found.evaluation.proposed_grade == "qualified"
    assert len(found.evaluation.counted) == 4
    assert (found.evaluation.reply, found.evaluation.replied_at) == ("", None)
    kept = Entry.objects.get(kind="evaluation.set_aside").payload
    assert kept["reply"] == "对评价结果无异议。"


def test_an_evaluation_is_cancelled_by_a_signed_act_with_a_reason():
    found = opened()
    with pytest.raises(StepRefused) as bare:
        found.draft(E.CANCEL, reason="")
    found.draft(E.CANCEL, reason="单位重组，另行评价。")

    assert codes(bare) == ["no_reason"]
    assert found.take(E.CANCEL, found.world.approver).state == S.CANCELLED


def test_a_campaign_closes_only_when_nothing_is_under_way():
    found = opened()

    with pytest.raises(StepRefused) as busy:
        campaigns.close_campaign(found.campaign.pk, actor=found.world.city, now=found.now)

    assert refusals(busy) == [("campaign_busy", {"count": 1})]


@pytest.mark.parametrize(
    "change", ["grade = 'good'", "score = 10", "decision_number = 'x'", "counted = '[]'", "state = 'scoring'"]
)
def test_the_database_keeps_a_decided_grade(change):
    found = decided()

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE evaluations_evaluation SET {change} WHERE id = %s", [found.evaluation.pk])


def test_a_sealed_sheet_never_changes():
    found = scoring()
    seal(found, found.seats[0], "0.8")
    mine = queries.sealed_sheets(found.evaluation).get()

    with pytest.raises(StepRefused):
        evaluators.save_sheet(mine.pk, items={}, opinion="改", actor=found.seats[0].user, now=found.now)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE evaluations_evaluationsheet SET total = 1 WHERE id = %s", [mine.pk])
