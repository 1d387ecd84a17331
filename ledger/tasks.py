"""Celery's doors into this room."""

from typing import Any

from celery import shared_task

from . import actions, clock


@shared_task(name="ledger.checkpoint", ignore_result=True)
def checkpoint(**_added_later: Any) -> None:
    """Seal what has been recorded since the last checkpoint."""
    actions.seal(clock.now())
