"""Who may judge: recusal against every party, an agency's seat that opens one campaign until a day, sealed sheets."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import StaffInvitation
from consortia.models import Representative
from documents.access import may_read
from evaluations.actions import campaigns, evaluators
from evaluations.models import CampaignSeat, Evaluation, EvaluationSheet, EvaluatorStatement
from evaluations.states import EvaluationEvent as E
from ledger import clock
from ledger.models import Entry, Notice
from tests.evaluations.judged import (
    agency_person,
    later,
    name_panel,
    opened,
    scoring,
    seal,
    sheet,
    world_of,
)
from tests.factories import officer, representative, stored_file
from tests.road_reviews import expert
from workflow.engine import NotYourStep, StepRefused

pytestmark = pytest.mark.django_db


def refusals(caught):
    return [(refusal.code, dict(refusal.params)) for refusal in caught.value.refusals]


def codes(caught):
    return [code for code, _ in refusals(caught)]


def _name(found, who):
    return evaluators.name_expert(found.campaign.pk, who, actor=found.world.city, now=found.now)


def _parties(found):
    rows = found.world.consortium.memberships.select_related("unit").order_by("-is_lead")
    return [row.unit for row in rows]


@pytest.mark.parametrize("which", [0, 1])
def test_the_employer_of_any_party_refuses_an_expert_with_the_reason(which):
    found = opened()
    unit = _parties(found)[which]

    with pytest.raises(StepRefused) as caught:
        _name(found, expert(50, employer_code=unit.code))

    assert refusals(caught)[0][0] == "expert_recused"
    assert refusals(caught)[0][1]["note"] == unit.name
    assert not CampaignSeat.objects.exists()


@pytest.mark.parametrize(("days", "is_refused"), [(3 * 365 - 5, True), (3 * 365 + 5, False)])
def test_a_former_employer_counts_for_three_years(days, is_refused):
    found = opened()
    until = (found.today - timedelta(days=days)).isoformat()
    former = expert(51, former_codes=[{"code": _parties(found)[1].code, "until": until}])

    if is_refused:
        with pytest.raises(StepRefused):
            _name(found, former)
    else:
        assert _name(found, former).removed_at is None


def test_an_evaluator_of_the_evaluated_consortium_is_refused():
    found = opened()
    bound = expert(52)
    Representative.objects.create(
        user=bound.user, unit=_parties(found)[1], kind="reader", basis="claim", since=found.now
    )

    with pytest.raises(StepRefused) as caught:
        _name(found, bound)

    assert refusals(caught)[0][1]["note"] == _parties(found)[1].name


def test_with_many_registrations_only_the_one_with_the_conflict_stays_closed():
    world, other = world_of(), world_of(name="示例另一创新联合体")
    found = opened(world)
    second = opened(other)
    Evaluation.objects.filter(pk=second.evaluation.pk).update(campaign=found.campaign)
    bound = expert(53, employer_code=world.lead_unit.code)

    seat = _name(found, bound)

    assert list(EvaluatorStatement.objects.values_list("evaluation_id", "conflict")) == [
        (found.evaluation.pk, "same_employer")
    ]
    today = timezone.localdate(found.now)
    assert list(Evaluation.objects.judged_by(seat.user, today)) == [second.evaluation]


def test_a_statement_comes_before_anything_opens_and_a_conflict_closes_it_for_good():
    found = scoring()
    clean, bound = found.seats[0], found.seats[1]
    paper = stored_file("佐证.pdf", b"evidence")
    clock.move_to(found.now)
    found.evaluation.evidence.create(
        item="tasks", document=paper, added_by=found.world.lead, added_at=found.now
    )

    assert may_read(found.world.lead, paper)
    assert not may_read(clean.user, paper)
    assert evaluators.declare(found.evaluation.pk, actor=clean.user, now=found.now).state == "draft"
    assert may_read(clean.user, paper)
    with pytest.raises(StepRefused) as unexplained:
        evaluators.declare(found.evaluation.pk, actor=bound.user, now=found.now, conflict="kin", note=" ")
    assert codes(unexplained) == ["conflict_unexplained"]
    done = evaluators.declare(
        found.evaluation.pk, actor=bound.user, now=found.now, conflict="kin", note="亲属任职"
    )
    assert done is None
    with pytest.raises(NotYourStep):
        evaluators.declare(found.evaluation.pk, actor=bound.user, now=found.now)
    assert not may_read(bound.user, paper)
    assert not may_read(officer("expert"), paper)
    assert Notice.objects.filter(kind="evaluation.city_conflict", user_id=found.world.city.pk).exists()


def test_a_sheet_sealed_before_a_conflict_came_to_light_stops_the_proposal_until_it_is_set_aside():
    found = scoring(4)
    for seat in found.seats:
        seal(found, seat, "0.8")
    late = found.seats[3]
    evaluators.declare(
        found.evaluation.pk, actor=late.user, now=found.now, conflict="joint_work", note="共同专利"
    )

    with pytest.raises(StepRefused) as caught:
        found.take(E.CONCLUDE, found.world.city, opinion="一致。")
    assert refusals(caught) == [("recused_evaluator", {"name": str(late.user)})]
    evaluators.remove_evaluator(late.pk, reason="回避", actor=found.world.city, now=found.now)
    found.take(E.CONCLUDE, found.world.city, opinion="一致。")
    assert len(found.evaluation.counted) == 3
    with pytest.raises(StepRefused) as counted:
        evaluators.remove_evaluator(found.seats[0].pk, reason="x", actor=found.world.city, now=found.now)
    assert codes(counted) == ["sheet_counted_already"]


def test_points_out_of_range_never_seal():
    found = scoring()
    seat = found.seats[0]
    begun = evaluators.declare(found.evaluation.pk, actor=seat.user, now=found.now)
    items = sheet(found, "1") | {"feedback": {"points": "5.5", "reason": "过高"}}
    evaluators.save_sheet(begun.pk, items=items, opinion="同意", actor=seat.user, now=found.now)

    with pytest.raises(StepRefused) as caught:
        evaluators.seal(begun.pk, actor=seat.user, now=found.now)

    assert refusals(caught) == [
        ("evaluation_points_missing", {"item": "feedback", "value": "5.5", "most": 5})
    ]
    assert EvaluationSheet.objects.get(pk=begun.pk).state == "draft"


def test_somebody_elses_sheet_is_nobodys_to_write():
    found = scoring()
    begun = evaluators.declare(found.evaluation.pk, actor=found.seats[0].user, now=found.now)

    for stranger in (found.seats[1].user, found.world.city, found.world.lead):
        with pytest.raises(NotYourStep):
            evaluators.save_sheet(begun.pk, items={}, opinion="", actor=stranger, now=found.now)
        with pytest.raises(NotYourStep):
            evaluators.seal(begun.pk, actor=stranger, now=found.now)


# a third-party agency


def _agency(**more):
    given = {"evaluators": "agency", "agency": "示例评估有限公司", "agency_code": "91370200MA00000009"}
    return opened(**(given | more))


def _seat(found, user=None, days=40):
    user = user or agency_person()
    return evaluators.name_agency_person(
        found.campaign.pk,
        user,
        expires_on=found.today + timedelta(days=days),
        actor=found.world.city,
        now=found.now,
    )


@pytest.mark.parametrize("by", ["code", "name"])
def test_a_members_own_unit_as_agency_is_refused(by):
    world = world_of()
    unit = world.consortium.memberships.get(is_lead=False).unit
    more = {"agency_code": unit.code} if by == "code" else {"agency": unit.name, "agency_code": ""}

    with pytest.raises(StepRefused) as caught:
        _agency(world=world, **more)

    assert refusals(caught)[0][0] == "agency_is_party"
    assert refusals(caught)[0][1]["name"] == world.consortium.formal_name


def test_an_agency_without_a_name_is_refused():
    with pytest.raises(StepRefused) as caught:
        _agency(agency="")

    assert codes(caught) == ["agency_unnamed"]


def test_an_agencys_seat_opens_its_campaign_and_nothing_else_until_its_day():
    found = _agency()
    other = opened(world_of(name="示例另一创新联合体"))
    seat = _seat(found)
    day = seat.expires_on

    assert list(Evaluation.objects.judged_by(seat.user, found.today)) == [found.evaluation]
    assert list(Evaluation.objects.judged_by(seat.user, day)) == [found.evaluation]
    assert not Evaluation.objects.judged_by(seat.user, day + timedelta(days=1)).exists()
    assert not Evaluation.objects.visible_to(seat.user).exists()
    assert not Evaluation.objects.judged_by(other.world.lead, found.today).exists()


def test_after_its_day_a_seat_opens_nothing_and_what_was_sealed_still_counts():
    found = _agency(evidence_until=world_of().now.date() + timedelta(days=601))
    seats = [_seat(found, days=40) for _ in range(3)]
    found.now = later(found.now, found.campaign.evidence_until)
    found.take(E.START, found.world.city)
    for seat in seats[:2]:
        seal(found, seat, "0.8")
    begun = evaluators.declare(found.evaluation.pk, actor=seats[2].user, now=found.now)
    found.now = later(found.now, seats[2].expires_on)

    with pytest.raises(NotYourStep):
        evaluators.save_sheet(begun.pk, items={}, opinion="", actor=seats[2].user, now=found.now)
    with pytest.raises(StepRefused) as over:
        evaluators.seal(begun.pk, actor=seats[2].user, now=found.now)
    assert "evaluator_seat_over" in codes(over)
    assert evaluators.end_expired_seats(found.now) == 3
    assert evaluators.end_expired_seats(found.now) == 0
    assert Notice.objects.filter(kind="campaign.city_seat_ended", user_id=found.world.city.pk).count() == 3
    assert set(
        Entry.objects.filter(kind="campaign.seat_ended").values_list("payload__unsealed", flat=True)
    ) == {0, 1}
    assert EvaluationSheet.objects.filter(state="sealed", seat__removed_at__isnull=True).count() == 2


def test_only_holders_of_the_role_get_a_seat_and_only_in_a_campaign_of_an_agency():
    found = _agency()

    with pytest.raises(StepRefused) as plain:
        _seat(found, representative(found.world.lead_unit))
    with pytest.raises(StepRefused) as panel:
        _name(found, expert(60))
    with pytest.raises(StepRefused) as past:
        _seat(found, days=-1)
    _seat(found, person := agency_person())
    with pytest.raises(StepRefused) as twice:
        _seat(found, person)

    assert [codes(one) for one in (plain, panel, past, twice)] == [
        ["not_an_evaluator"], ["other_evaluators"], ["seat_day_past"], ["evaluator_named"],
    ]  # fmt: skip


def test_an_agency_person_who_speaks_for_a_party_is_refused():
    found = _agency()
    person = agency_person()
    Representative.objects.create(
        user=person, unit=found.world.lead_unit, kind="editor", basis="claim", since=found.now
    )

    with pytest.raises(StepRefused) as caught:
        _seat(found, person)

    assert codes(caught) == ["expert_recused"]


def test_the_officer_invites_and_gives_no_right():
    found = _agency()

    evaluators.invite_agency_person(
        found.campaign.pk,
        email="Person@agency.test",
        name="示例评估员",
        actor=found.world.city,
        now=found.now,
    )

    invitation = StaffInvitation.objects.get()
    assert (invitation.email, invitation.role) == ("person@agency.test", "evaluator")
    assert not CampaignSeat.objects.exists()
    with pytest.raises(NotYourStep):
        evaluators.invite_agency_person(
            found.campaign.pk, email="x@agency.test", name="x", actor=found.world.approver, now=found.now
        )
    with pytest.raises(StepRefused):
        evaluators.invite_agency_person(
            opened(world_of(name="示例专家组评价")).campaign.pk, email="x@agency.test", name="x",
            actor=found.world.city, now=found.now,
        )  # fmt: skip


def test_only_city_officers_name_evaluators_and_only_while_the_campaign_is_open():
    found = name_panel(opened(), 1)
    for stranger in (found.world.approver, found.world.lead, officer("supervisor")):
        with pytest.raises(NotYourStep):
            evaluators.name_expert(found.campaign.pk, expert(61), actor=stranger, now=found.now)
    found.draft(E.CANCEL, reason="取消")
    found.take(E.CANCEL, found.world.approver)
    campaigns.close_campaign(found.campaign.pk, actor=found.world.city, now=found.now)

    with pytest.raises(StepRefused) as closed:
        _name(found, expert(62))

    assert codes(closed) == ["campaign_closed"]
    assert not Evaluation.objects.judged_by(found.seats[0].user, found.today).exists()
