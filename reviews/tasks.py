"""Celery's doors into this room."""

from typing import Any

from celery import shared_task

from ledger import clock

from . import papers


@shared_task(name="reviews.make_notice_paper", ignore_result=True)
def make_notice_paper(notice_id: int, **_added_later: Any) -> None:
    """Print one public notice; asked again, it does nothing."""
    papers.make_notice_paper(notice_id, now=clock.now())
