"""The real schedule, run by hand: whatever beat would send is done here and now, in this process."""

from collections.abc import Iterator
from contextlib import contextmanager

from celery import current_app


@contextmanager
def at_once() -> Iterator[None]:
    """Within this block a task that is sent is done at once, by whoever sends it."""
    current_app.loader.import_default_modules()
    conf = current_app.conf
    before = conf.task_always_eager, conf.task_eager_propagates
    conf.task_always_eager = conf.task_eager_propagates = True
    try:
        yield
    finally:
        conf.task_always_eager, conf.task_eager_propagates = before


def run() -> None:
    """Run every sweep of the schedule once: deadlines, letters, checkpoint and whatever else it lists."""
    current_app.loader.import_default_modules()
    for entry in current_app.conf.beat_schedule.values():
        if task := current_app.tasks.get(entry["task"]):
            task.apply(throw=True)
