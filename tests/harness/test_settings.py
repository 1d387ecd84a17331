"""Each place starts only with what it needs, and connects as whom it should."""

import os
import subprocess
import sys

import pytest

from config.settings.database import cache_address, databases
from scripts.parts import ROOT

OWNER = "postgresql://boss:secret@db/lianhe"
APP = "postgresql://clerk:word@db/lianhe"
PRODUCTION = {
    "SECRET_KEY": "a-long-sentence-of-letters-0123456789-for-one-test-only",
    "DATABASE_URL": APP,
    "BROKER_URL": "redis://broker:6379/0",
    "ALLOWED_HOSTS": "lianhe.example",
    "SITE_ORIGIN": "https://lianhe.example",
    "DOCUMENT_ROOT": "/var/lib/lianhe/documents",
    "EMAIL_HOST": "post.example",
    "DEFAULT_FROM_EMAIL": "lianhe@example.test",
}


@pytest.mark.parametrize(
    ("environ", "user", "options", "role"),
    [
        ({"DATABASE_URL": OWNER}, "boss", "-c role=lianhe_app", "lianhe_app"),
        ({"DATABASE_URL": OWNER, "LIANHE_DB_AS": "owner"}, "boss", None, "lianhe_app"),
        ({"DATABASE_URL": APP, "DATABASE_OWNER_URL": OWNER}, "clerk", None, "clerk"),
        ({"DATABASE_URL": APP, "DATABASE_OWNER_URL": OWNER, "LIANHE_DB_AS": "owner"}, "boss", None, "clerk"),
    ],
)
def test_connects_as_whom_it_should(environ, user, options, role):
    configured, app_role, _ = databases(environ)

    assert configured["default"]["USER"] == user
    assert configured["default"].get("OPTIONS", {}).get("options") == options
    assert app_role == role


@pytest.mark.parametrize(
    ("broker", "cache"),
    [
        ("redis://broker:6379/0", "redis://broker:6379/1"),
        ("redis://:word@broker:6379", "redis://:word@broker:6379/1"),
        ("redis+socket:///tmp/a/valkey.sock", "unix:///tmp/a/valkey.sock?db=1"),
    ],
)
def test_cache_lives_beside_the_broker(broker, cache):
    assert cache_address(broker) == cache


def _check(**variables: str) -> subprocess.CompletedProcess[str]:
    foreign = (*PRODUCTION, "DATABASE_OWNER_URL", "LIANHE_DB_AS", "DEMO_DIR", "DJANGO_ALLOW_ASYNC_UNSAFE")
    environment = {name: value for name, value in os.environ.items() if name not in foreign}
    environment |= {"DJANGO_SETTINGS_MODULE": "config.settings.prod", **variables}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_production_refuses_to_start_without_its_variables():
    refused = _check(SECRET_KEY=PRODUCTION["SECRET_KEY"])

    assert refused.returncode != 0
    for name in PRODUCTION.keys() - {"SECRET_KEY"}:
        assert name in refused.stderr.splitlines()[-1]


def test_production_passes_the_deployment_check():
    done = _check(**PRODUCTION, CLAMD_SOCKET="scanner:3310")

    assert done.returncode == 0, done.stderr
