"""Fixtures that every test may use: databases, the owner's hand, a broker, a moment in time."""

import contextlib
import itertools
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from importlib import import_module
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from hypothesis import HealthCheck

from scripts.parts import Valkey
from tests import databases
from tests.browser import ABSENT, browser, chromium, find_chromium, new_page, page
from tests.demo_world import demo_world, world_name
from tests.figures import print_figures, report
from tests.soundness import _sound_when_it_ends, asked

# A loaded machine is no finding: examples may take their time.
hypothesis.settings.register_profile("lianhe", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.settings.load_profile("lianhe")

__all__ = ("_sound_when_it_ends", "browser", "chromium", "demo_world", "new_page", "page", "report")


@pytest.fixture(scope="session", autouse=True)
def _address_book() -> None:
    """The addresses are read before any test switches the demonstration on: they are read once."""
    import_module(settings.ROOT_URLCONF)


@pytest.fixture(scope="session")
def template_database() -> str:
    """The name of the migrated template."""
    return databases.template()


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, template_database: str
) -> Iterator[None]:
    """Replaces pytest-django's: the run's database is a clone of the template."""
    with databases.clone(template_database) as name:
        with django_db_blocker.unblock():
            databases.use(name)
        yield
        with django_db_blocker.unblock():
            connection.close()


@pytest.fixture
def _committing_database(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> Iterator[None]:
    """A clone of its own for a test that commits: ``transactional_db``, ``live_server``, ``transaction=True``."""
    marker = request.node.get_closest_marker("django_db")
    commits = {"transactional_db", "live_server"} & set(request.fixturenames) or (
        marker and (marker.kwargs.get("transaction") or (marker.args and marker.args[0]))
    )
    if not commits:
        yield
        return
    shared = connection.settings_dict["NAME"]
    demo = request.getfixturevalue("demo_world") if "demo_world" in request.fixturenames else None
    template = demo.database if demo else request.getfixturevalue("template_database")
    with databases.clone(template) as name:
        with django_db_blocker.unblock():
            databases.use(name)
        try:
            yield
        finally:
            with django_db_blocker.unblock():
                databases.use(shared)


@pytest.fixture
def _django_db_helper(_committing_database: None, _django_db_helper: None) -> None:
    """pytest-django's own, once the right database is in place."""


@pytest.fixture
def owner_cursor(transactional_db: None) -> Iterator[Any]:
    """A cursor of the database's owner, on a connection of its own, committing each statement."""
    with databases.owner_connection(connection.settings_dict["NAME"]) as owner, owner.cursor() as cursor:
        yield cursor


@pytest.fixture
def as_owner(db: None) -> Callable[[], AbstractContextManager[Any]]:
    """``with as_owner() as cursor:`` makes the test's own connection the owner's for that long."""

    @contextlib.contextmanager
    def step_up() -> Iterator[Any]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            role = cursor.fetchone()[0]
            cursor.execute("SET ROLE NONE")
            yield cursor  # after an error the roll-back takes the role back too
            cursor.execute(f'SET ROLE "{role}"')

    return step_up


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real broker, started when the first test asks for it."""
    folder: Path = tmp_path_factory.mktemp("valkey")
    server = Valkey(folder)
    server.start()
    yield server.url()
    server.stop()


WORLD_SECONDS = 100
LONG_SECONDS = {
    "test_whole_road": 130,
    "test_three_years": 100,
    "test_returned_then_not_recommended_then_looked_at_again": 60,
    "test_state_event_role_square": 60,
    "test_an_objection_is_upheld": 50,
    "test_a_hold_stops_everything_until_it_ends_the_filing": 45,
    "test_walks_break_no_invariant": 40,
    "test_every_address_answers_as_the_list_says": 25,
    "test_figures_and_choices_in_both_themes": 20,
}
"""What one process needs for the tests that would keep all others waiting; the order of a run, nothing else."""
BROWSER_SECONDS = 6


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Whoever opens a browser is an ``e2e`` test. Alone they run last, so that quick answers come first;
    with several processes the longest are dealt first, each to whoever has least, so that nobody waits at the end.
    """
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.e2e)
    yield  # what this run leaves out is taken out here
    world = [item for item in items if _in_the_world(item)]
    slow = [item for item in items if item not in world and _seconds(item)]
    quick = [item for item in items if item not in world and not _seconds(item)]
    if shares := int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "0")):
        items[:] = _dealt(world, slow, quick, shares)
    else:
        items[:] = [*quick, *world, *slow]


def _seconds(item: pytest.Item) -> int:
    """About how long a test keeps its process; nought for the quick ones."""
    named = LONG_SECONDS.get(getattr(item, "originalname", item.name), 0)
    return named or (BROWSER_SECONDS if item.get_closest_marker("e2e") else 0)


def _dealt(
    world: list[pytest.Item], slow: list[pytest.Item], quick: list[pytest.Item], shares: int
) -> list[pytest.Item]:
    """As many tests to each share as xdist cuts off for it: the long ones first, then quick ones to fill it."""
    dealt: list[list[pytest.Item]] = [[] for _ in range(shares)]
    seconds = [0] * shares
    if world:
        dealt[0], seconds[0] = [*world], WORLD_SECONDS
    for item in sorted(slow, key=_seconds, reverse=True):
        least = seconds.index(min(seconds))
        dealt[least].append(item)
        seconds[least] += _seconds(item)
    left = len(world) + len(slow) + len(quick)
    rest = iter(quick)
    for number, share in enumerate(dealt):
        size = left // (shares - number)
        share.extend(itertools.islice(rest, max(0, size - len(share))))
        left -= len(share)
    return [item for share in dealt for item in share]


def _in_the_world(item: pytest.Item) -> bool:
    """Whether a test needs the demo world: telling it takes a minute, and only the first share waits for that."""
    return "demo_world" in getattr(item, "fixturenames", ())


def pytest_sessionfinish(session: pytest.Session) -> None:
    """The run's demo world goes with the run: its first process drops it when all others are done."""
    factory: pytest.TempPathFactory = session.config._tmp_path_factory  # type: ignore[attr-defined]
    if not os.environ.get("PYTEST_XDIST_WORKER") and (factory.getbasetemp() / "demo_world").exists():
        databases.drop(world_name(factory.getbasetemp()))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print figures; say loudly when browser tests could not run."""
    print_figures(terminalreporter)
    if tests := int(asked["tests"]):
        each = asked["seconds"] / tests * 1000
        terminalreporter.line(
            f"invariants asked after {tests} tests: {each:.0f} ms each, at most {asked['slowest'] * 1000:.0f} ms"
        )
    for passed in terminalreporter.stats.get("passed", []):
        for line in (value for name, value in passed.user_properties if name == "counted"):
            terminalreporter.line(line)
    skipped = [
        report for report in terminalreporter.stats.get("skipped", []) if ABSENT in str(report.longrepr)
    ]
    if skipped and not find_chromium():
        terminalreporter.section("BROWSER TESTS DID NOT RUN", sep="!", red=True, bold=True)
        terminalreporter.line(f"{len(skipped)} tests: {ABSENT}")
