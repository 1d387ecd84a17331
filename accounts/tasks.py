"""Celery's doors into this room."""

from typing import Any

from celery import shared_task

from ledger import clock

from . import delivery, digest


@shared_task(name="accounts.deliver_notices", ignore_result=True)
def deliver_notices(**_added_later: Any) -> None:
    """Send the letters of notices that have none yet."""
    delivery.deliver_waiting(clock.now())


@shared_task(name="accounts.send_digests", ignore_result=True)
def send_digests(**_added_later: Any) -> None:
    """Send the day's letters that are owed since eight."""
    digest.send_due(clock.now())
