"""The list and the page of a registration, its forms, and dates entered by two persons."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consortia.models import Consortium, Indicator, LinkedProject, ProjectLink, Registration
from consortia.registration import REGISTRATION
from consortia.states import RegistrationEvent, RegistrationState
from evaluations.actions import tracking
from evaluations.models import Difficulty, Report
from portal import desk
from tests.evaluations.registered import registered
from tests.factories import NOW, UnitFactory, officer, representative
from workflow import engine, office

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def second_factor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accounts.middleware.has_second_factor", lambda request: True)


def _as(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def _historic(number: int = 0) -> Registration:
    """A registration as the published list gave it: no dates, no district, no lead."""
    consortium = Consortium.objects.create(
        formal_name=f"历史创新联合体{number}", origin="published_list", created_at=NOW
    )
    row = Registration(consortium=consortium, origin="published_list")
    engine.begin(REGISTRATION, row, actor=None, now=NOW)
    return row


def test_list_asks_the_same_number_of_questions_for_one_and_fifty() -> None:
    city = officer("city_officer")
    counts = []
    for until in (1, 50):
        for number in range(Registration.objects.count(), until):
            _historic(number)
        client = _as(city)
        client.get("/registrations/")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get("/registrations/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_page_asks_the_same_number_of_questions_for_one_and_many_rows() -> None:
    it = registered(indicators=1)
    it.expect()
    client, counts = _as(it.city), []
    for extra in (1, 12):
        for number in range(extra):
            ProjectLink.objects.create(
                registration=it.registration, number=f"{extra}-{number}", name="示例项目", programme="other",
                amount=1, opened_on=date(2026, 1, 1), added_by=it.city,
            )  # fmt: skip
            Indicator.objects.create(
                consortium=it.consortium, name=f"{extra}-{number}", unit="项", orientation="quality",
                baseline=0, target=1, target_year=2028,
            )  # fmt: skip
        client.get(f"/registrations/{it.registration.pk}/")
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/registrations/{it.registration.pk}/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_everybody_sees_their_own_registrations_and_no_others() -> None:
    it, other = registered(), registered()
    path = f"/registrations/{it.registration.pk}/"
    for person in (it.lead, it.member, it.officer, it.head, it.city, it.approver, officer("auditor")):
        assert _as(person).get(path).status_code == 200
        assert it.consortium.formal_name in _as(person).get("/registrations/").content.decode()
    for person in (
        representative(UnitFactory()),
        it.other_officer(),
        officer("expert"),
        officer("evaluator"),
    ):
        assert _as(person).get(path).status_code == 404
    assert _as(other.lead).get(path).status_code == 404
    assert Client().get(path).status_code == 302


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 2), ("standing=undated", 1), ("standing=in_force", 2), ("standing=lapsed", 0),
        ("standing=revoked", 0), ("standing=nonsense", 2), ("q=历史", 1), ("q=%00", 2), ("authority=x", 2),
        ("before=9999999999999999999", 2),
    ],
)  # fmt: skip
def test_list_is_narrowed_by_what_stands_in_the_address(query: str, found: int) -> None:
    it = registered()
    _historic()
    page = _as(it.city).get(f"/registrations/?{query}")
    assert len(page.context["rows"]) == found


# dates by two persons


def test_dates_are_drafted_with_a_source_and_confirmed_by_a_second_person() -> None:
    row, city, approver = _historic(), officer("city_officer"), officer("approver")
    path = f"/steps/registration/{row.pk}/date/"
    typed = {"valid_from": "2025-07-22", "last_day_on": "2028-07-21", "source": "青科规字〔2025〕示例号第3页"}
    client = _as(city)
    assert client.get(f"{path}?draft=1").status_code == 200
    assert client.post(f"{path}?draft=1", typed | {"source": ""}).status_code == 422
    assert client.post(f"{path}?draft=1", typed | {"last_day_on": "2028-07-22"}).status_code == 409
    assert client.post(f"{path}?draft=1", typed | {"last_day_on": "2025-07-01"}).status_code == 409
    assert client.post(f"{path}?draft=1", typed).status_code == 302
    assert client.post(path, {}).status_code == 404
    page = _as(approver).get(f"/registrations/{row.pk}/").content.decode()
    assert typed["source"] in page
    assert _as(approver).post(path, {}).status_code == 302
    row.refresh_from_db()
    assert (row.valid_from, row.valid_until) == (date(2025, 7, 22), date(2028, 7, 22))
    assert row.dates_source == typed["source"]
    with pytest.raises(engine.StepRefused, match="dates_known"):
        engine.propose(
            REGISTRATION, row.pk, RegistrationEvent.DATE, actor=city, now=NOW,
            payload=typed | {"valid_until": "2028-07-22"},
        )  # fmt: skip


# projects by form


def test_projects_by_form_keep_what_was_typed_when_refused() -> None:
    it = registered()
    path, client = f"/registrations/{it.registration.pk}/projects/new/", _as(it.city)
    good = {"number": "QD-1", "name": "示范项目", "programme": "challenge", "amount": "3,000,000",
            "opened_on": "2026-01-05"}  # fmt: skip
    bad = client.post(path, good | {"amount": "三百万"})
    assert (bad.status_code, "三百万" in bad.content.decode()) == (422, True)
    late = client.post(path, good | {"closed_on": "2026-01-04"})
    assert (late.status_code, "示范项目" in late.content.decode()) == (409, True)
    assert client.post(path, good).status_code == 302
    project = ProjectLink.objects.get()
    assert (project.amount, project.is_open) == (Decimal("3000000.00"), True)
    close = f"/registrations/{it.registration.pk}/projects/{project.pk}/close/"
    assert client.get(close).status_code == 200
    assert client.post(close, {"closed_on": "2025-01-01"}).status_code == 409
    assert client.post(close, {"closed_on": "2026-02-01"}).status_code == 302
    for person in (it.lead, it.officer, it.approver):
        assert _as(person).get(path).status_code == 404
        assert _as(person).post(path, good).status_code == 404


# figures and reports by form


def test_figures_are_typed_on_the_page_and_reported() -> None:
    it = registered()
    base, client = f"/registrations/{it.registration.pk}/promises/indicators", _as(it.lead)
    row = {"name": "焊缝合格率", "unit": "%", "orientation": "quality", "baseline": "80", "target": "99.5",
           "target_year": "2028"}  # fmt: skip
    assert client.post(f"{base}/new/", row | {"target": "很高"}).status_code == 422
    assert client.post(f"{base}/new/", row).status_code == 302
    one = Indicator.objects.get()
    assert client.post(f"{base}/{one.pk}/", row | {"target": "99"}).status_code == 302
    assert client.get(f"{base}x/new/").status_code == 404
    assert _as(it.member).get(f"{base}/new/").status_code == 404
    report = it.expect("half_year")
    path = f"/reports/{report.pk}/"
    wrong = client.post(path, {"progress": "完成样机", f"figure_{one.pk}": "一半", "send": "1"})
    assert (wrong.status_code, "一半" in wrong.content.decode()) == (422, True)
    assert "完成样机" in wrong.content.decode()
    assert client.post(path, {"progress": "完成样机", "send": "1"}).status_code == 302
    kept = Report.objects.get(pk=report.pk)
    assert (kept.state, kept.progress) == ("expected", "完成样机")  # refused, and nothing lost
    sent = client.post(path, {"progress": "完成样机", f"figure_{one.pk}": "91.25", "send": "1"})
    assert sent.status_code == 302
    kept.refresh_from_db()
    assert (kept.state, kept.figures.get().value) == ("submitted", Decimal("91.25"))
    assert client.get(f"{base}/{one.pk}/").status_code == 200
    assert client.post(f"{base}/{one.pk}/", row).status_code == 409
    assert client.post(f"{base}/{one.pk}/drop/").status_code == 302
    assert Indicator.objects.count() == 1


def test_report_pages_for_readers_and_strangers() -> None:
    it = registered(indicators=1)
    report = it.expect("yearly")
    for person in (it.lead, it.member, it.officer, it.city):
        assert _as(person).get(f"/reports/{report.pk}/").status_code == 200
        assert _as(person).get("/reports/").status_code == 200
    assert _as(it.member).post(f"/reports/{report.pk}/", {"progress": "x"}).status_code == 404
    assert _as(it.other_officer()).get(f"/reports/{report.pk}/").status_code == 404
    assert len(_as(it.other_officer()).get("/reports/").context["rows"]) == 0


def test_a_milestone_of_tomorrow_is_not_reached() -> None:
    it = registered(indicators=1)
    step = it.consortium.milestones.create(name="样机", due_on=date(2027, 3, 1))
    report = it.expect("half_year")
    far = (date.today() + timedelta(days=4000)).isoformat()
    page = _as(it.lead).post(f"/reports/{report.pk}/", {"progress": "完成", f"reached_{step.pk}": far})
    assert (page.status_code, "完成" in page.content.decode()) == (422, True)


def test_a_difficulty_by_pages() -> None:
    it = registered()
    client = _as(it.member)
    path = f"/registrations/{it.registration.pk}/difficulties/new/"
    assert client.post(path, {"title": "", "text": "请协调海域"}).status_code == 422
    assert client.post(path, {"title": "缺海域", "text": "请协调海域"}).status_code == 302
    one = Difficulty.objects.get()
    assert _as(it.officer).get(path).status_code == 404
    page = _as(it.officer).get(f"/difficulties/{one.pk}/")
    offered = {key for key, _label in page.context["owners"] if key}
    assert offered == {str(it.officer.pk), str(it.city.pk)}
    assign = f"/steps/difficulty/{one.pk}/assign/"
    assert _as(it.officer).post(assign, {"owner": str(it.officer.pk)}).status_code == 302
    answer = f"/steps/difficulty/{one.pk}/answer/"
    assert _as(it.officer).post(answer, {"answer": ""}).status_code == 422
    assert _as(it.officer).post(answer, {"answer": "已协调"}).status_code == 302
    assert "已协调" in client.get(f"/difficulties/{one.pk}/").content.decode()
    assert _as(it.other_officer()).get(f"/difficulties/{one.pk}/").status_code == 404
    assert client.post(f"/steps/difficulty/{one.pk}/close/").status_code == 302
    one.refresh_from_db()
    assert one.state == "closed"


def test_lists_ask_the_same_number_of_questions() -> None:
    it = registered(indicators=1)
    it.expect()
    for path in ("/reports/", "/difficulties/"):
        counts = []
        for more in (1, 20):
            for number in range(more):
                tracking.raise_difficulty(
                    it.registration.pk, title=f"{path}{number}", text="请协调", actor=it.member, now=it.now
                )
            client = _as(it.city)
            client.get(path)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(path).status_code == 200
            counts.append(len(asked))
        assert counts[0] == counts[1]


def test_what_a_case_decides_is_not_offered_on_the_page() -> None:
    it = registered()
    for person in (it.city, it.approver, it.lead):
        events = {
            one.event
            for one in _as(person).get(f"/registrations/{it.registration.pk}/").context["steps"].steps
        }
        assert not events & {RegistrationEvent.REVOKE, RegistrationEvent.VACATE, RegistrationEvent.DATE}
    assert it.registration.state == RegistrationState.IN_FORCE


def test_what_waits_stands_on_the_desks() -> None:
    it = registered(indicators=1)
    _historic()
    report = it.expect("half_year")
    figures = {one.pk: (Decimal(1), "") for one in Indicator.objects.filter(consortium=it.consortium)}
    content = tracking.Content({"progress": "完成", "difficulty": "缺海域"}, figures)
    tracking.save_report(report.pk, content, actor=it.lead, now=it.now)
    tracking.submit_report(report.pk, actor=it.lead, now=it.now)
    day, calendar = date(2027, 7, 1), office.work_calendar()

    def urls(person: Any) -> list[str]:
        return [row.url for row in desk.other_tasks(person, day, calendar)]

    one = Difficulty.objects.get()
    assert urls(it.officer) == [f"/difficulties/{one.pk}/", f"/reports/{report.pk}/"]
    assert urls(it.other_officer()) == []
    assert urls(it.city) == ["/registrations/?standing=undated"]
    tracking.move_difficulty(one.pk, "assign", actor=it.city, now=it.now, typed={"owner": str(it.city.pk)})
    assert f"/difficulties/{one.pk}/" in urls(it.city)
    assert f"/difficulties/{one.pk}/" not in urls(it.officer)


def test_a_running_project_of_the_plan_is_linked_without_typing_it_again() -> None:
    it = registered(indicators=1)
    path = f"/registrations/{it.registration.pk}/"
    row = LinkedProject.objects.create(
        consortium=it.consortium, name="示例场景示范", level="scenario", stage="running", number="示例〔2026〕3 号",
        amount=Decimal("120.5"), opened_on=date(2026, 5, 1), tie="样机试验在这一场景内进行",
    )  # fmt: skip
    LinkedProject.objects.create(
        consortium=it.consortium, name="拟申报的项目", level="city", stage="planned", tie="任务一"
    )
    told = _as(it.lead).get(path).content.decode()
    assert "示例场景示范" in told
    assert "拟申报的项目" not in told
    assert f"plan={row.pk}" not in told

    client = _as(it.city)
    assert f"plan={row.pk}" in client.get(path).content.decode()
    form = client.get(f"{path}projects/new/?plan={row.pk}").context["form"]
    assert form.initial == {
        "number": row.number, "name": row.name, "amount": Decimal("1205000"), "opened_on": date(2026, 5, 1)
    }  # fmt: skip
    client.post(
        f"{path}projects/new/?plan={row.pk}",
        {"number": row.number, "name": row.name, "amount": "1205000", "opened_on": "2026-05-01",
         "programme": "other"},
    )  # fmt: skip
    assert it.registration.projects.get().amount == 1205000
    assert f"plan={row.pk}" not in client.get(path).content.decode()
    assert set(client.get(f"{path}projects/new/?plan=x").context["form"].initial) == {"opened_on"}
