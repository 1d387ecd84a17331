"""Two posts by one link, pages that do not exist, codes in full width, a unit twice, a ban over an open page."""

import pytest
from django.test import Client

from consortia import bans
from consortia.models import Appointment, Membership
from consortia.queries import agreement_of, valid_signatures
from documents.fonts import missing_glyphs
from filings import actions, edits
from filings.forms.papers import last_page
from ledger.models import Notice
from tests.factories import NOW, UnitFactory, UserFactory, representative
from tests.lead.people import member_of
from tests.road import complete_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    unit = UnitFactory()
    lead = representative(unit)
    return actions.start(actor=lead, lead=unit, formal_name="示例创新联合体", now=NOW), lead


def full_width(code: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) for sign in code.lower())


def test_one_person_accepts_two_posts_by_one_link(draft):
    filing, lead = draft
    for post in ("chief_expert", "director"):
        fields = {"name": "示例教授", "employer": "示例大学", "email": "p@example.test"}
        edits.save_people(filing.pk, {post: fields}, actor=lead, now=NOW, asks=lambda one: True)
    letters = Notice.objects.filter(kind="appointment.invitation").order_by("pk")
    [path] = {letter.path for letter in letters}
    client = Client()

    page = client.get(path).content.decode()
    assert "首席专家" in page
    assert "同时请您担任" in page
    client.post(path, {"accept": "1"})
    assert [a.state for a in Appointment.objects.order_by("pk")] == ["accepted", "invited"]
    client.post(path, {"accept": "1", "post": "director"})

    assert [a.state for a in Appointment.objects.order_by("pk")] == ["accepted", "accepted"]


def test_another_persons_post_is_not_answered_by_this_link(draft):
    filing, lead = draft
    for post, email in (("chief_expert", "p@example.test"), ("director", "d@example.test")):
        fields = {"name": "示例教授", "employer": "示例大学", "email": email}
        edits.save_people(filing.pk, {post: fields}, actor=lead, now=NOW, asks=lambda one: True)
    expert = Appointment.objects.get(post="chief_expert")

    Client().post(f"/appointment/{expert.token}/", {"accept": "1", "post": "director"})

    assert Appointment.objects.get(post="director").state == "invited"


def test_the_appointment_paper_is_kept_and_named_on_the_persons_page(
    draft, signed_in, pdf, settings, tmp_path
):
    settings.DOCUMENT_ROOT = tmp_path
    filing, lead = draft
    signed_in(lead).post(
        f"/filings/{filing.pk}/people/",
        {
            "send": "all", "chief_expert-name": "示例教授",
            "chief_expert-email": "p@example.test", "chief_expert-paper": pdf("聘任书.pdf"),
        },
    )  # fmt: skip

    expert = Appointment.objects.get(post="chief_expert")
    assert expert.paper.name == "聘任书.pdf"
    assert "聘任书.pdf" in Client().get(f"/appointment/{expert.token}/").content.decode()


@pytest.mark.parametrize(
    ("where", "page"),
    [
        ("第三条", 0),
        ("第12页", 12),
        ("第 3—5 页", 5),
        ("p. 7", 7),
        ("pages 8", 8),
        ("第１０页第2条", 10),
        ("第八条第2款", 0),
    ],
)
def test_pages_are_read_from_words(where, page):
    assert last_page(where) == page


def test_a_page_behind_the_last_is_refused_with_both_figures(draft, signed_in, pdf, settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path
    filing, lead = draft

    answer = signed_in(lead).post(
        f"/filings/{filing.pk}/agreement/",
        {"document": pdf("组建协议.pdf", 3), "content_goals": "第9页", "content_breach": "第2页"},
    )

    assert "所写页码为第 9 页，文件只有 3 页" in answer.content.decode()
    assert agreement_of(filing.consortium).document is None


def test_a_code_in_full_width_and_lower_case_finds_the_unit(draft, signed_in):
    filing, lead = draft
    unit = UnitFactory(name="示例受邀公司")
    typed = {"code": full_width(unit.code), "tier": "close", "duty": "做试验", "email": "x@example.test"}

    client = signed_in(lead)
    assert "示例受邀公司" in client.get("/filings/lookup/", {"code": typed["code"]}).content.decode()
    client.post(f"/filings/{filing.pk}/members/", typed)
    again = client.post(f"/filings/{filing.pk}/members/", typed | {"code": unit.code}, follow=True)

    assert Membership.objects.filter(consortium=filing.consortium, unit=unit).count() == 1
    assert "示例受邀公司" in str([str(m) for m in again.context["messages"]])


def test_a_claim_reads_the_code_the_same_way(signed_in):
    unit = UnitFactory(name="示例认领公司")

    page = signed_in(UserFactory()).get("/units/claim/", {"code": full_width(unit.code)}).content.decode()

    assert "示例认领公司" in page


def test_a_ban_that_starts_while_the_page_is_open_is_refused_at_the_press(signed_in, confirmed):
    filing, who = complete_draft()
    edits.save_agreement(filing.pk, actor=who.lead, now=NOW, contents={"goals": "第九条"})
    party, member = member_of(filing)
    client = signed_in(member)
    page = client.get(f"/members/{party.pk}/").content.decode()
    digest = agreement_of(filing.consortium).digest
    assert digest in page
    bans.impose(party.unit_id, decided_on=NOW.date(), facts="示例", decision_number="示〔2026〕1号")

    client.post(f"/members/{party.pk}/sign/", {"text": digest})

    assert valid_signatures(agreement_of(filing.consortium)) == {}


def test_two_together_needs_two(signed_in):
    unit = UnitFactory()
    manager = representative(unit)
    client = signed_in(manager)

    client.post(f"/units/{unit.pk}/jointly/", {"two": "1"})
    unit.refresh_from_db()
    assert not unit.signs_jointly
    representative(unit, "signatory")
    client.post(f"/units/{unit.pk}/jointly/", {"two": "1"})

    unit.refresh_from_db()
    assert unit.signs_jointly


def test_rare_characters_of_names_are_in_every_font_of_our_papers():
    assert missing_glyphs("镕堃喆昇") == set()
