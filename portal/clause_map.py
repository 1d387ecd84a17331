"""Where people meet a clause: the steps that rest on it and the pages or places that ask for it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consortia.clauses import Clause
from filings.states import Event, Place

PAGES: dict[str, Promise] = {
    "board": gettext_lazy("Needs and offers"),
    "campaigns": gettext_lazy("Performance evaluation"),
    "intentions": gettext_lazy("Pre-check and intentions"),
    "tracking": gettext_lazy("Registrations"),
    "approval": gettext_lazy("Approver's case sheet"),
    "district": gettext_lazy("District check"),
    "guideline": gettext_lazy("This page only"),
    "notices": gettext_lazy("Public notices"),
    "parameters": gettext_lazy("Office parameters"),
    "register": gettext_lazy("The register"),
    "review": gettext_lazy("Expert review"),
    "selection": gettext_lazy("Proposed list"),
    "submit": gettext_lazy("Submission"),
}
WINDOWS: dict[str, str | Promise] = {**{place.value: place.label for place in Place}, **PAGES}


def where(clause: Clause) -> list[tuple[str, str]]:
    """Pairs of heading and words, for the drawer and the full text."""
    found = []
    if clause.step:
        events = dict(Event.choices)
        found.append((_("Steps"), "、".join(str(events.get(event, event)) for event in clause.step)))
    if clause.window:
        found.append((_("Where"), "、".join(str(WINDOWS[key]) for key in clause.window.split())))
    if clause.checks:
        found.append((_("Checked by the machine"), _("Checks: %(n)s") % {"n": len(clause.checks)}))
    return found
