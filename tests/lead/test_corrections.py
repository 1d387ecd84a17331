"""Corrections by part: what a ticket opens, through every door; answers; points told late; which receipt counts."""

import json

import pytest
from django.test import Client

from consortia.models import Attachment, Milestone
from consortia.queries import memberships
from filings import actions, changes, deadlines, drafts, edits, tables, targets, wording
from filings.models import Filing, Submission
from filings.receipts import standing_receipts
from filings.states import Event, Place, State, TicketEvent
from filings.views.typed import person_mark
from ledger import clock
from portal import corrections
from tests.factories import NOW, officer, stored_file
from tests.road import complete_draft
from workflow.engine import NotYourStep, StepRefused
from workflow.models import Parameter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _printed(monkeypatch):
    monkeypatch.setattr("filings.consequences.after_commit", lambda *_args, **_kwargs: None)


@pytest.fixture
def whole(signed_in):
    """A draft with a paper and a milestone more, its people, its lead's browser."""
    filing, who = complete_draft(rows=False)
    for title in ("甲", "乙"):
        Attachment.objects.create(
            consortium=filing.consortium, clause="G4.1.1a", title=title, document=stored_file(f"{title}.pdf"),
            added_at=NOW,
        )  # fmt: skip
        Milestone.objects.create(consortium=filing.consortium, name=f"节点{title}", due_on="2027-03-01")
    return filing, who, signed_in(who.lead)


def returned(filing, who, *addresses, late_reason=""):
    if Filing.objects.get(pk=filing.pk).state == State.DRAFT:
        actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)
    for address in addresses:
        ticket(filing, who, address, late_reason=late_reason)
    actions.take(filing.pk, Event.RETURN, actor=who.officer, now=NOW)
    return {one.target: one for one in filing.tickets.filter(state="open")}


def ticket(filing, who, address, **more):
    return actions.add_ticket(
        filing.pk, target=address, clause="G5.5b", text=f"请改{address}", is_mandatory=True, actor=who.officer,
        now=NOW, **more,
    )  # fmt: skip


def resubmit(filing, who):
    actions.take(filing.pk, Event.RESUBMIT, actor=who.lead, now=NOW)


def chapter(filing, key):
    return filing.consortium.chapters.get(key=key).text


def write(filing, who, key, text):
    edits.save_plan(filing.pk, {key: {"text": text}}, actor=who.lead, now=NOW)


def autosave(client, filing, who, **fields):
    said = {
        "person": person_mark(who.lead),
        "fields": {name: {"value": text} for name, text in fields.items()},
    }
    return client.post(
        f"/filings/{filing.pk}/plan/autosave/", json.dumps(said), content_type="application/json"
    )


def refused(act, code="part_locked"):
    with pytest.raises(StepRefused) as told:
        act()
    assert [one.code for one in told.value.refusals] == [code]


# addresses


def test_an_address_covers_itself_and_what_it_holds():
    assert targets.covers("members", "members/12")
    assert targets.covers("plan", "plan.tasks")
    assert targets.covers("tables.budget", "tables.budget/7")
    assert targets.covers("evidence", "attachments/5")
    assert not targets.covers("members/1", "members/12")
    assert not targets.covers("plan.goal", "plan.goals")
    assert not targets.covers("members/12", "members")
    for text in ("members/12", "plan.tasks", "agreement.file", "attachments/5", *Place.values):
        assert targets.is_address(text)
    for text in ("", "nowhere", "members/x", "plan.", "plan.tasks/1/2", "../etc"):
        assert not targets.is_address(text)


def test_every_part_has_words_and_a_way(whole):
    filing, _who, client = whole
    listed = [
        pair for _group, options in wording.listed(changes.at_hand(filing).contents.parts) for pair in options
    ]

    assert len(listed) == len(dict(listed)) > 30
    for address, words in listed:
        assert targets.is_address(address)
        assert words
        assert client.get(wording.link(filing, address).partition("#")[0]).status_code == 200
    assert any("乙" in words for address, words in listed if address.startswith("attachments/"))


def test_a_part_that_is_not_there_takes_no_ticket(whole):
    filing, who, _client = whole
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)

    for address in ("members/999999", "plan.nonsense", "nowhere", ""):
        refused(lambda address=address: ticket(filing, who, address), "no_such_part")
    assert not filing.tickets.exists()


# what is open


def test_one_field_opens_and_its_neighbours_stay_closed(whole):
    filing, who, client = whole
    returned(filing, who, "basics.need")
    consortium = filing.consortium
    fields = {"formal_name": "偷改的名字", "need": "写明了来源的需求", "short_name": "偷改"}
    fields |= {"industry": consortium.industry_id, "main_track": consortium.main_track_id}

    client.post(f"/filings/{filing.pk}/basics/", fields)
    refused(lambda: edits.save_basics(filing.pk, {"short_name": "偷改"}, actor=who.lead, now=NOW))

    consortium.refresh_from_db()
    assert (consortium.formal_name, consortium.short_name) == ("示例深海焊接创新联合体", "")
    assert consortium.need == "写明了来源的需求"
    page = client.get(f"/filings/{filing.pk}/basics/")
    form = page.context["form"]
    assert form.fields["formal_name"].disabled
    assert not form.fields["need"].disabled
    assert [one["url"] for one in page.context["open_parts"]] == [f"/filings/{filing.pk}/basics/#div_id_need"]
    assert 'id="div_id_need"' in page.content.decode()


def test_one_chapter_opens_by_post_and_by_autosave(whole):
    filing, who, client = whole
    before = chapter(filing, "outcomes")
    returned(filing, who, "plan.tasks")

    typed = {"text_tasks": "补上的内容", "text_outcomes": "偷改"}
    client.post(f"/filings/{filing.pk}/plan/", typed)
    assert (chapter(filing, "tasks"), chapter(filing, "outcomes")) == ("补上的内容", before)
    assert autosave(client, filing, who, text_tasks="再补", text_outcomes="偷改").status_code == 200
    assert (chapter(filing, "tasks"), chapter(filing, "outcomes")) == ("再补", before)

    refused(lambda: write(filing, who, "outcomes", "偷改"))
    refused(lambda: edits.save_plan(filing.pk, {}, document=stored_file(), actor=who.lead, now=NOW))
    assert chapter(filing, "outcomes") == before


def test_one_member_opens_and_the_others_stay_closed(whole):
    filing, who, client = whole
    one, other = [party for party in memberships(filing.consortium) if not party.is_lead][:2]
    returned(filing, who, f"members/{one.pk}")

    edits.change_member(filing.pk, one, {"duty": "写明的任务"}, actor=who.lead, now=NOW)
    refused(lambda: edits.change_member(filing.pk, other, {"duty": "偷改"}, actor=who.lead, now=NOW))
    refused(lambda: edits.remove_member(filing.pk, other, actor=who.lead, now=NOW, reason="退出"))

    one.refresh_from_db(), other.refresh_from_db()
    assert (one.duty, other.duty, other.state) == ("写明的任务", "承担一项任务", "accepted")
    page = client.get(f"/filings/{filing.pk}/members/").content.decode()
    assert f"/members/{one.pk}/" in page
    assert f"/filings/{filing.pk}/members/{other.pk}/" not in page
    assert "id_code" not in page


def test_one_paper_is_replaced_and_the_other_stays(whole):
    filing, who, _client = whole
    one, other = Attachment.objects.filter(consortium=filing.consortium).order_by("pk")
    returned(filing, who, f"attachments/{one.pk}")

    edits.drop_evidence(filing.pk, one.pk, actor=who.lead, now=NOW)
    edits.add_evidence(
        filing.pk,
        clause="G4.1.1a",
        title="新",
        document=stored_file("新.pdf", b"new"),
        actor=who.lead,
        now=NOW,
    )
    refused(lambda: edits.drop_evidence(filing.pk, other.pk, actor=who.lead, now=NOW))

    titles = Attachment.objects.filter(consortium=filing.consortium).order_by("pk")
    assert list(titles.values_list("title", flat=True)) == ["乙", "新"]


def test_one_row_of_a_table_opens_and_the_others_stay_closed(whole):
    filing, who, client = whole
    one, other = Milestone.objects.filter(consortium=filing.consortium).order_by("pk")
    returned(filing, who, f"tables.milestones/{one.pk}")
    fields = {"name": "改好的节点", "due_on": NOW.date(), "responsible": None}
    who_when = {"actor": who.lead, "now": NOW}

    tables.save_row(filing.pk, "milestones", one.pk, fields, **who_when)
    refused(lambda: tables.save_row(filing.pk, "milestones", other.pk, fields | {"name": "偷改"}, **who_when))
    refused(lambda: tables.save_row(filing.pk, "milestones", 0, fields | {"name": "偷加"}, **who_when))
    refused(lambda: tables.drop_row(filing.pk, "milestones", other.pk, **who_when))

    names = (
        Milestone.objects.filter(consortium=filing.consortium).order_by("pk").values_list("name", flat=True)
    )
    assert list(names) == ["改好的节点", "节点乙"]
    page = client.get(f"/filings/{filing.pk}/plan/").content.decode()
    assert f"milestones/{one.pk}/" in page
    assert f"milestones/{other.pk}/" not in page
    assert filing.tickets.get().target_name.startswith("节点甲")


def test_a_place_without_a_ticket_is_closed_whole_and_says_why(whole):
    filing, who, client = whole
    returned(filing, who, "plan.tasks")

    refused(lambda: edits.save_basics(filing.pk, {"need": "偷改"}, actor=who.lead, now=NOW), "place_locked")
    page = client.get(f"/filings/{filing.pk}/basics/").context
    assert not page["is_open"]
    assert page["lock_reason"]


# answers


def test_an_answer_without_a_change_must_say_that_the_part_stands(whole):
    filing, who, _client = whole
    asked = returned(filing, who, "plan.tasks", "basics.need")
    first = asked["plan.tasks"]

    refused(
        lambda: actions.move_ticket(first.pk, "answer", actor=who.lead, now=NOW, answer="已改"),
        "answer_unchanged",
    )
    actions.move_ticket(first.pk, "answer", actor=who.lead, now=NOW, answer="已写明，见第二段", stands=True)
    edits.save_basics(filing.pk, {"need": "新写的需求"}, actor=who.lead, now=NOW)
    actions.move_ticket(asked["basics.need"].pk, "answer", actor=who.lead, now=NOW, answer="已改")
    resubmit(filing, who)

    fresh = Filing.objects.get(pk=filing.pk)
    assert changes.untouched(changes.at_hand(fresh), fresh.tickets.all()) == {first.pk: 1}
    first.refresh_from_db()
    assert first.stands


def test_a_change_taken_back_after_the_answer_is_noticed(whole):
    filing, who, _client = whole
    before = chapter(filing, "tasks")
    asked = returned(filing, who, "plan.tasks")
    write(filing, who, "tasks", "新写的")
    actions.move_ticket(asked["plan.tasks"].pk, "answer", actor=who.lead, now=NOW, answer="已改")
    write(filing, who, "tasks", before)

    refused(lambda: resubmit(filing, who), "answers_unchanged")


def test_one_answer_refused_does_not_lose_the_others(whole):
    filing, who, client = whole
    asked = returned(filing, who, "plan.tasks", "basics.need")
    write(filing, who, "tasks", "新写的")

    page = client.post(
        f"/filings/{filing.pk}/answers/", {f"answer_{one.pk}": "已改" for one in asked.values()}
    )

    assert page.status_code == 200
    assert set(page.context["form"].errors) == {f"answer_{asked['basics.need'].pk}"}
    assert "已改" in page.content.decode()
    assert list(filing.tickets.filter(state="answered").values_list("target", flat=True)) == ["plan.tasks"]


def test_a_wrong_ticket_is_withdrawn_after_it_was_sent_and_stays_on_record(whole):
    filing, who, client = whole
    asked = returned(filing, who, "plan.tasks", "basics.need")
    wrong = asked["plan.tasks"]

    with pytest.raises(NotYourStep):
        actions.move_ticket(wrong.pk, TicketEvent.WITHDRAW, actor=who.city, now=NOW, reason="看错了")
    actions.move_ticket(wrong.pk, TicketEvent.WITHDRAW, actor=who.officer, now=NOW, reason="看错了")

    wrong.refresh_from_db()
    assert (wrong.state, wrong.withdrawal) == ("withdrawn", "看错了")
    refused(lambda: write(filing, who, "tasks", "偷改"), "place_locked")
    page = client.get(f"/filings/{filing.pk}/").content.decode()
    assert "看错了" in page


def test_a_day_to_answer_by_is_kept_within_the_correction(whole):
    filing, who, _client = whole
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)
    soon = NOW.date().replace(day=NOW.day + 1)
    refused(lambda: ticket(filing, who, "plan", due_on=NOW.date().replace(year=2020)), "day_passed")
    ticket(filing, who, "plan", due_on=soon)
    ticket(filing, who, "basics")
    actions.take(filing.pk, Event.RETURN, actor=who.officer, now=NOW)

    filing = Filing.objects.get(pk=filing.pk)
    assert list(filing.tickets.order_by("number").values_list("due_on", flat=True)) == [soon, filing.due_on]


# one paragraph of a chapter

THREE = "第一段，不变。\n\n第二段写了十二套样机。\n第三段，不变。"


def test_one_paragraph_is_quoted_opens_its_chapter_and_counts_by_its_words(whole):
    filing, who, client = whole
    write(filing, who, "tasks", THREE)
    asked = returned(filing, who, "plan.tasks/2")["plan.tasks/2"]
    assert (asked.quote, asked.target_name) == ("第二段写了十二套样机。", "")
    assert "第 2 段" in wording.label(asked.address)
    assert wording.link(filing, asked.address).endswith("#div_id_text_tasks")
    assert asked.quote in client.get(f"/filings/{filing.pk}/plan/").content.decode()
    assert asked.quote in client.get(f"/filings/{filing.pk}/answers/").content.decode()

    refused(lambda: write(filing, who, "outcomes", "偷改"))
    write(filing, who, "tasks", f"新加的一段。\n{THREE}")
    assert changes.untouched(changes.at_hand(filing), [asked]) == {asked.pk: 1}, (
        "another paragraph came before it"
    )
    refused(lambda: answer(asked, who, "已改"), "answer_unchanged")
    write(filing, who, "tasks", f"新加的一段。\n{THREE}".replace("十二", "八"))
    assert changes.untouched(changes.at_hand(filing), [asked]) == {}
    answer(asked, who, "已改为八套")
    resubmit(filing, who)

    [told] = corrections.tickets_of(changes.at_hand(filing), filing.tickets.all())
    assert [(one.kind, one.text) for one in told.pieces if one.kind != "same"] == [
        ("cut", "十二"), ("added", "八")
    ]  # fmt: skip
    page = sign(who.officer).get(f"/cases/{filing.pk}/check/?tab=plan").content.decode()
    assert "<del>十二</del><ins>八</ins>" in page
    assert "place=plan.tasks/3&amp;clause=GA.3#ticket" in page


def test_a_paragraph_asked_about_again_is_the_one_that_took_its_place(whole):
    filing, who, _client = whole
    write(filing, who, "tasks", THREE)
    asked = returned(filing, who, "plan.tasks/2", "plan.tasks/3")
    write(filing, who, "tasks", "开头。\n第一段，不变。\n第二段写了八套样机。")
    for one in asked.values():
        answer(one, who, "已改")
    resubmit(filing, who)
    for one in asked.values():
        actions.move_ticket(one.pk, TicketEvent.REOPEN, actor=who.officer, now=NOW)

    again = dict(filing.tickets.order_by("number").values_list("number", "target"))
    assert again == {1: "plan.tasks/3", 2: "plan.tasks"}, "the third is gone: its chapter is asked about"
    assert list(filing.tickets.order_by("number").values_list("quote", flat=True)) == [
        "第二段写了八套样机。",
        "",
    ]


def test_a_paragraph_that_stood_there_the_first_time_comes_late(whole):
    filing, who, _client = whole
    write(filing, who, "tasks", THREE)
    asked = returned(filing, who, "plan.tasks/2")["plan.tasks/2"]
    write(filing, who, "tasks", THREE.replace("十二", "八"))
    answer(asked, who, "已改")
    resubmit(filing, who)

    late, fresh = (ticket(filing, who, f"plan.tasks/{number}") for number in (3, 2))
    assert changes.late_points(changes.at_hand(filing), [late, fresh]).ids == {late.pk}
    for number in (0, 4):
        refused(lambda at=number: ticket(filing, who, f"plan.tasks/{at}"), "no_such_part")
    options = dict(
        option for _place, group in wording.listed(changes.at_hand(filing).contents.parts) for option in group
    )
    assert options["plan.tasks/2"].endswith("第 2 段 第二段写了八套样机。")


def answer(ticket, who, words):
    actions.move_ticket(ticket.pk, "answer", actor=who.lead, now=NOW, answer=words)


def sign(person):
    browser = Client()
    browser.force_login(person)
    return browser


# all is told at once


def second_round(filing, who):
    asked = returned(filing, who, "plan.tasks")
    write(filing, who, "tasks", "新写的")
    actions.move_ticket(asked["plan.tasks"].pk, "answer", actor=who.lead, now=NOW, answer="已改")
    resubmit(filing, who)


def test_a_late_point_on_an_unchanged_part_needs_a_confirmed_reason(whole):
    filing, who, _client = whole
    second_round(filing, who)
    late = ticket(filing, who, "basics.need")

    refused(lambda: actions.take(filing.pk, Event.RETURN, actor=who.officer, now=NOW), "late_points")
    with pytest.raises(NotYourStep):
        drafts.confirm_late(late.pk, actor=who.officer, now=NOW, reason="新政策")
    with pytest.raises(NotYourStep):
        drafts.confirm_late(late.pk, actor=who.approver, now=NOW, reason="新政策")
    refused(lambda: drafts.confirm_late(late.pk, actor=who.head, now=NOW), "no_reason")
    drafts.confirm_late(late.pk, actor=who.head, now=NOW, reason="成员举报后新查明")
    actions.take(filing.pk, Event.RETURN, actor=who.officer, now=NOW)

    late.refresh_from_db()
    assert (late.is_late, late.round, late.late_reason) == (True, 2, "成员举报后新查明")


def test_a_point_on_a_changed_part_or_asked_again_is_not_late(whole):
    filing, who, _client = whole
    second_round(filing, who)
    again = ticket(filing, who, "plan.tasks")
    first = filing.tickets.get(number=1)
    actions.move_ticket(first.pk, TicketEvent.REOPEN, actor=who.officer, now=NOW)

    refused(lambda: drafts.confirm_late(again.pk, actor=who.head, now=NOW, reason="x"), "not_late")
    actions.take(filing.pk, Event.RETURN, actor=who.officer, now=NOW)

    assert list(filing.tickets.order_by("number").values_list("round", "is_late")) == [(2, False), (2, False)]


def test_rewriting_a_confirmed_point_asks_again(whole):
    filing, who, _client = whole
    second_round(filing, who)
    late = ticket(filing, who, "basics.need", late_reason="新查明")
    drafts.confirm_late(late.pk, actor=who.head, now=NOW)
    drafts.change_ticket(
        late.pk, target="people.director", clause="G5.4", text="改问别处", is_mandatory=True, actor=who.officer,
        now=NOW, late_reason="新查明",
    )  # fmt: skip

    refused(lambda: actions.take(filing.pk, Event.RETURN, actor=who.officer, now=NOW), "late_points")


def test_the_office_may_give_the_word_to_the_supervisor(whole):
    filing, who, _client = whole
    second_round(filing, who)
    late = ticket(filing, who, "basics.need")
    Parameter.objects.create(
        key="late_points_confirmed_by", value="supervisor", valid_from=NOW.date(), version=1, reason="改由监督人员",
        proposed_by=who.city, proposed_at=NOW, confirmed_by=who.approver, confirmed_at=NOW,
    )  # fmt: skip

    with pytest.raises(NotYourStep):
        drafts.confirm_late(late.pk, actor=who.head, now=NOW, reason="新查明")
    drafts.confirm_late(late.pk, actor=officer("supervisor"), now=NOW, reason="新查明")

    late.refresh_from_db()
    assert late.late_confirmed_by is not None


# the last receipt counts


def test_a_filing_reopened_stays_filed_under_its_last_receipt(whole):
    filing, who, client = whole
    asked = returned(filing, who, "plan.tasks")
    fresh = Filing.objects.get(pk=filing.pk)
    first = Submission.objects.get(filing=filing)

    held = standing_receipts(fresh, changes.at_hand(fresh).versions)
    assert (held.counts, held.next_version) == (first, 2)
    page = client.get(f"/filings/{filing.pk}/").content.decode()
    assert first.receipt_number in page
    assert 'id="receipts"' in page

    write(filing, who, "tasks", "新写的")
    actions.move_ticket(asked["plan.tasks"].pk, "answer", actor=who.lead, now=NOW, answer="已改")
    resubmit(filing, who)
    fresh = Filing.objects.get(pk=filing.pk)
    held = standing_receipts(fresh, changes.at_hand(fresh).versions)
    assert (held.counts.version, held.next_version, held.before) == (2, 0, first)
    page = client.get(f"/filings/{filing.pk}/").content.decode()
    assert first.receipt_number in page
    assert held.counts.receipt_number in page


def test_at_the_deadline_the_last_receipt_stands(whole):
    filing, who, client = whole
    returned(filing, who, "plan.tasks")
    write(filing, who, "tasks", "写了一半")
    first = Submission.objects.get(filing=filing)
    fresh = Filing.objects.get(pk=filing.pk)
    after = NOW.replace(year=NOW.year + 1)
    clock.move_to(after)
    deadlines.correction_reminders(after)

    fresh.refresh_from_db()
    held = standing_receipts(fresh, changes.at_hand(fresh).versions)
    assert fresh.state == State.DISTRICT_CORRECTION
    assert (held.counts, held.counts.snapshot["consortium"]["chapters"]["tasks"]["text"]) == (
        first,
        "内容。" * 30,
    )
    assert first.receipt_number in client.get(f"/filings/{filing.pk}/").content.decode()
