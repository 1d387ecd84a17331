"""A person at a browser: finds things by the words on the page, in their own language, and counts the effort."""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.utils import translation
from playwright.sync_api import Locator, Page, Response, expect

from tests.browser import PATIENCE_MS, accessibility_violations
from tests.e2e.authenticator import SECRET, one_time_code

CHINESE = re.compile(r"[\u3400-\u9fff]")
PASSWORD = "shili-mima-2026"
SAME_IN_CHINESE = frozenset({"PDF"})

LEAVING = """
const leave = () => document.documentElement.setAttribute("data-leaving", "");
addEventListener("submit", (event) => { if (!event.defaultPrevented) leave(); });
addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]:not([target]):not([download])");
  const stays = !link || link.getAttribute("href").startsWith("#") || link.protocol === "mailto:";
  if (!stays && !event.defaultPrevented) leave();
});
"""
"""Marks a document that was left for another: until the answer comes it is still there to be read."""


class Words:
    """The words of the interface in one language; remembers what has no Chinese."""

    def __init__(self, language: str, untranslated: set[str]) -> None:
        self.language = language
        self.untranslated = untranslated

    def __call__(self, message: str, **values: Any) -> str:
        with translation.override(self.language):
            text = translation.gettext(message)
        if self.language != "en" and not CHINESE.search(text) and message not in SAME_IN_CHINESE:
            self.untranslated.add(message)
        return text % values if values else text


class Person:
    """One person with one browser window. Every click and every typed input is counted."""

    def __init__(self, page: Page, role: str, effort: Counter[tuple[str, str]], say: Words) -> None:
        self.page = page
        self.role = role
        self.effort = effort
        self.say = say
        self.inside: Any = page
        self.faults: list[str] = []
        self.secret = SECRET
        self.looks: Callable[[Person], None] | None = None
        page.on("response", self._answered)
        page.add_init_script(LEAVING)

    def leave(self) -> None:
        """Close the browser: this person has nothing more to do."""
        self.page.context.close()

    # finding

    def _named(self, role: Any, words: str) -> Locator:
        """Visible things of an ARIA role whose name begins with these words."""
        name = re.compile(rf"^\s*{re.escape(words)}(\s|$|[:：（(])")
        return self.inside.get_by_role(role, name=name).filter(visible=True)

    def field(self, message: str, **values: Any) -> Locator:
        """The control whose label begins with these words."""
        return self._labelled(self.say(message, **values))

    def _labelled(self, words: str) -> Locator:
        label = re.compile(rf"^\s*{re.escape(words)}(\s|$)")
        return (
            self.inside.get_by_label(label)
            .filter(visible=True)
            .and_(self.page.locator("input, select, textarea"))
        )

    def within(self, part: Locator | None) -> "Person":
        """Look only inside a part of the page; without one, the whole page again."""
        self.inside = part if part is not None else self.page
        return self

    # acting

    def _arrive(self) -> None:
        """Wait until the page that a click leads to is there, if it leads to one."""
        expect(self.page.locator("form[data-sending]")).to_have_count(0, timeout=PATIENCE_MS)
        expect(self.page.locator("html[data-leaving]")).to_have_count(0, timeout=PATIENCE_MS)
        self.page.wait_for_load_state()

    def _count(self, what: str) -> None:
        self.effort[self.role, what] += 1

    def open(self, path: str) -> "Person":
        """Open an address, as from a letter or a bookmark."""
        answer = self.page.goto(path)
        assert answer is None or answer.status < 400, f"{path}: {answer.status}"
        return self._well()

    def press(self, message: str, *, nth: int = 0, **values: Any) -> "Person":
        """Press a button; a question that the page asks back is answered with yes."""
        return self.press_button(self.say(message, **values), nth=nth)

    def press_button(self, words: str, *, nth: int = 0) -> "Person":
        """Press the button that reads so."""
        self._count("clicks")
        self._named("button", words).nth(nth).click()
        asked = self.page.locator("dialog#ask[open] #ask-yes")
        if asked.is_visible():
            self._count("clicks")
            asked.click()
        self._arrive()
        if "/accounts/second-factor/" in self.page.url:
            self._connect_authenticator()
            return self.press_button(words, nth=nth)
        self._prove_identity()
        return self._well()

    def _prove_identity(self) -> None:
        """A step that counts asks once more: a signature for the code, other steps for the password."""
        if "/2fa/reauthenticate/" in self.page.url:
            self.type("Code", one_time_code(self.secret))
        elif "/reauthenticate/" in self.page.url:
            self.type("Password", PASSWORD)
        else:
            return
        self._count("clicks")
        self.page.locator("main form button.btn, main form button[type=submit]").first.click()
        self._arrive()

    def _connect_authenticator(self) -> None:
        """Before the first signature: scan, type the code, keep the recovery codes, go back to the page."""
        self._well().press("Connect an authenticator app").reads("Connect an authenticator")
        self.secret = self.page.locator("code.secret").inner_text().strip()
        self.type("Authenticator code", one_time_code(self.secret))
        self.press("Connect").follow("Go on to sign")

    def follow(self, message: str, *, nth: int = 0, **values: Any) -> "Person":
        """Follow a link."""
        self._count("clicks")
        self._named("link", self.say(message, **values)).nth(nth).click()
        self._arrive()
        return self._well()

    def go(self, place: str) -> "Person":
        """Go to one of the own places; what is not in the row stands under "More"."""
        nav = self.page.locator("header nav").filter(visible=True)
        self.within(nav)
        if not self._named("link", self.say(place)).count():
            self.unfold("More")
        self.follow(place)
        return self.within(None)

    def click(self, part: Locator) -> "Person":
        """Click something that data names: a filing, a unit."""
        self._count("clicks")
        part.click()
        self._arrive()
        return self._well()

    def download(self, part: Locator) -> bytes:
        """Click a link to a paper and take what comes; the page stays."""
        self._count("clicks")
        with self.page.expect_download() as coming:
            part.click()
        self.page.evaluate("document.documentElement.removeAttribute('data-leaving')")
        return coming.value.path().read_bytes()

    def unfold(self, message: str, *, nth: int = 0, **values: Any) -> "Person":
        """Open a folded part."""
        self._count("clicks")
        words = re.compile(rf"^\s*{re.escape(self.say(message, **values))}")
        self.inside.locator("summary").filter(has_text=words).nth(nth).click()
        return self

    def type(self, message: str, value: str, *, nth: int | None = None, **values: Any) -> "Person":
        """Type into a field."""
        self._count("inputs")
        field = self.field(message, **values)
        (field if nth is None else field.nth(nth)).fill(value)
        return self

    def type_at(self, label: str, value: str) -> "Person":
        """Type into a field whose label is data: a chapter, an item of the rubric."""
        self._count("inputs")
        self._labelled(label).fill(value)
        return self

    def choose(self, message: str, label: str, **values: Any) -> "Person":
        """Choose from a list, by what it shows."""
        self._count("inputs")
        self.field(message, **values).select_option(label=label)
        expect(self.page.locator(".htmx-request")).to_have_count(0)
        return self

    def choose_value(self, message: str, value: str) -> "Person":
        """Choose from a list whose entries are long sentences: by the number they begin with."""
        self._count("inputs")
        self.field(message).select_option(value=value)
        return self

    def tick(self, message: str, **values: Any) -> "Person":
        """Tick a box or one of several answers."""
        self._count("inputs")
        self.field(message, **values).check()
        return self

    def tick_box(self, box: Locator) -> "Person":
        """Tick a box that has a whole sentence for a label."""
        self._count("inputs")
        box.check()
        return self

    def upload(self, message: str, name: str, content: bytes, **values: Any) -> "Person":
        """Give a file."""
        self._count("inputs")
        kind = {".pdf": "application/pdf"}.get(Path(name).suffix, "application/octet-stream")
        self.field(message, **values).set_input_files({"name": name, "mimeType": kind, "buffer": content})
        return self

    # reading

    def _well(self) -> "Person":
        """No page answers with a fault of ours; whoever looks at every page, looks now."""
        assert not self.faults, self.faults
        if self.looks is not None:
            self.looks(self)
        return self

    def _answered(self, answer: Response) -> None:
        if answer.status == 500:
            self.faults.append(f"{answer.request.method} {answer.url}: {answer.status}")

    def reads(self, message: str, **values: Any) -> "Person":
        """The words stand on the page."""
        return self.sees(self.say(message, **values))

    def sees(self, text: str) -> "Person":
        """The text stands on the page: data, or what the page makes of it."""
        part = self.page.locator("body") if self.inside is self.page else self.inside
        try:
            expect(part).to_contain_text(text)
        except AssertionError:
            read = self.page.locator("main").inner_text()[:3000]
            raise AssertionError(f"{self.role} at {self.path} misses “{text}”; it reads:\n{read}") from None
        return self

    def at(self, path: str) -> "Person":
        """The page is the one at this address."""
        expect(self.page).to_have_url(re.compile(rf"^https?://[^/]+{path}"))
        return self

    @property
    def path(self) -> str:
        return re.sub(r"^https?://[^/]+", "", self.page.url)

    @property
    def number(self) -> int:
        """The number in the present address: which filing, round, list."""
        found = re.search(r"/(\d+)/", self.page.url)
        assert found, self.page.url
        return int(found.group(1))

    def violations(self) -> list[str]:
        """What axe finds on the present page."""
        return [f"{self.path} {line}" for line in accessibility_violations(self.page)]

    def shows(self) -> str:
        """The page as its accessibility tree, for whoever debugs a test."""
        return self.page.locator("body").aria_snapshot()
