"""What every page of a filing needs: the filing as the reader may see it, and whether a place is open to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from consortia.access import represents
from consortia.models import Consortium, Membership
from consortia.states import MembershipState
from filings import access, actions, handing, targets, wording
from filings.access import IN_HANDS
from filings.models import FieldConflict, Filing, Handoff
from filings.states import FINAL, Place, State
from filings.tables import part_of
from ledger import clock


def visible(request: HttpRequest, pk: int) -> Filing:
    """The filing, or 404 for whoever may not know of it."""
    rows = Filing.objects.visible_to(request.user).select_related(
        "consortium__industry", "consortium__main_track", "consortium__lead", "lead", "authority", "call",
        "registration__certificate", "registration__letter",
    )  # fmt: skip
    handed = Handoff.objects.filter(filing=OuterRef("pk"), state__in=IN_HANDS)
    disputed = FieldConflict.objects.filter(filing=OuterRef("pk"), resolved_at__isnull=True)
    marked = rows.annotate(has_handoffs=Exists(handed), has_conflicts=Exists(disputed))
    filing = marked.filter(pk=pk).first()
    if filing is None:
        raise Http404
    return filing


def own_membership(user: Any, filing: Filing) -> Membership | None:
    """The place in the consortium of a unit that the reader acts for; whoever is only invited has none yet."""
    return (
        Membership.objects.filter(consortium_id=filing.consortium_id, unit_id__in=represents(user))
        .filter(state=MembershipState.ACCEPTED)
        .select_related("unit")
        .order_by("-is_lead", "id")
        .first()
    )


def elsewhere(filing: Filing) -> HttpResponse:
    """Officers and experts read a filing on their own page of the case."""
    try:
        return redirect(reverse("cases:detail", args=[filing.pk]))
    except NoReverseMatch as missing:
        raise Http404 from missing


@dataclass
class Page:
    """One reader on one filing, at one moment."""

    request: HttpRequest
    filing: Filing
    now: datetime

    @property
    def user(self) -> Any:
        return self.request.user

    @property
    def consortium(self) -> Consortium:
        return self.filing.consortium

    @cached_property
    def membership(self) -> Membership | None:
        return own_membership(self.user, self.filing)

    @cached_property
    def is_lead(self) -> bool:
        return self.filing.lead_id in represents(self.user)

    @cached_property
    def is_signatory(self) -> bool:
        return access.lead_signatory(self.user, self.filing)

    @property
    def is_party(self) -> bool:
        return self.is_lead or self.membership is not None

    @cached_property
    def may_edit(self) -> bool:
        return actions.may_edit(self.user, self.filing)

    @cached_property
    def opened(self) -> frozenset[str] | None:
        """The addresses that tickets have opened; None in a draft, where all are open."""
        return actions.open_targets(self.filing)

    @cached_property
    def unlocked(self) -> frozenset[str] | None:
        """The places where a correction has opened something; None where all are open."""
        return None if self.opened is None else frozenset(map(targets.place_of, self.opened))

    def opens(self, address: str) -> bool:
        """Whether the reader may change this very part now."""
        return (
            self.is_open(targets.place_of(address))
            and (self.may_edit or self._has_in_hand(address))
            and (self.opened is None or targets.is_open(self.opened, address))
        )

    def adds(self, address: str) -> bool:
        """Whether a new row may come in under ``address`` now."""
        return self.is_open(targets.place_of(address)) and (
            self.opened is None or targets.is_open(self.opened, address, is_new=True)
        )

    def open_parts(self, place: str) -> list[dict[str, str]]:
        """In a correction, the parts of a place that are open while the rest of it is not."""
        if self.opened is None or not self.may_edit or place in self.opened:
            return []
        here = sorted(address for address in self.opened if targets.place_of(address) == place)
        names = dict(self.filing.tickets.values_list("target", "target_name"))
        return [
            {"label": wording.label(one, names.get(one, "")), "url": wording.link(self.filing, one)}
            for one in here
        ]

    def in_hand(self, place: str) -> frozenset[str]:
        """The parts of a place that were handed to the reader or the reader's unit; "" is all of it."""
        return access.parts_held(self.user, self.handed, place)

    @cached_property
    def handed(self) -> list[Handoff]:
        """The parts that are in somebody's hands, newest first; nothing is asked where there are none."""
        return list(handing.of(self.filing)) if getattr(self.filing, "has_handoffs", True) else []

    def _has_in_hand(self, address: str) -> bool:
        """Whether the part at the address, or what holds it, is in the reader's hands."""
        name, _stroke, number = address.removeprefix(targets.head(address))[1:].partition("/")
        part = part_of(name, int(number or 0)) if targets.head(address) == "tables" else name
        return bool({"", part, part.split(":")[0]} & self.in_hand(targets.place_of(address)))

    def is_open(self, place: str) -> bool:
        """Whether the reader may change this place, or the part of it in the reader's hands, now."""
        is_unlocked = self.unlocked is None or place in self.unlocked
        if self.may_edit or not is_unlocked:
            return self.may_edit and is_unlocked
        return actions.is_with_lead(self.filing) and bool(self.in_hand(place))

    def lock_reason(self, place: str) -> str:
        """Why a place cannot be changed, in a sentence; empty where it can."""
        if self.is_open(place):
            return ""
        if not self.is_lead:
            return _("You read along. Only %(lead)s changes the dossier.") % {"lead": self.filing.lead}
        if self.filing.state == State.TRASHED:
            return _("This draft lies in the trash. Take it out to go on with it.")
        if self.filing.state in FINAL:
            return _("This filing has ended; the dossier stays as it was.")
        if self.filing.state != State.DRAFT and not actions.is_with_lead(self.filing):
            return _("The dossier is submitted. It changes only when a ticket asks for it.")
        if not self.may_edit:
            return _("Only an editor or signatory of %(lead)s changes the dossier.") % {
                "lead": self.filing.lead
            }
        return _("Locked: no ticket asks for a change here.")

    def crumbs(self, place: str = "") -> list[tuple[str, str]]:
        """The way back, as the page header prints it."""
        listed = (_("My filings"), reverse("filings:list"))
        name = str(self.consortium)
        if not place:
            return [listed, (name, "")]
        here = reverse("filings:detail", args=[self.filing.pk])
        return [listed, (name, here), (place, "")]


def page_of(request: HttpRequest, pk: int) -> Page:
    """The page's reader and filing; 404 for strangers."""
    return Page(request, visible(request, pk), clock.now())


def party_page(request: HttpRequest, pk: int) -> Page:
    """The same for pages of the parties alone; officers and experts meet 404 here."""
    page = page_of(request, pk)
    if not page.is_party:
        raise Http404
    return page


def place_url(filing: Filing, place: str) -> str:
    """Where a place of the dossier is filled in; the last steps stand on the pledge's page."""
    return reverse("filings:place", args=[filing.pk, "pledge" if place == "submit" else place])


def place_name(place: str) -> str:
    return str(dict(Place.choices).get(place, place))
