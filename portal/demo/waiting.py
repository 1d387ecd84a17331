"""What waits for each demo person, in one short sentence."""

from datetime import datetime

from django.utils.translation import gettext as _

from .people import Character


def sentence(person: Character, now: datetime) -> str:
    return _("Reads the register")
