"""What letters and link pages say before anybody signs in, and what a link's holder need not type."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.notices import render
from consortia import actions as consortia
from consortia.models import Appointment, Membership, UnitInvitation
from documents.store import path_of
from filings import actions
from ledger import clock
from ledger.models import Notice
from tests.factories import NOW, UnitFactory, representative, stored_file
from tests.lead.people import member_of
from tests.road import complete_draft

pytestmark = pytest.mark.django_db
ADDRESS = "office@invited.example"
"""Where the invitation went."""


@pytest.fixture
def filing():
    """A draft led by a named unit."""
    unit = UnitFactory(name="示例牵头企业")
    return actions.start(actor=representative(unit), lead=unit, formal_name="示例创新联合体", now=NOW)


@pytest.fixture
def invited(filing):
    """A unit without people, invited to the draft."""
    lead = filing.lead.representatives.first().user
    member = consortia.add_member(
        filing.consortium, UnitFactory(name="示例受邀大学"), counting="academic", tier="core", duty="做试验",
        email=ADDRESS, actor=lead, now=NOW,
    )  # fmt: skip
    return consortia.invite_member(member, actor=lead, now=NOW)


@pytest.fixture
def expert(filing):
    """A chief expert who is asked, with a curriculum vitae whose bytes are in the store."""
    lead = filing.lead.representatives.first().user
    cv = stored_file("简历.pdf")
    fields = {"name": "示例教授", "employer": "示例大学", "email": "p@x.example", "cv": cv}
    person = consortia.name_person(filing.consortium, "chief_expert", fields=fields, actor=lead, now=NOW)
    consortia.ask_person(person, actor=lead, now=NOW)
    return Appointment.objects.get(pk=person.pk)


def letter(kind: str, language: str = "zh-hans") -> str:
    return render(Notice.objects.get(kind=kind), language).body


def test_the_invitation_names_the_lead_what_to_have_at_hand_and_until_when(invited):
    said = letter("membership.invitation")

    for words in ("示例牵头企业牵头组建示例创新联合体", "请准备：", "能代表单位签字的人", "链接有效期至"):
        assert words in said
    assert "…" not in said + letter("membership.invitation", "en")


def test_the_letter_to_an_expert_names_the_lead_and_until_when(expert):
    said = letter("appointment.invitation")

    assert "示例牵头企业牵头组建示例创新联合体，请您担任首席专家" in said
    assert "…" not in said + letter("appointment.invitation", "en")


def test_the_link_page_promises_only_what_is_there(invited):
    page = Client().get(f"/join/{invited.token}/").content.decode()

    assert "下一页" not in page
    assert "本链接有效期至" in page
    assert "牵头单位没有写明，以协议为准" in page


def registering(target: str) -> str:
    return Client().get("/accounts/signup/", {"next": target}).content.decode()


def test_the_holder_of_a_link_finds_the_invited_address_filled_in(invited):
    page = registering(f"/join/{invited.token}/")

    assert f'value="{ADDRESS}"' in page
    assert "示例受邀大学收到了邀请" in page
    assert "先留邮箱，再填单位" not in page


def test_a_colleague_finds_it_too(invited):
    link = UnitInvitation.objects.create(
        unit=invited.unit, email="k@house.example", kind="editor", token="t" * 32,
        invited_by=representative(invited.unit), invited_at=NOW, expires_at=clock.now() + timedelta(days=3),
    )  # fmt: skip

    assert 'value="k@house.example"' in registering(f"/colleague/{link.token}/")


@pytest.mark.parametrize(
    "target", ["/join/made-up/", "/filings/", "https://elsewhere.example/join/x/", "/nowhere"]
)
def test_other_ways_to_the_form_fill_in_nothing(invited, target):
    page = registering(target)

    assert ADDRESS not in page
    assert "先留邮箱，再填单位" in page


def test_a_link_out_of_time_or_taken_back_gives_no_address(invited):
    Membership.objects.filter(pk=invited.pk).update(token_expires_at=clock.now())
    assert ADDRESS not in registering(f"/join/{invited.token}/")


def test_what_is_asked_of_the_expert_and_for_how_long_stands_on_the_page(expert):
    page = Client().get(f"/appointment/{expert.token}/").content.decode()

    assert "引领创新联合体高效运行" in page
    assert "自备案之日起最多 3 年" in page


def test_the_expert_opens_the_own_cv_by_the_link_and_nobody_by_another(expert, settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path
    path, kept = f"/appointment/{expert.token}/cv/", path_of(expert.cv.blob.sha256)
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"sample")

    answer = Client().get(path)

    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == b"sample"
    assert path in Client().get(f"/appointment/{expert.token}/").content.decode()
    assert Client().get("/appointment/made-up/cv/").status_code == 404
    assert Client().get(f"/appointment/{expert.token}/agreement/").status_code == 404
    assert Client().get(f"/appointment/{expert.token}/paper/").status_code == 404


def test_a_link_out_of_time_opens_no_file(expert):
    Appointment.objects.filter(pk=expert.pk).update(token_expires_at=clock.now())

    assert Client().get(f"/appointment/{expert.token}/cv/").status_code == 404


def test_the_agreement_is_read_on_the_members_own_page(signed_in):
    filing, _who = complete_draft()
    party, person = member_of(filing)

    page = signed_in(person).get(f"/members/{party.pk}/").content.decode()

    assert "在这里看" in page
    assert "?inline=1" in page


def test_the_confirmed_address_is_said_in_our_own_words(mailoutbox):
    client = Client()
    client.post(
        "/accounts/signup/",
        {
            "name": "示例经办人",
            "email": ADDRESS,
            "password1": "long-and-plain-7",
            "password2": "long-and-plain-7",
        },
    )
    link = next(word for word in mailoutbox[-1].body.split() if "/confirm-email/" in word)

    page = client.post("/" + link.split("/", 3)[3], follow=True).content.decode()

    assert f"您已确认邮箱地址 {ADDRESS}" in page
    assert "Email地址" not in page


def test_what_is_wrong_with_a_password_is_said_politely_and_in_chinese():
    typed = {"name": "示例经办人", "email": ADDRESS, "password1": "12345", "password2": "12345"}

    page = Client().post("/accounts/signup/", typed).content.decode()

    assert "密码至少 12 个字符" in page
    assert "密码不能全是数字" in page
    assert "你" not in page
