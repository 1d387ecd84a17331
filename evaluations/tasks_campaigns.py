"""Celery's door to the work papers of evaluations."""

from typing import Any

from celery import shared_task

from ledger import clock

from . import campaign_papers


@shared_task(name="evaluations.make_work_paper", ignore_result=True)
def make_work_paper(evaluation_id: int, **_added_later: Any) -> None:
    """Print the work paper of a decided evaluation; asked again, it does nothing."""
    campaign_papers.make_work_paper(evaluation_id, now=clock.now())
