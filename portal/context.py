"""What every page's frame shows about its reader. Nothing is asked of the database until a page prints it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language

from accounts.models import Theme, User
from consortia.access import offices_of
from consortia.states import RepresentativeKind
from filings.models import Filing
from ledger import clock
from ledger.queries import unread_notices

from . import alarms, heartbeat
from .places import Place, places

CASE_ADDRESS = re.compile(
    r"/(?:(?P<room>cases|filings)|rounds/\d{1,18}/filings|(?:visits|defences)/new|review)/(?P<pk>\d{1,18})/"
)
"""Addresses that name a filing."""


@dataclass(frozen=True, slots=True)
class Person:
    """A demo person one may become on the same page."""

    label: str
    url: str
    is_current: bool


class Frame:
    """The reader's role, places, unread messages and day; each is worked out once, when first printed."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.user: Any = getattr(request, "user", None)

    @cached_property
    def _roles(self) -> list[str]:
        """Roles of office, each once, in the order they were granted."""
        if not (self.user and self.user.is_authenticated):
            return []
        return list(dict.fromkeys(grant.role for grant in self.user.grants))

    @cached_property
    def _representations(self) -> list[tuple[str, str, str]]:
        """Unit name, its English name and the kind, for whoever acts for units."""
        if self._roles or not (self.user and self.user.is_authenticated):
            return []
        return offices_of(self.user)

    @cached_property
    def places(self) -> list[Place]:
        """The places of the desk header, the one the reader stands in marked."""
        if not (self.user and self.user.is_authenticated):
            return []
        return list(places(self._roles, self.request.path, self.unread_count))

    @cached_property
    def role_label(self) -> str:
        """In which capacity the reader is here: the roles of office, or the roles in their units."""
        if self._roles:
            return " · ".join(str(grant.get_role_display()) for grant in self._first_grants)
        kinds = dict.fromkeys(kind for _name, _name_en, kind in self._representations)
        return " · ".join(str(RepresentativeKind(kind).label) for kind in kinds)

    @property
    def _first_grants(self) -> list[Any]:
        return list({grant.role: grant for grant in reversed(self.user.grants)}.values())[::-1]

    @cached_property
    def office_label(self) -> str:
        """Where: the authority's place, or the units' names."""
        if self._roles:
            return " · ".join(dict.fromkeys(grant.authority.short_name for grant in self.user.grants))
        is_english = get_language() == "en"
        names = ((is_english and name_en) or name for name, name_en, _kind in self._representations)
        return " · ".join(dict.fromkeys(names))

    @cached_property
    def unread_count(self) -> int:
        """Messages the reader has not opened."""
        if not (self.user and self.user.is_authenticated):
            return 0
        return unread_notices(self.user.pk).count()

    @cached_property
    def alarm(self) -> str:
        """Which invariants the hourly check found broken, for those whom it concerns; empty otherwise."""
        if not set(self._roles) & set(alarms.OWNERS):
            return ""
        return ", ".join(sorted(alarms.standing()))

    @cached_property
    def case_url(self) -> str:
        """The case a failed address lies under, where the reader may see it; empty otherwise. For error pages."""
        under = CASE_ADDRESS.match(self.request.path)
        if not under or not (self.user and self.user.is_authenticated):
            return ""
        room, number = under["room"] or "cases", int(under["pk"])
        if not Filing.objects.visible_to(self.user).filter(pk=number).exists():
            return ""
        url = reverse("filings:detail" if room == "filings" else "cases:detail", args=[number])
        return "" if url == self.request.path else url

    @cached_property
    def trouble(self) -> str:
        """The part of this system that is dead, for whoever holds an office; one look at the cache."""
        return (self._roles and heartbeat.trouble()) or ""

    @property
    def is_demo(self) -> bool:
        return bool(settings.DEMO)

    @cached_property
    def today(self) -> date:
        """The world's day; in the demonstration it can be moved."""
        return timezone.localdate(clock.now())

    @cached_property
    def theme(self) -> str:
        """Light, dark or automatic: the account's choice, else this browser's."""
        chosen = (self.user and self.user.is_authenticated and self.user.theme) or self.request.COOKIES.get(
            settings.THEME_COOKIE_NAME
        )
        return chosen if chosen in Theme.values else Theme.AUTO

    @property
    def theme_drawn(self) -> str:
        """What the page is sent as; automatic is settled by the browser before anything is drawn."""
        return Theme.LIGHT if self.theme == Theme.AUTO else self.theme

    @property
    def themes(self) -> list[tuple[str, str]]:
        return [(key, str(label)) for key, label in Theme.choices]

    @property
    def language_other(self) -> str:
        return "zh-hans" if get_language() == "en" else "en"

    @cached_property
    def acting_as(self) -> list[Person]:
        """The demo's people, to become one with one click; nothing outside the demonstration."""
        if not settings.DEMO or not (self.user and self.user.is_authenticated):
            return []
        people = User.objects.filter(demo_key__isnull=False, is_active=True).order_by("id")
        try:
            return [
                Person(str(one), reverse("demo:become", args=[one.demo_key]), one.pk == self.user.pk)
                for one in people
            ]
        except NoReverseMatch:
            return []


def frame(request: HttpRequest) -> dict[str, Frame]:
    """Template context processor: ``frame``."""
    return {"frame": Frame(request)}
