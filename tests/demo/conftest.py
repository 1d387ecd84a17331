"""One world for the whole module, in a database of its own; what a test changes stays for the next one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client, override_settings

from tests import databases
from tests.demo_world import DemoWorld


@pytest.fixture(scope="module")
def world(demo_world: DemoWorld, django_db_blocker: Any) -> Iterator[Path]:
    """A copy of the demo world; yields the demo's folder."""
    shared = connection.settings_dict["NAME"]
    with (
        databases.clone(demo_world.database) as name,
        django_db_blocker.unblock(),
        override_settings(**demo_world.settings),
    ):
        databases.use(name)
        try:
            yield demo_world.folder
        finally:
            databases.use(shared)


@pytest.fixture
def become(world: Path) -> Any:
    """``become("approver")`` gives a browser in which that person has been clicked."""

    def click(key: str, **more: str) -> Client:
        client = Client()
        client.post(f"/demo/become/{key}/", more)
        return client

    return click
