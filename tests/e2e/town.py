"""What a browser test stands in: the reference data, the clock, the post, and people who open browsers."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.management import call_command
from django.utils import translation

from accounts import delivery
from accounts.models import Authority, RoleGrant, User
from accounts.roles import DISTRICT, Role
from config.celery import app as celery_app
from ledger import clock
from tests.browser import NewPage
from tests.e2e.authenticator import SECRET, one_time_code
from tests.e2e.person import PASSWORD, Person, Words
from tests.factories import NOW, UnitFactory, representative
from tests.road import People

PHONE = {"width": 390, "height": 844}
DISTRICT_KEY, CITY_KEY = "370212", "370200"


class Town:
    """One world of its own: nobody in it but whom the test brings."""

    def __init__(self, new_page: NewPage, origin: str, language: str) -> None:
        self.new_page = new_page
        self.origin = origin
        self.untranslated: set[str] = set()
        self.say = Words(language, self.untranslated)
        self.language = language
        self.effort: Counter[tuple[str, str]] = Counter()
        self.looks: Callable[[Person], None] | None = None
        celery_app.loader.import_default_modules()  # tasks run at once only where they are known by name
        call_command("load_reference", verbosity=0)
        clock.move_to(NOW)

    # people

    def person(self, role: str, *, width: int = 1280, height: int = 900) -> Person:
        """Somebody with a browser of their own."""
        page = self.new_page(width=width, height=height, base_url=self.origin)
        if self.language == "en":
            page.context.add_cookies([{"name": "lianhe_language", "value": "en", "url": self.origin}])
        person = Person(page, role, self.effort, self.say)
        person.looks = self.looks
        return person

    def staff(self, role: str, name: str, number: int = 0) -> User:
        """An account of the office with its role and second factor, as if it had long been there."""
        label = f"Person {role.replace('_', ' ')} {number or ''}".strip()
        user = User.objects.create_user(
            f"{role}{number or ''}@example.test", PASSWORD, name=name, name_en=label
        )
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        key = DISTRICT_KEY if role in DISTRICT else CITY_KEY
        RoleGrant.objects.create(
            user=user, role=role, authority=Authority.objects.get(key=key), granted_at=clock.now()
        )
        TOTP.activate(user, SECRET)
        return user

    def authority(self, key: str = DISTRICT_KEY) -> str:
        """The name of an authority as the interface shows it."""
        return self.shown(Authority.objects.get(key=key))

    def place(self, key: str = DISTRICT_KEY) -> str:
        """The place of an authority as the interface shows it."""
        with translation.override(self.language):
            return Authority.objects.get(key=key).short_name

    def shown(self, row: Any) -> str:
        """What the interface shows of a row of reference data."""
        with translation.override(self.language):
            return str(row)

    def crew(self) -> People:
        """The office and a lead unit with its clerk, for roads that begin in the middle."""
        unit = UnitFactory(authority=Authority.objects.get(key=DISTRICT_KEY))
        lead = representative(unit)
        User.objects.filter(pk=lead.pk).update(name="牵头单位经办人", name_en="Clerk of the lead")
        lead.set_password(PASSWORD)
        lead.save(update_fields=["password"])
        EmailAddress.objects.create(user=lead, email=lead.email, verified=True, primary=True)
        self.unit = unit
        return People(
            lead=lead,
            officer=self.staff("district_officer", "区级经办人"),
            head=self.staff("district_head", "区级负责人"),
            city=self.staff("city_officer", "市级经办人"),
            approver=self.staff("approver", "审批人"),
        )

    def enter(self, user: User, role: str, **screen: int) -> Person:
        """Somebody with an account signs in, with the second factor where the office asks for one."""
        person = self.person(role, **screen)
        person.open("/accounts/login/")
        person.type("Email", user.email).type("Password", PASSWORD).press("Sign in")
        if user.is_any(*Role):
            person.type("Code", one_time_code()).press("Sign in")
        return person

    # time and post

    def move_to(self, moment: datetime) -> None:
        """Let the world stand at another moment."""
        clock.move_to(moment)

    def path_in_letter(self, to: str, path: str) -> str:
        """The newest address beginning with ``path`` that a letter brought to somebody."""
        delivery.deliver_waiting(clock.now())
        for letter in reversed(mail.outbox):
            if to in letter.to and (found := re.search(rf"https?://[^/\s]+({path}\S*)", str(letter.body))):
                return found.group(1)
        raise AssertionError(f"no letter to {to} with {path}: {[(m.to, m.subject) for m in mail.outbox]}")
