"""How to file, roles, help, the roads, and the small print."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import public, signed_in
from accounts.models import Authority
from accounts.roles import MERGEABLE, NEVER_TOGETHER, SUPERVISOR_CONFIRMS
from consortia.guideline import CHAPTERS, CONTENTS, PLEDGE_TEXT, QINGDAO_2025, QUALITIES
from filings import inputs
from ledger import clock
from portal.context import Frame
from portal.flow_tables import flow_label, flows, lines, matrix
from portal.parameters import listed as shown_parameters
from portal.role_cards import CARDS
from workflow import office


@public
@require_safe
def how(request: HttpRequest) -> HttpResponse:
    """How to file: what to prepare, how long each step takes, where to ask."""
    today = timezone.localdate(clock.now())
    context = {
        "edition": QINGDAO_2025,
        "chapters": CHAPTERS,
        "contents": CONTENTS,
        "qualities": QUALITIES,
        "pledge": PLEDGE_TEXT,
        "days": office.values(today),
        "authorities": _authorities(),
        "fields": inputs.asked(inputs.IN_PRINCIPLE),
        "each": len(inputs.PER_MEMBER),
    }
    return render(request, "portal/how.html", context)


def _authorities() -> list[Authority]:
    return list(Authority.objects.filter(is_active=True).order_by("kind", "key"))


@public
@require_safe
def contacts(request: HttpRequest) -> HttpResponse:
    """Whom to ask: the districts, zones and the city bureau."""
    return render(request, "portal/contacts.html", {"authorities": _authorities()})


@public
@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """Each role in five lines, who may do what, and which roles never meet in one person."""
    tables = [(flow_label(flow), *matrix(flow)) for flow in flows()]
    figures = office.values(timezone.localdate(clock.now()))
    context = {
        "cards": CARDS,
        "tables": tables,
        "pairs": [(one.label, other.label, reason) for one, other, reason in NEVER_TOGETHER],
        "mergeable": [
            (one.label, other.label, reason, figures[key]) for one, other, reason, key in MERGEABLE
        ],
        "supervisor_confirms": figures[SUPERVISOR_CONFIRMS],
        "preset": next(
            row for row in shown_parameters(timezone.localdate(clock.now())) if row.key == "preset"
        ),
    }
    return render(request, "portal/roles.html", context)


@public
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Where to find what, and answers to what people ask first."""
    return render(request, "portal/help.html", {"cards": CARDS})


@public
@require_safe
def roads(request: HttpRequest) -> HttpResponse:
    """Every road as a table: from where, which step, to where, by whom, on which clause."""
    tables = [(flow.key, flow_label(flow), list(lines(flow))) for flow in flows()]
    return render(request, "portal/roads.html", {"tables": tables})


@public
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What was done so that everybody can use this, and what was not checked."""
    return render(request, "portal/accessibility.html")


@public
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Which personal data is kept, why, and who sees it."""
    return render(request, "portal/privacy.html")


@public
@require_safe
def open_data(request: HttpRequest) -> HttpResponse:
    """The public read interface, with its addresses and an example."""
    return render(request, "portal/open_data.html")


@signed_in("desk.own")
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The first place of whoever has just signed in."""
    places = Frame(request).places
    return redirect(places[0].url if places else "portal:home")
