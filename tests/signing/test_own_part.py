"""A unit's own part: its word falls by its own change alone, a note voids nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consortia.models import Annex, Confirmation
from consortia.models.plan import Resource
from consortia.queries import agreement_of, valid_signatures
from filings import actions, board, edits
from filings.board import Holder
from filings.states import Event
from ledger import clock
from ledger.models import Notice
from tests.factories import NOW
from tests.lead.people import member_of
from tests.road import complete_draft

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)
FACTS = {
    "contact": "示例联系人",
    "phone": "0532-00000000",
    "email": "a@example.test",
    "capability": "有中试线",
}


def standing() -> set[int]:
    return set(Confirmation.objects.filter(voided_at__isnull=True).values_list("membership_id", flat=True))


@pytest.fixture
def confirmed_parts(signed_in):
    """Two units have said that their part is right."""
    filing, who = complete_draft()
    people = [member_of(filing, number) for number in (0, 1)]
    for party, person in people:
        client = signed_in(person)
        client.post(f"/members/{party.pk}/annex/", FACTS)
        digest = Annex.objects.get(membership=party).digest
        client.post(f"/members/{party.pk}/annex/confirm/", {"text": digest})
    assert standing() == {party.pk for party, _ in people}
    return filing, who, people


def test_a_changed_fact_ends_that_units_word_alone_and_says_why(confirmed_parts, signed_in):
    filing, _, [(party, person), (other, _)] = confirmed_parts

    signed_in(person).post(f"/members/{party.pk}/annex/", FACTS | {"capability": "有两条中试线"})

    assert standing() == {other.pk}
    assert len(valid_signatures(agreement_of(filing.consortium))) == 6
    page = signed_in(person).get(f"/members/{party.pk}/annex/").content.decode()
    assert "<del>有中试线</del>" in page
    assert "<ins>有两条中试线</ins>" in page
    assert Notice.objects.filter(kind="membership.annex_changed", user_id=person.pk).count() == 1


def test_a_note_ends_nobodys_word(confirmed_parts, signed_in):
    filing, _, [(party, person), (other, _)] = confirmed_parts

    signed_in(person).post(f"/members/{party.pk}/annex/", FACTS | {"note": "周五前不在"})

    assert standing() == {party.pk, other.pk}
    assert len(valid_signatures(agreement_of(filing.consortium))) == 6
    assert Annex.objects.get(membership=party).note == "周五前不在"


def test_a_changed_agreement_ends_signatures_and_no_units_word(confirmed_parts):
    filing, who, [(party, _), (other, _)] = confirmed_parts

    edits.save_agreement(filing.pk, actor=who.lead, now=LATER, contents={"goals": "第九条"})

    assert valid_signatures(agreement_of(filing.consortium)) == {}
    assert standing() == {party.pk, other.pk}


def test_what_changed_meanwhile_is_not_confirmed(confirmed_parts, signed_in):
    _, _, [(party, person), _] = confirmed_parts
    seen = Annex.objects.get(membership=party).digest
    signed_in(person).post(f"/members/{party.pk}/annex/", FACTS | {"phone": "0532-11111111"})

    signed_in(person).post(f"/members/{party.pk}/annex/confirm/", {"text": seen})

    assert party.pk not in standing()


def test_an_empty_part_is_not_confirmed_and_others_do_not_speak_for_a_unit(confirmed_parts, signed_in):
    filing, who, [_, (other, person)] = confirmed_parts
    empty, theirs = member_of(filing, 2)

    signed_in(theirs).post(f"/members/{empty.pk}/annex/confirm/", {"text": ""})
    assert empty.pk not in standing()
    assert signed_in(who.lead).post(f"/members/{other.pk}/annex/", FACTS).status_code == 404
    assert signed_in(person).get(f"/members/{empty.pk}/annex/").status_code == 404


def test_after_submission_the_part_is_closed(confirmed_parts, signed_in):
    filing, who, [(party, person), _] = confirmed_parts
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=LATER)

    signed_in(person).post(f"/members/{party.pk}/annex/", FACTS | {"phone": "1"})

    assert party.pk in standing()
    assert Annex.objects.get(membership=party).phone == FACTS["phone"]


def test_a_changed_resource_ends_that_units_word_alone(confirmed_parts, signed_in):
    filing, who, [(party, person), (other, _)] = confirmed_parts
    rows = {"consortium": filing.consortium, "what": "中试线", "quantity": 1, "unit": "条"}
    row = Resource.objects.create(party=party, kind="equipment", **rows)
    with actions.editing(filing.pk, actor=who.lead, now=LATER, place="resources"):
        pass
    assert standing() == {other.pk}
    seen = Annex.objects.get(membership=party).digest
    signed_in(person).post(f"/members/{party.pk}/annex/confirm/", {"text": seen})
    assert standing() == {party.pk, other.pk}

    with actions.editing(filing.pk, actor=who.lead, now=LATER, place="resources"):
        Resource.objects.filter(pk=row.pk).update(quantity=2)

    assert standing() == {other.pk}
    assert len(valid_signatures(agreement_of(filing.consortium))) == 6
    page = signed_in(person).get(f"/members/{party.pk}/annex/").content.decode()
    assert "中试线 · 1 · 条" in page
    assert "中试线 · 2 · 条" in page


def corrected(filing, who, *addresses):
    """The filing back for correction, with a ticket on each part."""
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=clock.now())
    for address in addresses:
        actions.add_ticket(
            filing.pk, target=address, clause="G5.2", text="请核对", is_mandatory=True, actor=who.officer,
            now=clock.now(),
        )  # fmt: skip
    actions.take(filing.pk, Event.RETURN, actor=who.officer, now=clock.now())


def cell(party):
    """The unit's cell “own part confirmed” on the board."""
    lines = board.read(party.consortium.filings.get(), timezone.localdate(NOW))
    [line] = [line for line in lines if line.party.pk == party.pk]
    return next(one for one in line.cells if one.task == "confirmed")


def test_in_a_correction_only_the_unit_with_a_ticket_writes_and_confirms_its_part_anew(
    confirmed_parts, signed_in
):
    filing, who, [(party, person), (other, neighbour)] = confirmed_parts
    corrected(filing, who, f"members/{party.pk}")
    asked, closed = f"/members/{party.pk}/annex/", f"/members/{other.pk}/annex/"

    page = signed_in(person).get(asked)
    assert (page.context["is_open"], page.context["is_fallen"]) == (True, False)
    assert "<fieldset disabled>" not in page.content.decode()
    assert f'href="{asked}"' in signed_in(person).get(f"/members/{party.pk}/").content.decode()
    assert cell(party).holder == Holder.NOBODY

    signed_in(person).post(asked, FACTS | {"capability": "有两条中试线"})
    assert standing() == {other.pk}, "the neighbour's word stands"
    fallen = signed_in(person).get(asked)
    assert fallen.context["is_fallen"]
    assert "<del>有中试线</del>" in fallen.content.decode()
    assert cell(party).holder == Holder.UNIT
    signed_in(person).post(f"{asked}confirm/", {"text": fallen.context["text"]})
    assert standing() == {party.pk, other.pk}

    page = signed_in(neighbour).get(closed)
    assert not page.context["is_open"]
    assert "<fieldset disabled>" in page.content.decode()
    signed_in(neighbour).post(closed, FACTS | {"phone": "1"})
    assert Annex.objects.get(membership=other).phone == FACTS["phone"]


def test_a_correction_elsewhere_leaves_every_own_part_closed_and_its_word_standing(
    confirmed_parts, signed_in
):
    filing, who, people = confirmed_parts
    corrected(filing, who, "plan.tasks")
    for party, person in people:
        page = signed_in(person).get(f"/members/{party.pk}/annex/")
        assert not page.context["is_open"]
        assert page.context["said"].voided_at is None
        signed_in(person).post(f"/members/{party.pk}/annex/", FACTS | {"phone": "1"})
    assert standing() == {party.pk for party, _person in people}
    assert not Annex.objects.filter(phone="1").exists()


def test_an_empty_part_says_that_it_is_optional_and_asks_for_no_confirmation(signed_in):
    filing, who = complete_draft()
    party, person = member_of(filing)
    client, url = signed_in(person), f"/members/{party.pk}/annex/"

    page = client.get(url).content.decode()
    assert "选填，未填写" in page
    assert "提交不要求它" in page
    assert page.count('<span class="optional">选填</span>') == 5
    assert "待确认" not in page

    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)
    page = client.get(url).content.decode()
    assert "贵单位也不用再办" in page
    assert "待确认" not in page


def test_a_part_that_is_written_waits_for_its_word_while_it_is_open_and_not_after(signed_in):
    filing, who = complete_draft()
    party, person = member_of(filing)
    client, url = signed_in(person), f"/members/{party.pk}/annex/"
    client.post(url, FACTS)
    assert "待确认" in client.get(url).content.decode()

    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=clock.now())

    page = client.get(url).content.decode()
    assert "未确认" in page
    assert "待确认" not in page
