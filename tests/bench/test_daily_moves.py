"""How long the daily moves take on one thread: ``make bench``."""

from datetime import date

import pytest

from documents.papers import render_pdf
from filings import actions as filings
from filings.queries import findings
from filings.states import Event
from ledger import actions as ledger
from tests import databases, road
from tests.documents.samples import CERTIFICATE
from tests.factories import NOW
from tests.figures import Report, timed

pytestmark = [pytest.mark.bench, pytest.mark.django_db]


def test_clone_a_database(template_database, report: Report):
    def clone() -> None:
        with databases.clone(template_database):
            pass

    report("clone and drop the migrated database", **timed(clone, 10))


@pytest.mark.django_db(transaction=True)
def test_submit_and_check(report: Report):
    drafts = [road.complete_draft(now=NOW) for _ in range(11)]
    filing, _ = drafts[0]
    report("check a dossier against every clause", **timed(lambda: findings(filing, NOW), 30))
    waiting = iter(drafts)

    def submit() -> None:
        draft, who = next(waiting)
        filings.take(draft.pk, Event.SUBMIT, actor=who.lead, now=NOW)

    report("submit a filing of six parties", **timed(submit, 10))


@pytest.mark.django_db(transaction=True)
def test_record_events(report: Report):
    def record() -> None:
        ledger.record_security("refused", actor_id=7, params={"policy": "bench"}, now=NOW)

    report("record one event in the ledger", **timed(record, 300))


def test_print_a_certificate(report: Report):
    report(
        "print a certificate",
        **timed(lambda: render_pdf("certificate", CERTIFICATE, dated=date(2026, 9, 29)), 5),
    )


@pytest.mark.parametrize("path", ["/", "/registry/", "/guideline/"])
def test_open_a_public_page(client, path, report: Report):
    def open_page() -> None:
        assert client.get(path).status_code == 200

    report(f"open {path}", **timed(open_page, 30))
