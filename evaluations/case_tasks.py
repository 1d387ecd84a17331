"""Celery's door to the letters of cases."""

from typing import Any

from celery import shared_task

from ledger import clock

from . import case_letters


@shared_task(name="evaluations.make_case_letters", ignore_result=True)
def make_case_letters(case_id: int, **_added_later: Any) -> None:
    """Write a case's missing letters; asked again, it does nothing."""
    case_letters.make_letters(case_id, now=clock.now())
