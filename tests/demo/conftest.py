"""One world for the whole module, in a database of its own; what a test changes stays for the next one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings

from tests import databases


def _use(database: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = database


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: Any, template_database: str, tmp_path_factory: Any
) -> Iterator[Path]:
    """The demo world, loaded once; yields the demo's folder."""
    folder: Path = tmp_path_factory.mktemp("demo")
    demo = override_settings(
        DEMO=True, DEMO_DIR=folder, DOCUMENT_ROOT=folder / "documents", ROOT_URLCONF="tests.demo.urls"
    )
    shared = connection.settings_dict["NAME"]
    with databases.clone(template_database) as name, django_db_blocker.unblock(), demo:
        _use(name)
        try:
            call_command("load_demo")
            yield folder
        finally:
            _use(shared)


@pytest.fixture
def become(world: Path) -> Any:
    """``become("approver")`` gives a browser in which that person has been clicked."""

    def click(key: str, **more: str) -> Client:
        client = Client()
        client.post(f"/demo/become/{key}/", more)
        return client

    return click
