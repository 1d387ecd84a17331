"""axe on every page of every role over the demo's world: no violation, no refusal by the CSP, nothing too wide."""

from collections.abc import Callable
from itertools import product
from typing import Any, NamedTuple

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, ViewportSize

from portal.demo.pages import pages
from tests.browser import NewPage, accessibility_violations
from tests.demo_world import DemoWorld

pytestmark = pytest.mark.django_db(transaction=True)

LANGUAGES = ("zh-hans", "en")
SCREENS: tuple[ViewportSize, ...] = ({"width": 1440, "height": 900}, {"width": 390, "height": 844})
THEMES = ("light", "dark")


class View(NamedTuple):
    """In which language, on which screen, in which theme a page is looked at."""

    language: str
    screen: ViewportSize
    theme: Any


VIEWS = tuple(View(*one) for one in product(LANGUAGES, SCREENS, THEMES))


@pytest.fixture
def origin(demo_world: DemoWorld, live_server: Any, settings: Any) -> str:
    """The address of a demonstration of its own."""
    for name, value in demo_world.settings.items():
        setattr(settings, name, value)
    return str(live_server.url)


def browser_of(new_page: NewPage, origin: str, person: str) -> Page:
    """A browser in which the demo person has been clicked; nobody is a visitor."""
    page = new_page()
    if person:
        client = Client()
        client.post(f"/demo/become/{person}/")
        session = client.cookies[django_settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": origin}])
    return page


def faults(page: Page, origin: str, path: str, view: View) -> list[str]:
    """What is wrong with one page, seen in one way."""
    page.set_viewport_size(view.screen)
    page.emulate_media(color_scheme=view.theme)
    page.context.add_cookies([{"name": "lianhe_language", "value": view.language, "url": origin}])
    where = f"{path} {view.language} {view.screen['width']} {view.theme}"
    try:
        answer = page.goto(path)
    except PlaywrightError as problem:
        return [f"{where}: {problem.message}"]
    found = accessibility_violations(page)
    if answer is None or answer.status >= 400:
        found.append(f"answers {answer and answer.status}")
    wide = page.evaluate("() => document.documentElement.scrollWidth") - view.screen["width"]
    if wide > 0:
        found.append(f"{wide} px too wide")
    return [f"{where}: {one}" for one in found]


def look(new_page: NewPage, origin: str, seen: list[tuple[dict[str, str], View]]) -> list[str]:
    """Everything wrong on the given pages, one browser for each person."""
    found: list[str] = []
    for person in dict.fromkeys(page["person"] for page, _view in seen):
        browser = browser_of(new_page, origin, person)
        for page, view in seen:
            if page["person"] == person:
                found += faults(browser, origin, page["path"], view)
        browser.context.close()
    return found


SHARE = 3
"""``make test`` looks at every third page, ``make drill`` at each in every way."""


def test_a_third_of_the_pages_once(
    new_page: NewPage, origin: str, record_property: Callable[..., None]
) -> None:
    """Languages, screens and themes take turns; which pages it is changes only with the list of pages."""
    listed = pages()
    assert len(listed) > 150
    seen = [(page, VIEWS[number % len(VIEWS)]) for number, page in enumerate(listed[::SHARE])]
    record_property("counted", f"pages looked at by axe: {len(seen)} of {len(listed)}, one way each")
    assert look(new_page, origin, seen) == []


@pytest.mark.drill
@pytest.mark.parametrize(
    "view", VIEWS, ids=lambda view: f"{view.language}-{view.screen['width']}-{view.theme}"
)
def test_every_page_in_every_way(view: View, new_page: NewPage, origin: str) -> None:
    """Each page in both languages, on both screens, in both themes."""
    assert look(new_page, origin, [(page, view) for page in pages()]) == []
