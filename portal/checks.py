"""What ``manage.py check --deploy`` says of this room."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register


@register(Tags.security, deploy=True)
def no_demo_in_production(**_kwargs: Any) -> list[Error]:
    """The demonstration lets anybody become anybody and moves the clock: never where decisions are real."""
    found = []
    if settings.DEMO:
        found.append(
            Error("DEMO is on.", hint="Only config.settings.demo and dev may set DEMO.", id="portal.E001")
        )
    if settings.CLOCK_MOVABLE:
        found.append(Error("The clock can be moved.", hint="CLOCK_MOVABLE must be False.", id="portal.E002"))
    return found
