"""The desks: check, tickets, opinion, endorsement, formal check; the steps on a case page; case sheet and papers."""

import re

from tests.e2e.person import Person


def case(person: Person, filing: int) -> Person:
    """Open a case from the list of all filings."""
    person.go("All filings")
    return person.click(person.page.locator(f'main a[href="/cases/{filing}/"]').first)


def check(person: Person, filing: int) -> Person:
    """The page with findings, document, tickets and decisions."""
    case(person, filing)
    return person.follow("Check the filing")


def add_ticket(person: Person, *, place: str, clause: str, text: str) -> None:
    """Draft one correction ticket on the check page."""
    person.within(person.page.locator("details#ticket"))
    if not person.inside.locator("textarea").is_visible():
        person.unfold("Add a ticket")
    person.choose("Place", person.say(place))
    person.choose_value("Clause", clause)
    person.type("What to correct", text)
    person.press("Add the ticket").within(None).sees(text)


def label(person: Person, step: str, *, is_draft: bool = False) -> str:
    """How a step's button reads."""
    words = person.say(step)
    return person.say("Draft: %(step)s", step=words) if is_draft else words


def decide(person: Person, step: str, *, is_draft: bool = False, **typed: str) -> Person:
    """Open one decision of the check page, fill it in and press it."""
    words = label(person, step, is_draft=is_draft)
    begins = re.compile(rf"^\s*{re.escape(words)}(\s|$)")
    summary = person.page.locator(".decisions > details > summary").filter(has_text=begins)
    fold = summary.locator("xpath=..")
    if fold.get_attribute("open") is None:
        person.click(summary)
    person.within(fold)
    _fill(person, typed)
    person.press_button(words)
    return person.within(None)


def take(person: Person, filing: int, step: str, *, is_draft: bool = False, **typed: str) -> Person:
    """A step of the case page: open it, read what it does, fill it in, press it."""
    words = label(person, step, is_draft=is_draft)
    case(person, filing)
    person.click(person.page.get_by_role("link", name=words, exact=True))
    _fill(person, typed)
    person.press_button(words)
    return person


LABELS = {
    "opinion": "Opinion",
    "reason": "Reason",
    "word": "A word to the lead",
    "heard": "How the applicant was heard",
    "wrong": "What is wrong on the notice",
    "right": "What is right",
    "meeting": "Meeting minute number",
    "number": "Number of the city's own document",
}


def _fill(person: Person, typed: dict[str, str]) -> None:
    for key, value in typed.items():
        if key == "clause":
            person.choose_value("Clause", value)
        elif key == "condition":
            person.choose_value("Unmet condition", value)
        else:
            person.type(LABELS[key], value)


def sign_draft(person: Person, filing: int, step: str) -> Person:
    """The second person reads the draft on the case page and signs it."""
    case(person, filing)
    person.follow("Sign: %(label)s", label=person.say(step))
    person.press(step)
    return person
