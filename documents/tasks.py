"""The sweep of this room."""

from celery import shared_task

from documents import actions
from ledger import clock


@shared_task(name="documents.scan_waiting")
def scan_waiting() -> None:
    """Ask the virus scanner about whatever still waits; meant to run every minute."""
    actions.scan_waiting(clock.now())
