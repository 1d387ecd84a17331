"""The site in a process of its own, on the test's database, to be killed while somebody works with it."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from django.db import connection

from scripts.parts import ROOT
from tests.databases import owner_url


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Web:
    """One web server; ``kill`` is the kernel's: no goodbye, nothing finished."""

    def __init__(self, log: Path) -> None:
        self.log, self.port = log, free_port()
        self.url = f"http://localhost:{self.port}"

    def start(self) -> None:
        """Returns when it answers, at the address that it had before."""
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "DATABASE_URL": owner_url(connection.settings_dict["NAME"]),
        }
        command = ["manage.py", "runserver", "--noreload", "--insecure", f"127.0.0.1:{self.port}"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *command], cwd=ROOT, env=environment, stdout=log, stderr=log
            )
        while not self._answers():
            assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.1)

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
