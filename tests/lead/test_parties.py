"""A member's link and page, and the chief expert's: five minutes, on a phone."""

from datetime import timedelta

import pytest
from django.test import Client

from consortia import actions as consortia
from consortia.models import Appointment, Membership, Representative
from consortia.queries import agreement_of, valid_signatures
from filings import actions
from filings.models import CorrectionTicket, Filing
from filings.states import Event, State
from ledger import clock
from ledger.models import Notice
from tests.factories import NOW, UnitFactory, UserFactory, representative
from tests.lead.people import member_of
from tests.road import complete_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def invited():
    """A unit without people, invited into a draft; with its lead."""
    lead_unit, unit = UnitFactory(), UnitFactory(name="示例受邀大学", kind="university")
    lead = representative(lead_unit)
    filing = actions.start(actor=lead, lead=lead_unit, formal_name="示例创新联合体", now=NOW)
    member = consortia.add_member(
        filing.consortium, unit, counting="academic", tier="core", duty="做试验", email="x@example.test",
        actor=lead, now=NOW,
    )  # fmt: skip
    return consortia.invite_member(member, actor=lead, now=NOW), filing, lead


def test_the_link_says_who_invites_whom_to_what_before_sign_in(invited):
    member, _, lead = invited

    page = Client().get(f"/join/{member.token}/").content.decode()

    for words in (
        "示例受邀大学",
        "示例创新联合体",
        str(lead.representations.first().unit),
        "/accounts/login/?next=",
    ):
        assert words in page
    member.refresh_from_db()
    assert member.opened_at is not None


def test_the_first_to_open_manages_and_signs_for_the_unit(invited, signed_in):
    member, _, _ = invited
    person = UserFactory()
    client = signed_in(person)

    assert client.get(f"/join/{member.token}/").status_code == 200
    answer = client.post(f"/join/{member.token}/")

    assert answer.url == f"/members/{member.pk}/"
    held = Representative.objects.filter(user=person)
    assert {(r.unit_id, r.kind, r.basis) for r in held} == {
        (member.unit_id, "manager", "invitation"),
        (member.unit_id, "signatory", "invitation"),
    }


def test_the_second_is_pointed_to_the_first(invited, signed_in):
    member, _, _ = invited
    first, second = UserFactory(name="先到的示例人员"), UserFactory()
    signed_in(first).post(f"/join/{member.token}/")

    answer = signed_in(second).post(f"/join/{member.token}/", follow=True)

    assert "先到的示例人员" in answer.content.decode()
    assert not Representative.objects.filter(user=second).exists()


def test_a_link_out_of_time_says_so_and_gives_nothing(invited, signed_in):
    member, _, _ = invited
    clock.move_to(NOW + timedelta(days=15))
    person = UserFactory()

    page = signed_in(person).get(f"/join/{member.token}/").content.decode()
    signed_in(person).post(f"/join/{member.token}/")

    assert "2026-09-15" in page
    assert not Representative.objects.filter(user=person).exists()


def test_no_name_of_a_colleague_is_shown_to_the_unknown(invited):
    member, _, _ = invited
    held = representative(member.unit)

    assert held.name not in Client().get(f"/join/{member.token}/").content.decode()


def test_a_member_accepts_of_free_will_or_not_at_all(invited, signed_in):
    member, _, _ = invited
    client = signed_in(representative(member.unit))

    client.post(f"/members/{member.pk}/accept/")
    member.refresh_from_db()
    assert member.state == "invited"
    client.post(f"/members/{member.pk}/accept/", {"is_voluntary": "on"})
    client.post(f"/members/{member.pk}/accept/", {"is_voluntary": "on"})

    member.refresh_from_db()
    assert (member.state, member.is_voluntary) == ("accepted", True)


def test_a_member_declines_with_a_reason(invited, signed_in):
    member, _, _ = invited
    client = signed_in(representative(member.unit))

    client.post(f"/members/{member.pk}/leave/", {"reason": "力量不够"})

    member.refresh_from_db()
    assert member.state == "declined"


def test_a_stranger_finds_no_membership(invited, signed_in):
    member, _, _ = invited

    client = signed_in(representative(UnitFactory()))
    assert client.get(f"/members/{member.pk}/").status_code == 404
    assert client.post(f"/members/{member.pk}/sign/", {"text": "x"}).status_code in (302, 404)
    assert Client().get(f"/members/{member.pk}/").status_code == 302


@pytest.fixture
def unsigned():
    """A complete draft whose agreement has just changed: everybody signs anew."""
    filing, who = complete_draft()
    agreement = agreement_of(filing.consortium)
    agreement.contents = {**agreement.contents, "goals": "第九条"}
    agreement.save()
    consortia.restate_agreement(filing.consortium, now=NOW + timedelta(hours=1))
    party, member = member_of(filing)
    return filing, party, member, who


def test_a_member_signs_what_is_on_the_page(unsigned, signed_in, confirmed):
    filing, party, member, _ = unsigned
    client = signed_in(member)
    agreement = agreement_of(filing.consortium)

    page = client.get(f"/members/{party.pk}/").content.decode()
    client.post(f"/members/{party.pk}/sign/", {"text": agreement.digest})
    client.post(f"/members/{party.pk}/sign/", {"text": agreement.digest})

    assert agreement.digest in page  # posted back, never shown
    assert "第九条" in page
    assert list(valid_signatures(agreement)) == [party.pk]


def test_a_text_that_changed_meanwhile_is_not_signed(unsigned, signed_in, confirmed):
    filing, party, member, _ = unsigned

    answer = signed_in(member).post(f"/members/{party.pk}/sign/", {"text": "0" * 64}, follow=True)

    assert valid_signatures(agreement_of(filing.consortium)) == {}
    assert [str(m) for m in answer.context["messages"]]


def test_signing_asks_who_is_there_first(unsigned, signed_in):
    filing, party, member, _ = unsigned
    agreement = agreement_of(filing.consortium)

    signed_in(member).post(f"/members/{party.pk}/sign/", {"text": agreement.digest})

    assert valid_signatures(agreement) == {}


def test_no_page_of_a_member_says_digest_or_hash(unsigned, signed_in):
    _, party, member, _ = unsigned

    page = signed_in(member).get(f"/members/{party.pk}/").content.decode().lower()

    assert "digest" not in page
    assert "hash" not in page


def test_a_member_who_leaves_after_submission_voids_and_tells(signed_in, tmp_path, settings):
    settings.DOCUMENT_ROOT = tmp_path
    filing, who = complete_draft()
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)
    party, member = member_of(filing)

    signed_in(member).post(f"/members/{party.pk}/leave/", {"reason": "单位合并"})

    party.refresh_from_db()
    assert party.state == "left"
    assert valid_signatures(agreement_of(filing.consortium)) == {}
    assert Filing.objects.get(pk=filing.pk).state == State.DISTRICT_CHECK
    assert Membership.objects.filter(consortium=filing.consortium, state="accepted").count() == 5


def test_the_desk_of_a_filing_whose_party_left_finds_its_ticket_written(signed_in, tmp_path, settings):
    settings.DOCUMENT_ROOT = tmp_path
    filing, who = complete_draft()
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)
    party, member = member_of(filing)
    signed_in(member).post(f"/members/{party.pk}/leave/", {"reason": "单位合并"})

    told = Notice.objects.get(kind="filing.district_party_left", user_id=who.officer.pk)
    desk = signed_in(who.officer)
    form = desk.get(told.path.partition("#")[0]).context["ticket_form"]
    desk.post(f"/cases/{filing.pk}/tickets/", form.initial)

    ticket = CorrectionTicket.objects.get(filing=filing)
    assert (ticket.place, ticket.clause, ticket.state, ticket.raised_by) == (
        "members", "G5.2", "draft", who.officer,
    )  # fmt: skip
    assert party.unit.name in ticket.text
    assert (
        Notice.objects.filter(kind="filing.city_party_left").exclude(path=f"/filings/{filing.pk}/").count()
        == 0
    )


@pytest.fixture
def expert(invited):
    _, filing, lead = invited
    person = consortia.name_person(
        filing.consortium, "chief_expert", fields={"name": "示例教授", "employer": "示例大学", "email": "p@x.test"},
        actor=lead, now=NOW,
    )  # fmt: skip
    consortia.ask_person(person, actor=lead, now=NOW)
    return Appointment.objects.get(pk=person.pk)


def test_the_chief_expert_accepts_without_an_account_once(expert):
    client, path = Client(), f"/appointment/{expert.token}/"

    assert "示例教授" in client.get(path).content.decode()
    client.post(path, {"accept": "1"})
    client.post(path, {"accept": "1"})
    client.post(path, {"decline": "1", "reason": "改主意"})

    expert.refresh_from_db()
    assert expert.state == "accepted"


def test_the_chief_expert_declines_with_a_reason(expert):
    path = f"/appointment/{expert.token}/"

    Client().post(path, {"decline": "1", "reason": ""})
    expert.refresh_from_db()
    assert expert.state == "invited"
    Client().post(path, {"decline": "1", "reason": "没有时间"})

    expert.refresh_from_db()
    assert (expert.state, expert.decline_reason) == ("declined", "没有时间")


def test_an_appointment_out_of_time_is_closed(expert):
    clock.move_to(NOW + timedelta(days=15))
    path = f"/appointment/{expert.token}/"

    page = Client().get(path).content.decode()
    Client().post(path, {"accept": "1"})

    expert.refresh_from_db()
    assert expert.state == "invited"
    assert 'name="accept"' not in page


@pytest.mark.parametrize("path", ["/join/nobody/", "/appointment/nobody/", "/colleague/nobody/"])
def test_a_made_up_link_leads_nowhere(path):
    assert Client().get(path).status_code == 404


def test_a_blank_task_is_not_signed(unsigned, signed_in, confirmed):
    filing, _, _, who = unsigned
    own = filing.consortium.memberships.get(is_lead=True)
    Membership.objects.filter(pk=own.pk).update(duty=" ")
    agreement = agreement_of(filing.consortium)

    answer = signed_in(who.lead).post(f"/members/{own.pk}/sign/", {"text": agreement.digest}, follow=True)

    assert valid_signatures(agreement) == {}
    assert any(filing.lead.name in str(message) for message in answer.context["messages"])
