"""A member's link makes nobody of the other side, and nobody of another house, the first person of a unit."""

import pytest

from consortia import actions as consortia
from consortia import claims
from consortia.invited import is_of_the_house, masked, strongest
from consortia.models import Membership, Representative
from consortia.queries import agreement_of, valid_signatures
from documents.actions import store_upload
from filings import actions, edits
from filings.changes import snapshot_of
from filings.models import Filing
from filings.outline import basis_words
from portal.dossier import _party
from tests.factories import NOW, UnitFactory, UserFactory, representative

pytestmark = pytest.mark.django_db
HOUSE = "office@sample-university.test"


@pytest.mark.parametrize(
    ("invited", "own", "is_same"),
    [
        ("office@unit.test", "Office@UNIT.test", True),
        ("office@unit.test", "dean@unit.test", True),
        ("office@unit.test", "dean@other.test", False),
        ("office@unit.test", "dean@unit.test.other.test", False),
        ("office@unit.test", "dean@mail-unit.test", False),
        ("someone@qq.com", "someone@qq.com", True),
        ("someone@qq.com", "another@qq.com", False),
        ("", "another@unit.test", False),
        ("", "", False),
    ],
)
def test_an_address_of_the_house_is_the_same_or_of_the_same_closed_domain(invited, own, is_same):
    assert is_of_the_house(invited, own) is is_same


def test_a_masked_address_shows_its_first_sign_and_its_domain():
    assert [masked(one) for one in ("office@unit.test", "", "nonsense")] == ["o***@unit.test", "", ""]


def test_an_officers_word_is_the_strongest_basis():
    assert strongest(["colleague", "claim"]) == "claim"
    assert strongest(["colleague", "invitation"]) == "invitation"
    assert strongest([]) == ""


@pytest.fixture
def invited(settings, tmp_path, pdf):
    """Two units without people, invited into a draft whose agreement is there to sign."""
    settings.DOCUMENT_ROOT = tmp_path
    lead = representative(UnitFactory(name="示例牵头公司"))
    unit = lead.representations.first().unit
    filing = actions.start(actor=lead, lead=unit, formal_name="示例创新联合体", now=NOW)
    members = []
    for name, email in (("示例受邀大学", HOUSE), ("示例受邀公司", "x@sample-company.test")):
        member = consortia.add_member(
            filing.consortium, UnitFactory(name=name), counting="academic", tier="core", duty="做试验",
            email=email, actor=lead, now=NOW,
        )  # fmt: skip
        members.append(consortia.invite_member(member, actor=lead, now=NOW))
    document = store_upload(pdf("组建协议.pdf", 3), uploaded_by_id=lead.pk, now=NOW)
    edits.save_agreement(filing.pk, actor=lead, now=NOW, contents={}, document=document)
    return filing, lead, members


def signed_by(member: Membership):
    return valid_signatures(agreement_of(Membership.objects.get(pk=member.pk).consortium)).get(member.pk)


def sign(client, member: Membership):
    text = agreement_of(Membership.objects.get(pk=member.pk).consortium).digest
    return client.post(f"/members/{member.pk}/sign/", {"text": text}, follow=True)


def test_the_lead_that_copies_the_link_neither_accepts_nor_signs_for_the_member(
    invited, signed_in, confirmed
):
    filing, lead, (member, _) = invited
    Membership.objects.filter(pk=member.pk).update(email=lead.email)  # even with its own address on the link
    client = signed_in(lead)

    page = client.get(f"/join/{member.token}/").content.decode()
    answer = client.post(f"/join/{member.token}/", follow=True).content.decode()

    for shown in (page, answer):
        assert "您代表本联合体的另一方示例牵头公司" in shown
    assert "我代表该单位" not in page
    assert not Representative.objects.filter(unit=member.unit).exists()
    assert client.post(f"/members/{member.pk}/accept/", {"is_voluntary": "on"}).status_code == 404
    sign(client, member)
    member.refresh_from_db()
    assert (member.state, signed_by(member)) == ("invited", None)
    assert not Filing.objects.get(pk=filing.pk).submissions.exists()


def test_whoever_acts_for_one_member_does_not_open_the_link_of_another(invited, signed_in):
    _, _, (member, other) = invited
    person = UserFactory(email=HOUSE)
    signed_in(person).post(f"/join/{member.token}/")
    Membership.objects.filter(pk=other.pk).update(email="y@sample-university.test")

    answer = signed_in(person).post(f"/join/{other.token}/", follow=True).content.decode()

    assert "另一方示例受邀大学" in answer
    assert {held.unit for held in Representative.objects.filter(user=person)} == {member.unit}


@pytest.mark.parametrize(
    ("address", "email", "said"),
    [
        (HOUSE, "dean@elsewhere.test", "o***@sample-university.test"),
        ("someone@qq.com", "another@qq.com", "公共邮箱不算"),
        ("", "dean@elsewhere.test", "没有填写示例受邀大学的邮箱"),
    ],
)
def test_another_address_is_refused_with_the_rule_and_what_to_do(invited, signed_in, address, email, said):
    _, _, (member, _) = invited
    Membership.objects.filter(pk=member.pk).update(email=address)
    client = signed_in(UserFactory(email=email))

    page = client.get(f"/join/{member.token}/").content.decode()
    answer = client.post(f"/join/{member.token}/", follow=True).content.decode()

    for shown in (page, answer):
        assert said in shown
        assert "按统一社会信用代码认领单位" in shown
        assert HOUSE not in shown
    assert f'href="/units/claim/?code={member.unit.code}"' in page
    assert not Representative.objects.filter(unit=member.unit).exists()


def test_a_colleague_of_the_house_comes_in_by_a_link_passed_on(invited, signed_in, confirmed):
    _, _, (member, _) = invited
    client = signed_in(UserFactory(email="dean@sample-university.test"))

    client.post(f"/join/{member.token}/")
    client.post(f"/members/{member.pk}/accept/", {"is_voluntary": "on"})
    sign(client, member)

    assert signed_by(member).proof == {"basis": "invitation", "is_unit_confirmed": False}


def test_a_first_person_who_later_joins_the_lead_signs_no_more(invited, signed_in, confirmed):
    """The link came to a colleague of the lead's under another roof: found out, it signs for one side only."""
    filing, lead, (member, _) = invited
    person = UserFactory(email=HOUSE)
    client = signed_in(person)
    client.post(f"/join/{member.token}/")
    client.post(f"/members/{member.pk}/accept/", {"is_voluntary": "on"})
    Representative.objects.create(unit=filing.lead, user=person, kind="editor", basis="colleague", since=NOW)

    page = sign(client, member).content.decode()

    assert "另一方示例牵头公司" in page
    assert signed_by(member) is None
    assert lead.pk != person.pk


def test_somebody_whom_an_officer_confirmed_may_act_for_two_parties(invited, signed_in, confirmed):
    """A group's clerk, confirmed for both units by their officers, stays free to sign for both."""
    filing, _, (member, _) = invited
    person = representative(member.unit)
    Representative.objects.create(unit=filing.lead, user=person, kind="editor", basis="colleague", since=NOW)
    client = signed_in(person)

    client.post(f"/members/{member.pk}/accept/", {"is_voluntary": "on"})
    sign(client, member)

    assert signed_by(member).proof["basis"] == "claim"


def test_the_officer_reads_on_what_basis_each_signer_acts(invited, signed_in, confirmed):
    filing, _, (member, other) = invited
    first = UserFactory(email=HOUSE)
    client = signed_in(first)
    client.post(f"/join/{member.token}/")
    client.post(f"/members/{member.pk}/accept/", {"is_voluntary": "on"})
    offer = claims.invite_colleague(member.unit_id, email="c@x.test", kind="signatory", actor=first, now=NOW)
    colleague = UserFactory(email="c@x.test")
    claims.accept_colleague(offer.token, user=colleague, now=NOW)
    sign(signed_in(colleague), member)
    held = representative(other.unit)
    signed_in(held).post(f"/members/{other.pk}/accept/", {"is_voluntary": "on"})
    sign(signed_in(held), other)

    words = {one["name"]: one["acts_by"] for one in map(_party, _parties(filing))}

    assert words["示例受邀大学"] == "签字人由单位管理员添加，未经主管部门确认"
    assert words["示例受邀公司"] == "签字人经主管部门确认"
    assert basis_words({"basis": "invitation"}) == "签字人凭牵头单位的邀请链接，未经主管部门确认"
    assert basis_words({}) == ""


def _parties(filing: Filing) -> list[dict]:
    parties: list[dict] = snapshot_of(filing)["consortium"]["parties"]
    return parties
