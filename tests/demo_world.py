"""The demo world, told once a run: whoever needs it works on a copy of its own."""

from collections.abc import Iterator
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


@pytest.fixture(scope="session")
def demo_world(
    django_db_setup: None, django_db_blocker: Any, template_database: str, tmp_path_factory: Any
) -> Iterator[DemoWorld]:
    """A test that asks for it, and commits, gets a copy of the demo world as its database."""
    shared = connection.settings_dict["NAME"]
    with databases.clone(template_database) as name:
        made = DemoWorld(name, tmp_path_factory.mktemp("demo"))
        with django_db_blocker.unblock(), override_settings(**made.settings):
            databases.use(name)
            try:
                call_command("load_demo", verbosity=0)
            finally:
                databases.use(shared)
        yield made
