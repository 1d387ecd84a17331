"""How people get in: sign-up, sign-in, an invitation of staff, a claimed unit, colleagues."""

import re

from tests.e2e.authenticator import one_time_code
from tests.e2e.papers import small_pdf
from tests.e2e.person import PASSWORD, Person
from tests.e2e.town import Town


def sign_up(town: Town, person: Person, *, name: str, email: str) -> None:
    """From the page with the form: an account with a confirmed address, signed in."""
    person.type("Your name", name)
    person.type("Email", email)
    person.type("Password", PASSWORD)
    person.type("Password (again)", PASSWORD)
    person.press("Register and get the letter").reads("Look at your mail")
    person.open(town.path_in_letter(email, "/accounts/confirm-email/"))
    person.press("Confirm")


def sign_in(person: Person, email: str, *, secret: str = "") -> Person:
    """Address and password; with a second factor, its six digits too."""
    person.open("/accounts/login/")
    person.type("Email", email)
    person.type("Password", PASSWORD)
    person.press("Sign in")
    if secret:
        person.type("Code", one_time_code(secret))
        person.press("Sign in")
    return person


def invite_staff(
    town: Town,
    system: Person,
    security: Person,
    second: Person,
    *,
    role: str,
    authority: str,
    name: str,
    email: str,
) -> Person:
    """The system administrator invites, the invited opens the account, two security administrators grant."""
    system.open("/staff/")
    system.type("Name", name).type("E-mail", email)
    system.choose("Role asked for", town.say(role)).choose("Authority", authority)
    system.press("Send the invitation").sees(email)

    invited = town.person(role)
    invited.open(town.path_in_letter(email, "/accounts/invitation/")).sees(name)
    invited.type("Password", PASSWORD).type("Password again", PASSWORD)
    invited.press("Open the account").reads("Connect an authenticator")
    secret = invited.page.locator("code.secret").inner_text().strip()
    invited.type("Authenticator code", one_time_code(secret))
    invited.press("Connect")

    security.open("/staff/roles/").sees(name)
    security.follow("Propose")
    security.press("Propose the role").sees(name)
    second.open("/staff/proposals/").sees(name)
    second.press("Confirm")
    return sign_in(invited, email, secret=secret)  # a granted role ends open sessions


def claim_unit(person: Person, *, code: str, name: str, place: str) -> None:
    """The first person of a unit: code, name, seat, licence and authorisation."""
    person.go("Units")
    person.follow("Claim a unit")
    person.type("Unified social credit code", code)
    person.press("Go on")
    person.type("Name of the unit", name)
    person.choose("Where the unit is registered", place)
    person.upload("Business licence or certificate", "营业执照.pdf", small_pdf("营业执照（示例）"))
    person.upload("Authorisation", "授权书.pdf", small_pdf("授权书（示例）"))
    person.press("Send the claim").reads("Waiting for confirmation")


def confirm_claim(officer: Person, unit: str) -> None:
    """The officer of the unit's district compares and confirms."""
    officer.go("Unit claims")
    officer.click(officer.page.get_by_role("link", name=re.compile(re.escape(unit))).first)
    officer.sees("营业执照.pdf")
    officer.press("Confirm the claim").sees(unit)


def become_signatory(person: Person, unit: str) -> None:
    """A manager signs for the own unit too."""
    person.open("/units/")
    person.click(person.page.get_by_role("link", name=unit, exact=True))
    person.press("I sign for this unit").sees(unit)
