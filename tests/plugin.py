"""Brings the tests' PostgreSQL up before Django reads its settings (``-p tests.plugin``)."""

import gc
import os

from django.db import connections
from django.test import TransactionTestCase

from tests.databases import serve


def _never_flush(self: TransactionTestCase) -> None:
    """A committing test owns a clone that is dropped after it: nothing is ever truncated."""
    for connection in connections.all(initialized_only=True):
        connection.close()


if not os.environ.get("PYTEST_XDIST_WORKER"):
    if not os.environ.get("DATABASE_URL"):
        serve()
    os.environ.pop("LIANHE_DB_AS", None)
    # Tests work as the application's role through the owner's login, so that a test may step up and down.
    if owner := os.environ.pop("DATABASE_OWNER_URL", ""):
        os.environ["DATABASE_URL"] = owner

TransactionTestCase._fixture_teardown = _never_flush
gc.set_threshold(50_000, 20, 50)  # a run makes many small things and keeps few: look for cycles less often
