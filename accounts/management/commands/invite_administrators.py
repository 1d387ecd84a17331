"""The first administrators of an installation: the one door that opens without an administrator."""

from email.utils import parseaddr
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from accounts.actions import invite_first_administrators
from accounts.models import Authority
from accounts.problems import AccountProblem
from accounts.roles import Role
from ledger import clock

DOORS = {"system": Role.SYSTEM_ADMIN, "security": Role.SECURITY_ADMIN, "audit": Role.AUDIT_ADMIN}


class Command(BaseCommand):
    """Run once, after ``load_reference``. Letters leave with the outbox; each link is good for seven days."""

    help = (
        "Invite the first system, security (at least two) and audit administrators; refused when any exists."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        for option in DOORS:
            parser.add_argument(
                f"--{option}",
                action="append",
                required=True,
                metavar='"NAME <E-MAIL>"',
                help="may be repeated",
            )

    def handle(self, *args: Any, **options: Any) -> None:
        people = [(role, *_person(text)) for option, role in DOORS.items() for text in options[option]]
        addresses = [email for _role, email, _name in people]
        if len(set(addresses)) < len(addresses):
            raise CommandError("Each administrator is another person: an address stands here twice.")
        bureau = Authority.objects.filter(kind=Authority.Kind.CITY).order_by("pk").first()
        if bureau is None:
            raise CommandError("There is no city bureau yet: run load_reference first.")
        try:
            invited = invite_first_administrators(people, bureau, clock.now())
        except AccountProblem as problem:
            raise CommandError(str(problem)) from problem
        for one in invited:
            self.stdout.write(f"{one.role}: {one.email}, until {one.expires_at:%Y-%m-%d %H:%M} UTC")


def _person(text: str) -> tuple[str, str]:
    """E-mail and name out of ``NAME <E-MAIL>``."""
    name, email = parseaddr(text)
    try:
        validate_email(email)
    except ValidationError:
        raise CommandError(f'“{text}” is not of the form "NAME <E-MAIL>".') from None
    if not name:
        raise CommandError(f'“{text}” names nobody: write "NAME <E-MAIL>".')
    return email.lower(), name
