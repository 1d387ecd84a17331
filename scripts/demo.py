"""The whole office on one machine: database, broker, web server, worker, schedule, and a living world.

``PORT`` (8000), ``HOST`` (127.0.0.1) and ``DEMO_DIR`` (var/demo) may be set. Ctrl-C or SIGTERM ends everything;
the next start finds the data again.
"""

import fcntl
import hashlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import FrameType

from honcho.manager import Manager

from scripts import parts

HOST = os.environ.get("HOST", "127.0.0.1")
PORT = int(os.environ.get("PORT", "8000"))
FOLDER = Path(os.environ.get("DEMO_DIR", parts.ROOT / "var" / "demo")).resolve()
ADDRESS = os.environ.get("SITE_ORIGIN", f"http://localhost:{PORT}")
WEB_WAIT_SECONDS = 60


def _secret_key() -> str:
    note = FOLDER / "secret-key"
    if not note.exists():
        note.touch(mode=0o600)
        note.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return note.read_text(encoding="ascii")


def _port_is_free() -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, PORT))
        except OSError:
            return False
        return True


def _environment(addresses: dict[str, str]) -> dict[str, str]:
    return {
        **os.environ,
        **addresses,
        "DJANGO_SETTINGS_MODULE": "config.settings.demo",
        "DEMO_DIR": str(FOLDER),
        "SITE_ORIGIN": ADDRESS,
        "SECRET_KEY": _secret_key(),
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore::UserWarning",  # the worker's sermon about root: here it has nothing to lose
        "LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING"),
    }


def _manage(environment: dict[str, str], *commands: str) -> list[str]:
    """Run management commands in one process and return what each said; it is shown when one fails."""
    words = " + ".join(commands).split()
    done = subprocess.run(
        [sys.executable, "-m", "scripts.commands", *words],
        cwd=parts.ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{' + '.join(commands)} failed:\n{done.stdout}")
    return done.stdout.split("\f")


def _static_note() -> tuple[Path, str]:
    """Where the state of the collected static files is written down, and what it should be now."""
    digest = hashlib.sha256((parts.ROOT / "requirements" / "demo.txt").read_bytes())
    for path in sorted((parts.ROOT / "static").rglob("*")):
        if path.is_file():
            digest.update(f"{path} {path.stat().st_mtime_ns} {path.stat().st_size}\n".encode())
    return FOLDER / "static-collected", digest.hexdigest()


def _prepare(environment: dict[str, str]) -> str:
    """Bring database, files and the demo world up to date; returns one line per demo person."""
    print("Lianhe 联合: preparing database and demo world …", flush=True)
    owner = {**environment, "LIANHE_DB_AS": "owner"}
    _manage(owner, "migrate --verbosity 0", "grant_roles", "reset_demo --prepare")
    commands = []
    note, state = _static_note()
    if not note.exists() or note.read_text(encoding="ascii") != state:
        commands.append("collectstatic --noinput --clear --verbosity 0")
    said = _manage(environment, *commands, "load_demo --people")
    note.write_text(state, encoding="ascii")
    return said[-1]


def _watch_for_reset(environment: dict[str, str]) -> None:
    """Put the first world back whenever the demo's page has left its flag; a held lock says somebody looks."""
    wanted = FOLDER / "reset-wanted"
    wanted.unlink(missing_ok=True)
    with (FOLDER / "reset-watched").open("w") as watched:
        fcntl.flock(watched, fcntl.LOCK_EX)
        while True:
            if wanted.exists():
                try:
                    _manage({**environment, "LIANHE_DB_AS": "owner"}, "reset_demo")
                except SystemExit as problem:
                    print(problem, file=sys.stderr)
                wanted.unlink(missing_ok=True)
            time.sleep(0.5)


def _announce(people: str) -> None:
    """Once the web server answers: the address and who can be met there."""
    patience = time.monotonic() + WEB_WAIT_SECONDS
    while time.monotonic() < patience:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex((HOST, PORT)) == 0:
                print(f"\n{people}\nLianhe 联合: {ADDRESS}/demo/   (Ctrl-C ends it)\n", flush=True)
                return
        time.sleep(0.2)


def _supervise(environment: dict[str, str], people: str) -> int:
    # fmt: off
    commands = {
        "web": ["gunicorn", "config.wsgi", "--bind", f"{HOST}:{PORT}", "--workers", "2", "--worker-class", "gthread",
                "--threads", "4", "--graceful-timeout", "3", "--no-control-socket", "--log-level", "warning"],
        "worker": ["celery", "-q", "-A", "config", "worker", "-c", "2", "--without-gossip", "--without-mingle",
                   "--without-heartbeat", "-l", "WARNING"],
        "beat": ["celery", "-q", "-A", "config", "beat", "-s", str(FOLDER / "beat-schedule"), "--pidfile", "",
                 "-l", "WARNING"],
    }
    # fmt: on
    manager = Manager()
    for name, command in commands.items():
        quoted = " ".join(f"'{word}'" for word in [sys.executable, "-m", *command])
        manager.add_process(name, f"exec {quoted}", env=environment, cwd=str(parts.ROOT), quiet=False)
    threading.Thread(target=_announce, args=(people,), daemon=True).start()
    threading.Thread(target=_watch_for_reset, args=(environment,), daemon=True).start()
    manager.loop()
    return manager.returncode or 0


def _leave(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


def main() -> int:
    """Start the parts, prepare the world, run until told to stop, and leave no process behind."""
    signal.signal(signal.SIGTERM, _leave)
    if not _port_is_free():
        return _complain(f"Port {PORT} is in use. Choose another: PORT=8001 make demo")
    try:
        addresses = parts.start(FOLDER)
        environment = _environment(addresses)
        people = _prepare(environment)
        code = _supervise(environment, people)
    except KeyboardInterrupt:
        code = 128 + signal.SIGINT
    except parts.PartError as error:
        code = _complain(str(error))
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        parts.stop(FOLDER)
    return 0 if code in (128 + signal.SIGINT, 128 + signal.SIGTERM) else code


def _complain(text: str) -> int:
    print(text, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
