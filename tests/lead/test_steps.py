"""The lead's own steps: submitting once, answering tickets, withdrawing, a second look; and the papers."""

import pytest

from consortia.models import Membership
from documents.access import may_read
from filings import actions, changes, issue, sweeps
from filings.models import Filing, Paper
from filings.states import Event, State
from ledger import clock
from tests.factories import NOW, UnitFactory, officer, representative, stored_file
from tests.lead.people import member_of
from tests.road import at_city_check, complete_draft

pytestmark = pytest.mark.django_db


def state(filing):
    return Filing.objects.get(pk=filing.pk).state


@pytest.fixture
def printed(monkeypatch, tmp_path, settings):
    """Papers are kept in a folder of the test."""
    settings.DOCUMENT_ROOT = tmp_path


@pytest.fixture
def lead(signed_in):
    filing, who = complete_draft()
    return filing, who, signed_in(who.lead)


def submit(client, filing, seen):
    return client.post(f"/filings/{filing.pk}/steps/submit/", {"seen": seen})


def test_the_page_before_shows_what_leaves_and_to_whom(lead):
    filing, _, client = lead

    page = client.get(f"/filings/{filing.pk}/steps/submit/").content.decode()

    for part in ("崂山区科技局", "协议.pdf", "简历.pdf", "示例企业"):
        assert part in page


def test_a_second_click_finds_the_same_receipt(lead, printed):
    filing, _, client = lead

    first = submit(client, filing, filing.step_number)
    again = submit(client, filing, filing.step_number)

    assert first.url == again.url == f"/filings/{filing.pk}/receipt/1/"
    assert filing.submissions.count() == 1
    assert filing.submissions.get().receipt_number in client.get(first.url).content.decode()


def test_a_stale_page_is_told_who_moved_it(lead, printed):
    filing, who, client = lead
    seen = filing.step_number
    submit(client, filing, seen)
    actions.add_ticket(
        filing.pk,
        place="plan",
        clause="G5.5b",
        text="第四章太短",
        is_mandatory=True,
        actor=who.officer,
        now=clock.now(),
    )
    actions.take(filing.pk, Event.RETURN, actor=who.officer, now=clock.now())

    answer = client.post(f"/filings/{filing.pk}/steps/submit/", {"seen": seen}, follow=True)

    assert state(filing) == State.DISTRICT_CORRECTION
    assert [str(m) for m in answer.context["messages"]]


def test_an_editor_cannot_submit(lead, signed_in):
    filing, _, _ = lead
    editor = signed_in(representative(filing.lead, "editor"))

    page = editor.get(f"/filings/{filing.pk}/").content.decode()
    submit(editor, filing, filing.step_number)

    assert 'aria-disabled="true"' in page
    assert f"/units/{filing.lead_id}/" in page
    assert state(filing) == State.DRAFT


def returned(filing, who, *places):
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)
    for place in places:
        actions.add_ticket(
            filing.pk, place=place, clause="G5.5b", text=f"请改{place}", is_mandatory=True,
            actor=who.officer, now=NOW,
        )  # fmt: skip
    actions.take(filing.pk, Event.RETURN, actor=who.officer, now=NOW)


def test_in_correction_only_ticketed_places_open(lead, printed):
    filing, who, client = lead
    returned(filing, who, "plan")

    client.post(f"/filings/{filing.pk}/basics/", {"formal_name": "偷改的名字"})
    client.post(f"/filings/{filing.pk}/plan/", {"text_tasks": "补上的内容"})

    fresh = Filing.objects.select_related("consortium").get(pk=filing.pk)
    assert fresh.consortium.formal_name == "示例深海焊接创新联合体"
    assert fresh.consortium.chapters.get(key="tasks").text == "补上的内容"
    assert "请改plan" in client.get(f"/filings/{filing.pk}/").content.decode()


def test_every_ticket_is_answered_and_the_corrections_leave(lead, printed):
    filing, who, client = lead
    returned(filing, who, "plan", "basics")
    tickets = list(filing.tickets.order_by("number"))
    seen = Filing.objects.get(pk=filing.pk).step_number

    submit(client, filing, seen)
    assert state(filing) == State.DISTRICT_CORRECTION
    answered = {f"answer_{ticket.pk}": f"已改{ticket.place}" for ticket in tickets}
    hollow = client.post(f"/filings/{filing.pk}/answers/", answered)
    assert hollow.status_code == 200
    assert not filing.tickets.filter(state="answered").exists()
    client.post(
        f"/filings/{filing.pk}/answers/", answered | {f"stands_{ticket.pk}": "on" for ticket in tickets}
    )
    answer = submit(client, filing, seen)

    assert state(filing) == State.DISTRICT_CHECK
    assert answer.url == f"/filings/{filing.pk}/receipt/2/"
    assert filing.tickets.get(number=1).answer == "已改plan"


def test_withdrawing_needs_a_reason(lead):
    filing, _, client = lead
    path = f"/filings/{filing.pk}/steps/withdraw/"

    page = client.post(path, {"reason": " ", "seen": filing.step_number})
    assert page.status_code == 200
    assert state(filing) == State.DRAFT
    client.post(path, {"reason": "改到明年申报", "seen": filing.step_number})

    assert state(filing) == State.WITHDRAWN
    assert "改到明年申报" in client.get(f"/filings/{filing.pk}/").content.decode()


def test_a_second_look_is_asked_for_with_a_reason(lead, printed):
    filing, who, client = lead
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)
    actions.draft(
        filing.pk, Event.NOT_RECOMMEND, actor=who.officer, now=NOW,
        payload={"reason": "方案不成熟", "clause": "G5.5b"},
    )  # fmt: skip
    actions.take(filing.pk, Event.NOT_RECOMMEND, actor=who.head, now=NOW)

    page = client.get(f"/filings/{filing.pk}/").content.decode()
    client.post(f"/filings/{filing.pk}/steps/second_look/", {"reason": "第三章已写明指标"})

    assert "方案不成熟" in page
    assert f"/filings/{filing.pk}/steps/second_look/" in page
    assert Filing.objects.get(pk=filing.pk).second_look_reason == "第三章已写明指标"


def test_the_receipt_is_printed_once(lead, printed, django_capture_on_commit_callbacks):
    filing, _, client = lead

    with django_capture_on_commit_callbacks(execute=True):
        submit(client, filing, filing.step_number)
    issue.make_receipt(filing.submissions.get().pk, now=NOW)

    paper = filing.papers.get(kind=Paper.Kind.RECEIPT)
    assert paper.document.name == f"申报回执 {filing.submissions.get().receipt_number}.pdf"
    answer = client.get(paper.document.get_absolute_url())
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    answer.close()


def test_a_lost_receipt_is_found_by_the_sweep(lead, printed):
    filing, who, _ = lead
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)
    assert not filing.papers.exists()

    assert sweeps.owed_papers(NOW) == 1
    assert filing.papers.get().kind == Paper.Kind.RECEIPT
    assert sweeps.owed_papers(NOW) == 0
    assert Filing.objects.get(pk=filing.pk).papers_owed_at is None


def test_who_may_read_the_files(printed):
    filing, who = at_city_check()
    agreement = filing.consortium.agreements.get().document
    party, member = member_of(filing)
    stranger = representative(UnitFactory())
    invited = (
        Membership.objects.exclude(pk=party.pk).filter(consortium=filing.consortium, is_lead=False).last()
    )
    cv = filing.consortium.appointments.first().cv

    assert all(may_read(user, agreement) for user in (who.lead, who.officer, who.head, who.city, member))
    assert not may_read(stranger, agreement)
    assert not may_read(officer("expert"), agreement)
    assert not may_read(officer("system_admin"), agreement)
    assert may_read(invited.unit.representatives.first().user, cv)
    assert not may_read(who.lead, stored_file("别人的.pdf", b"another"))


def test_a_replaced_file_stays_readable_for_whoever_checks_the_version(lead, printed):
    filing, who, _ = lead
    old = filing.consortium.agreements.get().document
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)
    filing.consortium.agreements.update(document=stored_file("新协议.pdf", b"new"))

    assert may_read(who.officer, old)


def test_an_answer_without_a_change_is_told_to_both_sides(lead, printed):
    filing, who, client = lead
    returned(filing, who, "plan", "basics")
    consortium = filing.consortium
    basics = {"formal_name": consortium.formal_name, "need": "深海焊接设备依赖进口"}
    basics |= {"industry": consortium.industry_id, "main_track": consortium.main_track_id}
    client.post(f"/filings/{filing.pk}/basics/", basics)
    tickets = list(filing.tickets.order_by("number"))
    answers = {f"answer_{ticket.pk}": "已改" for ticket in tickets} | {f"stands_{tickets[0].pk}": "on"}
    client.post(f"/filings/{filing.pk}/answers/", answers)

    before = client.get(f"/filings/{filing.pk}/steps/submit/")
    assert [one["ticket"].place for one in before.context["untouched"]] == ["plan"]
    submit(client, filing, Filing.objects.get(pk=filing.pk).step_number)

    fresh = Filing.objects.get(pk=filing.pk)
    assert fresh.state == State.DISTRICT_CHECK
    assert changes.untouched(changes.at_hand(fresh), fresh.tickets.all()) == {tickets[0].pk: 1}
