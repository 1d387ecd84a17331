"""Figures drawn in a real browser, light and dark: no refusal by the policy, no violation, and the choice stays."""

from typing import Any

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import Page, expect

from ledger import clock
from tests.browser import NewPage, accessibility_violations
from tests.desks.desks import at_district, browser
from tests.factories import NOW, officer
from tests.road import at_city_check

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = ("/statistics/", "/account/notices/", "/cases/?stage=district&running=1", "/registry/", "/")


def signed_in(new_page: NewPage, user: Any, settings: Any, url: str, **context: Any) -> Page:
    page = new_page(**context)
    key = browser(user, settings).cookies[django_settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": key, "url": url}])
    return page


@pytest.mark.parametrize(("theme", "width"), [("light", 1440), ("dark", 1440), ("dark", 390)])
def test_figures_and_choices_in_both_themes(
    new_page: NewPage, live_server: Any, settings: Any, theme: Any, width: int
) -> None:
    clock.move_to(NOW)
    at_district()
    at_city_check()
    page = signed_in(
        new_page, officer("approver"), settings, live_server.url, width=width, color_scheme=theme
    )

    found: list[str] = []
    for path in PAGES:
        page.goto(path)
        assert page.evaluate("document.documentElement.dataset.bsTheme") == theme
        found += [f"{path}: {one}" for one in accessibility_violations(page)]
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        if path == "/statistics/":
            assert page.locator(".chart canvas").count() >= 4
    assert found == []


def test_a_choice_stays_against_the_machines_wish(new_page: NewPage, live_server: Any, settings: Any) -> None:
    clock.move_to(NOW)
    page = signed_in(new_page, officer("approver"), settings, live_server.url, color_scheme="light")
    page.goto("/statistics/")

    page.locator(".menu-who > summary").click()
    page.locator(".menu-who button[value=dark]").click()

    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    assert 'data-bs-theme="dark"' in page.request.get(f"{live_server.url}/statistics/").text()
