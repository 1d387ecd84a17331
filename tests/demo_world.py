"""The demo world, told once a run: whoever needs it works on a copy of its own."""

import fcntl
import os
import shutil
import zlib
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from tests import databases


class DemoWorld(NamedTuple):
    """The database to copy, and where the world's papers lie."""

    database: str
    folder: Path

    @property
    def settings(self) -> dict[str, Any]:
        """The settings of a demonstration over this world."""
        return {
            "DEMO": True,
            "DEMO_DIR": self.folder,
            "DOCUMENT_ROOT": self.folder / "documents",
            "ROOT_URLCONF": "tests.demo.urls",
        }


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of one run see."""
    own = factory.getbasetemp()
    return own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own


def world_name(folder: Path) -> str:
    """The name of the run's world, the same in all its processes."""
    return f"lianhe_world_{zlib.crc32(str(folder).encode()):08x}"


@pytest.fixture(scope="session")
def demo_world(
    django_db_setup: None, django_db_blocker: Any, template_database: str, tmp_path_factory: Any
) -> DemoWorld:
    """A test that asks for it, and commits, gets a copy of the demo world as its database.

    The first process of a run that needs the world tells it; the others wait for that.
    """
    shared = shared_folder(tmp_path_factory)
    made = DemoWorld(world_name(shared), shared / "demo_world")
    with (shared / "demo_world.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.folder.exists():
            databases.copy(template_database, made.database)
            _tell(made, django_db_blocker)
    return made


def _tell(made: DemoWorld, django_db_blocker: Any) -> None:
    own = connection.settings_dict["NAME"]
    made.folder.mkdir()
    try:
        with django_db_blocker.unblock(), override_settings(**made.settings):
            databases.use(made.database)
            try:
                call_command("load_demo", verbosity=0)
            finally:
                databases.use(own)
    except BaseException:
        shutil.rmtree(made.folder)  # whoever asks next tries again
        raise
