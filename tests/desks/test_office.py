"""Letters and tables, calls, parameters, deputies, the case sheet."""

from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from django.urls import reverse
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook

from accounts.models import RoleGrant
from filings.calls import open_calls
from filings.models import Call
from ledger import clock
from tests.desks.desks import browser
from tests.factories import NOW, AuthorityFactory, officer
from tests.road import at_city_check
from workflow import office
from workflow.models import Parameter

pytestmark = pytest.mark.django_db


def moment(days):
    return f"{timezone.localtime(NOW + timedelta(days=days)):%Y-%m-%dT%H:%M}"


CALL = {
    "title": "2026 年第一批",
    "opens_at": moment(0),
    "lead_closes_at": moment(20),
    "district_closes_at": moment(40),
}


# recommendations


def test_the_letter_and_the_table_open_in_office_programs(settings):
    filing, who = at_city_check()
    client = browser(who.officer, settings)

    page = client.get(reverse("cases:recommendations"))
    letter = client.get(
        reverse("cases:recommendation_letter"), {"pk": filing.pk, "number": "崂科函〔2026〕1号"}
    )
    table = client.get(reverse("cases:recommendation_summary"))

    assert [row["filing"].pk for row in page.context["rows"]] == [filing.pk]
    words = "\n".join(paragraph.text for paragraph in Document(BytesIO(letter.content)).paragraphs)
    assert "崂科函〔2026〕1号" in words
    sheet = load_workbook(BytesIO(table.content)).active
    cells = [cell.value for row in sheet.iter_rows() for cell in row]
    assert filing.consortium.formal_name in cells
    assert "材料齐全，同意推荐。" in cells


def test_another_districts_recommendations_are_not_there(settings):
    at_city_check()
    elsewhere = officer("district_head", AuthorityFactory(key="370211", name="黄岛区科技局", place="黄岛区"))

    client = browser(elsewhere, settings)

    assert client.get(reverse("cases:recommendations")).context["rows"] == []
    assert client.get(reverse("cases:recommendation_letter")).status_code == 302


def test_a_period_without_recommendations_says_so(settings):
    _filing, who = at_city_check()

    page = browser(who.officer, settings).get(
        reverse("cases:recommendations"), {"from": "2030-01-01", "until": "x"}
    )

    assert page.context["rows"] == []


# calls


def test_a_call_is_prepared_opened_extended_and_closed(settings):
    client = browser(officer("city_officer"), settings)
    assert client.post(reverse("cases:call_new"), CALL).status_code == 302
    call = Call.objects.get()
    longer = {"lead_closes_at": moment(25), "district_closes_at": moment(50), "reason": "台风"}

    client.post(reverse("cases:call_move", args=[call.pk, "open"]))
    listed = list(open_calls(NOW + timedelta(days=1)))
    client.post(reverse("cases:call_move", args=[call.pk, "extend"]), longer)
    early = client.post(reverse("cases:call_move", args=[call.pk, "close"]), follow=True)
    clock.move_to(NOW + timedelta(days=51))
    client.post(reverse("cases:call_move", args=[call.pk, "close"]))

    call.refresh_from_db()
    page = client.get(reverse("cases:call", args=[call.pk]))
    assert "已结束" in page.content.decode()
    assert "已结束" in client.get(reverse("cases:calls")).content.decode()
    assert listed == [call]
    assert "notice-bad" in early.content.decode()
    assert (call.state, f"{timezone.localtime(call.lead_closes_at):%Y-%m-%dT%H:%M}") == ("closed", moment(25))
    assert "台风" in page.content.decode()


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"district_closes_at": moment(22)}, 409),
        ({"lead_closes_at": moment(-1)}, 409),
        ({"opens_at": "2026-13-01T00:00"}, 422),
        ({"title": ""}, 422),
    ],
)
def test_windows_that_do_not_fit_are_refused(changed, status, settings):
    answer = browser(officer("city_officer"), settings).post(reverse("cases:call_new"), {**CALL, **changed})

    assert answer.status_code == status
    assert not Call.objects.exists()


def test_an_extension_never_shortens_and_says_why(settings):
    client = browser(officer("city_officer"), settings)
    client.post(reverse("cases:call_new"), CALL)
    call = Call.objects.get()
    client.post(reverse("cases:call_move", args=[call.pk, "open"]))
    shorter = {"lead_closes_at": moment(10), "district_closes_at": moment(40), "reason": "早点结束"}

    answer = client.post(reverse("cases:call_move", args=[call.pk, "extend"]), shorter)

    assert answer.status_code == 409


@pytest.mark.parametrize("role", ["district_officer", "approver", "expert"])
def test_others_read_open_calls_only(role, settings):
    browser(officer("city_officer"), settings).post(reverse("cases:call_new"), CALL)
    call = Call.objects.get()
    client = browser(officer(role), settings)

    assert list(client.get(reverse("cases:calls")).context["calls"]) == []
    assert client.get(reverse("cases:call", args=[call.pk])).status_code == 404
    assert client.post(reverse("cases:call_move", args=[call.pk, "open"])).status_code == 403


# parameters


def test_a_value_is_proposed_and_confirmed_by_another(settings):
    city, approver = officer("city_officer"), officer("approver")
    today = timezone.localdate(NOW)
    new = {"value": "7", "valid_from": today.isoformat(), "reason": "年底件多"}

    browser(city, settings).post(reverse("cases:parameter", args=["city_check_days"]), new)
    before = office.value("city_check_days", today)
    proposed = Parameter.objects.get()
    own = browser(city, settings).post(reverse("cases:parameter_confirm", args=[proposed.pk]))
    browser(approver, settings).post(reverse("cases:parameter_confirm", args=[proposed.pk]))

    assert (before, own.status_code, office.value("city_check_days", today)) == (5, 403, 7)
    page = browser(approver, settings).get(reverse("cases:parameters")).content.decode()
    assert "年底件多" in page


@pytest.mark.parametrize(
    "changed",
    [
        {"value": "x"},
        {"value": "-3"},
        {"valid_from": "2020-01-01"},
        {"valid_from": "2026-02-30"},
        {"reason": ""},
    ],
)
def test_a_bad_value_is_asked_for_again(changed, settings):
    good = {"value": "7", "valid_from": "2027-01-04", "reason": "年底件多"}
    url = reverse("cases:parameter", args=["city_check_days"])

    answer = browser(officer("city_officer"), settings).post(url, {**good, **changed})

    assert answer.status_code == 422
    assert not Parameter.objects.exists()


def test_a_proposal_is_turned_down(settings):
    new = {"value": "1", "valid_from": "2027-01-04", "reason": "试行"}
    browser(officer("city_officer"), settings).post(
        reverse("cases:parameter", args=["lead_counts_in_three"]), new
    )
    proposed = Parameter.objects.get()

    url = reverse("cases:parameter_confirm", args=[proposed.pk])
    browser(officer("approver"), settings).post(url, {"verdict": "refuse"})

    assert not Parameter.objects.exists()


# deputies


def test_a_head_names_an_officer_as_deputy_for_a_while(settings):
    head, colleague = officer("district_head"), officer("district_officer")
    client = browser(head, settings)

    client.post(reverse("cases:deputy"), {"email": colleague.email, "expires_on": "2026-09-20"})

    named = RoleGrant.objects.get(deputy_for=head)
    assert (named.user, named.role, named.expires_on.isoformat()) == (
        colleague,
        "district_head",
        "2026-09-20",
    )
    client.post(reverse("cases:deputy"), {"end": named.pk})
    named.refresh_from_db()
    assert named.ended_at is not None


@pytest.mark.parametrize(
    "typed",
    [
        {"email": "nobody@example.test", "expires_on": "2026-09-20"},
        {"email": "own", "expires_on": "2027-09-20"},
        {"email": "own", "expires_on": "2026-08-01"},
        {"email": "x", "expires_on": ""},
    ],
)
def test_a_deputy_who_cannot_be_is_refused_with_the_reason(typed, settings):
    head, colleague = officer("district_head"), officer("district_officer")
    typed = {**typed, "email": colleague.email if typed["email"] == "own" else typed["email"]}

    answer = browser(head, settings).post(reverse("cases:deputy"), typed)

    assert answer.status_code == 422
    assert not RoleGrant.objects.filter(deputy_for=head).exists()


def test_city_officers_name_no_deputies(settings):
    assert browser(officer("city_officer"), settings).get(reverse("cases:deputy")).status_code == 404


# the case sheet


def test_the_case_sheet_is_two_pages_and_proves_the_record(settings):
    filing, who = at_city_check()
    client = browser(who.approver, settings)

    page = client.get(reverse("cases:sheet", args=[filing.pk]))
    paper = client.get(reverse("cases:sheet_pdf", args=[filing.pk]))

    assert page.context["proof"].is_whole
    assert "材料齐全，同意推荐。" in page.content.decode()
    with pikepdf.open(BytesIO(paper.content)) as pdf:
        assert len(pdf.pages) == 2


@pytest.mark.parametrize("role", ["district_officer", "district_head", "expert"])
def test_the_case_sheet_is_for_the_city_and_its_watchers(role, settings):
    filing, _who = at_city_check()

    assert browser(officer(role), settings).get(reverse("cases:sheet", args=[filing.pk])).status_code == 404
