"""A real browser for the tests marked ``e2e``: Chromium where one is found, loudly none where not."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any, Protocol

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""The shell without windows first: the same engine for less than half of the processor time."""
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
PATIENCE_MS = 10_000
ABSENT = "no Chromium found: browser tests did not run (E2E=require makes this a failure)"


class NewPage(Protocol):
    """Opens a page of a person of their own: own cookies, own language, own screen."""

    def __call__(
        self, locale: str = "zh-CN", width: int = 1280, height: int = 900, **context: Any
    ) -> Page: ...


def find_chromium() -> str | None:
    """The path of a Chromium: ``CHROMIUM``, or the first known name on the search path."""
    return os.environ.get("CHROMIUM") or next(
        (found for name in NAMES if (found := shutil.which(name))), None
    )


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; without one the test is skipped, or fails when ``E2E=require``."""
    found = find_chromium()
    if found:
        return found
    if os.environ.get("E2E") == "require":
        pytest.fail(ABSENT)
    pytest.skip(ABSENT)


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One Chromium for the whole run."""
    # Playwright's loop runs in this thread, so Django takes every query for one from async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield running
        running.close()


def _complaint(message: ConsoleMessage) -> str | None:
    """What the console says that no page may make it say: any refusal by the policy, any error of a script."""
    text = message.text
    if "Content Security Policy" in text or "Content-Security-Policy" in text:
        return text
    is_answer = "Failed to load resource" in text  # a refusal with 4xx is an answer that tests ask for
    return text if message.type == "error" and not is_answer else None


@pytest.fixture
def new_page(browser: Browser, live_server: Any) -> Iterator[NewPage]:
    """Open any number of pages, one per person; script errors and policy violations fail the test at its end."""
    complaints: list[str] = []
    with ExitStack() as stack:

        def open_page(locale: str = "zh-CN", width: int = 1280, height: int = 900, **context: Any) -> Page:
            own: BrowserContext = browser.new_context(
                locale=locale,
                viewport={"width": width, "height": height},
                **{"base_url": live_server.url, **context},
            )
            own.set_default_timeout(PATIENCE_MS)
            stack.callback(own.close)
            page = own.new_page()
            page.on("console", lambda message: complaints.extend(filter(None, [_complaint(message)])))
            page.on("pageerror", lambda error: complaints.append(str(error)))
            return page

        yield open_page
    assert complaints == []


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """One person's page, in Chinese, on a desktop."""
    return new_page()


def accessibility_violations(page: Page) -> list[str]:
    """What axe finds on the page, one line per violation and place."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{violation['id']}: {node['html'][:160]}" for violation in found for node in violation["nodes"]]
