"""Where the office asks members for the pledge too, each signatory gives it on the own unit's page."""

import pytest

from consortia.models import Membership
from filings import actions, asks, board, parties
from filings.board import Holder
from filings.models import Filing
from filings.states import Event, State
from ledger import clock
from ledger.models import Entry
from tests.factories import NOW, UserFactory, representative
from tests.lead.people import member_of
from tests.road import complete_draft
from workflow.engine import StepRefused
from workflow.models import Parameter

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return complete_draft()


@pytest.fixture
def asked(draft):
    """The office has switched the parameter on."""
    _, who = draft
    Parameter.objects.create(
        key="members_sign_pledge", value=True, valid_from=NOW.date(), version=1, reason="成员也须承诺",
        proposed_by=who.city, proposed_at=NOW, confirmed_by=who.approver, confirmed_at=NOW,
    )  # fmt: skip
    return draft


def members(filing: Filing) -> list[tuple[Membership, object]]:
    return [member_of(filing, number) for number in range(5)]


def test_a_filing_goes_through_once_every_member_has_pledged(asked, signed_in, confirmed):
    filing, who = asked
    with pytest.raises(StepRefused) as refused:
        actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=clock.now())
    assert [stop.code for stop in refused.value.refusals] == ["member_pledges_missing"]

    for number, (party, person) in enumerate(members(filing), 1):
        client = signed_in(person)
        assert "签诚信承诺书" in client.get(f"/members/{party.pk}/").content.decode()
        for _twice in range(2):
            answer = client.post(f"/members/{party.pk}/pledge/", follow=True).content.decode()
            assert "签诚信承诺书" not in answer
        assert filing.pledges.count() == 1 + number

    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=clock.now())
    assert Filing.objects.get(pk=filing.pk).state != State.DRAFT
    told = Entry.objects.filter(kind="filing.pledged", role="member")
    assert sorted(entry.payload["unit"] for entry in told) == sorted(p.unit_id for p, _ in members(filing))


def test_the_password_alone_pledges_nothing(asked, signed_in):
    filing, _ = asked
    party, person = member_of(filing)

    answer = signed_in(person).post(f"/members/{party.pk}/pledge/")

    assert answer.url == f"/accounts/second-factor/?next=%2Fmembers%2F{party.pk}%2F"
    assert filing.pledges.count() == 1


def test_only_a_signatory_of_the_unit_pledges(asked, signed_in, confirmed):
    filing, who = asked
    party, _ = member_of(filing)
    reader = representative(party.unit, "reader")

    page = signed_in(reader).get(f"/members/{party.pk}/").content.decode()
    signed_in(reader).post(f"/members/{party.pk}/pledge/")
    strangers = [signed_in(one).post(f"/members/{party.pk}/pledge/") for one in (who.lead, UserFactory())]

    assert "由贵单位的签字人签署" in page
    assert [answer.status_code for answer in strangers] == [404, 404]
    assert filing.pledges.count() == 1


def test_it_is_neither_shown_nor_taken_while_the_office_does_not_ask(draft, signed_in, confirmed):
    filing, _ = draft
    party, person = member_of(filing)
    client = signed_in(person)

    assert "诚信承诺" not in client.get(f"/members/{party.pk}/").content.decode()
    client.post(f"/members/{party.pk}/pledge/")

    assert filing.pledges.count() == 1


def test_after_submission_it_is_too_late_and_says_so(asked, signed_in, confirmed):
    filing, who = asked
    for party, person in members(filing):
        signed_in(person).post(f"/members/{party.pk}/pledge/")
    filing.pledges.filter(unit=member_of(filing)[0].unit).delete()
    Parameter.objects.update(value=False)
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=clock.now())
    Parameter.objects.update(value=True)
    party, person = member_of(filing)

    answer = signed_in(person).post(f"/members/{party.pk}/pledge/", follow=True).content.decode()

    assert "已提交" in answer
    assert not filing.pledges.filter(unit=party.unit).exists()


def labels(user, filing):
    return [ask.label for ask in asks.of(user, [filing], NOW.date()).get(filing.pk, ())]


def waiting(filing, party):
    """What the board says of the unit's signature, where it is the unit's own move."""
    [line] = [line for line in board.read(filing, NOW.date()) if line.party.pk == party.pk]
    return [cell.words for cell in line.cells if cell.task == "signing" and cell.holder == Holder.UNIT]


def test_desk_and_board_name_the_pledge_as_a_task_until_it_is_given(asked):
    filing, _who = asked
    party, person = member_of(filing)
    assert labels(person, filing) == ["签署本单位的诚信承诺"]
    assert waiting(filing, party) == ["待签诚信承诺"]

    parties.sign_pledge(party, actor=person, now=NOW)

    assert labels(person, filing) == []
    assert waiting(filing, party) == []


def test_without_the_parameter_it_is_no_task(draft):
    filing, _who = draft
    party, person = member_of(filing)

    assert labels(person, filing) == []
    assert waiting(filing, party) == []
