"""The pre-check: every condition asked, the real checks answering, nothing stored, all of it carried along."""

import inspect
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from consortia import checklist, reference
from consortia.checklist import CHECKS
from consortia.guideline import CLAUSES, QINGDAO_2025
from consortia.validity import ban_until, longest_validity
from filings import carrying, precheck, tasklist
from filings.forms.precheck import WORDS
from filings.models import Filing
from filings.precheck import LATER, QUESTIONS, Status, Verdict, report
from filings.views.precheck import shown
from ledger import clock
from reviews.rules import years_before
from tests.factories import UnitFactory, representative

TODAY = date(2026, 11, 23)
GOOD = {
    **{question.key: "yes" for question in QUESTIONS if question.kind == "yesno"},
    "lead_kind": "enterprise", "standing": "own", "lead_ban": "no", "member_ban": "none",
    "enterprises": "3", "institutes": "2",
}  # fmt: skip


def said(**changes):
    return report({**GOOD, **changes}, TODAY)


def statuses(found, key):
    return {line.status for line in found.lines if line.question.key == key}


def test_every_condition_of_g3_g4_and_the_ban_is_asked():
    conditions = {
        clause.id for clause in CLAUSES.values() if clause.id.startswith(("G3.", "G4.")) and clause.force
    } | {"G7.3d"}

    assert conditions - {clause for question in QUESTIONS for clause in question.clauses} == set()
    assert {clause for question in QUESTIONS for clause in question.clauses} <= set(CLAUSES)


def test_every_check_of_these_clauses_judges_an_answer_or_waits_for_the_dossier():
    theirs = {check.code for check in CHECKS if check.clause.startswith(("G3.", "G4.", "G7.3d"))}
    asked = {code for question in QUESTIONS for code in question.checks}

    assert theirs - asked == LATER & theirs
    assert asked <= {check.code for check in CHECKS}
    assert set(WORDS) == {question.key for question in QUESTIONS}


def test_no_rule_is_written_a_second_time(monkeypatch):
    """Whatever a check decides is decided in the checklist: make all checks pass, and no answer fails them."""
    passing = tuple(replace(check, rule=lambda d, g, t: ()) for check in CHECKS)
    monkeypatch.setattr(checklist, "CHECKS", passing)
    worst = {
        "lead_kind": "university",
        "qingdao": "no",
        "standing": "branch",
        "lead_ban": "yes",
        "enterprises": "0",
    }
    found = said(**worst)

    assert {line.status for line in found.lines if line.code} == {Status.PASSED}
    assert "min_industry" not in inspect.getsource(precheck.report)


def test_good_answers_are_ready():
    found = said()

    assert found.verdict is Verdict.READY
    assert found.of(Status.FAILED, Status.FIND_OUT, Status.REASON, Status.NOTED) == []
    assert found.answered_count == len(QUESTIONS)


def test_no_answers_are_find_out_and_never_an_error():
    found = report({}, TODAY)

    assert found.verdict is Verdict.NOT_YET
    assert found.of(Status.FAILED, Status.REASON) == []
    assert len(found.of(Status.FIND_OUT)) == len([one for one in QUESTIONS if not one.is_plus])


@pytest.mark.parametrize(
    ("key", "value", "code", "status"),
    [
        ("lead_kind", "university", "lead_not_enterprise", Status.FAILED),
        ("qingdao", "no", "lead_not_in_qingdao", Status.FAILED),
        ("standing", "branch", "lead_is_branch", Status.FAILED),
        ("lead_ban", "yes", "lead_banned", Status.FAILED),
        ("member_ban", "core", "core_banned", Status.FAILED),
        ("member_ban", "ordinary", "ordinary_banned", Status.NOTED),
        ("enterprises", "2", "few_industry", Status.REASON),
        ("institutes", "1", "few_academic", Status.REASON),
        ("director", "no", "director_missing", Status.REASON),
        ("need", "no", "need_missing", Status.FAILED),
        ("chief_expert", "no", "chief_expert_missing", Status.FAILED),
    ],
)
def test_a_real_check_judges_the_answer(key, value, code, status):
    found = said(**{key: value})
    expected = {
        Status.FAILED: Verdict.NOT_YET, Status.REASON: Verdict.WITH_REASONS, Status.NOTED: Verdict.READY,
    }  # fmt: skip

    assert (code, status) in {(line.code, line.status) for line in found.lines}
    assert found.verdict is expected[status]


@pytest.mark.parametrize(
    "question", [one for one in QUESTIONS if one.kind == "yesno"], ids=lambda one: one.key
)
def test_dont_know_is_find_out_unless_it_is_a_plus(question):
    status = Status.NOTED if question.is_plus else Status.FIND_OUT

    assert statuses(said(**{question.key: ""}), question.key) == {status}


def test_a_ban_ends_with_its_third_year():
    end = date(2026, 11, 24)
    decided = end.replace(year=end.year - QINGDAO_2025.ban_years)
    kept = {**GOOD, "lead_ban": "yes", "lead_ban_on": decided.isoformat()}

    assert report(kept, end - timedelta(days=1)).verdict is Verdict.NOT_YET
    assert report(kept, end).verdict is Verdict.READY


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("answers", [GOOD, {}, dict.fromkeys(GOOD, "no")], ids=["good", "none", "no"])
def test_every_line_says_what_was_found_and_what_to_do(language, answers):
    cleaned = {
        **answers,
        **({"standing": "branch", "lead_kind": "university", "enterprises": "0", "institutes": "0",
            "member_ban": "core", "lead_ban": "yes"} if answers.get("need") == "no" else {}),
    }  # fmt: skip
    with translation.override(language):
        for line in report(cleaned, TODAY).lines:
            told = shown(line, "failed")
            assert told.sentence
            assert "%(" not in told.sentence + told.fix
            assert bool(told.fix) or line.status is Status.PASSED
            assert bool(told.force_words) or line.status in (Status.PASSED, Status.NOTED)


# pages


def rows_count():
    return {model.__name__: model._base_manager.count() for model in apps.get_models()}


@pytest.fixture
def posted():
    return {
        **GOOD,
        "formal_name": "示例传感创新联合体",
        "need_text": "传感芯片依赖外购。",
        "enterprises": "2",
    }


def token_of(response):
    return response.context["token"]


@pytest.mark.django_db
def test_nothing_is_stored_and_no_cookie_is_left(client, posted):
    before = rows_count()
    plain = set(client.get("/").cookies)
    client.cookies.clear()
    page = client.get("/precheck/")
    result = client.post("/precheck/", posted)
    paper = client.post("/precheck/paper/", {"token": token_of(result)})
    back = client.post("/precheck/", {"token": token_of(result)})

    assert [one.status_code for one in (page, result, paper, back)] == [200] * 4
    assert rows_count() == before
    assert set(client.cookies) <= plain | {"csrftoken", "__Host-csrf"}
    assert "sessionid" not in client.cookies
    assert paper.content.startswith(b"%PDF")
    assert "示例传感创新联合体" in back.content.decode()


@pytest.mark.django_db
def test_the_result_names_clauses_and_force(client, posted):
    text = client.post("/precheck/", posted).content.decode()

    assert "G3.2c" in text
    assert "原则上不少于" in text or "原则上至少" in text or "原则上" in text
    assert "写明理由" in text


@pytest.mark.django_db
def test_a_slip_is_refused_with_the_field(client, posted):
    response = client.post("/precheck/", {**posted, "enterprises": "-1"})

    assert response.status_code == 422
    assert "enterprises" in response.context["form"].errors


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/precheck/paper/", "/precheck/carry/"])
def test_altered_answers_go_back_to_the_questions(client, path):
    response = client.post(path, {"token": "x" + carrying.signed(GOOD)})

    assert (response.status_code, response.url) == (302, "/precheck/")
    assert carrying.COOKIE not in client.cookies


@pytest.mark.django_db
def test_papers_are_limited_by_address(client, posted, monkeypatch):
    monkeypatch.setattr("filings.views.precheck.MOST_PAPERS", 1)
    token = token_of(client.post("/precheck/", posted))
    given = [client.post("/precheck/paper/", {"token": token}).status_code for _ in range(2)]

    assert given == [200, 429]


@pytest.mark.django_db
def test_answers_come_along_into_a_draft(client, posted):
    call_command("load_reference", verbosity=0)
    unit = UnitFactory()
    token = token_of(client.post("/precheck/", {**posted, "field": "track:wl-terahertz"}))
    gone = client.post("/precheck/carry/", {"token": token, "to": "draft"})
    asked = client.get("/filings/new/")

    assert (gone.url, asked.status_code) == ("/filings/new/", 302)
    assert client.cookies[carrying.COOKIE]["httponly"]

    client.force_login(representative(unit))
    page = client.get("/filings/new/")
    assert page.context["form"].initial["formal_name"] == "示例传感创新联合体"

    client.post("/filings/new/", {"unit": unit.pk, "formal_name": "示例传感创新联合体"})
    consortium = Filing.objects.get().consortium
    assert (consortium.need, consortium.main_track.key, consortium.industry.key) == (
        "传感芯片依赖外购。", "wl-terahertz", "wl",
    )  # fmt: skip
    assert not client.cookies[carrying.COOKIE].value


def test_each_question_has_one_heading_of_the_task_list():
    placed = [key for keys in precheck.PLACES.values() for key in keys]
    assert sorted(placed) == sorted(precheck.BY_KEY)
    assert set(precheck.PLACES) <= set(tasklist.HEADS)


@pytest.mark.django_db
def test_answers_stand_in_the_draft_as_the_leads_own_words_and_can_be_removed(client, posted):
    call_command("load_reference", verbosity=0)
    unit = UnitFactory()
    lead, reader = representative(unit), representative(unit, "reader")
    client.force_login(lead)
    token = token_of(client.post("/precheck/", {**posted, "team": "no", "agreement": "", "enterprises": "1"}))
    client.post("/precheck/carry/", {"token": token, "to": "draft"})
    client.post("/filings/new/", {"unit": unit.pk, "formal_name": "示例传感创新联合体"})
    filing = Filing.objects.get()
    assert "formal_name" not in filing.precheck
    assert (filing.precheck["team"], "agreement" in filing.precheck) == ("no", False)

    page = client.get(f"/filings/{filing.pk}/")
    told = {head: said for (_t, _i, said), head in zip(page.context["groups"], tasklist.HEADS, strict=True)}
    assert [len(told[head]) for head in tasklist.HEADS] == [10, 0, 2, 3, 10, 1, 2, 0]
    assert any(one.clause == "G4.1.2a" and one.fix for one in told["evidence"])
    assert any(one.clause == "G3.2c" and "1" in one.sentence for one in told["basics"])
    assert page.content.decode().count("G4.1.2a") >= 1
    assert not page.context["consortium"].attachments.exists(), "an answer is no evidence"

    client.force_login(reader)
    assert not client.get(f"/filings/{filing.pk}/").context["has_said"]
    client.post(f"/filings/{filing.pk}/precheck/remove/")
    assert Filing.objects.get().precheck
    client.force_login(lead)
    client.post(f"/filings/{filing.pk}/precheck/remove/")
    assert Filing.objects.get().precheck == {}
    assert not client.get(f"/filings/{filing.pk}/").context["has_said"]


@pytest.mark.django_db
def test_a_draft_begun_without_them_keeps_no_answers(client, posted):
    unit = UnitFactory()
    client.force_login(representative(unit))
    token = token_of(client.post("/precheck/", posted))
    client.post("/precheck/carry/", {"token": token})
    client.post("/precheck/drop/")
    client.post("/filings/new/", {"unit": unit.pk, "formal_name": "示例传感创新联合体"})
    assert Filing.objects.get().precheck == {}


@pytest.mark.django_db
def test_answers_can_be_dropped(client, posted):
    token = token_of(client.post("/precheck/", posted))
    client.post("/precheck/carry/", {"token": token})
    client.post("/precheck/drop/")

    assert not client.cookies[carrying.COOKIE].value


@pytest.mark.django_db
def test_the_questions_cost_the_same_however_many_tracks(client):
    with CaptureQueriesContext(connection) as empty:
        client.get("/precheck/")
    call_command("load_reference", verbosity=0)
    with CaptureQueriesContext(connection) as full:
        client.get("/precheck/")

    assert len(reference.load("tracks")["tracks"]) == 22
    assert len(full) == len(empty) <= 4


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["lead_ban_on", "member_ban_on"])
@pytest.mark.parametrize("day", ["9999-01-01", "2998-12-31", "2101-01-01", "tomorrow"])
def test_a_decision_of_the_future_is_refused_by_its_value(client, posted, field, day):
    """A ban rests on a decision that was made; three years after the last days there are is no day at all."""
    value = (timezone.localdate(clock.now()) + timedelta(days=1)).isoformat() if day == "tomorrow" else day
    kind = {"lead_ban_on": {"lead_ban": "yes"}, "member_ban_on": {"member_ban": "core"}}[field]

    answer = client.post("/precheck/", {**GOOD, **kind, field: value})

    assert answer.status_code == 422
    assert value in str(answer.context["form"].errors[field])


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31"])
def test_a_day_out_of_reach_is_refused(client, posted, day):
    answer = client.post("/precheck/", {**GOOD, "lead_ban": "yes", "lead_ban_on": day})

    assert answer.status_code == 422
    assert day in str(answer.context["form"].errors["lead_ban_on"])


@pytest.mark.django_db
def test_a_decision_of_today_is_taken(client, posted):
    day = timezone.localdate(clock.now()).isoformat()

    assert client.post("/precheck/", {**GOOD, "lead_ban": "yes", "lead_ban_on": day}).status_code == 200


@pytest.mark.parametrize("day", [date.max, date(9997, 1, 1), date(9996, 2, 29)])
def test_no_term_of_years_runs_past_the_last_day_there_is(day):
    assert ban_until(day, QINGDAO_2025) <= date.max
    assert longest_validity(day, QINGDAO_2025) <= date.max


def test_no_look_back_runs_past_the_first_day_there_is():
    assert years_before(date(3, 2, 28), 5) == date.min
