"""What an invited unit reads before it answers, and how a text and a party are spoken of afterwards."""

import pytest
from django.test import Client

from consortia import actions as consortia
from consortia.models import Membership, Provision, Representative, Signature
from consortia.queries import agreement_of
from filings import actions, parties
from filings.models import Filing
from tests.factories import NOW, UnitFactory, UserFactory, representative, stored_file
from tests.lead.people import member_of
from tests.road import complete_draft
from tests.road_reviews import at_registered

pytestmark = pytest.mark.django_db
SIGN_IN, REGISTER = "登录并答复", "注册账号并答复"


@pytest.fixture
def draft():
    unit = UnitFactory()
    lead = representative(unit)
    filing = actions.start(actor=lead, lead=unit, formal_name="示例创新联合体", now=NOW)
    return filing, lead


@pytest.fixture
def invited(draft):
    """A unit without people here, invited with a duty and a share."""
    filing, lead = draft
    member = consortia.add_member(
        filing.consortium, UnitFactory(), counting="industry", tier="close", duty="承担焊缝在线检测",
        share="12.5", contribution="30", email="office@example.test", actor=lead, now=NOW,
    )  # fmt: skip
    return consortia.invite_member(member, actor=lead, now=NOW)


def buttons(membership):
    """The words of the link page's two buttons: the big one, the other one."""
    page = Client().get(f"/join/{membership.token}/").content.decode()
    page = page[page.index("row-line gap-2") :]
    big = page[page.index("btn btn-primary") :]
    other = page[page.index("btn btn-outline-primary") :]
    return tuple(part[part.index(">") + 1 : part.index("</a>")] for part in (big, other))


def test_a_stranger_is_led_to_register_and_may_sign_in(invited):
    assert buttons(invited) == (REGISTER, SIGN_IN)


def test_whoever_has_an_account_is_led_to_sign_in(invited):
    UserFactory(email="Office@example.test")

    assert buttons(invited) == (SIGN_IN, REGISTER)


def test_a_unit_with_people_is_led_to_sign_in(invited):
    representative(invited.unit)

    assert buttons(invited)[0] == SIGN_IN


def test_duty_and_share_stand_on_the_link_page_and_not_once_it_is_over(invited):
    path = f"/join/{invited.token}/"
    page = Client().get(path).content.decode()
    assert "承担焊缝在线检测" in page
    assert "12.5" in page

    Membership.objects.filter(pk=invited.pk).update(token_expires_at=NOW)
    page = Client().get(path).content.decode()
    assert "承担焊缝在线检测" not in page
    assert "12.5" not in page


def test_shares_that_make_no_whole_are_said_to_the_lead(invited, signed_in):
    """Until all is written: what they add up to, and who has none, the lead among them."""
    consortium, filing = invited.consortium, Filing.objects.get(consortium=invited.consortium)
    own = consortium.memberships.get(is_lead=True)
    page = f"/filings/{filing.pk}/members/"
    client = signed_in(Representative.objects.filter(unit=own.unit)[0].user)

    read = client.get(page).content.decode()
    assert "份额合计 12.50%，不是 100%。" in read
    assert f"没有填份额：{own.unit}。" in read

    Membership.objects.filter(pk=own.pk).update(share="87.5")
    assert 'id="shares"' not in client.get(page).content.decode()
    consortium.memberships.update(share=None)
    assert 'id="shares"' not in client.get(page).content.decode()


def test_exit_terms_and_share_are_read_before_accepting(invited, signed_in):
    person = representative(invited.unit)
    path = f"/members/{invited.pk}/"
    page = signed_in(person).get(path).content.decode()
    assert "还没有写明，请看协议的“权利义务”一条" in page
    assert page.index("12.5") < page.index("is_voluntary")

    Provision.objects.update_or_create(
        consortium=invited.consortium, key="exit", defaults={"text": "退出须提前三十日书面通知"}
    )
    page = signed_in(person).get(path).content.decode()

    assert page.index("退出须提前三十日书面通知") < page.index("is_voluntary")


def version(filing):
    return agreement_of(filing.consortium).version


def upload(filing, lead, name):
    with actions.editing(filing.pk, actor=lead, now=NOW, place="agreement") as held:
        held.consortium.agreements.update(document=stored_file(name, name.encode()))


def test_what_is_uploaded_first_is_version_one(draft):
    filing, lead = draft

    upload(filing, lead, "协议.pdf")

    assert version(filing) == 1


def test_the_next_number_comes_when_a_signed_text_changes():
    filing, who = complete_draft()
    signed = version(filing)

    upload(filing, who.lead, "另一份.pdf")
    assert version(filing) == signed + 1
    upload(filing, who.lead, "再一份.pdf")
    assert version(filing) == signed + 1
    party, person = member_of(filing)
    parties.sign(party, actor=person, now=NOW, seen_digest=agreement_of(filing.consortium).digest)
    upload(filing, who.lead, "第四份.pdf")

    assert version(filing) == signed + 2


def test_the_list_of_parties_says_who_has_signed(signed_in):
    filing, who = complete_draft()

    page = signed_in(who.lead).get(f"/filings/{filing.pk}/members/").content.decode()

    assert "还没有签署当前版本" not in page
    assert page.count("用验证码签署") == 6


def test_a_registered_consortium_says_so_of_its_parties(signed_in):
    filing, who, now = at_registered()
    Signature.objects.filter(membership__consortium=filing.consortium).update(voided_at=now)

    page = signed_in(who.lead).get(f"/filings/{filing.pk}/members/").content.decode()

    assert "还没有签署当前版本" not in page
    assert page.count("已备案的成员单位") == 6


def test_trash_and_withdrawing_are_told_apart_where_the_buttons_stand(draft, signed_in):
    filing, lead = draft

    page = signed_in(lead).get(f"/filings/{filing.pk}/").content.decode()

    assert "放入回收站：只收起没有提交的草稿，30 天内可以原样恢复" in page
    assert "撤回：这一件就此结束" in page
    assert Filing.objects.get(pk=filing.pk).state == "draft"
