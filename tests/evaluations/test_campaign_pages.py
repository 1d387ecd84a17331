"""Pages of evaluations: who opens which, at what cost; the whole road by forms, as people walk it."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from consortia.models import Membership
from documents.access import may_read
from evaluations import campaign_papers
from evaluations.models import (
    Campaign,
    CampaignSeat,
    Evaluation,
    EvaluationSheet,
    Evidence,
    SupportSuggestion,
)
from ledger import clock
from tests.desks.desks import browser
from tests.documents.makers import pdf
from tests.evaluations.judged import (
    agency_person,
    decided,
    later,
    name_panel,
    opened,
    scoring,
    seal,
    sheet,
    world_of,
)
from tests.factories import officer, representative
from tests.road_reviews import expert

pytestmark = pytest.mark.django_db

READERS = ("city_officer", "approver", "supervisor", "auditor")
OTHERS = ("district_officer", "expert", "evaluator")


@pytest.fixture
def confirmed(monkeypatch):
    """Everybody has just confirmed who they are."""
    monkeypatch.setattr("evaluations.views.steps.recently_confirmed", lambda request: True)


def at(found):
    clock.move_to(found.now)
    return found


def words(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_each_role_and_each_page(settings):
    found = at(decided())
    pk, one = found.campaign.pk, found.evaluation.pk
    read = [f"/campaigns/{pk}/", "/campaigns/", f"/campaigns/{pk}/letter/", f"/evaluations/{one}/"]
    manage = ["/campaigns/new/", f"/campaigns/{pk}/evaluators/"]
    wrong = []
    admins = ("system_admin", "security_admin", "audit_admin")  # they do no business, wherever it lies
    for role in admins:
        client = browser(officer(role), settings)
        for path in (*read, *manage, "/evaluations/mine/", f"/evaluations/{one}/sheet/"):
            if (got := client.get(path).status_code) != 403:
                wrong.append((role, path, got))
    for role in (*READERS, *OTHERS):
        client = browser(officer(role), settings)
        for path in read:
            wanted = 200 if role in READERS else 404
            # The district of the registration reads its evaluation.
            wanted = 200 if role == "district_officer" and path == read[3] else wanted
            if (got := client.get(path).status_code) != wanted:
                wrong.append((role, path, got))
        for path in manage:
            wanted = 200 if role == "city_officer" else 403
            if (got := client.get(path).status_code) != wanted:
                wrong.append((role, path, got))
        wanted = 200 if role in ("expert", "evaluator") else 404
        if (got := client.get("/evaluations/mine/").status_code) != wanted:
            wrong.append((role, "mine", got))
        if (got := client.get(f"/evaluations/{one}/sheet/").status_code) != 404:
            wrong.append((role, "sheet", got))
    assert wrong == []


def test_the_lead_reads_its_own_evaluation_and_nobody_elses(settings):
    found = at(decided())
    path = f"/evaluations/{found.evaluation.pk}/"

    assert browser(found.world.lead, settings).get(path).status_code == 200
    assert browser(found.world.officer, settings).get(path).status_code == 200
    strangers = (
        found.world.member, representative(Membership.objects.filter(is_lead=False).first().unit),
        world_of(name="示例另一创新联合体").lead, found.world.other_officer(), found.seats[0].user,
    )  # fmt: skip
    for stranger in strangers:
        client = browser(stranger, settings)
        assert client.get(path).status_code == 404
        for act in ("evidence/", "ready/"):
            assert client.post(f"{path}{act}").status_code == 404
        assert client.get("/campaigns/").status_code == 404


def test_a_campaign_is_opened_by_ticking_registrations(settings):
    world = world_of()
    found = opened(world_of(name="示例在评创新联合体"))
    clock.move_to(found.now)
    client = browser(world.city, settings)
    page = words(client.get("/campaigns/new/"))
    typed = {
        "title": "示例评价", "evaluators": "panel", "evidence_until": found.campaign.evidence_until.isoformat(),
        "registration": [world.registration.pk],
    }  # fmt: skip

    assert f'value="{world.registration.pk}" id="registration-{world.registration.pk}" checked' in page
    assert f'id="registration-{found.world.registration.pk}" disabled' in page
    busy = client.post(
        "/campaigns/new/", typed | {"registration": [world.registration.pk, found.world.registration.pk]}
    )
    assert busy.status_code == 409
    assert "示例在评创新联合体" in words(busy)
    assert client.post("/campaigns/new/", typed | {"evidence_until": ""}).status_code == 422
    done = client.post("/campaigns/new/", typed)
    campaign = Campaign.objects.get(title="示例评价")
    assert done["Location"] == f"/campaigns/{campaign.pk}/"
    assert [one.registration for one in campaign.evaluations.all()] == [world.registration]


def test_the_lead_brings_evidence_takes_it_back_and_declares_itself_ready(settings):
    found = at(opened(world_of(indicators=2)))
    path = f"/evaluations/{found.evaluation.pk}/"
    client = browser(found.world.lead, settings)
    first = found.world.consortium.indicators.first()

    paper = SimpleUploadedFile("验收报告.pdf", pdf(), content_type="application/pdf")
    assert (
        client.post(
            f"{path}evidence/", {"about": f"indicator-{first.pk}", "value": "5", "document": paper}
        ).status_code
        == 302
    )
    assert client.post(f"{path}evidence/", {"about": "item-tasks", "note": "见附件"}).status_code == 302
    assert client.post(f"{path}evidence/", {"about": "item-tasks"}).status_code == 409
    assert client.post(f"{path}evidence/", {"about": "item-nothing", "note": "x"}).status_code == 422
    page = words(client.get(path))
    assert "验收报告.pdf" in page
    assert "见附件" in page
    other = Evidence.objects.get(item="tasks")
    assert client.post(f"{path}evidence/{other.pk}/remove/").status_code == 302
    assert client.post(f"{path}ready/", {"statement": ""}).status_code == 422
    assert client.post(f"{path}ready/", {"statement": "按计划推进。"}).status_code == 302
    assert Evidence.objects.filter(removed_at__isnull=True).count() == 1
    assert found.fresh().ready_at is not None

    clock.move_to(later(found.now, found.campaign.evidence_until))
    late = client.post(f"{path}evidence/", {"about": "item-tasks", "note": "补充"})
    assert late.status_code == 409
    assert str(found.campaign.evidence_until.year) in words(late)
    assert "补充" in words(late)


def test_an_evaluator_states_reads_scores_keeps_and_seals(settings):
    found = at(scoring())
    seat = found.seats[0]
    client, path = browser(seat.user, settings), f"/evaluations/{found.evaluation.pk}/sheet/"
    secret = "各项任务按计划推进"

    assert found.world.consortium.formal_name in words(client.get("/evaluations/mine/"))
    before = words(client.get(path))
    assert secret not in before
    assert (
        client.post(f"{path}state/", {"has_conflict": "1", "conflict": "kin", "note": ""}).status_code == 422
    )
    assert client.post(f"{path}state/").status_code == 302
    assert secret in words(client.get(path))

    typed = {"opinion": "总体良好。"}
    for key, one in sheet(found, "0.8").items():
        typed |= {f"points-{key}": one["points"], f"reason-{key}": one["reason"]}
    wrong = client.post(path, typed | {"points-tasks": "15.25"})
    assert wrong.status_code == 409
    assert "15.25" in words(wrong)
    assert client.post(f"{path}draft/", typed).json()["total"] == "78.0"
    assert client.post(path, typed | {"keep": "1"})["Location"] == path
    assert client.post(path, typed)["Location"] == "/evaluations/mine/"
    assert EvaluationSheet.objects.get().state == "sealed"
    assert client.post(path, typed).status_code == 409
    for other in found.seats[1:]:
        assert "78.0" not in words(browser(other.user, settings).get(path))


def test_nobody_sees_points_before_the_grade_is_proposed(settings):
    found = at(scoring())
    for seat, share in zip(found.seats, ("0.61", "0.72", "0.83"), strict=True):
        seal(found, seat, share)
    totals = [str(total) for total in EvaluationSheet.objects.values_list("total", flat=True)]

    for user in (found.world.city, found.world.approver, found.world.lead):
        page = words(browser(user, settings).get(f"/evaluations/{found.evaluation.pk}/"))
        assert not any(f">{total} <" in page for total in totals)
    assert "3 / 3" in words(browser(found.world.city, settings).get(f"/campaigns/{found.campaign.pk}/"))


def test_from_proposal_to_decision_by_forms(settings, confirmed):
    found = at(scoring())
    for seat in found.seats:
        seal(found, seat, "1")
    city, lead, approver = (
        browser(u, settings) for u in (found.world.city, found.world.lead, found.world.approver)
    )

    def step(client, event, data, draft=""):
        url = reverse("years:step", args=["evaluation", found.evaluation.pk, event])
        return client.post(f"{url}{draft}", {"seen": found.fresh().step_number} | data)

    assert "100.0" in words(
        city.get(reverse("years:step", args=["evaluation", found.evaluation.pk, "conclude"]))
    )
    assert step(city, "conclude", {"opinion": "一致。"}).status_code == 302
    assert step(approver, "reply", {"reply": "x"}).status_code == 404
    assert step(lead, "reply", {"reply": "无异议。"}).status_code == 302
    refused = step(city, "decide", {"grade": "good", "number": "青科评1号"}, "?draft=1")
    assert refused.status_code == 409
    assert step(city, "decide", {"grade": "excellent", "number": "青科评1号"}, "?draft=1").status_code == 302
    assert step(lead, "decide", {}).status_code == 404
    page = words(approver.get(f"/evaluations/{found.evaluation.pk}/"))
    assert "青科评1号" in page
    assert step(approver, "decide", {}).status_code == 302
    assert found.fresh().grade == "excellent"
    assert "青科评1号" in words(lead.get(f"/evaluations/{found.evaluation.pk}/"))
    assert lead.post(f"/evaluations/{found.evaluation.pk}/support/", {"answer": "x"}).status_code == 403
    assert city.post(f"/evaluations/{found.evaluation.pk}/support/", {"answer": ""}).status_code == 422
    assert (
        city.post(f"/evaluations/{found.evaluation.pk}/support/", {"answer": "推荐省专项。"}).status_code
        == 302
    )
    assert SupportSuggestion.objects.get().answer == "推荐省专项。"


def test_experts_are_named_and_refused_on_the_page(settings):
    found = at(opened())
    bound = expert(41, employer_code=found.world.lead_unit.code)
    free = expert(42)
    client, path = browser(found.world.city, settings), f"/campaigns/{found.campaign.pk}/evaluators/"

    page = words(client.get(path))
    assert page.index(str(free)) < page.index(str(bound))
    client.post(f"{path}name/", {"expert": bound.pk})
    assert not CampaignSeat.objects.exists()
    client.post(f"{path}name/", {"expert": free.pk})
    seat = CampaignSeat.objects.get()
    client.post(f"{path}{seat.pk}/remove/", {"reason": ""})
    assert CampaignSeat.objects.get().removed_at is None
    client.post(f"{path}{seat.pk}/remove/", {"reason": "改由他人"})
    assert CampaignSeat.objects.get().removed_at is not None


def test_an_agencys_people_are_invited_and_seated_on_the_page(settings):
    found = at(opened(evaluators="agency", agency="示例评估有限公司", agency_code=""))
    client, path = browser(found.world.city, settings), f"/campaigns/{found.campaign.pk}/evaluators/"
    person = agency_person()

    assert client.post(f"{path}invite/", {"name": "示例", "email": "x"}).status_code == 422
    assert client.post(f"{path}invite/", {"name": "示例", "email": "x@agency.test"}).status_code == 302
    assert "x@agency.test" in words(client.get(path))
    assert client.post(f"{path}seat/", {"user": person.pk, "expires_on": ""}).status_code == 422
    day = found.campaign.evidence_until.isoformat()
    assert client.post(f"{path}seat/", {"user": person.pk, "expires_on": day}).status_code == 302
    other = opened(world_of(name="示例另一创新联合体"))
    guest = browser(person, settings)
    assert guest.get("/evaluations/mine/").status_code == 200
    assert "示例另一创新联合体" not in words(guest.get("/evaluations/mine/"))
    assert guest.get(f"/evaluations/{other.evaluation.pk}/sheet/").status_code == 404
    clock.move_to(later(found.now, found.campaign.evidence_until))
    assert found.world.consortium.formal_name not in words(guest.get("/evaluations/mine/"))


def test_the_work_paper_is_printed_once_and_opens_to_the_office_only(settings):
    found = at(decided())
    made = campaign_papers.make_work_paper(found.evaluation.pk, now=found.now)

    assert (
        campaign_papers.make_work_paper(found.evaluation.pk, now=found.now).work_paper_id
        == made.work_paper_id
    )
    assert campaign_papers.owed_papers(found.now) == 0
    url = made.work_paper.get_absolute_url()
    assert may_read(found.world.city, made.work_paper)
    assert browser(found.world.lead, settings).get(url).status_code in (403, 404)
    names = [str(seat.user) for seat in found.seats]
    data = str(campaign_papers.work_paper_data(found.fresh()))
    assert not any(name in data for name in names)
    assert "R3" in data


def test_the_letter_of_a_campaign_is_a_pdf_and_a_word_file(settings):
    found = at(opened())
    client = browser(found.world.city, settings)
    answer = client.get(f"/campaigns/{found.campaign.pk}/letter/")
    editable = client.get(f"/campaigns/{found.campaign.pk}/letter/docx/")

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    text = "\n".join(one.text for one in Document(io.BytesIO(editable.content)).paragraphs)
    assert "管理运行机制（20分）" in text
    assert f"{found.campaign.evidence_until.year}年" in text
    table = Document(io.BytesIO(editable.content)).tables[0]
    assert found.world.consortium.formal_name in [cell.text for row in table.rows for cell in row.cells]


def _queries(client, path):
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as counted:
        assert client.get(path).status_code == 200
    return len(counted)


def test_lists_cost_the_same_however_long(settings):
    found = at(scoring())
    city, judge = browser(found.world.city, settings), browser(found.seats[0].user, settings)
    paths = ["/campaigns/", "/campaigns/new/", f"/campaigns/{found.campaign.pk}/"]
    before = [_queries(city, path) for path in paths] + [_queries(judge, "/evaluations/mine/")]
    for number in range(3):
        other = opened(world_of(name=f"示例另{number}创新联合体"))
        Evaluation.objects.filter(pk=other.evaluation.pk).update(campaign=found.campaign)
    name_panel(found, 2, first=95)

    after = [_queries(city, path) for path in paths] + [_queries(judge, "/evaluations/mine/")]

    assert after == before
    assert max(after) < 60
