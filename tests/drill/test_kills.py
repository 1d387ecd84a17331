"""``kill -9`` of worker, beat, broker and web server, sixty times, in the middle of sweeps and deliveries."""

import contextlib
import itertools
import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
import redis
from django.db import connection

from accounts.models import Letter
from consortia.models import Consortium, Registration
from ledger import clock
from ledger.models import Notice
from ledger.queries import breaks
from portal import invariants
from scripts.parts import ROOT, Valkey
from tests.databases import owner_url
from tests.drill.mail_sink import Sink
from tests.e2e.web import free_port
from tests.factories import AuthorityFactory, UnitFactory, officer, representative

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]
KILLS = {"worker": 24, "beat": 10, "broker": 12, "web": 14}
DUE_EACH_ROUND, READERS = 12, 4
QUIET_SECONDS = 180
MOST_SECONDS_TO_BUSY = 12
SEED = 9


class Part:
    """A process in a group of its own, put back whenever it is gone."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str], folder: Path) -> None:
        self.name, self.command, self.environment = name, command, environment
        self.log = folder / f"{name}.log"
        self.gone_by_itself = 0
        self.start()

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *self.command], cwd=ROOT, env=self.environment, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def keep(self) -> None:
        """What a supervisor does."""
        if self.process.poll() is not None:
            self.gone_by_itself += 1
            self.start()

    def kill(self, number: int = signal.SIGKILL) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)
        self.process.wait()

    def kill_child(self) -> bool:
        """One of the worker's own processes only, as the kernel does when memory runs out."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        children = listed.read_text().split() if listed.exists() else []
        with contextlib.suppress(ProcessLookupError):
            if children:
                os.kill(int(children[-1]), signal.SIGKILL)
        return bool(children)


class Caller(threading.Thread):
    """Somebody at the web pages who tries each number until the page says that it is done."""

    def __init__(self, address: str) -> None:
        super().__init__(daemon=True)
        self.address, self.done, self.failures, self.is_over = address, 0, 0, False

    def run(self) -> None:
        while not self.is_over:
            try:
                asked = urllib.request.Request(f"{self.address}/drill/tell/{self.done + 1}", method="POST")
                urllib.request.urlopen(asked, timeout=20).read()
            except OSError:
                self.failures += 1
                time.sleep(0.2)
            else:
                self.done += 1
                time.sleep(0.15)


def _population() -> None:
    """Registrations that come due day after day, and the four people each of them is told to."""
    place = AuthorityFactory()
    clerk = officer("city_officer")
    officer("district_officer", place)
    lead = UnitFactory()
    for _ in range(2):
        representative(lead, "manager")
    tomorrow = clock.now().date() + timedelta(days=1)
    rounds = sum(KILLS.values())
    for day in range(rounds):
        for number in range(DUE_EACH_ROUND):
            index, until = day * DUE_EACH_ROUND + number, tomorrow + timedelta(days=180 + day)
            consortium = Consortium.objects.create(
                formal_name=f"示例联合体{index}", lead=lead, created_at=clock.now()
            )
            Registration.objects.create(
                consortium=consortium, number=f"D-{index}", authority=place, valid_from=until - timedelta(days=1000),
                valid_until=until, announce_on=until - timedelta(days=180), verification_code=f"d{index}",
                registered_by=clerk, origin="published_list", state="in_force", state_since=clock.now(),
                report_on=until + timedelta(days=2000),
            )  # fmt: skip


def _ready(address: str) -> dict[str, str]:
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=10) as answer:
            return dict(json.load(answer)["parts"])
    except urllib.error.HTTPError as refused:
        return dict(json.load(refused)["parts"])
    except OSError:
        return {}


def _busy(victim: str, sink: Sink, caller: Caller, parts: dict[str, Part]) -> bool:
    """Wait until the day's letters leave and the pages answer, so that the kill meets work; at most so long."""
    letters, answers, started = sink.count, caller.done, time.monotonic()
    while time.monotonic() - started < MOST_SECONDS_TO_BUSY:
        for part in parts.values():
            part.keep()
        if sink.count > letters and (victim == "worker" or caller.done > answers):
            return True
        time.sleep(0.05)
    return False


def _quiet(expected: int, parts: dict[str, Part]) -> float:
    """Wait until everything expected is written and delivered; the seconds it took."""
    started = time.monotonic()
    while time.monotonic() - started < QUIET_SECONDS:
        for part in parts.values():
            part.keep()
        waiting = Notice.objects.filter(delivered_at__isnull=True).count()
        if not waiting and Notice.objects.filter(cause__startswith="registration:").count() >= expected:
            break
        time.sleep(0.5)
    return time.monotonic() - started


def _unexplained(sink: Sink, kills: list[tuple[float, str]]) -> tuple[int, list[tuple[str, str]]]:
    """Letters taken twice, and those of them between whose takings nothing that carries letters was killed."""
    carriers = [at for at, victim in kills if victim.startswith(("worker", "broker"))]
    doubled = {key: moments for key, moments in sink.accepted.items() if len(moments) > 1}
    strange = [
        key
        for key, moments in doubled.items()
        for first, second in itertools.pairwise(moments)
        if not any(first - 1 < at < second for at in carriers)
    ]
    return sum(len(moments) - 1 for moments in doubled.values()), strange


def test_sixty_kills(tmp_path, report):
    luck, sink, folder = Random(SEED), Sink(), tmp_path
    broker, port = Valkey(folder / "valkey"), free_port()
    broker.start()
    address = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "tests.drill.settings", "BROKER_URL": broker.url(),
        "DATABASE_URL": owner_url(connection.settings_dict["NAME"]), "DEMO_DIR": str(folder),
        "PYTHONWARNINGS": "ignore",
        "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(sink.start()), "LOG_LEVEL": "WARNING", "SITE_ORIGIN": address,
    }  # fmt: skip
    _population()
    app = ["celery", "-q", "-A", "tests.drill.app"]
    commands = {
        "web": ["gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "4",
                "--worker-class", "gthread", "--no-control-socket", "--log-level", "warning"],
        "worker": [*app, "worker", "-c", "2", "--without-gossip", "--without-mingle", "-l", "WARNING"],
        "beat": [*app, "beat", "-s", str(folder / "beat"), "--pidfile", "", "-l", "WARNING"],
    }  # fmt: skip
    parts = {name: Part(name, command, environment, folder) for name, command in commands.items()}
    caller, kills, told_of, started = Caller(address), [], Counter(), time.monotonic()
    amid: Counter[str] = Counter()
    today = clock.now()
    try:
        caller.start()
        _quiet(0, parts)
        victims = [name for name, count in KILLS.items() for _ in range(count)]
        luck.shuffle(victims)
        for number, victim in enumerate(victims, 1):
            clock.move_to(today + timedelta(days=number, seconds=time.monotonic() - started))
            amid[victim] += _busy(victim, sink, caller, parts)
            time.sleep(luck.uniform(0, 0.6))
            if victim == "broker":
                with redis.Redis(unix_socket_path=broker.url().partition("//")[2]) as server:
                    os.kill(server.info()["process_id"], signal.SIGKILL)
                kills.append((time.monotonic(), victim))
                time.sleep(luck.uniform(0, 1))
                if answer := _ready(address):
                    told_of["broker down seen by /readyz"] += answer["broker"] != "ok"
                    told_of["broker down asked"] += 1
                broker.start()
            elif victim == "worker" and number % 2 and parts["worker"].kill_child():
                kills.append((time.monotonic(), "worker child"))
            else:
                parts[victim].kill()
                kills.append((time.monotonic(), victim))
                parts[victim].start()
        took = time.monotonic() - started
        caller.is_over = True
        caller.join(40)
        expected = sum(KILLS.values()) * DUE_EACH_ROUND * READERS
        to_quiet = _quiet(expected, parts)
        final = _ready(address)
    finally:
        for part in parts.values():
            part.kill()
        broker.stop()
        sink.stop()

    written = dict(Notice.objects.values_list("pk", "cause"))
    taken = {int(notice) for notice, _reader in sink.accepted}
    lost = [pk for pk in written if pk not in taken]
    twice, strange = _unexplained(sink, kills)
    owed = {f"drill:{number}" for number in range(1, caller.done + 1)}
    have = {cause.rsplit(":", 1)[0] for cause in written.values() if cause.startswith("drill:")}
    of_registrations = sum(cause.startswith("registration:") for cause in written.values())
    report(
        "kill -9 in the middle of sweeps and deliveries", kills=len(kills), **Counter(v for _, v in kills),
        amid_work=sum(amid.values()), notices=len(written), expected_of_sweeps=expected,
        written_by_sweeps=of_registrations,
        web_answers=caller.done, web_failures=caller.failures, lost=len(lost) + len(owed - have),
        letters_taken=sum(map(len, sink.accepted.values())), twice_unavoidable=twice - len(strange),
        twice_otherwise=len(strange), went_by_itself=sum(part.gone_by_itself for part in parts.values()),
        readyz_saw_dead_broker=f"{told_of['broker down seen by /readyz']}/{told_of['broker down asked']}",
        seconds=round(took), quiet_after_s=round(to_quiet), ready_at_end=str(final),
    )  # fmt: skip
    assert len(kills) == 60
    assert of_registrations == expected
    assert lost == []
    assert owed <= have
    assert strange == []
    assert Letter.objects.count() == len(written)
    assert list(breaks()) == []
    assert [one.invariant.key for one in invariants.run() if one.faults] == []
