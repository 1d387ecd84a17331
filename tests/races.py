"""Many people at one filing at the same moment: threads with connections of their own, started together."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection

from workflow.engine import StepError


def at_once(*attempts: Callable[[], Any]) -> list[str]:
    """Run all attempts at the same moment; "done" or the name of the refusal for each, in order."""
    outcomes = [""] * len(attempts)
    gate = threading.Barrier(len(attempts))

    def run(index: int, attempt: Callable[[], Any]) -> None:
        try:
            gate.wait()
            attempt()
            outcomes[index] = "done"
        except StepError as refused:
            outcomes[index] = type(refused).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(attempts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def eight(attempt: Callable[[], Any]) -> Sequence[str]:
    """The same attempt eight times at once."""
    return sorted(at_once(*[attempt] * 8))
