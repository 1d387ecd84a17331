"""A real worker on a real broker: work is done, and done again when its process dies in the middle."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from celery import Celery
from django.db import connection

from ledger import actions, clock
from ledger.actions import _SEAL_LOCK
from ledger.models import Checkpoint
from scripts.parts import ROOT
from tests.databases import owner_url

PATIENCE_SECONDS = 60


def _wait_until(happened: Callable[[], Any]) -> Any:
    """What ``happened`` returns once it is true."""
    patience = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < patience:
        if answer := happened():
            return answer
        time.sleep(0.1)
    return pytest.fail("the worker did not answer in time")


@pytest.fixture
def worker(transactional_db: None, broker: str, tmp_path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker with one process on the test's own database."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.demo",
        "DATABASE_URL": owner_url(connection.settings_dict["NAME"]),
        "BROKER_URL": broker,
        "DEMO_DIR": str(tmp_path),
        "LOG_LEVEL": "INFO",
        "PYTHONWARNINGS": "ignore",
    }
    command = [sys.executable, "-m", "celery", "-q", "-A", "config", "worker", "-c", "1", "-l", "INFO"]
    with (tmp_path / "worker.log").open("wb") as log:
        running = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
        )
        yield running
        os.killpg(running.pid, signal.SIGTERM)
        try:
            running.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGKILL)
            running.wait()


def _waiting_to_seal() -> set[int]:
    """The database processes that wait to seal; one whose client was killed does not know it yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND NOT granted",
            [_SEAL_LOCK],
        )
        return {pid for (pid,) in cursor.fetchall()}


def _child_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])


def test_a_task_whose_process_is_killed_is_done_again(worker, broker):
    actions.record_security("refused", actor_id=None, params={"policy": "none"}, now=clock.now())
    with closing(psycopg2.connect(owner_url(connection.settings_dict["NAME"]))) as holder:
        holder.cursor().execute("SELECT pg_advisory_lock(%s)", [_SEAL_LOCK])
        Celery(broker=broker).send_task("ledger.checkpoint")
        first = _wait_until(_waiting_to_seal)

        os.kill(_child_of(worker.pid), signal.SIGKILL)
        _wait_until(lambda: _waiting_to_seal() - first)
        assert not Checkpoint.objects.exists()

    _wait_until(Checkpoint.objects.exists)
    assert list(Checkpoint.objects.values_list("size", flat=True)) == [1]
