"""Celery's doors into this room."""

from typing import Any

from celery import shared_task

from ledger import clock

from . import alarms, heartbeat


@shared_task(name="portal.heartbeat", ignore_result=True)
def beat(**_added_later: Any) -> None:
    """Show ``/readyz`` that schedule and worker run."""
    heartbeat.beat(clock.now())


@shared_task(name="portal.check_invariants", ignore_result=True)
def check_invariants(**_added_later: Any) -> None:
    """Ask every invariant, keep the answer, tell the owners of the alarm."""
    alarms.check(clock.now())
