"""What the calendar tells of evaluations: once each, to the right people, however often and late it runs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consortia.models import Registration
from evaluations import sweeps_campaigns as sweeps
from evaluations.actions import campaigns
from evaluations.deadlines import months_after
from evaluations.states import EvaluationEvent as E
from filings import deadlines
from ledger.models import Notice
from tests.evaluations.judged import later, name_panel, opened, proposed, scoring, seal, world_of
from tests.evaluations.registered import at
from workflow import office

pytestmark = pytest.mark.django_db


def kinds(prefix=""):
    """Kind to the people told, of notices that a sweep's cause made."""
    found = {}
    for kind, user_id in Notice.objects.filter(cause__isnull=False, kind__startswith=prefix).values_list(
        "kind", "user_id"
    ):
        found.setdefault(kind, []).append(user_id)
    return {kind: sorted(ids) for kind, ids in found.items()}


def workday(day, count):
    return office.work_calendar().working_days_after(day, count).on


def test_an_evaluation_due_is_said_once_and_overdue_once_and_ends_when_one_begins():
    world = world_of()
    due = months_after(world.registration.valid_from, 18)
    overdue = workday(due, 5) + timedelta(days=1)

    assert sweeps.evaluations_due(at(due - timedelta(days=1))) == 0
    assert [sweeps.evaluations_due(at(due)) for _ in range(3)] == [1, 0, 0]
    assert kinds("registration.") == {"registration.city_evaluation_due": [world.city.pk]}
    assert [sweeps.evaluations_due(at(overdue)) for _ in range(2)] == [2, 0]
    assert kinds("registration.")["registration.approver_evaluation_overdue"] == [world.approver.pk]
    campaigns.open_campaign(
        [world.registration.pk], title="示例", evaluators="panel", evidence_until=overdue + timedelta(days=9),
        actor=world.city, now=at(overdue),
    )  # fmt: skip
    assert sweeps.evaluations_due(at(overdue + timedelta(days=100))) == 0
    final = months_after(world.registration.valid_from, 30)
    assert sweeps.evaluations_due(at(final - timedelta(days=1))) == 0
    assert sweeps.evaluations_due(at(final)) == 1


def test_after_an_outage_one_run_says_what_is_still_true():
    world = world_of()
    final = months_after(world.registration.valid_from, 30) + timedelta(days=40)

    assert sweeps.evaluations_due(at(final)) == 3
    days = set(Notice.objects.filter(kind__contains="evaluation_").values_list("params__day", flat=True))
    assert days == {months_after(world.registration.valid_from, 30).isoformat()}


@pytest.mark.parametrize("change", [{"valid_until": "past"}, {"valid_from": None, "valid_until": None}])
def test_lapsed_and_undated_registrations_are_left_alone(change):
    world = world_of()
    due = months_after(world.registration.valid_from, 18)
    if change["valid_until"]:
        change = {"valid_until": due}
    Registration.objects.filter(pk=world.registration.pk).update(**change)

    assert sweeps.evaluations_due(at(due)) == 0


def test_the_lead_is_reminded_of_its_evidence_and_the_city_when_its_day_is_over():
    found = opened()
    until = found.campaign.evidence_until
    soon = next(
        until - timedelta(days=n) for n in range(1, 20) if workday(until - timedelta(days=n), 2) == until
    )
    Notice.objects.all().delete()

    assert [sweeps.evaluation_steps(at(soon)) for _ in range(2)] == [1, 0]
    assert sweeps.evaluation_steps(at(until)) == 1
    assert sweeps.evaluation_steps(at(until + timedelta(days=1))) == 1
    assert kinds() == {
        "evaluation.lead_due_soon": [found.world.lead.pk],
        "evaluation.lead_due_today": [found.world.lead.pk],
        "evaluation.city_evidence_over": [found.world.city.pk],
    }
    assert sweeps.evaluation_steps(at(workday(until, 5) + timedelta(days=1))) == 1
    assert kinds()["evaluation.approver_overdue"] == [found.world.approver.pk]


def test_a_reminder_missed_by_an_outage_is_made_up_for_before_the_day():
    found = opened()
    until = found.campaign.evidence_until
    between = until - timedelta(days=1)
    assert workday(between, 2) > until, "the sweep's ordinary day has passed"
    Notice.objects.all().delete()

    assert [sweeps.evaluation_steps(at(between)) for _ in range(2)] == [1, 0]
    assert kinds() == {"evaluation.lead_due_soon": [found.world.lead.pk]}


def test_a_lead_that_is_ready_is_not_reminded():
    found = opened()
    campaigns.declare_ready(found.evaluation.pk, statement="已完成。", actor=found.world.lead, now=found.now)

    assert sweeps.evaluation_steps(at(found.campaign.evidence_until)) == 0


def test_evaluators_with_an_open_sheet_are_reminded_and_then_the_city():
    found = scoring()
    seal(found, found.seats[0], "0.8")
    due = found.evaluation.due_on
    Notice.objects.all().delete()

    assert sweeps.evaluation_steps(at(due)) == 2
    assert kinds()["evaluation.evaluators_due_today"] == sorted(seat.user_id for seat in found.seats[1:])
    assert sweeps.evaluation_steps(at(due + timedelta(days=1))) == 1
    assert kinds()["evaluation.city_overdue"] == [found.world.city.pk]


def test_the_reply_and_the_decision_have_their_days():
    found = proposed()
    Notice.objects.all().delete()
    until = found.evaluation.due_on

    assert sweeps.evaluation_steps(at(until)) == 1
    assert kinds() == {"evaluation.lead_due_today": [found.world.lead.pk]}
    found.now = later(found.now, until)
    found.take(E.PROCEED, found.world.city)
    assert sweeps.evaluation_steps(at(found.evaluation.due_on)) == 1
    assert kinds()["evaluation.city_due_today"] == [found.world.city.pk]


def test_all_of_them_run_with_the_schedule_and_cost_the_same_for_many():
    assert {"evaluations_due", "evaluation_steps", "evaluator_seats"} <= deadlines.SWEEPS.keys()
    found = name_panel(opened(), 1)
    late = at(found.campaign.evidence_until)

    def cost():
        with CaptureQueriesContext(connection) as counted:
            sweeps.evaluation_steps(late)
            sweeps.evaluations_due(late)
        return len(counted)

    cost()
    before = cost()
    for number in range(3):
        opened(world_of(name=f"示例另{number}创新联合体"))
    cost()
    assert cost() == before
