"""Celery's doors into this room."""

from typing import Any

from celery import shared_task

from ledger import clock

from . import deadlines, issue, likeness_index, renderings


@shared_task(name="filings.make_receipt", ignore_result=True)
def make_receipt(submission_id: int, **_added_later: Any) -> None:
    """Print the receipt of one submission; asked again, it does nothing."""
    issue.make_receipt(submission_id, now=clock.now())


@shared_task(name="filings.make_papers", ignore_result=True)
def make_papers(filing_id: int, **_added_later: Any) -> None:
    """Print a registration's letter and certificate; asked again, it does nothing."""
    issue.make_papers(filing_id, now=clock.now())


@shared_task(name="filings.read_plan", ignore_result=True)
def read_plan(filing_id: int, **_added_later: Any) -> None:
    """Put a submitted plan into the index of plans; asked again, it does nothing."""
    likeness_index.read_plan(filing_id)


@shared_task(name="filings.render_dossier", ignore_result=True)
def render_dossier(rendering_id: int, **_added_later: Any) -> None:
    """Make the dossier as a paper; asked again, it does nothing."""
    renderings.make(rendering_id, now=clock.now())


@shared_task(name="filings.sweep_deadlines", ignore_result=True)
def sweep_deadlines(**_added_later: Any) -> None:
    """Announce what the calendar brought; decide nothing."""
    deadlines.run(clock.now())
