"""The real schedule, run by hand: whatever beat would send is done here and now, in this process."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from celery import current_app

from accounts.mail import letter_of
from accounts.models import Letter, User
from ledger.models import Notice


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


def post(now: datetime) -> None:
    """Write the letters of a past day all at once: nobody outside is to receive them any more."""
    waiting = list(Notice.objects.filter(delivered_at__isnull=True).order_by("id"))
    wanted = {notice.user_id for notice in waiting if notice.user_id}
    addresses = dict(User.objects.filter(pk__in=wanted).values_list("pk", "email"))
    letters = []
    for notice in waiting:
        to = notice.email or addresses[notice.user_id or 0]
        letter = letter_of(notice, to)
        letters.append(
            Letter(notice_id=notice.pk, to=to, subject=letter.subject, body=str(letter.body), sent_at=now)
        )
    Letter.objects.bulk_create(letters)
    Notice.objects.filter(pk__in=[notice.pk for notice in waiting]).update(delivered_at=now)
