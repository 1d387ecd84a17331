"""Starting over: the page leaves a flag, the launcher sees it and puts the first world back."""

import time
from pathlib import Path

from django.conf import settings

WATCH_SECONDS = 15
"""How old the launcher's sign of life may be."""


def _folder() -> Path:
    return Path(getattr(settings, "DEMO_DIR", settings.VAR / "demo"))


def flag() -> Path:
    """The file that asks for a reset; gone when it is done."""
    return _folder() / "reset-wanted"


def watch() -> Path:
    """The file that the launcher touches while it looks for the flag."""
    return _folder() / "reset-watched"


def is_watched() -> bool:
    """Whether somebody would see the flag."""
    try:
        return time.time() - watch().stat().st_mtime < WATCH_SECONDS
    except FileNotFoundError:
        return False


def ask() -> None:
    flag().touch()


def is_asked() -> bool:
    return flag().exists()
