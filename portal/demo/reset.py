"""Starting over: the page leaves a flag, the launcher sees it and puts the first world back."""

import fcntl
from pathlib import Path

from django.conf import settings


def _folder() -> Path:
    return Path(getattr(settings, "DEMO_DIR", settings.VAR / "demo"))


def flag() -> Path:
    """The file that asks for a reset; gone when it is done."""
    return _folder() / "reset-wanted"


def watch() -> Path:
    """The file that the launcher keeps locked while it looks for the flag."""
    return _folder() / "reset-watched"


def is_watched() -> bool:
    """Whether somebody would see the flag."""
    if not watch().exists():
        return False
    with watch().open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def ask() -> None:
    """Leave the flag."""
    flag().touch()


def is_asked() -> bool:
    """Whether the flag still lies there."""
    return flag().exists()
