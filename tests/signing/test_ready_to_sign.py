"""Whoever accepts before there is a text reads whose move it is, and is told once when the text can be signed."""

import pytest

from consortia import actions as consortia
from consortia.models import Membership
from consortia.queries import agreement_of
from documents.models import StoredFile
from filings import actions, asks, board, parties
from filings.models import Filing
from ledger.models import Notice
from tests.factories import NOW, UnitFactory, representative, stored_file
from tests.lead.people import member_of

pytestmark = pytest.mark.django_db
KIND = "agreement.ready"
EARLY = "贵单位已接受，等牵头单位上传协议"
BEFORE_SENDING = "等您上传协议后才能签署"


@pytest.fixture
def early():
    """A draft without an agreement: two members were invited, the first has accepted, the third is only listed."""
    unit = UnitFactory(name="示例牵头企业")
    lead = representative(unit)
    filing = actions.start(actor=lead, lead=unit, formal_name="示例创新联合体", now=NOW)
    for number in range(3):
        other = UnitFactory()
        representative(other)
        member = consortia.add_member(
            filing.consortium, other, counting="industry", tier="close", duty="做试验", email="", actor=lead,
            now=NOW,
        )  # fmt: skip
        if number < 2:
            consortia.invite_member(member, actor=lead, now=NOW)
    return Filing.objects.get(pk=filing.pk), lead


def accept(filing: Filing, number: int) -> tuple[Membership, object]:
    member, person = member_of(filing, number)
    parties.accept(member, actor=person, now=NOW, is_voluntary=True)
    return member_of(filing, number)


def upload(filing: Filing, lead: object, file: StoredFile) -> None:
    with actions.editing(filing.pk, actor=lead, now=NOW, place="agreement") as held:
        held.consortium.agreements.update(document=file)


def told() -> list[int]:
    return sorted(Notice.objects.filter(kind=KIND).values_list("user_id", flat=True))


def test_who_accepts_before_the_agreement_reads_that_the_lead_uploads_it(early, signed_in):
    filing, _lead = early
    member, person = member_of(filing)
    client = signed_in(person)

    answer = client.post(f"/members/{member.pk}/accept/", {"is_voluntary": "on"}, follow=True)

    page = answer.content.decode()
    assert "接下来由示例牵头企业上传协议" in page
    assert "待签署" not in page
    assert "下一步签署协议" not in page
    assert EARLY in client.get("/filings/").content.decode()
    assert "上传协议；可以签署时会通知您" in client.get(f"/filings/{filing.pk}/").content.decode()
    assert asks.of(person, [filing], NOW.date()).get(filing.pk, []) == []


def test_the_board_holds_the_lead_until_there_is_a_text_and_the_member_after(early):
    filing, lead = early
    member, _person = accept(filing, 0)

    def signing() -> board.Cell:
        lines = {line.party.pk: line for line in board.read(Filing.objects.get(pk=filing.pk), NOW.date())}
        return next(cell for cell in lines[member.pk].cells if cell.task == "signing")

    assert signing().holder == board.Holder.LEAD
    upload(filing, lead, stored_file())
    assert signing().holder == board.Holder.UNIT


def test_with_the_text_each_accepted_member_is_told_once(early, signed_in):
    filing, lead = early
    _member, person = accept(filing, 0)
    assert told() == []

    upload(filing, lead, stored_file("协议一.pdf", "一".encode()))
    upload(filing, lead, stored_file("协议二.pdf", "二".encode()))

    assert told() == sorted([lead.pk, person.pk])  # not who has not answered, nor who is only listed
    assert Notice.objects.get(kind=KIND, user_id=person.pk).path == f"/members/of/{filing.consortium_id}/"
    client = signed_in(person)
    assert EARLY not in client.get("/filings/").content.decode()
    assert "待签署" in client.get(f"/members/of/{filing.consortium_id}/", follow=True).content.decode()


def test_the_next_version_is_told_to_who_has_not_signed_and_voided_to_who_has(early):
    filing, lead = early
    signed, signer = accept(filing, 0)
    _waits, waiting = accept(filing, 1)
    upload(filing, lead, stored_file("协议一.pdf", "一".encode()))
    digest = agreement_of(filing.consortium).digest
    parties.sign(signed, actor=signer, now=NOW, seen_digest=digest)
    Notice.objects.filter(kind=KIND).delete()

    upload(filing, lead, stored_file("协议二.pdf", "二".encode()))

    assert told() == sorted([lead.pk, waiting.pk])
    assert list(Notice.objects.filter(kind="agreement.changed").values_list("user_id", flat=True)) == [
        signer.pk
    ]


def test_of_the_leads_people_its_signatories_are_told(early):
    filing, lead = early
    editor = representative(filing.lead, "editor")

    upload(filing, lead, stored_file())

    assert lead.pk in told()
    assert editor.pk not in told()


def test_the_leads_signature_leads_on_to_pledge_and_submission(early, signed_in):
    filing, lead = early
    upload(filing, lead, stored_file())
    own = filing.consortium.memberships.get(is_lead=True)
    parties.sign(own, actor=lead, now=NOW, seen_digest=agreement_of(filing.consortium).digest)

    page = signed_in(lead).get(f"/members/{own.pk}/").content.decode()

    assert f'接下来签承诺书、提交： <a href="/filings/{filing.pk}/">' in page
    assert "就不用再办" not in page


def test_the_lead_reads_before_it_sends_the_links_that_signing_waits_for_the_agreement(early, signed_in):
    filing, lead = early
    client = signed_in(lead)

    page = client.get(f"/filings/{filing.pk}/members/").content.decode()
    assert BEFORE_SENDING in page
    assert "已接受，协议还没有上传" in page
    assert "还没有签署当前版本" not in page
    assert f'href="/filings/{filing.pk}/agreement/"' in page[page.index(BEFORE_SENDING) :]
    assert page.index(BEFORE_SENDING) < page.index("发出全部链接")

    upload(filing, lead, stored_file())
    assert BEFORE_SENDING not in client.get(f"/filings/{filing.pk}/members/").content.decode()
