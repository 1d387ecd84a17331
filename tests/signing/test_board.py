"""The board equals the case's own state, read another way; forty units cost what six do."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consortia import actions as consortia
from consortia.models import Annex, Attachment, Confirmation, Membership, Signature
from consortia.queries import agreement_of
from filings import actions, board, handing, questions
from filings.models import Filing
from filings.states import Event
from ledger.models import Notice
from tests.factories import NOW, UnitFactory, representative, stored_file
from tests.lead.people import member_of
from tests.road import complete_draft, endorse

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=3)


@pytest.fixture
def forty():
    """Forty units in every stage of their own part: listed, invited, with and without facts, duty, signature."""
    filing, who = complete_draft()
    signers = []
    with transaction.atomic():
        for number in range(34):
            member = consortia.add_member(
                filing.consortium, UnitFactory(), counting="industry", tier="close",
                duty="" if number % 7 == 0 else "做试验", email="x@example.test", actor=who.lead, now=NOW,
            )  # fmt: skip
            if number % 3:
                consortia.invite_member(member, actor=who.lead, now=NOW)
            if number % 3 == 2:
                person = representative(member.unit)
                consortia.answer_invitation(
                    member, "accept", actor=person, now=NOW, typed={"is_voluntary": True}
                )
                if number % 2:
                    member.refresh_from_db()
                    Annex.objects.create(
                        membership=member, contact="人", phone="1", capability="会", digest="a" * 64,
                        changed_at=NOW,
                    )  # fmt: skip
                if number % 4 == 1:
                    annex = Annex.objects.get(membership=member)
                    Confirmation.objects.create(
                        membership=member, digest=annex.digest, content={}, by=person, at=NOW
                    )
                if number % 5 == 0 and member.duty:
                    signers.append((member, person))
                Attachment.objects.create(
                    consortium=filing.consortium, party=member, clause="G4.2.2", title="证明",
                    document=stored_file(f"证明{number}.pdf"), added_at=NOW,
                )  # fmt: skip
        digest = agreement_of(filing.consortium).digest
        for member, person in signers:
            member.refresh_from_db()
            consortia.sign(member, actor=person, now=LATER, seen_digest=digest, means="confirmed")
    for member in list(filing.consortium.memberships.filter(state="accepted", is_lead=False))[::5]:
        handing.hand_out(
            filing.pk, place="plan", part="tasks", unit_id=member.unit_id, person_id=None, note="", due_on=None,
            actor=who.lead, now=NOW,
        )  # fmt: skip
    return Filing.objects.get(pk=filing.pk), who


def expected(filing: Filing, party: Membership) -> dict[str, tuple[str, bool]]:
    """Task to (whose move, done), told from the rows of this one unit alone."""
    with_lead = filing.state in ("draft", "district_correction", "city_correction")
    agreement = agreement_of(filing.consortium)
    signed = Signature.objects.filter(
        membership=party, voided_at=None, digest=agreement.digest or "-"
    ).exists()
    annex = Annex.objects.filter(membership=party).first()
    confirmed = Confirmation.objects.filter(membership=party, voided_at=None).exists()
    accepted = party.state == "accepted"
    asked_of_lead = ("lead", False) if with_lead else ("", False)
    open_tickets = filing.tickets.filter(state="open").exists() and party.is_lead
    answered = filing.tickets.filter(state="answered").exists() and party.is_lead
    where = {"district_check": "district", "registered": ""}.get(filing.state, "city")
    return {
        "drafting": (("lead" if with_lead else where), False)
        if party.is_lead
        else ("unit", False)
        if with_lead and filing.handoffs.filter(unit=party.unit_id, state="open").exists()
        else (("", True) if party.duty else asked_of_lead),
        "consent": ("", True) if accepted else (("unit" if party.state == "invited" else "lead"), False),
        "facts": ("", True)
        if annex and annex.contact
        else (("unit", False) if accepted and with_lead else ("", False)),
        "confirmed": ("", True)
        if confirmed
        else (("unit", False) if annex and annex.digest and accepted and with_lead else ("", False)),
        "files": ("", Attachment.objects.filter(party=party).exists()),
        "signing": ("", True)
        if signed
        else (("unit", False) if accepted and agreement.digest else ("", False)),
        "tickets": ("unit", False)
        if filing.questions.filter(membership=party, state="open").exists()
        else ("lead", False)
        if open_tickets or (answered and with_lead)
        else ((where, False) if answered else ("", False)),
        "changes": ("", False),
        "reports": ("", False),
    }


def compared(filing: Filing) -> int:
    """Every cell against what its unit's rows say; returns how many cells."""
    count = 0
    for line in board.read(filing, NOW.date()):
        shown = {cell.task: (str(cell.holder), cell.is_done) for cell in line.cells}
        assert shown == expected(filing, line.party), line.party.unit
        count += len(shown)
    return count


def test_every_cell_of_forty_units_equals_the_cases_own_state(forty):
    filing, _ = forty

    assert compared(filing) == 40 * len(board.TASKS)


def test_forty_units_take_at_most_eight_questions(forty):
    filing, _ = forty
    with CaptureQueriesContext(
        connection,
    ) as asked:
        board.read(Filing.objects.select_related("consortium", "call").get(pk=filing.pk), NOW.date())

    assert len(asked) - 1 <= 8


def test_the_board_follows_the_filing_to_district_city_and_back(signed_in):
    filing, who = complete_draft()
    assert compared(filing)
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)
    filing = Filing.objects.get(pk=filing.pk)
    assert compared(filing)

    actions.add_ticket(
        filing.pk,
        place="basics",
        clause="G5.1b",
        text="写明全称",
        is_mandatory=True,
        actor=who.officer,
        now=NOW,
    )
    actions.take(filing.pk, Event.RETURN, actor=who.officer, now=NOW)
    filing = Filing.objects.get(pk=filing.pk)
    assert compared(filing)
    lead = board.read(filing, NOW.date())[0]
    assert {cell.task: cell.until for cell in lead.cells}["tickets"] == filing.due_on

    ticket = filing.tickets.get()
    actions.move_ticket(ticket.pk, "answer", actor=who.lead, now=NOW, answer="原文无误", stands=True)
    filing = Filing.objects.get(pk=filing.pk)
    assert compared(filing)
    actions.take(filing.pk, Event.RESUBMIT, actor=who.lead, now=NOW)
    filing = Filing.objects.get(pk=filing.pk)
    assert compared(filing)


def test_the_board_is_with_the_city_after_a_recommendation():
    filing, who = complete_draft()
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)
    endorse(filing, who)

    [drafting, *_] = board.read(Filing.objects.get(pk=filing.pk), NOW.date())[0].cells
    assert (drafting.holder, drafting.since) == ("city", NOW)


def test_a_question_of_the_office_is_the_units_move_and_the_lead_may_remind_it(signed_in):
    filing, who = complete_draft()
    party, member = member_of(filing)
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)
    asked = questions.ask(
        filing.pk, target="members", clause="G3.3d", text="请说明本单位的分工。", membership_id=party.pk,
        actor=who.officer, now=NOW,
    )  # fmt: skip
    filing = Filing.objects.get(pk=filing.pk)
    assert compared(filing)
    [line] = [line for line in board.read(filing, NOW.date()) if line.waiting]
    [cell] = [cell for cell in line.cells if cell.holder == "unit"]
    assert (line.party, cell.task, cell.until) == (party, "tickets", asked.due_on)
    assert (
        f'href="/questions/{asked.pk}/"'
        in signed_in(member).get(f"/filings/{filing.pk}/board/").content.decode()
    )

    signed_in(who.lead).post(f"/filings/{filing.pk}/board/remind/")
    assert Notice.objects.filter(kind="membership.reminder", user_id=member.pk).count() == 1
    signed_in(member).post(f"/filings/{filing.pk}/board/remind/")
    assert Notice.objects.filter(kind="membership.reminder").count() == 1

    questions.move(asked.pk, "answer", actor=member, now=NOW, answer="承担试验。")
    assert compared(Filing.objects.get(pk=filing.pk))
    assert not any(line.waiting for line in board.read(filing, NOW.date()))


def test_every_member_sees_it_and_a_stranger_does_not(signed_in):
    filing, _ = complete_draft()
    party, member = member_of(filing)

    page = signed_in(member).get(f"/filings/{filing.pk}/board/")

    assert party.unit.name in page.content.decode()
    assert "提醒所有待办单位" not in page.content.decode()
    assert signed_in(representative(UnitFactory())).get(f"/filings/{filing.pk}/board/").status_code == 404


def test_one_press_reminds_each_late_unit_once_a_day(forty, signed_in):
    filing, who = forty
    late = [line for line in board.read(filing, NOW.date()) if line.waiting]
    before = Notice.objects.count()

    for _press in range(2):
        signed_in(who.lead).post(f"/filings/{filing.pk}/board/remind/")

    told = Notice.objects.filter(kind="membership.reminder")
    reached = [
        line
        for line in late
        if line.party.unit.representatives.exclude(user=who.lead).exists() or line.party.token
    ]
    assert told.count() == len(reached)
    assert told.count() == Notice.objects.count() - before
    page = signed_in(who.lead).get(f"/filings/{filing.pk}/board/").content.decode()
    for line in late:
        assert f"/members/{line.party.pk}/" in page
    assert timezone.is_aware(NOW)
