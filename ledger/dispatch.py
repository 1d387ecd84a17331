"""The one door out of a transaction: name a task, and it is sent once the transaction has committed."""

from celery import current_app
from django.db import transaction


def after_commit(task_name: str, **ids: int) -> None:
    """Enqueue ``task_name`` after commit; ``ids`` are primary keys. A lost message is found by a sweep."""

    def enqueue() -> None:
        current_app.signature(task_name, kwargs=ids).apply_async(ignore_result=True, retry=False)

    transaction.on_commit(enqueue, robust=True)
