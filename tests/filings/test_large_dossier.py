"""A dossier with 40 members, 100 files and 60 tasks: every page of it asks fewer than 15 questions."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consortia.access import represents
from consortia.guideline import CHAPTERS
from consortia.models import Consortium, PlanChapter, ResearchTask
from consortia.queries import memberships, snapshot
from filings import actions, edits, handing, likeness_index, questions
from filings.models import Filing, Submission
from filings.states import Event
from ledger import chain
from portal import case_reading
from tests.factories import NOW, representative
from tests.filings import many_plans
from tests.filings.large import large_dossier
from tests.road import complete_draft
from workflow.models import Parameter

LEAD = {
    "": 11, "basics/": 11, "members/": 12, "people/": 9, "agreement/": 11, "signatures/": 11, "plan/": 12,
    "mechanisms/": 12, "resources/": 10, "evidence/": 11, "pledge/": 9, "reasons/": 12, "answers/": 8,
    "steps/submit/": 11, "plan/split/": 8, "tables/tasks/new/": 10, "tables/budget/new/": 10,
}  # fmt: skip
"""Address under the filing to the questions its page asks: seven are the frame's (who reads, which filing, when)."""
MOST = 14
"""Every page asks fewer than fifteen, whoever of the parties reads it."""
MEMBER = [path for path in LEAD if "/" not in path[:-1] and path != "answers/"]
"""What a member reads along."""


def _asked(person: Any, filing: Any, paths: Any) -> Iterator[tuple[str, int]]:
    return _asked_at(person, {path: f"/filings/{filing.pk}/{path}" for path in paths})


def _asked_at(person: Any, pages: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    client = Client()
    client.force_login(person)
    client.get(next(iter(pages.values())))  # what a process reads once and keeps
    for name, url in pages.items():
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(url)
        assert answer.status_code == 200, url
        yield name, len(asked)


def test_every_page_of_a_large_dossier_asks_fewer_than_fifteen_questions(db: None) -> None:
    filing, who = large_dossier()
    assert (len(memberships(filing.consortium)) - 1, filing.consortium.attachments.count()) == (40, 100)
    assert ResearchTask.objects.filter(consortium=filing.consortium).count() == 60

    found = dict(_asked(who.lead, filing, LEAD))

    assert found == LEAD
    assert max(found.values()) <= MOST
    member = filing.consortium.memberships.filter(is_lead=False).first()
    reader = representative(member.unit)
    read = dict(_asked(reader, filing, MEMBER))
    assert max(read.values()) <= MOST, read
    for number, chapter in enumerate(CHAPTERS):
        handing.hand_out(
            filing.pk, place="plan", part=chapter.key, unit_id=member.unit_id, person_id=None, note=f"{number}",
            due_on=None, actor=who.lead, now=NOW,
        )  # fmt: skip
    for person in (who.lead, reader):
        read = dict(_asked(person, filing, MEMBER))
        assert max(read.values()) <= MOST, read
    consortium = Consortium.objects.select_related("industry", "main_track").get(pk=filing.consortium_id)
    with CaptureQueriesContext(connection) as asked:
        kept = snapshot(consortium)
    assert len(asked) == 2
    assert (len(kept["parties"]), len(kept["attachments"]), len(kept["tables"]["tasks"])) == (41, 100, 60)
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)
    after = dict(_asked(who.lead, filing, ["", "receipt/1/"]))
    assert max(after.values()) <= MOST, after


def test_a_units_own_page_asks_fewer_than_fifteen_whatever_waits_there(db: None) -> None:
    filing, who = large_dossier()
    Parameter.objects.create(
        key="members_sign_pledge", value=True, version=1, valid_from=NOW.date(), reason="成员也须承诺",
        proposed_at=NOW, confirmed_at=NOW,
    )  # fmt: skip
    member = filing.consortium.memberships.filter(is_lead=False).first()
    handing.hand_out(
        filing.pk, place="plan", part=CHAPTERS[0].key, unit_id=member.unit_id, person_id=None, note="", due_on=None,
        actor=who.lead, now=NOW,
    )  # fmt: skip
    pages = {"its own": f"/members/{member.pk}/", "its part": f"/members/{member.pk}/annex/"}
    readers = [representative(member.unit, *kinds) for kinds in ((), ("signatory",), ("editor",))]
    for reader in readers:
        signed = dict(_asked_at(reader, pages))
        assert max(signed.values()) <= MOST, signed

    edits.change_member(filing.pk, member, {"duty": "承担另一项任务"}, actor=who.lead, now=NOW)

    client = Client()
    client.force_login(readers[1])
    assert "承担另一项任务" in client.get(pages["its own"]).content.decode()
    for reader in readers:
        to_sign = dict(_asked_at(reader, pages))
        assert max(to_sign.values()) <= MOST, to_sign


def test_the_desks_pages_of_a_large_dossier_ask_fewer_than_fifteen_in_a_second_round_too(db: None) -> None:
    """With a plan that is alike, points and a question drafted, answered and told late, and a draft that waits."""
    plan = many_plans.Writer(1).plan()
    other, its_people = complete_draft()
    filing, who = large_dossier()
    for one in (other, filing):
        for key, text in many_plans.texts_of(plan).items():
            PlanChapter.objects.filter(consortium=one.consortium, key=key).update(text=text)
    actions.take(other.pk, Event.SUBMIT, actor=its_people.lead, now=NOW)
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)
    likeness_index.unread_plans(NOW)
    point = {"clause": "G5.5b", "text": "请补充", "is_mandatory": True, "now": NOW}
    member = filing.consortium.memberships.filter(is_lead=False).first()
    questions.ask(
        filing.pk, target="plan.tasks", clause="G5.5b", text="请说明", membership_id=member.pk, actor=who.officer,
        now=NOW,
    )  # fmt: skip

    for desk, officer in (("district", who.officer), ("city", who.city)):
        actions.add_ticket(filing.pk, target="plan.tasks", actor=officer, **point)
        assert_few(officer, filing, f"{desk}, first round")
        actions.take(filing.pk, Event.RETURN, actor=officer, now=NOW)
        assert_few(who.lead, filing, f"{desk} returned it", paths=["", "answers/", "plan/", "steps/submit/"])
        edits.save_plan(filing.pk, {"tasks": {"text": f"{desk}要求的补充"}}, actor=who.lead, now=NOW)
        for asked in filing.tickets.filter(state="open"):
            actions.move_ticket(asked.pk, "answer", actor=who.lead, now=NOW, answer="已改")
        actions.take(filing.pk, Event.RESUBMIT, actor=who.lead, now=NOW)
        actions.add_ticket(
            filing.pk, target="plan.outcomes", actor=officer, late_reason="首次未看出", **point
        )
        assert_few(officer, filing, f"{desk}, second round")
        drafted = filing.tickets.get(state="draft")
        actions.move_ticket(drafted.pk, "withdraw", actor=officer, now=NOW)
        if desk == "district":
            actions.draft(filing.pk, Event.ENDORSE, actor=officer, now=NOW, payload={"opinion": "同意推荐。"})
            assert_few(who.head, filing, "the head's", paths=[""])
            actions.take(filing.pk, Event.ENDORSE, actor=who.head, now=NOW)


def assert_few(
    person: Any, filing: Filing, when: str, paths: Sequence[str] = ("", "check/", "history/")
) -> None:
    """A reader's pages of the case, each with what it asks."""
    room = "filings" if represents(person) else "cases"
    found = dict(_asked_at(person, {path: f"/{room}/{filing.pk}/{path}" for path in paths}))
    assert max(found.values()) <= MOST, (when, found)


def test_a_version_read_with_the_case_is_the_version_that_was_kept(db: None) -> None:
    filing, who = large_dossier()
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)
    fresh = Filing.objects.get(pk=filing.pk)

    (read,) = case_reading.read(fresh, NOW).known.versions

    assert chain.digest(chain.canonical(read.snapshot).encode()) == read.digest
    assert read.snapshot == Submission.objects.get(filing=filing).snapshot


def test_a_small_dossier_asks_as_much_as_a_large_one(db: None) -> None:
    filing, who = complete_draft()
    found = dict(_asked(who.lead, filing, [""]))
    assert found[""] == LEAD[""]
