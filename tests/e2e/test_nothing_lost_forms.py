"""Forms that are sent whole: what was typed stays in the browser until the server has it, and not a page longer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.sessions.models import Session
from playwright.sync_api import Locator, Page, Route, expect

from accounts.models import User
from consortia.models import Membership, Milestone
from consortia.queries import appointments
from filings import actions
from filings.models import CorrectionTicket, Filing, Question
from filings.states import Event
from ledger import clock
from reviews.actions import rounds
from reviews.models import ScoreSheet
from tests.browser import NewPage
from tests.e2e.person import PASSWORD
from tests.e2e.town import SECRET, Town, one_time_code
from tests.factories import NOW
from tests.road import complete_draft
from tests.road_reviews import at_expert_review

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

KEPT = "Object.keys(localStorage).filter((one) => one.startsWith('lianhe-text:')).length"
READ = """(form) => Object.fromEntries([...form.elements]
    .filter((one) => one.name && !["hidden", "file", "submit", "fieldset"].includes(one.type))
    .map((one) => [one.name, one.type === "checkbox" ? String(one.checked) : one.value]))"""
BACK, DISCARD = 0, 1


@dataclass
class Sheet:
    """A form in a browser: where it stands, what is typed into it, and what the server has of that."""

    page: Page
    email: str
    path: str
    form: str
    typed: dict[str, str]
    stored: Callable[[], dict[str, str]]

    @property
    def at(self) -> Locator:
        return self.page.locator(self.form)

    @property
    def offer(self) -> Locator:
        return self.page.locator(".journal-offer")

    def open(self) -> None:
        self.page.goto(self.path)

    def fill(self) -> dict[str, str]:
        """Type everything; answers what the form reads afterwards."""
        for name, value in self.typed.items():
            control = self.at.locator(f"[name='{name}']")
            match control.evaluate("(one) => one.type"):
                case "checkbox":
                    control.set_checked(value == "true")
                case "select-one":
                    control.select_option(value)
                case _:
                    control.fill(value)
        found = self.reads()
        assert {name: found[name] for name in self.typed} == self.typed
        return found

    def reads(self) -> dict[str, str]:
        return dict(self.at.evaluate(READ))

    def save(self) -> None:
        """Press the button, and yes where it asks."""
        asks = self.at.get_attribute("data-confirm")
        self.at.locator("button[type=submit]").first.click(no_wait_after=True)
        if asks:
            self.page.locator("dialog#ask[open] #ask-yes").click(no_wait_after=True)

    def sign_in(self) -> None:
        self.page.locator("input[name=login]").fill(self.email)
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.page.locator("main form button[type=submit]").first.click()


class Unfolded(Sheet):
    """A form that stands folded up on its page."""

    def fill(self) -> dict[str, str]:
        self.at.evaluate("(form) => { form.closest('details').open = true; }")
        return super().fill()


class Place:
    """A complete draft of the town's lead, with its clerk at a browser."""

    def __init__(self, new_page: NewPage, origin: str) -> None:
        self.town = Town(new_page, origin, "zh-hans")
        self.who = self.town.crew()
        self.filing, _who = complete_draft(self.who, unit=self.town.unit)

    def sheet(self, path: str, form: str, typed: dict[str, str], stored: Any) -> Sheet:
        person = self.town.enter(self.who.lead, "clerk")
        return Sheet(person.page, self.who.lead.email, path, form, typed, stored)

    def row(self) -> Sheet:
        def stored() -> dict[str, str]:
            row = Milestone.objects.filter(consortium=self.filing.consortium).last()
            return {"name": row.name, "due_on": str(row.due_on)} if row else {}

        typed = {"name": "焊机样机下线", "due_on": "2027-03-01"}
        path = f"/filings/{self.filing.pk}/tables/milestones/new/"
        return self.sheet(path, "form[data-journal$='-milestones-new']", typed, stored)

    def people(self) -> Sheet:
        def stored() -> dict[str, str]:
            person = appointments(self.filing.consortium)["director"]
            return {f"director-{name}": getattr(person, name) for name in ("name", "employer", "title")}

        typed = {
            "director-name": "示例主任", "director-employer": "示例研究院", "director-title": "正高级工程师",
        }  # fmt: skip
        path = f"/filings/{self.filing.pk}/people/"
        return self.sheet(path, "form[data-journal$='-people']", typed, stored)

    def answers(self) -> Sheet:
        actions.take(self.filing.pk, Event.SUBMIT, actor=self.who.lead, now=NOW)
        for target in ("plan.tasks", "plan.outcomes"):
            actions.add_ticket(
                self.filing.pk, target=target, clause="G5.5b", text=f"请改{target}", is_mandatory=True,
                actor=self.who.officer, now=NOW,
            )  # fmt: skip
        actions.take(self.filing.pk, Event.RETURN, actor=self.who.officer, now=NOW)
        first, second = CorrectionTicket.objects.filter(filing=self.filing).order_by("number")

        def stored() -> dict[str, str]:
            rows = CorrectionTicket.objects.filter(filing=self.filing)
            return {f"answer_{one.pk}": one.answer for one in rows} | {
                f"stands_{one.pk}": str(one.stands).lower() for one in rows
            }

        typed = {
            f"answer_{first.pk}": "第一条：维持原文，理由如下。", f"stands_{first.pk}": "true",
            f"answer_{second.pk}": "第二条：维持原文。\n理由同上。", f"stands_{second.pk}": "true",
        }  # fmt: skip
        path = f"/filings/{self.filing.pk}/answers/"
        return self.sheet(path, f"form[data-journal='answers-{self.filing.pk}']", typed, stored)

    def party(self) -> Sheet:
        member = Membership.objects.filter(consortium=self.filing.consortium, is_lead=False).first()
        assert member is not None

        def stored() -> dict[str, str]:
            member.refresh_from_db()
            return {"duty": member.duty, "tier": member.tier}

        typed = {"duty": "承担焊缝在线检测", "tier": "close"}
        path = f"/filings/{self.filing.pk}/members/{member.pk}/"
        return self.sheet(path, f"form[data-journal$='-member-{member.pk}']", typed, stored)

    def question(self) -> Sheet:
        """The district officer's question to a member, on the page of the check."""
        actions.take(self.filing.pk, Event.SUBMIT, actor=self.who.lead, now=NOW)
        member = Membership.objects.filter(consortium=self.filing.consortium, is_lead=False).first()
        assert member is not None

        def stored() -> dict[str, str]:
            row = Question.objects.filter(filing=self.filing).last()
            return (
                {
                    "target": row.target,
                    "membership_id": str(row.membership_id),
                    "clause": row.clause,
                    "text": row.text,
                }
                if row
                else {}
            )

        typed = {
            "target": "plan.tasks/1", "membership_id": str(member.pk), "clause": "G5.5b",
            "text": "这一段的样机数量与第三章不一致，以哪个为准？",
        }  # fmt: skip
        person = self.town.enter(self.who.officer, "officer")
        form = f"form[data-journal='question-new-{self.filing.pk}']"
        path = f"/cases/{self.filing.pk}/check/"
        return Unfolded(person.page, self.who.officer.email, path, form, typed, stored)


def answered(page: Page, act: Callable[[], None]) -> None:
    """Do what leads to a page, and wait until that page is there and its deferred scripts have run."""
    with page.expect_event("domcontentloaded"):
        act()


FORMS = ("row", "people", "answers", "party")


@pytest.fixture
def place(new_page: NewPage, live_server: Any) -> Place:
    return Place(new_page, live_server.url)


def end_the_session(sheet: Sheet) -> None:
    """The session is over when the button is pressed; signing in leads back to the form."""
    Session.objects.all().delete()
    sheet.save()
    sheet.sign_in()
    expect(sheet.at).to_be_visible()


def cut_the_network(sheet: Sheet) -> None:
    """The network is dead when the button is pressed; the form is opened again later."""
    sheet.page.context.set_offline(True)
    sheet.save()
    expect(sheet.page).to_have_url("chrome-error://chromewebdata/")
    sheet.page.context.set_offline(False)
    sheet.open()


def break_the_server(sheet: Sheet) -> None:
    """The server answers with a fault."""

    def fail(route: Route) -> None:
        if route.request.method == "POST":
            route.fulfill(status=503, body="<h1>503</h1>", content_type="text/html")
        else:
            route.continue_()

    sheet.page.route("**/*", fail)
    sheet.save()
    expect(sheet.page.locator("h1")).to_have_text("503")
    sheet.page.unroute_all(behavior="ignoreErrors")
    sheet.open()


KILLS = (end_the_session, cut_the_network, break_the_server)


@pytest.mark.parametrize("kill", KILLS, ids=lambda kill: kill.__name__)
@pytest.mark.parametrize("name", FORMS)
def test_what_did_not_arrive_is_offered_and_taken_back(
    name: str, kill: Callable[[Sheet], None], place: Place
) -> None:
    _survives(getattr(place, name)(), kill)


@pytest.mark.parametrize("kill", KILLS[1:], ids=lambda kill: kill.__name__)
def test_what_an_officer_typed_is_offered_even_where_its_form_is_folded_up(
    kill: Callable[[Sheet], None], place: Place
) -> None:
    _survives(place.question(), kill)


def _survives(sheet: Sheet, kill: Callable[[Sheet], None]) -> None:
    before = sheet.stored()
    sheet.open()
    assert sheet.offer.count() == 0
    wanted = sheet.fill()

    kill(sheet)

    assert sheet.stored() == before
    expect(sheet.offer).to_have_count(1)
    assert sheet.reads() != wanted
    sheet.offer.get_by_role("button").nth(BACK).click()
    assert sheet.reads() == wanted
    _saves(sheet)


def _saves(sheet: Sheet) -> None:
    """The button keeps what stands there; afterwards the browser holds nothing and offers nothing."""
    answered(sheet.page, sheet.save)
    expect(sheet.page.locator(".notice-ok").first).to_be_visible()
    stored = sheet.stored()
    assert {name: stored[name] for name in sheet.typed if name in stored} == sheet.typed
    assert sheet.page.evaluate(KEPT) == 0
    assert "lianhe_arrived" not in sheet.page.evaluate("document.cookie")
    sheet.open()
    expect(sheet.page.locator("main")).to_be_visible()
    assert sheet.offer.count() == 0


@pytest.mark.parametrize("name", FORMS)
def test_after_a_save_nothing_is_offered(name: str, place: Place) -> None:
    sheet = getattr(place, name)()
    sheet.open()
    sheet.fill()

    _saves(sheet)


def test_a_form_shown_again_with_errors_keeps_its_text_here_and_in_the_browser(place: Place) -> None:
    sheet = place.row()
    sheet.open()
    wanted = sheet.fill() | {"due_on": ""}
    sheet.at.locator("[name='due_on']").fill("")
    answered(sheet.page, sheet.save)

    expect(sheet.page.locator("[data-error-summary]")).to_be_visible()
    assert sheet.reads() == wanted
    assert sheet.offer.count() == 0, "what was typed stands in the form already"
    sheet.open()
    expect(sheet.offer).to_have_count(1)
    sheet.offer.get_by_role("button").nth(BACK).click()
    assert sheet.reads() == wanted
    sheet.fill()
    _saves(sheet)


def test_a_refusal_is_no_arrival(place: Place) -> None:
    """The filing left while somebody typed: the page says so, and the text is still in the browser."""
    sheet = place.people()
    sheet.open()
    sheet.fill()
    actions.take(place.filing.pk, Event.SUBMIT, actor=place.who.lead, now=clock.now())
    answered(sheet.page, sheet.save)

    expect(sheet.page.locator(".journal-offer")).to_have_count(1)
    assert sheet.page.evaluate(KEPT) == 1
    assert Filing.objects.get(pk=place.filing.pk).state != "draft"
    sheet.offer.get_by_role("button").nth(DISCARD).click()
    assert sheet.page.evaluate(KEPT) == 0


def test_two_forms_of_one_page_keep_their_texts_apart(place: Place) -> None:
    """Asking a question says nothing of what was typed for a ticket."""
    sheet = place.question()
    sheet.open()
    ticket = sheet.page.locator(f"form[data-journal='ticket-new-{place.filing.pk}'] [name='text']")
    ticket.fill("第二章的数字请核对")
    sheet.fill()
    answered(sheet.page, sheet.save)

    expect(sheet.offer).to_have_count(1)
    sheet.offer.get_by_role("button").nth(BACK).click()
    assert ticket.input_value() == "第二章的数字请核对"
    assert sheet.stored()["text"] == sheet.typed["text"]


def test_a_score_sheet_survives_the_end_of_the_session(new_page: NewPage, live_server: Any) -> None:
    """The sheet saves itself as a draft; the last words before the button are kept like every other form's."""
    town = Town(new_page, live_server.url, "zh-hans")
    filing, _who, panel = at_expert_review()
    expert: User = panel.experts[0]
    expert.set_password(PASSWORD)
    expert.save(update_fields=["password"])
    EmailAddress.objects.update_or_create(
        user=expert, email=expert.email, defaults={"verified": True, "primary": True}
    )
    TOTP.activate(expert, SECRET)
    rounds.declare(filing.pk, actor=expert, now=NOW)
    page = town.enter(expert, "expert").page
    sheet = Sheet(page, expert.email, f"/review/{filing.pk}/", "form[data-review]", {}, dict)
    page.goto(sheet.path)
    page.locator("textarea[name=opinion]").fill("任务清楚，指标可考核。")
    Session.objects.all().delete()
    sheet.at.locator("button[name=keep]").click()
    sheet.sign_in()
    page.locator("input[name=code]").first.fill(one_time_code())
    page.locator("main form button[type=submit]").first.click()
    expect(sheet.offer).to_have_count(1)
    assert not ScoreSheet.objects.exclude(opinion="").exists()
    sheet.offer.get_by_role("button").nth(BACK).click()
    answered(page, sheet.at.locator("button[name=keep]").click)
    expect(page.locator(".notice-ok")).to_be_visible()
    assert ScoreSheet.objects.exclude(opinion="").get().opinion == "任务清楚，指标可考核。"
    assert page.evaluate(KEPT) == 0
