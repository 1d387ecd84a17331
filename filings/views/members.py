"""The parties of a consortium: listing, inviting, changing, taking off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import signed_in
from consortia import codes
from consortia.claims import find_unit, typed_unit
from consortia.contract import open_shares
from consortia.models import Annex, Confirmation, Membership
from consortia.queries import confirmations, memberships
from consortia.states import MembershipState, UnitKind
from filings import edits, findings, outline
from filings.forms.papers import WhyForm
from filings.forms.parties import LISTED, MemberForm, PartyForm
from workflow.engine import StepError

from .base import Page, party_page
from .layout import render_place, saved
from .steps import explain_error


def members(page: Page) -> HttpResponse:
    """All parties, and the form that lists one more."""
    form = MemberForm(page.request.POST or None)
    if page.request.method == "POST" and form.is_valid():
        return _added(page, form)
    read = outline.read(page.filing, page.now)
    parties = read.parties
    own = _own_parts(parties)
    shown = [
        findings.view(one, read.reasons) for one in read.findings if one.place == "members" and not one.passed
    ]
    context = {
        "form": form,
        "rows": [_row(page, party, read, *own.get(party.pk, (None, None))) for party in parties],
        "waiting": sum(party.state == MembershipState.LISTED for party in parties),
        "invited": sum(party.state == MembershipState.INVITED for party in parties),
        "has_agreement": bool(read.agreement and read.agreement.digest),
        "signed": len(read.signatures),
        "checks": shown,
        "shares": open_shares(parties),
        "lookup_url": reverse("filings:lookup"),
        "is_open": page.opens("members"),
    }
    return render_place(page, "members", "filings/members.html", context)


def _own_parts(parties: Sequence[Membership]) -> dict[int, tuple[Annex | None, Confirmation | None]]:
    """Membership id to what the unit wrote of itself, and to the word of its person that stands."""
    annexes = {one.membership_id: one for one in Annex.objects.filter(membership__in=parties)}
    words = confirmations(list(parties))
    return {party.pk: (annexes.get(party.pk), words.get(party.pk)) for party in parties}


def _row(
    page: Page,
    party: Membership,
    read: outline.Outline,
    annex: Annex | None,
    said: Confirmation | None,
) -> dict[str, Any]:
    link = page.request.build_absolute_uri(f"/join/{party.token}/") if party.token else ""
    return {
        "party": party,
        "is_open": page.opens(f"members/{party.pk}"),
        "trace": outline.trace(read, party),
        "link": link if page.is_lead and party.state == MembershipState.INVITED else "",
        "reads_own_part": page.is_lead and party.state != MembershipState.LISTED,
        "confirmed": said,
        "note": annex.note if annex and page.is_lead else "",
        "may_invite": page.may_edit and party.state in (MembershipState.LISTED, MembershipState.INVITED),
    }


def _added(page: Page, form: MemberForm) -> HttpResponse:
    typed = form.cleaned_data
    unit = form.unit or typed_unit(typed["code"], {key: typed[key] for key in ("name", "kind")})
    if any(party.unit_id == unit.pk for party in memberships(page.consortium)):
        words = {"unit": unit, "code": unit.code or ""}
        messages.info(page.request, _("%(unit)s (%(code)s) is listed already.") % words)
        return redirect("filings:place", page.filing.pk, "members")
    fields = {key: typed[key] for key in LISTED}
    return saved(
        page, "members", lambda: edits.add_member(
            page.filing.pk, unit, fields, actor=page.user, now=page.now
        ), said=_("Listed: %(unit)s. Send the link when the list is right.") % {"unit": unit},
    )  # fmt: skip


@signed_in("filings.read")
@require_GET
def lookup(request: HttpRequest) -> HttpResponse:
    """What is known of a credit code while it is typed: the unit, or what is wrong with the code."""
    code = codes.normalise(request.GET.get("code", ""))[:40]
    unit = None if codes.check_code(code) else find_unit(code)
    is_wrong = bool(code) and len(code) >= codes.LENGTH and bool(codes.check_code(code))
    kind = dict(UnitKind.choices).get(codes.kind_hint(code) or "", "")
    context = {"unit": unit, "code": code, "is_wrong": is_wrong, "kind": kind,
               "is_complete": bool(code) and not codes.check_code(code)}  # fmt: skip
    return render(request, "filings/_unit_known.html", context)


@signed_in("filings.write")
@require_http_methods(["GET", "POST"])
def party(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One party's layer, duty and address."""
    page = party_page(request, pk)
    one = _find(page, number)
    form = PartyForm(request.POST or None, membership=one)
    if request.method == "POST" and form.is_valid():
        return saved(
            page, "members", lambda: edits.change_member(
                page.filing.pk, one, form.cleaned_data, actor=page.user, now=page.now
            ),
        )  # fmt: skip
    context = {
        "form": form, "party": one, "why": WhyForm(), "signed": edits.signatures_count(page.filing),
        "is_open": page.opens(f"members/{one.pk}"), "journal": f"filing-{pk}-member-{one.pk}",
    }  # fmt: skip
    return render_place(page, "members", "filings/party.html", context)


def _find(page: Page, number: int) -> Membership:
    for one in memberships(page.consortium):
        if one.pk == number:
            return one
    raise Http404


@signed_in("filings.write")
@require_POST
def take_off(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The lead takes a party off, with a reason."""
    page = party_page(request, pk)
    one = _find(page, number)
    form = WhyForm(request.POST)
    if not form.is_valid():
        context = {"form": PartyForm(membership=one), "party": one, "why": form,
                   "signed": edits.signatures_count(page.filing), "is_open": page.opens(f"members/{one.pk}"),
                   "journal": f"filing-{pk}-member-{one.pk}"}  # fmt: skip
        return render_place(page, "members", "filings/party.html", context)
    return saved(
        page, "members", lambda: edits.remove_member(
            page.filing.pk, one, actor=page.user, now=page.now, reason=form.cleaned_data["reason"]
        ), said=_("Taken off: %(unit)s.") % {"unit": one.unit},
    )  # fmt: skip


@signed_in("filings.write")
@require_POST
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the link to one unit, or to all that have not answered."""
    page = party_page(request, pk)
    asked = request.POST.get("member", "")
    parties = memberships(page.consortium)
    chosen = [p.pk for p in parties if not asked or str(p.pk) == asked]
    try:
        count = edits.invite(page.filing.pk, chosen, actor=page.user, now=page.now)
    except StepError as error:
        explain_error(request, error)
    else:
        messages.success(request, _("Links sent: %(n)s.") % {"n": count})
    return redirect("filings:place", pk, "members")
