"""What newcomers stumbled over: one button keeps everything, a field says when it is needed, one number in front."""

import re

import pytest

from consortia.models import Appointment, Industry, Track
from filings import actions
from filings.models import Filing
from ledger.models import Notice
from tests.factories import NOW, UnitFactory, representative

pytestmark = pytest.mark.django_db

EXPERT = {
    "chief_expert-name": "示例教授", "chief_expert-employer": "示例大学", "chief_expert-title": "教授",
    "chief_expert-email": "prof@example.test", "chief_expert-standing": "有",
    "chief_expert-industry_knowledge": "有", "chief_expert-leadership": "有",
}  # fmt: skip
DIRECTOR = {
    "director-name": "示例负责人", "director-employer": "示例公司", "director-email": "d@example.test",
}  # fmt: skip


@pytest.fixture
def draft(signed_in, settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path
    unit = UnitFactory(name="示例公司")
    lead = representative(unit)
    filing = actions.start(actor=lead, lead=unit, formal_name="示例新创新联合体", now=NOW)
    return filing, signed_in(lead), f"/filings/{filing.pk}/people/"


def named():
    return dict(Appointment.objects.exclude(state="declined").values_list("post", "name"))


def states():
    return dict(Appointment.objects.exclude(state="declined").values_list("post", "state"))


def letters():
    return sorted(Notice.objects.filter(kind="appointment.invitation").values_list("email", flat=True))


def test_one_button_keeps_both_persons_and_the_file(draft, pdf):
    _filing, client, path = draft

    client.post(path, {**EXPERT, **DIRECTOR, "chief_expert-cv": pdf("简历.pdf")})

    assert named() == {"chief_expert": "示例教授", "director": "示例负责人"}
    assert Appointment.objects.get(post="chief_expert").cv.name == "简历.pdf"
    assert letters() == []


def test_the_button_that_sends_links_keeps_both_and_sends_once_to_each(draft):
    _filing, client, path = draft

    client.post(path, {**EXPERT, "send": "all"})
    client.post(path, {**EXPERT, **DIRECTOR, "send": "all"})

    assert states() == {"chief_expert": "invited", "director": "invited"}
    assert letters() == ["d@example.test", "prof@example.test"]


def test_asking_one_again_keeps_what_was_typed_of_the_other(draft):
    _filing, client, path = draft
    client.post(path, {**EXPERT, **DIRECTOR, "send": "all"})

    client.post(path, {**EXPERT, **DIRECTOR, "director-title": "高级工程师", "send": "chief_expert"})

    assert Appointment.objects.get(post="director").title == "高级工程师"
    assert letters() == ["d@example.test", "prof@example.test", "prof@example.test"]


def test_an_untouched_half_asks_for_nothing(draft):
    _filing, client, path = draft

    page = client.post(path, {**EXPERT, "director-name": "", "director-employer": "示例公司"}, follow=True)

    assert named() == {"chief_expert": "示例教授"}
    assert "已保存" in page.content.decode()


def test_a_refused_half_loses_neither_text_nor_file_of_the_other(draft, pdf):
    _filing, client, path = draft
    typed = {**EXPERT, **DIRECTOR, "director-email": "不是邮箱"}

    page = client.post(path, {**typed, "chief_expert-cv": pdf("简历.pdf")}).content.decode()
    assert named() == {}
    assert "不是邮箱" in page
    assert "示例教授" in page
    kept = dict(re.findall(r'name="(chief_expert-cv-kept(?:-name)?)" value="([^"]+)"', page))
    client.post(path, {**typed, **kept, "director-email": "d@example.test"})

    assert named() == {"chief_expert": "示例教授", "director": "示例负责人"}
    assert Appointment.objects.get(post="chief_expert").cv.name == "简历.pdf"


def test_one_person_may_be_both(draft):
    _filing, client, path = draft

    client.post(path, {**EXPERT, "director-employer": "示例公司", "director-is_same": "on", "send": "all"})

    director = Appointment.objects.get(post="director")
    assert (director.name, director.employer, director.title, director.email, director.state) == (
        "示例教授", "示例大学", "教授", "prof@example.test", "invited",
    )  # fmt: skip


def test_one_person_for_both_and_another_name_are_not_both_taken(draft):
    _filing, client, path = draft

    page = client.post(path, {**EXPERT, **DIRECTOR, "director-is_same": "on"}).content.decode()

    assert "负责人一栏填的是“示例负责人”" in page
    assert named() == {}


def test_a_half_that_is_named_already_is_not_emptied_by_leaving_it_out(draft):
    _filing, client, path = draft
    client.post(path, {**EXPERT, **DIRECTOR})

    client.post(path, {**DIRECTOR, "director-title": "总经理"})

    assert named() == {"chief_expert": "示例教授", "director": "示例负责人"}
    assert Appointment.objects.get(post="chief_expert").standing == "有"


def test_a_corrected_address_keeps_the_papers_another_person_does_not(draft, pdf):
    _filing, client, path = draft
    client.post(path, {**EXPERT, "chief_expert-cv": pdf("简历.pdf"), "send": "all"})

    client.post(path, {**EXPERT, "chief_expert-email": "right@example.test"})
    same = Appointment.objects.get(post="chief_expert", state="named")
    client.post(path, {**EXPERT, "chief_expert-name": "示例院士"})
    other = Appointment.objects.get(post="chief_expert", state="named")

    assert (same.cv.name, other.cv) == ("简历.pdf", None)


def test_the_page_has_one_form_for_both(draft):
    _filing, client, path = draft

    page = client.get(path).content.decode()

    assert page.count('enctype="multipart/form-data"') == 1
    assert re.findall(r'name="send" value="(\w+)"', page) == ["all"]
    client.post(path, {**EXPERT, **DIRECTOR, "send": "all"})
    page = client.get(path).content.decode()
    assert re.findall(r'name="send" value="(\w+)"', page) == ["chief_expert", "director"]


def knows(filing):
    return Filing.objects.get(pk=filing.pk).knows_no_secrets


def test_signing_the_pledge_keeps_the_tick_in_the_same_act(draft, confirmed):
    filing, client, _path = draft

    client.post(f"/filings/{filing.pk}/pledge/", {"sign": "1", "knows_no_secrets": "on"})

    assert knows(filing)
    assert filing.pledges.count() == 1


def test_signing_without_the_tick_is_refused_at_the_tick(draft, confirmed):
    filing, client, _path = draft

    page = client.post(f"/filings/{filing.pk}/pledge/", {"sign": "1"})

    assert page.status_code == 200
    assert "请先勾选这一项" in page.content.decode()
    assert not filing.pledges.exists()


def test_the_tick_is_kept_even_if_the_second_factor_is_still_to_be_connected(draft):
    filing, client, _path = draft

    answer = client.post(f"/filings/{filing.pk}/pledge/", {"sign": "1", "knows_no_secrets": "on"})

    assert answer.url.startswith("/accounts/second-factor/")
    assert knows(filing)
    assert not filing.pledges.exists()


def test_an_editor_who_cannot_sign_still_keeps_the_tick(draft, signed_in):
    filing, _client, _path = draft
    editor = signed_in(representative(filing.lead, "editor"))

    page = editor.get(f"/filings/{filing.pk}/pledge/").content.decode()
    editor.post(f"/filings/{filing.pk}/pledge/", {"knows_no_secrets": "on"})

    assert 'name="sign"' not in page
    assert knows(filing)


@pytest.fixture
def track(db):
    industry = Industry.objects.create(key="a", group="新兴", group_en="New", name="产业甲", name_en="A")
    return Track.objects.create(industry=industry, key="t", name="赛道甲", name_en="T", source="示例")


def basics(client, filing, **fields):
    sent = {"formal_name": "示例新创新联合体", "main_track": "", "other_track": "", "need": "需要", **fields}
    return client.post(f"/filings/{filing.pk}/basics/", sent | {"go_on": "1"})


def test_the_other_track_is_asked_for_at_its_field_before_going_on(draft, track):
    filing, client, _path = draft

    page = basics(client, filing, industry=track.industry_id)

    assert page.status_code == 200
    assert "还没有选清单里的赛道" in page.content.decode()
    assert basics(client, filing, industry=track.industry_id, main_track=track.pk).status_code == 302
    assert basics(client, filing, industry=track.industry_id, other_track="赛道乙，理由").status_code == 302


def test_the_industry_other_asks_for_the_reason_at_its_field(draft):
    filing, client, _path = draft
    other = Industry.objects.create(key="other", group="其他", group_en="Other", name="其他", name_en="Other")

    page = basics(client, filing, industry=other.pk)

    assert "产业选了“其他”：请在这里写明赛道和理由" in page.content.decode()
    assert basics(client, filing, industry=other.pk, other_track="赛道乙，理由").status_code == 302


def test_without_an_industry_nothing_is_asked_of_the_track(draft):
    filing, client, _path = draft

    assert basics(client, filing).status_code == 302


def test_the_other_track_says_when_it_is_needed_and_is_not_marked_optional(draft):
    filing, client, _path = draft

    page = client.get(f"/filings/{filing.pk}/basics/").content.decode()
    field = page[page.index('id="div_id_other_track"') : page.index('id="div_id_need"')]

    assert "时必填" in field
    assert "选填" not in field


def test_a_fresh_filing_shows_one_number_of_what_is_left(draft):
    filing, client, _path = draft

    page = client.get(f"/filings/{filing.pk}/").content.decode()
    head = page[page.index("place-head") : page.index('class="group"')]

    [left, places] = map(int, re.search(r"还剩 (\d+) 项要办，共 (\d+) 项", head).groups())
    assert 0 < left <= places
    assert re.findall(r"\d+", re.sub(r"<[^>]+>", "", head)) == [str(left), str(places)]
    assert "提交前还要办好这些" in page
    assert "其余办好后提交" in page
