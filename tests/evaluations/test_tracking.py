"""Reports and difficulties: what is expected and when, what is refused, who may, what the calendar tells."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortia.models import Indicator, Milestone, Registration
from consortia.states import RegistrationState
from evaluations import access, periods, sweeps_tracking
from evaluations.actions import renewal, tracking
from evaluations.actions.tracking import Content
from evaluations.deadlines import months_after
from evaluations.flow import REPORT
from evaluations.models import Difficulty, Report, ReportFigure
from evaluations.states import DifficultyEvent, DifficultyState, ReportEvent, ReportState
from ledger.models import Notice
from tests.evaluations.registered import Registered, at, registered
from tests.factories import officer, representative
from tests.races import eight
from workflow import engine

pytestmark = pytest.mark.django_db


# periods


def test_first_period_begins_with_the_registration_and_is_long_enough() -> None:
    short = list(periods.periods(date(2026, 5, 3), date(2029, 5, 3)))
    long = list(periods.periods(date(2026, 5, 2), date(2029, 5, 2)))
    assert short[0] == periods.Period("yearly", date(2026, 5, 3), date(2027, 1, 1))
    assert long[0] == periods.Period("half_year", date(2026, 5, 2), date(2026, 7, 1))


def test_a_period_that_validity_does_not_outlast_is_not_reported_on() -> None:
    kinds = [(p.kind, p.until) for p in periods.periods(date(2026, 10, 9), date(2029, 10, 9))]
    assert kinds == [
        ("yearly", date(2027, 1, 1)),
        ("half_year", date(2027, 7, 1)),
        ("yearly", date(2028, 1, 1)),
        ("half_year", date(2028, 7, 1)),
        ("yearly", date(2029, 1, 1)),
        ("half_year", date(2029, 7, 1)),
    ]


@given(
    st.dates(date(2024, 1, 1), date(2030, 1, 1)),
    st.lists(st.dates(date(2024, 1, 1), date(2034, 1, 1)), min_size=1, max_size=12),
)
def test_asked_on_any_days_each_period_comes_once(start: date, asked: list[date]) -> None:
    end = start + timedelta(days=1095)
    seen: list[periods.Period] = []
    last = start
    for day in sorted(asked):
        seen += periods.ended_between(start, end, last, max(last, day))
        last = max(last, day)
    assert seen == list(periods.ended(start, end, last))
    assert len({(one.kind, one.since) for one in seen}) == len(seen)
    assert all((one.until - one.since).days >= periods.SHORTEST_DAYS and one.until <= last for one in seen)


# the sweep


def test_reports_are_expected_once_however_often_and_however_late_it_runs() -> None:
    it = registered()
    first = it.registration.valid_from
    assert sweeps_tracking.owed_reports(at(first)) == 0
    assert sweeps_tracking.owed_reports(at(date(first.year + 2, 8, 1))) > 1  # an outage of nearly two years
    expected = list(Report.objects.order_by("period_until").values_list("kind", "period_until"))
    assert expected == [
        (p.kind, p.until)
        for p in periods.ended(first, it.registration.valid_until, date(first.year + 2, 8, 1))
    ]
    assert sweeps_tracking.owed_reports(at(date(first.year + 2, 8, 1))) == 0
    told = Notice.objects.filter(kind="report.lead_expected", user_id=it.lead.pk)
    assert told.count() == len(expected)


def test_nothing_is_expected_of_a_registration_without_dates_or_over() -> None:
    it = registered()
    Registration.objects.create(
        consortium=it.registration.consortium, origin="published_list", state_since=it.now,
        state=RegistrationState.IN_FORCE,
    )  # fmt: skip
    sweeps_tracking.owed_reports(at(it.registration.valid_from))
    assert Report.objects.count() == 0


def test_an_ordinary_run_asks_little_of_the_database(django_assert_max_num_queries) -> None:
    it = registered()
    sweeps_tracking.owed_reports(at(it.registration.valid_from))
    with django_assert_max_num_queries(6):  # two looks into the index, each in its savepoint
        sweeps_tracking.owed_reports(at(it.registration.valid_from))


def test_reminders_before_on_and_after_the_day_then_the_district() -> None:
    it = registered()
    report = it.expect()
    calendar = sweeps_tracking.office.work_calendar()
    due = report.due_on

    def kinds(day: date) -> set[str]:
        before = set(Notice.objects.values_list("pk", flat=True))
        sweeps_tracking.report_reminders(at(day))
        sweeps_tracking.report_reminders(at(day))
        return set(Notice.objects.exclude(pk__in=before).values_list("kind", flat=True))

    assert kinds(due - timedelta(days=20)) == set()
    soon = next(
        day
        for back in range(1, 15)
        if calendar.working_days_after((day := due - timedelta(days=back)), 2).on == due
    )
    assert kinds(soon) == {"report.lead_due_soon"}
    assert kinds(due) == {"report.lead_due_today"}
    assert kinds(due + timedelta(days=1)) == {"report.lead_overdue"}
    assert kinds(due + timedelta(days=40)) == {"report.officer_escalated"}
    assert kinds(due + timedelta(days=41)) == set()


def test_a_reminder_missed_by_an_outage_is_made_up_for_before_the_day() -> None:
    it = registered()
    report = it.expect()
    Notice.objects.all().delete()
    between = report.due_on - timedelta(days=1)
    assert sweeps_tracking.office.work_calendar().working_days_after(between, 2).on > report.due_on
    assert [sweeps_tracking.report_reminders(at(between)) for _ in range(2)] == [1, 0]
    assert Notice.objects.get().kind == "report.lead_due_soon"


# a report's road


def _figures(it: Registered, value: str = "12") -> dict[int, tuple[Decimal, str]]:
    return {one.pk: (Decimal(value), "") for one in Indicator.objects.filter(consortium=it.consortium)}


def test_a_light_report_goes_its_road() -> None:
    it = registered(indicators=2)
    report = it.expect("half_year")
    now = at(report.expected_on)
    content = Content({"progress": "完成样机", "difficulty": "缺少试验海域\n请协调"}, _figures(it))
    tracking.save_report(report.pk, content, actor=it.lead, now=now)
    sent = tracking.submit_report(report.pk, actor=it.lead, now=now)
    assert (sent.state, sent.is_late, sent.due_on > report.expected_on) == ("submitted", False, True)
    raised = Difficulty.objects.get()
    assert (raised.title, raised.state) == ("缺少试验海域", DifficultyState.RAISED)
    engine.advance(REPORT, report.pk, ReportEvent.NOTE, actor=it.officer, now=now)
    assert Report.objects.get(pk=report.pk).state == ReportState.NOTED


def test_late_is_accepted_and_marked_and_a_return_keeps_everything() -> None:
    it = registered(indicators=1)
    report = it.expect()
    late = at(report.expected_on + timedelta(days=9))
    texts = {"progress": "完成", "innovation": "联合实验室", "plans": "中试"}
    tracking.save_report(report.pk, Content(texts, _figures(it)), actor=it.lead, now=late)
    assert tracking.submit_report(report.pk, actor=it.lead, now=late).is_late
    with pytest.raises(engine.StepRefused, match="no_reason"):
        engine.advance(REPORT, report.pk, ReportEvent.RETURN, actor=it.officer, now=late)
    engine.advance(
        REPORT, report.pk, ReportEvent.RETURN, actor=it.officer, now=late, typed={"reason": "补数据"}
    )
    back = Report.objects.get(pk=report.pk)
    assert (back.state, back.progress, back.remark, back.figures.count()) == ("expected", "完成", "补数据", 1)
    again = tracking.submit_report(report.pk, actor=it.lead, now=late)
    assert again.is_late


def test_an_incomplete_report_is_refused_point_by_point() -> None:
    it = registered(indicators=2)
    report = it.expect("yearly")
    with pytest.raises(engine.StepRefused) as refused:
        tracking.submit_report(report.pk, actor=it.lead, now=at(report.expected_on))
    codes = [one.code for one in refused.value.refusals]
    assert codes == ["progress_missing", "figures_missing", "innovation_missing", "plans_missing"]


def test_without_promised_figures_no_report_is_sent() -> None:
    it = registered()
    report = it.expect("half_year")
    tracking.save_report(report.pk, Content({"progress": "完成"}), actor=it.lead, now=at(report.expected_on))
    with pytest.raises(engine.StepRefused, match="nothing_promised"):
        tracking.submit_report(report.pk, actor=it.lead, now=at(report.expected_on))


def test_milestones_are_reached_when_the_report_is_sent() -> None:
    it = registered(indicators=1)
    step = Milestone.objects.create(consortium=it.consortium, name="样机", due_on=date(2027, 3, 1))
    report = it.expect("half_year")
    now, day = at(report.expected_on), report.period_from + timedelta(days=30)
    content = Content({"progress": "完成"}, _figures(it), {step.pk: day})
    tracking.save_report(report.pk, content, actor=it.lead, now=now)
    step.refresh_from_db()
    assert step.reached_on is None
    tracking.submit_report(report.pk, actor=it.lead, now=now)
    step.refresh_from_db()
    assert step.reached_on == day


def test_a_sent_report_stays_as_it_is() -> None:
    it = registered(indicators=1)
    report = it.expect("half_year")
    now = at(report.expected_on)
    tracking.save_report(report.pk, Content({"progress": "完成"}, _figures(it)), actor=it.lead, now=now)
    tracking.submit_report(report.pk, actor=it.lead, now=now)
    with pytest.raises(engine.StepRefused, match="report_locked"):
        tracking.save_report(report.pk, Content({"progress": "改"}), actor=it.lead, now=now)
    assert ReportFigure.objects.count() == 1


def test_figures_of_another_consortium_are_not_kept() -> None:
    it, other = registered(indicators=1), registered(indicators=1)
    report = it.expect("half_year")
    content = Content({"progress": "完成"}, _figures(other))
    tracking.save_report(report.pk, content, actor=it.lead, now=at(report.expected_on))
    assert ReportFigure.objects.count() == 0


def test_only_the_right_people_move_a_report() -> None:
    it = registered(indicators=1)
    report = it.expect("half_year")
    now = at(report.expected_on)
    stranger, member = representative(it.lead_unit, "reader"), it.member
    for person in (stranger, member, it.officer, it.city):
        with pytest.raises(engine.NotYourStep):
            tracking.save_report(report.pk, Content({"progress": "x"}), actor=person, now=now)
        with pytest.raises(engine.NotYourStep):
            tracking.submit_report(report.pk, actor=person, now=now)
    tracking.save_report(report.pk, Content({"progress": "完成"}, _figures(it)), actor=it.lead, now=now)
    tracking.submit_report(report.pk, actor=it.lead, now=now)
    elsewhere = it.other_officer()
    for person in (it.lead, member, elsewhere, officer("approver"), officer("auditor")):
        with pytest.raises(engine.NotYourStep):
            engine.advance(REPORT, report.pk, ReportEvent.NOTE, actor=person, now=now)


# difficulties


def _raised(it: Registered, actor: object = None) -> Difficulty:
    return tracking.raise_difficulty(
        it.registration.pk, title="缺试验海域", text="请协调", actor=actor or it.member, now=it.now
    )


def test_a_difficulty_goes_its_road_and_back() -> None:
    it = registered()
    one = _raised(it)
    assert one.due_on is not None
    move = tracking.move_difficulty
    move(one.pk, DifficultyEvent.ASSIGN, actor=it.officer, now=it.now, typed={"owner": str(it.city.pk)})
    with pytest.raises(engine.NotYourStep):
        move(one.pk, DifficultyEvent.ANSWER, actor=it.officer, now=it.now, typed={"answer": "已协调"})
    with pytest.raises(engine.StepRefused, match="answer_empty"):
        move(one.pk, DifficultyEvent.ANSWER, actor=it.city, now=it.now)
    move(one.pk, DifficultyEvent.ANSWER, actor=it.city, now=it.now, typed={"answer": "已协调海域"})
    with pytest.raises(engine.NotYourStep):
        move(one.pk, DifficultyEvent.CLOSE, actor=it.city, now=it.now)
    with pytest.raises(engine.StepRefused, match="no_reason"):
        move(one.pk, DifficultyEvent.REOPEN, actor=it.member, now=it.now)
    move(one.pk, DifficultyEvent.REOPEN, actor=it.member, now=it.now, typed={"reason": "还差一处"})
    move(one.pk, DifficultyEvent.ANSWER, actor=it.city, now=it.now, typed={"answer": "两处都已协调"})
    closed = move(one.pk, DifficultyEvent.CLOSE, actor=it.lead, now=it.now)
    assert (closed.state, closed.answer, closed.due_on) == ("closed", "两处都已协调", None)


def test_the_owner_must_be_an_officer_of_the_place_or_the_city() -> None:
    it = registered()
    one = _raised(it)
    for wrong in (it.lead.pk, it.other_officer().pk, officer("approver").pk, "", "x", "0"):
        with pytest.raises(engine.StepRefused, match="owner_no_officer"):
            tracking.move_difficulty(
                one.pk, DifficultyEvent.ASSIGN, actor=it.officer, now=it.now, typed={"owner": str(wrong)}
            )
    with pytest.raises(engine.NotYourStep):
        tracking.move_difficulty(
            one.pk, DifficultyEvent.ASSIGN, actor=it.other_officer(), now=it.now, typed={"owner": "1"}
        )


def test_without_a_district_only_the_citys_officers_own_a_difficulty() -> None:
    it = registered()
    Registration.objects.filter(pk=it.registration.pk).update(authority=None)
    one, other = _raised(it), it.other_officer()
    assert access.officers_of(Registration.objects.get(pk=it.registration.pk)) == (it.city.pk,)
    for wrong in (other.pk, it.officer.pk):
        with pytest.raises(engine.StepRefused, match="owner_no_officer"):
            tracking.move_difficulty(
                one.pk, DifficultyEvent.ASSIGN, actor=it.city, now=it.now, typed={"owner": str(wrong)}
            )
    tracking.move_difficulty(
        one.pk, DifficultyEvent.ASSIGN, actor=it.city, now=it.now, typed={"owner": str(it.city.pk)}
    )


def test_strangers_raise_nothing() -> None:
    it, other = registered(), registered()
    for person in (other.lead, it.officer, it.city):
        with pytest.raises(engine.NotYourStep):
            _raised(it, person)


def test_a_difficulty_left_lying_is_told_once_to_each() -> None:
    it = registered()
    one = _raised(it)
    for days in (1, 2, 30, 31):
        sweeps_tracking.difficulty_reminders(at(one.due_on + timedelta(days=days)))
    told = Notice.objects.filter(kind__in=["difficulty.officer_unowned", "difficulty.city_escalated"])
    assert sorted(told.values_list("kind", "user_id")) == [
        ("difficulty.city_escalated", it.city.pk),
        ("difficulty.officer_unowned", it.officer.pk),
    ]


# projects and promises


def test_projects_are_checked_and_lock_dissolution() -> None:
    it = registered()
    good = {
        "number": "QD-2026-7", "name": "深海焊接示范", "programme": "challenge", "amount": Decimal("3000000"),
        "opened_on": it.now.date(), "closed_on": None,
    }  # fmt: skip
    add = tracking.add_project
    for person in (it.lead, it.officer, officer("approver")):
        with pytest.raises(engine.NotYourStep):
            add(it.registration.pk, good, actor=person, now=it.now)
    project = add(it.registration.pk, good, actor=it.city, now=it.now)
    with pytest.raises(engine.StepRefused, match="project_taken"):
        add(it.registration.pk, good, actor=it.city, now=it.now)
    backwards = good | {"number": "8", "closed_on": it.now.date() - timedelta(days=1)}
    with pytest.raises(engine.StepRefused, match="project_backwards"):
        add(it.registration.pk, backwards, actor=it.city, now=it.now)
    ahead = good | {"number": "9", "opened_on": it.now.date() + timedelta(days=1)}
    with pytest.raises(engine.StepRefused, match="project_in_future"):
        add(it.registration.pk, ahead, actor=it.city, now=it.now)
    with pytest.raises(engine.StepRefused, match="project_backwards"):
        tracking.close_project(
            it.registration.pk,
            project.pk,
            closed_on=it.now.date() - timedelta(days=2),
            actor=it.city,
            now=it.now,
        )
    closed = tracking.close_project(
        it.registration.pk, project.pk, closed_on=it.now.date(), actor=it.city, now=it.now
    )
    assert not closed.is_open
    with pytest.raises(engine.StepRefused, match="project_closed"):
        tracking.close_project(
            it.registration.pk, project.pk, closed_on=it.now.date(), actor=it.city, now=it.now
        )


ROW = {"name": "营收", "unit": "万元", "orientation": "performance", "baseline": Decimal(1),
       "target": Decimal(9), "target_year": 2029}  # fmt: skip


def test_figures_are_promised_once_and_frozen_by_the_first_report() -> None:
    it = registered()
    row = tracking.promise(it.registration.pk, Indicator, ROW, actor=it.lead, now=it.now)
    with pytest.raises(engine.StepRefused, match="indicator_taken"):
        tracking.promise(it.registration.pk, Indicator, ROW, actor=it.lead, now=it.now)
    with pytest.raises(engine.NotYourStep):
        tracking.promise(it.registration.pk, Indicator, ROW | {"name": "x"}, actor=it.member, now=it.now)
    changed = tracking.promise(
        it.registration.pk, Indicator, ROW | {"target": Decimal(10)}, actor=it.lead, now=it.now, row_id=row.pk
    )
    assert changed.target == 10
    report = it.expect("half_year")
    now = at(report.expected_on)
    tracking.save_report(report.pk, Content({"progress": "完成"}, _figures(it)), actor=it.lead, now=now)
    tracking.submit_report(report.pk, actor=it.lead, now=now)
    for again in (
        lambda: tracking.promise(it.registration.pk, Indicator, ROW, actor=it.lead, now=now, row_id=row.pk),
        lambda: tracking.drop_promise(it.registration.pk, Indicator, row.pk, actor=it.lead, now=now),
    ):
        with pytest.raises(engine.StepRefused, match="reported_already"):
            again()


def test_figures_of_the_plan_are_frozen_from_registration_on() -> None:
    it = registered(indicators=2, in_plan=True)
    with pytest.raises(engine.StepRefused, match="promised_in_plan"):
        tracking.promise(it.registration.pk, Indicator, ROW, actor=it.lead, now=it.now)


# many at once


@pytest.mark.django_db(transaction=True)
def test_eight_sweeps_at_once_expect_each_report_once() -> None:
    it = registered(indicators=1)
    now = at(date(it.registration.valid_from.year + 2, 8, 1))
    assert set(eight(lambda: sweeps_tracking.owed_reports(now))) == {"done"}
    sweeps_tracking.owed_reports(now)  # whoever was skipped is looked at again
    owed = periods.ended(it.registration.valid_from, it.registration.valid_until, now.date())
    assert Report.objects.count() == len(owed)
    assert Notice.objects.filter(kind="report.lead_expected", user_id=it.lead.pk).count() == len(owed)


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_send_a_report_once() -> None:
    it = registered(indicators=1)
    report = it.expect("half_year")
    now = at(report.expected_on)
    content = Content({"progress": "完成", "difficulty": "缺海域"}, _figures(it))
    tracking.save_report(report.pk, content, actor=it.lead, now=now)
    sent = eight(lambda: tracking.submit_report(report.pk, actor=it.lead, now=now))
    assert sent == ["NoSuchStep"] * 7 + ["done"]
    assert Difficulty.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_apply_again_once() -> None:
    it = registered()
    now = at(months_after(it.registration.valid_until, -6))
    begun = eight(lambda: renewal.reapply(it.registration.pk, actor=it.lead, now=now))
    assert begun == ["StepRefused"] * 7 + ["done"]
