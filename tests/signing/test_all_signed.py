"""When the last signature comes the lead is told, once for that text; and its desk says what is next."""

from datetime import timedelta

import pytest

from consortia import actions as consortia
from consortia.models import Membership
from consortia.queries import agreement_of
from filings import actions, asks, parties
from filings.models import Filing
from ledger.models import Notice
from tests.factories import NOW, UnitFactory, representative
from tests.lead.people import member_of
from tests.road import complete_draft

pytestmark = pytest.mark.django_db
KIND = "agreement.signed_by_all"
SUBMIT = "都已签署：请核对后提交"


@pytest.fixture
def reopened():
    """A complete draft whose agreement has just changed: nobody's signature stands."""
    filing, who = complete_draft()
    change(filing, who, "litigation")
    return Filing.objects.get(pk=filing.pk), who


def change(filing, who, dispute):
    with actions.editing(filing.pk, actor=who.lead, now=NOW, place="agreement") as held:
        held.consortium.agreements.update(dispute=dispute)


def sign(filing, party, person, now=NOW):
    digest = agreement_of(filing.consortium).digest
    return parties.sign(party, actor=person, now=now, seen_digest=digest)


def sign_all(filing, who, *, but=0):
    """All members but the last ``but`` sign, then the lead."""
    for number in range(5 - but):
        sign(filing, *member_of(filing, number))
    sign(filing, Membership.objects.get(consortium=filing.consortium, is_lead=True), who.lead)


def told():
    return Notice.objects.filter(kind=KIND)


def labels(user, filing):
    return [ask.label for ask in asks.of(user, [filing], NOW.date()).get(filing.pk, ())]


def test_the_last_signature_tells_editors_and_signatories_of_the_lead_once(reopened):
    filing, who = reopened
    editor, reader = representative(filing.lead, "editor"), representative(filing.lead, "reader")
    sign_all(filing, who, but=1)
    assert not told().exists()

    for _twice in range(2):
        sign(filing, *member_of(filing, 4))

    assert sorted(told().values_list("user_id", flat=True)) == sorted([who.lead.pk, editor.pk])
    assert reader.pk not in told().values_list("user_id", flat=True)
    assert {one.path for one in told()} == {f"/filings/{filing.pk}/"}


def test_taken_back_and_given_again_is_not_told_again_and_the_notice_stays(reopened):
    filing, who = reopened
    sign_all(filing, who)
    party, person = member_of(filing, 2)

    parties.take_back(party, actor=person, now=NOW, reason="再核对一遍")
    assert told().count() == 1
    sign(filing, party, person, NOW + timedelta(hours=1))

    assert told().count() == 1


def test_another_text_is_told_again(reopened):
    filing, who = reopened
    sign_all(filing, who)

    change(filing, who, "arbitration")
    sign_all(filing, who)

    first, second = told().order_by("pk")
    assert second.params["version"] == first.params["version"] + 1


def test_where_two_sign_together_the_second_one_counts(reopened):
    filing, who = reopened
    party, _person = member_of(filing, 4)
    type(party.unit).objects.filter(pk=party.unit_id).update(signs_jointly=True)
    sign_all(filing, who)
    assert not told().exists()

    sign(filing, party, representative(party.unit))

    assert told().count() == 1


def test_the_leads_desk_says_what_is_next(reopened):
    filing, who = reopened
    assert SUBMIT not in labels(who.lead, filing)

    sign_all(filing, who)

    assert labels(who.lead, filing) == [SUBMIT]
    assert labels(member_of(filing)[1], filing) == []


@pytest.fixture
def listed():
    """A unit with a person here, listed by the lead of a fresh draft."""
    lead_unit, unit = UnitFactory(), UnitFactory()
    lead, person = representative(lead_unit), representative(unit)
    filing = actions.start(actor=lead, lead=lead_unit, formal_name="示例创新联合体", now=NOW)

    def invite(email):
        member = consortia.add_member(
            filing.consortium, unit, counting="industry", tier="close", duty="做试验", email=email, actor=lead,
            now=NOW,
        )  # fmt: skip
        Notice.objects.all().delete()
        consortia.invite_member(member, actor=lead, now=NOW)
        return sorted(Notice.objects.values_list("kind", flat=True))

    return invite, person


def test_an_invited_person_of_the_unit_gets_one_letter(listed):
    invite, person = listed

    assert invite(person.email.upper()) == ["membership.member_invited"]


def test_an_address_of_nobody_there_gets_the_link(listed):
    invite, _person = listed

    assert invite("office@example.test") == ["membership.invitation", "membership.member_invited"]
