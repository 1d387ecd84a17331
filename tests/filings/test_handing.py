"""Parts in other hands: who may write where, what comes back, who is told; nobody is locked out."""

from datetime import date

import pytest

from consortia.models import Indicator, PlanChapter
from filings import actions, edits, handing, tables
from filings.models import Filing, Handoff
from filings.states import Event, HandoffState
from ledger.models import Notice
from tests.factories import NOW, UnitFactory, officer, representative
from tests.lead.people import member_of
from tests.road import draft_without_rows, point_to_the_plan
from workflow.engine import NoSuchStep, NotYourStep, StepRefused

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    """A draft with its lead's editor and an editor of a member."""
    filing, who = draft_without_rows()
    party, editor = member_of(filing)
    return filing, who.lead, party, editor


def hand(filing, lead, party, part="tasks", place="plan", person=None, **more):
    return handing.hand_out(
        filing.pk, place=place, part=part, unit_id=party.unit_id, person_id=person and person.pk,
        note="请写本单位任务", due_on=date(2026, 9, 20), actor=lead, now=NOW, **more,
    )  # fmt: skip


def writes(filing, user, key="tasks", text="成员写的"):
    edits.save_plan(filing.pk, {key: {"text": text}}, actor=user, now=NOW)


def chapter(filing, key="tasks"):
    return PlanChapter.objects.get(consortium=filing.consortium, key=key).text


def test_a_member_writes_in_what_it_has_in_hand_and_nowhere_else(draft):
    filing, lead, party, editor = draft
    with pytest.raises(NotYourStep):
        writes(filing, editor)

    hand(filing, lead, party)
    writes(filing, editor)

    assert chapter(filing) == "成员写的"
    for refused in (
        lambda: writes(filing, editor, "outcomes"),
        lambda: edits.save_basics(filing.pk, {"need": "改"}, actor=editor, now=NOW),
        lambda: edits.save_agreement(filing.pk, contents={}, dispute="court", actor=editor, now=NOW),
        lambda: tables.drop_row(filing.pk, "indicators", 1, actor=editor, now=NOW),
    ):
        with pytest.raises(NotYourStep):
            refused()


def test_the_lead_is_not_locked_out(draft):
    filing, lead, party, _editor = draft
    hand(filing, lead, party)

    writes(filing, lead, text="牵头写的")

    assert chapter(filing) == "牵头写的"


@pytest.mark.parametrize("who", ["other unit", "stranger", "reader", "officer", "left"])
def test_who_never_writes_in_a_handed_part(draft, who):
    filing, lead, party, _editor = draft
    hand(filing, lead, party)
    person = {
        "other unit": lambda: member_of(filing, 1)[1],
        "stranger": lambda: representative(UnitFactory()),
        "reader": lambda: representative(party.unit, "reader"),
        "officer": lambda: officer("district_officer", filing.authority),
        "left": lambda: _left(party),
    }[who]()

    with pytest.raises(NotYourStep):
        writes(filing, person)


def _left(party):
    person = representative(party.unit, "editor")
    person.representations.update(ended_at=NOW)
    return person


def test_what_is_handed_to_a_person_is_only_theirs(draft):
    filing, lead, party, editor = draft
    colleague = representative(party.unit, "editor")
    hand(filing, lead, party, person=colleague)

    with pytest.raises(NotYourStep):
        writes(filing, editor)
    writes(filing, colleague)

    assert chapter(filing) == "成员写的"


def test_one_row_of_a_table(draft):
    filing, lead, party, editor = draft
    fields = {
        "name": "国产化率",
        "unit": "%",
        "orientation": "quality",
        "baseline": 1,
        "target": 2,
        "target_year": 2028,
    }
    tables.save_row(filing.pk, "indicators", 0, fields, actor=lead, now=NOW)
    row = Indicator.objects.get()
    hand(filing, lead, party, part=f"table-indicators:{row.pk}")

    tables.save_row(filing.pk, "indicators", row.pk, {**fields, "target": 3}, actor=editor, now=NOW)
    with pytest.raises(NotYourStep):
        tables.save_row(filing.pk, "indicators", 0, {**fields, "name": "另一项"}, actor=editor, now=NOW)

    assert Indicator.objects.get().target == 3


def test_it_comes_back_ready_or_goes_round_again(draft):
    filing, lead, party, editor = draft
    handoff = hand(filing, lead, party)

    def move(event, actor, reason=""):
        return handing.move(handoff.pk, event, filing_id=filing.pk, actor=actor, now=NOW, reason=reason)

    with pytest.raises(NotYourStep):
        move("ready", lead)
    move("ready", editor)
    with pytest.raises(StepRefused):
        move("redo", lead)
    with pytest.raises(NotYourStep):
        move("accept", editor)
    move("redo", lead, "请补数据")
    move("ready", editor, "已补")
    done = move("accept", lead)

    assert (done.state, done.due_on, done.answer) == (HandoffState.DONE, date(2026, 9, 20), "已补")
    with pytest.raises(NotYourStep):
        writes(filing, editor)
    with pytest.raises(NoSuchStep):
        move("ready", editor)
    told = list(
        Notice.objects.filter(kind__startswith="handoff.").order_by("id").values_list("kind", "user_id")
    )
    assert told == [
        ("handoff.holder_handed", editor.pk), ("handoff.lead_ready", lead.pk),
        ("handoff.holder_redo", editor.pk), ("handoff.lead_ready", lead.pk),
        ("handoff.holder_accepted", editor.pk),
    ]  # fmt: skip


def test_a_part_taken_back_is_out_of_their_hands(draft):
    filing, lead, party, editor = draft
    handoff = hand(filing, lead, party)

    handing.move(handoff.pk, "withdraw", filing_id=filing.pk, actor=lead, now=NOW)

    with pytest.raises(NotYourStep):
        writes(filing, editor)


def test_handing_twice_is_handing_once(draft):
    filing, lead, party, _editor = draft

    assert hand(filing, lead, party).pk == hand(filing, lead, party).pk
    assert Notice.objects.filter(kind="handoff.holder_handed").count() == 1


@pytest.mark.parametrize(
    ("place", "part"),
    [
        ("agreement", ""),
        ("members", ""),
        ("pledge", ""),
        ("plan", "nonsense"),
        ("plan", "table-indicators:999"),
    ],
)
def test_what_cannot_be_handed_is_refused(draft, place, part):
    filing, lead, party, editor = draft

    with pytest.raises(StepRefused):
        hand(filing, lead, party, part, place)
    with pytest.raises(NotYourStep):
        hand(filing, editor, party)
    assert not Handoff.objects.exists()


def test_nobody_outside_the_parties_gets_a_part(draft):
    filing, lead, party, _editor = draft
    party.unit_id = UnitFactory().pk

    with pytest.raises(StepRefused):
        hand(filing, lead, party)


def test_after_submission_a_handed_part_is_closed(draft):
    filing, lead, party, editor = draft
    hand(filing, lead, party)
    point_to_the_plan(filing, lead)
    actions.take(filing.pk, Event.SUBMIT, actor=lead, now=NOW)

    with pytest.raises(NotYourStep):
        writes(filing, editor)


def test_the_pages(draft, signed_in):
    filing, lead, party, editor = draft
    mine, theirs = signed_in(lead), signed_in(editor)
    taker = f"{party.unit_id}/"

    mine.post(
        f"/filings/{filing.pk}/handed/",
        {"part": "plan/tasks", "taker": taker, "note": "写第三章", "due_on": "2026-09-20"},
    )
    handoff = Handoff.objects.get()
    page = theirs.get(f"/filings/{filing.pk}/plan/").content.decode()
    member = theirs.get(f"/members/{party.pk}/").content.decode()
    answer = theirs.post(
        f"/filings/{filing.pk}/plan/", {"text_tasks": "第三章", "text_outcomes": "不许"}, follow=True
    )

    assert answer.status_code == 200
    assert (chapter(filing), chapter(filing, "outcomes")[:3]) == ("第三章", "内容。")
    assert "写第三章" in page
    assert "data-typing-url" in page
    assert "写第三章" in member
    theirs.post(f"/filings/{filing.pk}/handed/{handoff.pk}/ready/")
    waits = mine.get(f"/filings/{filing.pk}/").content.decode()
    assert f"/filings/{filing.pk}/handed/" in waits
    assert "写好的部分" in waits
    mine.post(f"/filings/{filing.pk}/handed/{handoff.pk}/redo/", {"reason": "再细一点"})
    assert "再细一点" in theirs.get(f"/filings/{filing.pk}/handed/").content.decode()
    assert Filing.objects.get(pk=filing.pk).handoffs.get().state == HandoffState.OPEN


def test_a_page_with_many_handed_parts_asks_no_more(draft, signed_in, django_assert_max_num_queries):
    filing, lead, party, _editor = draft
    client = signed_in(lead)
    for part in ("tasks", "outcomes", "funding", "organisation", "significance"):
        hand(filing, lead, party, part)

    with django_assert_max_num_queries(30):
        client.get(f"/filings/{filing.pk}/handed/")
