"""The demo as a stranger starts and stops it: quick enough, data kept, no process left: ``make drill``."""

import os
import signal
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest

from scripts.parts import ROOT
from tests.e2e.web import free_port
from tests.figures import Report

pytestmark = pytest.mark.drill
PATIENCE_SECONDS = 180
FOREIGN = ("DATABASE_URL", "DATABASE_OWNER_URL", "BROKER_URL", "DJANGO_SETTINGS_MODULE", "LIANHE_DB_AS")


def _start(folder: Path, port: int) -> tuple[subprocess.Popen[bytes], float]:
    """``make demo`` in a group of its own, and the seconds until its first page."""
    environment = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    environment |= {"DEMO_DIR": str(folder), "PORT": str(port)}
    started = time.monotonic()
    with (folder.parent / "demo.log").open("ab") as log:
        running = subprocess.Popen(
            ["make", "demo"], cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
        )
    while time.monotonic() - started < PATIENCE_SECONDS and running.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30).read()
        except OSError:
            time.sleep(0.2)
            continue
        return running, time.monotonic() - started
    return pytest.fail(f"no page came:\n{(folder.parent / 'demo.log').read_text()[-3000:]}")


def _left_behind(folder: Path) -> list[str]:
    """Command lines and environments that still name the demo's folder."""
    left = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            traces = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
        except OSError:
            continue
        if str(folder).encode() in traces and int(process.name) != os.getpid():
            left.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
    return left


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_demo_starts_stops_and_starts_again(tmp_path, number, report: Report):
    folder, port = tmp_path / "demo", free_port()
    for turn in ("first", "second"):
        running, seconds = _start(folder, port)
        if number == signal.SIGINT:
            os.killpg(running.pid, number)  # a terminal tells the whole group
        else:
            running.send_signal(number)
        stopping = time.monotonic()
        running.wait(60)
        left = _left_behind(folder)
        report(
            f"make demo, {turn} start, ended by {number.name}",
            start_s=round(seconds, 1),
            stop_s=round(time.monotonic() - stopping, 1),
            left_behind=len(left),
        )
        assert left == []
