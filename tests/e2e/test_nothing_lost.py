"""Nothing typed is lost: the tab, the network, the session and the server are killed while somebody types."""

import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, Route, expect

from consortia.guideline import CHAPTERS
from consortia.models import PlanChapter
from filings import actions
from filings.models import FieldConflict, Filing
from ledger import clock
from tests.browser import NewPage
from tests.e2e.person import PASSWORD, Person
from tests.e2e.town import Town
from tests.e2e.web import Web
from tests.factories import NOW, representative

pytestmark = pytest.mark.django_db(transaction=True)

FEW, MANY = 2, 20
JOURNAL = "Object.keys(localStorage).filter((one) => one.startsWith('lianhe-text:')).length"
KEYS = [chapter.key for chapter in CHAPTERS]
INSERT = """(area, [token, place, isLine]) => {
    const text = area.value, second = text.indexOf("\\n") + 1;
    const at = place === "start" ? 0 : place === "end" ? text.length : second || text.length;
    area.focus();
    area.setSelectionRange(at, at);
    document.execCommand("insertText", false, isLine ? (at ? "\\n" + token : token + "\\n") : token);
}"""
"""Types at a place in one step: a place reckoned from a text that somebody's words then moved would split a token."""
WORDS = ("深海焊接", "镕堃喆昇", "攻出来", "用起来", "强起来", "a b", "，", "。", "（1）", "12.5")


class Office:
    """A draft in a town with its clerk at a browser."""

    def __init__(self, new_page: NewPage, origin: str) -> None:
        self.town = Town(new_page, origin, "zh-hans")
        self.who = self.town.crew()
        self.filing = actions.start(
            actor=self.who.lead, lead=self.town.unit, formal_name="示例不丢字创新联合体", now=clock.now()
        )
        self.path = f"/filings/{self.filing.pk}/plan/"

    def clerk(self) -> Person:
        person = self.town.enter(self.who.lead, "clerk")
        person.open(self.path)
        ready(person.page)
        return person

    def colleague(self) -> Any:
        """A second person of the lead's, with an account to sign in with."""
        user = representative(self.town.unit)
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user

    def stored(self) -> dict[str, str]:
        chapters = PlanChapter.objects.filter(consortium=self.filing.consortium)
        return {chapter.key: chapter.text for chapter in chapters}


class OfficeOfItsOwn(Office):
    """Its web server is a process that can be killed."""

    def __init__(self, new_page: NewPage, web: Web) -> None:
        super().__init__(new_page, web.url)
        self.web = web


@pytest.fixture
def office(new_page: NewPage, live_server: Any) -> Office:
    return Office(new_page, live_server.url)


@pytest.fixture
def office_of_its_own(new_page: NewPage, tmp_path: Path) -> Iterator[OfficeOfItsOwn]:
    web = Web(tmp_path / "web.log")
    web.start()
    yield OfficeOfItsOwn(new_page, web)
    web.kill()


def ready(page: Page) -> None:
    expect(page.locator("form[data-ready]")).to_have_count(1)


def box(page: Page, key: str) -> Any:
    return page.locator(f"#id_text_{key}")


def keystrokes(page: Page, chance: random.Random, wanted: dict[str, str], count: int) -> None:
    """Type here and there at the end of chapters; ``wanted`` holds what was typed in all."""
    for _turn in range(count):
        key, words = chance.choice(KEYS), chance.choice(WORDS)
        box(page, key).press("Control+End")
        if words.isascii():
            page.keyboard.type(words)
        else:
            page.keyboard.insert_text(words)  # as an input method commits its characters
        wanted[key] = wanted.get(key, "") + words


def saved(page: Page, office: Office, wanted: dict[str, str]) -> None:
    """Wait until the dossier reads as typed and the journal is empty; then compare field by field."""
    emptied(page, lambda: lost(office, wanted) == 0)
    for key in KEYS:
        assert office.stored()[key] == wanted.get(key, "").strip(), key
        assert box(page, key).input_value() == wanted.get(key, "")


def emptied(page: Page, also: Callable[[], bool] = lambda: True) -> None:
    """Wait until the browser keeps nothing, which it does when the server has everything."""
    for _moment in range(180):
        if also() and not page.evaluate(JOURNAL):
            return
        page.wait_for_timeout(250)


def lost(office: Office, wanted: dict[str, str]) -> int:
    """Characters that are typed and not stored."""
    stored = office.stored()
    return sum(len(text.strip()) for key, text in wanted.items() if stored[key] != text.strip())


def put_back(page: Page) -> None:
    """Take what the journal offers, one after the other."""
    offers = page.locator(".kept-offer")
    while offers.count():
        offers.first.get_by_role("button").first.click()
        page.wait_for_timeout(50)


def kill_the_tab(person: Person, office: Office, chance: random.Random, wanted: dict[str, str]) -> Page:
    """The tab is gone in the middle of a word; a new one offers the text."""
    context = person.page.context
    keystrokes(person.page, chance, wanted, 4)
    if chance.random() < 0.5:
        person.page.wait_for_timeout(chance.randrange(900, 1400))
        keystrokes(person.page, chance, wanted, 2)
    person.page.close(run_before_unload=False)
    page = context.new_page()
    page.goto(office.path)
    ready(page)
    put_back(page)
    person.page = page
    return page


def kill_the_network(person: Person, _office: Office, chance: random.Random, wanted: dict[str, str]) -> Page:
    """The network is away for a while; typing goes on."""
    page = person.page
    keystrokes(page, chance, wanted, 2)
    page.context.set_offline(True)
    keystrokes(page, chance, wanted, 4)
    page.wait_for_timeout(chance.randrange(1100, 1800))
    page.context.set_offline(False)
    keystrokes(page, chance, wanted, 2)
    return page


def kill_the_session(person: Person, _office: Office, chance: random.Random, wanted: dict[str, str]) -> Page:
    """The session ends; the page says so, typing goes on, signing in elsewhere lets it save."""
    page = person.page
    keystrokes(page, chance, wanted, 2)
    Session.objects.all().delete()
    keystrokes(page, chance, wanted, 3)
    expect(page.locator("#typing-away")).to_be_visible(timeout=15_000)
    keystrokes(page, chance, wanted, 2)
    with page.context.expect_page() as opened:
        page.locator("#typing-away a").click()
    login = opened.value
    login.locator("input[name=login]").fill(_email(person))
    login.locator("input[name=password]").fill(PASSWORD)
    login.locator("main form button[type=submit]").first.click()
    ready(login)
    login.close()
    page.bring_to_front()
    page.evaluate("dispatchEvent(new Event('focus'))")
    return page


def _email(person: Person) -> str:
    return str(person.email)  # type: ignore[attr-defined]


def kill_the_server(
    person: Person, office: OfficeOfItsOwn, chance: random.Random, wanted: dict[str, str]
) -> Page:
    """The server's process is killed, perhaps while a text is on its way; somebody starts it again."""
    page = person.page
    keystrokes(page, chance, wanted, 3)
    page.wait_for_timeout(chance.randrange(0, 1500))
    office.web.kill()
    keystrokes(page, chance, wanted, 3)
    page.wait_for_timeout(chance.randrange(0, 1500))
    office.web.start()
    keystrokes(page, chance, wanted, 2)
    return page


def spoil_the_answer(person: Person, _office: Office, chance: random.Random, wanted: dict[str, str]) -> Page:
    """The server answers with faults, or takes the text and dies before it can say so."""
    page = person.page

    def die(route: Route) -> None:
        match chance.randrange(3):
            case 0:
                route.fulfill(status=503, body="")
            case 1:
                route.abort("connectionreset")
            case _:
                with suppress(PlaywrightError):  # the server may come back while this is on its way
                    route.fetch()  # it arrives; the answer does not
                    route.abort("connectionreset")

    page.route("**/autosave/", die)
    keystrokes(page, chance, wanted, 3)
    page.wait_for_timeout(chance.randrange(1100, 1900))
    keystrokes(page, chance, wanted, 3)
    page.wait_for_timeout(chance.randrange(1100, 1900))
    page.unroute_all(behavior="ignoreErrors")
    keystrokes(page, chance, wanted, 2)
    return page


KILLS: dict[Callable[..., Page], str] = {
    kill_the_tab: "office",
    kill_the_network: "office",
    kill_the_session: "office",
    kill_the_server: "office_of_its_own",
    spoil_the_answer: "office",
}
"""What is killed, and the office where it can be."""


def rounds(office: Office, kill: Callable[..., Page], turns: int) -> int:
    """Kill ``turns`` times; everything typed since the beginning is compared each time. Returns characters typed."""
    person = office.clerk()
    person.email = office.who.lead.email  # type: ignore[attr-defined]
    wanted: dict[str, str] = {}
    for turn in range(turns):
        chance = random.Random(f"{kill.__name__}-{turn}")
        page = kill(person, office, chance, wanted)
        saved(page, office, wanted)
    assert not FieldConflict.objects.exists()
    assert not person.page.evaluate(JOURNAL)
    return sum(map(len, wanted.values()))


@pytest.mark.parametrize("turns", [FEW, pytest.param(MANY, marks=pytest.mark.drill)])
@pytest.mark.parametrize("kill", KILLS, ids=lambda kill: kill.__name__)
def test_nothing_typed_is_lost(
    kill: Callable[..., Page], turns: int, request: pytest.FixtureRequest, record_property: Any
) -> None:
    typed = rounds(request.getfixturevalue(KILLS[kill]), kill, turns)
    record_property("counted", f"{kill.__name__}: {turns} times, {typed} characters typed, 0 lost")


def interleave(office: Office, edits: int) -> tuple[int, int]:
    """Two browsers write in one section by turns; every edit stands in the text or in a shown version."""
    first = office.clerk()
    colleague = office.colleague()
    second = _beside(office, colleague)
    chance = random.Random("interleave")
    written: list[str] = []
    for turn in range(edits):
        page = (first.page, second)[turn % 2]
        key = chance.choice(KEYS[:2])
        token = f"〔{turn}〕"
        place, is_line = chance.choice(["start", "second line", "end"]), chance.random() < 0.4
        box(page, key).evaluate(INSERT, [token, place, is_line])
        written.append(token)
        if chance.random() < 0.2:
            page.wait_for_timeout(chance.randrange(200, 1500))
    for page in (first.page, second):
        expect(page.locator("[data-saved-mark]")).to_have_attribute("data-state", "saved", timeout=30_000)
        emptied(page)
    for page in (first.page, second):
        assert not page.evaluate(JOURNAL)
        page.goto(office.path)
    shown = first.page.locator("#versions").inner_text() + "".join(
        box(first.page, key).input_value() for key in KEYS
    )
    missing = [token for token in written if token not in shown]
    assert missing == [], missing
    assert first.page.locator("#versions").inner_text() == second.locator("#versions").inner_text()
    return len(written), FieldConflict.objects.filter(resolved_at__isnull=True).count()


def _beside(office: Office, user: Any) -> Page:
    """A second person's browser on the same section."""
    page = office.town.enter(user, "colleague").page
    page.goto(office.path)
    ready(page)
    return page


def test_two_browsers_in_one_section(office: Office, record_property: Any) -> None:
    edits, versions = interleave(office, 24)
    record_property("counted", f"two browsers: {edits} edits, 0 lost, versions shown {versions}")


def test_the_caret_stays_in_its_paragraph(office: Office) -> None:
    """Paragraphs of somebody else come in around the one being written: the next word goes where it was meant."""
    first = office.clerk().page
    box(first, "tasks").evaluate(INSERT, ["甲乙", "start", False])
    saved(first, office, {"tasks": "甲乙"})
    second = _beside(office, office.colleague())
    box(second, "tasks").evaluate(INSERT, ["前", "start", True])
    box(second, "tasks").evaluate(INSERT, ["后", "end", True])
    saved(second, office, {"tasks": "前\n甲乙\n后"})
    box(first, "tasks").evaluate("(area) => area.setSelectionRange(1, 1)")
    first.keyboard.insert_text("一")
    expect(box(first, "tasks")).to_have_value("前\n甲一乙\n后", timeout=20_000)
    first.keyboard.insert_text("二")
    saved(first, office, {"tasks": "前\n甲一二乙\n后"})


@pytest.mark.drill
def test_two_browsers_in_one_section_two_hundred_edits(office: Office, record_property: Any) -> None:
    edits, versions = interleave(office, 200)
    record_property("counted", f"two browsers: {edits} edits, 0 lost, versions shown {versions}")


def test_an_input_method_neither_loses_nor_doubles(office: Office) -> None:
    """While characters are being composed nothing is sent and nothing is put in their place."""
    person = office.clerk()
    page = person.page
    box(page, "tasks").focus()
    client = page.context.new_cdp_session(page)
    for part in ("s", "sh", "shen", "shenhai"):
        client.send(
            "Input.imeSetComposition", {"text": part, "selectionStart": len(part), "selectionEnd": len(part)}
        )
    page.wait_for_timeout(1600)
    assert office.stored()["tasks"] == ""
    client.send("Input.insertText", {"text": "深海"})
    saved(page, office, {"tasks": "深海"})


def test_text_of_one_person_is_not_shown_to_the_next(office: Office) -> None:
    """On a shared computer: unsaved text is offered to its writer alone; signing out leaves nothing that is saved."""
    person = office.clerk()
    page = person.page
    page.route("**/autosave/", lambda route: route.abort())
    box(page, "tasks").focus()
    page.keyboard.insert_text("没来得及保存")
    page.wait_for_timeout(300)
    page.context.clear_cookies()
    colleague = office.colleague()
    _sign_in(page, colleague.email, office.path)
    assert page.locator(".kept-offer").count() == 0
    page.context.clear_cookies()
    _sign_in(page, office.who.lead.email, office.path)
    expect(page.locator(".kept-offer")).to_contain_text("没来得及保存")
    page.unroute("**/autosave/")
    put_back(page)
    saved(page, office, {"tasks": "没来得及保存"})


def _sign_in(page: Page, email: str, path: str) -> None:
    page.goto(f"/accounts/login/?next={path}")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    ready(page)


def test_the_button_saves_and_the_back_button_brings_nothing_old(office: Office) -> None:
    """Save at once after a keystroke, press it twice, go back: the newest text stands once."""
    person = office.clerk()
    page = person.page
    box(page, "tasks").focus()
    page.keyboard.insert_text("按钮前一刻")
    person.press("Save and go on")
    page.go_back()
    ready(page)
    assert box(page, "tasks").input_value() == "按钮前一刻"
    box(page, "outcomes").focus()
    page.keyboard.insert_text("后来的")
    person.press("Save").press("Save")
    assert office.stored()["tasks"] == "按钮前一刻"
    assert office.stored()["outcomes"] == "后来的"
    assert Filing.objects.get(pk=office.filing.pk).created_at >= NOW
    assert not FieldConflict.objects.exists()
