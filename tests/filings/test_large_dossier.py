"""A dossier with 40 members, 100 files and 60 tasks: every page of it asks fewer than 15 questions."""

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consortia.models import Consortium, ResearchTask
from consortia.queries import memberships, snapshot
from filings import actions
from filings.states import Event
from tests.factories import NOW, representative
from tests.filings.large import large_dossier
from tests.road import complete_draft

LEAD = {
    "": 13, "basics/": 13, "members/": 11, "people/": 10, "agreement/": 14, "signatures/": 12, "plan/": 14,
    "mechanisms/": 14, "resources/": 11, "evidence/": 12, "pledge/": 10, "reasons/": 14, "answers/": 9,
    "steps/submit/": 13, "plan/split/": 9, "tables/tasks/new/": 11, "tables/budget/new/": 11,
}  # fmt: skip
"""Address under the filing to the questions its page asks: eight are the frame's (who reads, which filing, when)."""
MEMBERS_MOST = 16
"""A member's page asks which parts are in its hands too; one more than the fifteen that the lead's stay under."""
MEMBER = [path for path in LEAD if "/" not in path[:-1] and path != "answers/"]
"""What a member reads along."""


def _asked(person: Any, filing: Any, paths: Any) -> Iterator[tuple[str, int]]:
    client = Client()
    client.force_login(person)
    client.get(f"/filings/{filing.pk}/")  # what a process reads once and keeps
    for path in paths:
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(f"/filings/{filing.pk}/{path}")
        assert answer.status_code == 200, path
        yield path, len(asked)


def test_every_page_of_a_large_dossier_asks_fewer_than_fifteen_questions(db: None) -> None:
    filing, who = large_dossier()
    assert (len(memberships(filing.consortium)) - 1, filing.consortium.attachments.count()) == (40, 100)
    assert ResearchTask.objects.filter(consortium=filing.consortium).count() == 60

    found = dict(_asked(who.lead, filing, LEAD))

    assert found == LEAD
    assert max(found.values()) < 15
    member = filing.consortium.memberships.filter(is_lead=False).first()
    read = dict(_asked(representative(member.unit), filing, MEMBER))
    assert max(read.values()) <= MEMBERS_MOST, read
    consortium = Consortium.objects.select_related("industry", "main_track").get(pk=filing.consortium_id)
    with CaptureQueriesContext(connection) as asked:
        kept = snapshot(consortium)
    assert len(asked) == 2
    assert (len(kept["parties"]), len(kept["attachments"]), len(kept["tables"]["tasks"])) == (41, 100, 60)
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)
    after = dict(_asked(who.lead, filing, ["", "receipt/1/"]))
    assert max(after.values()) < 15, after


def test_a_small_dossier_asks_as_much_as_a_large_one(db: None) -> None:
    filing, who = complete_draft()
    found = dict(_asked(who.lead, filing, [""]))
    assert found[""] == LEAD[""]
