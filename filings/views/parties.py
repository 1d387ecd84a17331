"""A member's pages: the public link, what the unit signs, accept, sign, decline, leave."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import public, signed_in
from accounts.models import User
from accounts.stepup import second_factor_required
from consortia import contract, invited, signing
from consortia.access import acts_for, manages, represents, signs_for
from consortia.guideline import CONTENTS, PLEDGE_TEXT
from consortia.models import Agreement, Membership, Representative, Signature
from consortia.queries import agreement_of, memberships, signatures_by
from consortia.states import MembershipEvent, MembershipState
from filings import differences, handing, outline, parties, signers
from filings.access import holds_part
from filings.actions import is_with_lead
from filings.forms.papers import WhyForm, item_words
from filings.forms.signing import DelegateForm
from filings.states import Place
from ledger import chain, clock
from workflow.engine import StepError
from workflow.messages import explain

from .steps import explain_error


@public
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Who invites whom to what, before any sign-in; then the unit's first person, or a pointer to its people."""
    rows = Membership.objects.select_related("unit", "consortium__lead", "consortium__industry")
    membership = get_object_or_404(rows, token=token)
    now, user = clock.now(), request.user
    is_over = membership.state == MembershipState.LEFT or (
        membership.token_expires_at is not None and membership.token_expires_at <= now
    )
    mine = user.is_authenticated and acts_for(user, membership.unit_id)
    if mine and membership.state != MembershipState.LEFT:
        parties.open_link(membership, user=None, now=now)
        return redirect("members:detail", membership.pk)
    people = Representative.objects.filter(unit=membership.unit, ended_at__isnull=True).select_related("user")
    if request.method == "POST" and user.is_authenticated and not is_over:
        try:
            is_first = parties.open_link(membership, user=user, now=now)
        except StepError as error:
            explain_error(request, error)
            return redirect("members:join", token)
        if is_first:
            messages.success(
                request, _("You now manage and sign for %(unit)s here.") % {"unit": membership.unit}
            )
            return redirect("members:detail", membership.pk)
        messages.warning(request, _("%(unit)s already has people here.") % {"unit": membership.unit})
        return redirect("members:join", token)
    stop = invited.why_not(membership, user) if user.is_authenticated and not people else None
    if request.method == "GET":
        parties.open_link(membership, user=None, now=now)
    context = {
        "membership": membership,
        "consortium": membership.consortium,
        "is_over": is_over,
        "people": sorted({str(held.user) for held in people}) if user.is_authenticated else [],
        "has_people": bool(people),
        "signs_in": bool(people)
        or User.objects.filter(email__iexact=membership.email, is_active=True).exists(),
        "stop": stop and explain(stop),
        "parties": memberships(membership.consortium),
    }
    return render(request, "filings/join.html", context)


def asked_membership(pk: int) -> Membership:
    """A membership that was invited once."""
    rows = Membership.objects.select_related(
        "unit", "consortium__lead", "consortium__industry", "consortium__main_track"
    )
    return get_object_or_404(rows.exclude(state=MembershipState.LISTED), pk=pk)


def own_membership(request: HttpRequest, pk: int) -> Membership:
    """A membership of one of my units, once it was invited; others' meet 404."""
    membership = asked_membership(pk)
    if membership.unit_id not in represents(request.user):
        raise Http404
    return membership


@signed_in("members.read")
@require_GET
def own(request: HttpRequest, pk: int) -> HttpResponse:
    """From a letter to the reader's own page in a consortium."""
    mine = Membership.objects.filter(consortium_id=pk, unit_id__in=represents(request.user))
    found = mine.exclude(state=MembershipState.LEFT).order_by("pk").first()
    if found is None:
        raise Http404
    return redirect("members:detail", found.pk)


@signed_in("members.read")
@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One page for a phone: what the unit signs, what changed, accept or decline, sign.

    Letters about a party lead its consortium's lead here too: to the list of parties, which is what the lead reads.
    """
    asked, units = asked_membership(pk), represents(request.user)
    is_led = asked.consortium.lead_id in units and asked.unit_id not in units
    if is_led and (filing := parties.filing_of(asked.consortium_id)):
        return redirect("filings:place", filing.pk, Place.MEMBERS)
    if asked.unit_id not in units:
        raise Http404
    return _page(request, asked)


def _page(request: HttpRequest, membership: Membership, form: WhyForm | None = None) -> HttpResponse:
    consortium, user = membership.consortium, request.user
    agreement = agreement_of(consortium)
    standing, voided = signatures_by(membership, agreement)
    signature = standing if standing and not standing.is_half else None
    parties_now = memberships(consortium)
    contents = agreement.contents if agreement else {}
    is_present = membership.state in (MembershipState.INVITED, MembershipState.ACCEPTED)
    filing = parties.filing_of(consortium.pk)
    beside = parties.beside(membership, filing, timezone.localdate(clock.now()))
    delegation = beside.delegation
    is_signer = signs_for(user, membership.unit_id) or signing.stands_in(user, delegation)
    context = {
        "membership": membership,
        "consortium": consortium,
        "filing": filing,
        "handed": [
            (row, handing.part_name(row.place, row.part)) for row in beside.handed if holds_part(user, row)
        ],
        "agreement": agreement,
        "check_words": chain.check_words(agreement.digest) if agreement and agreement.digest else "",
        "contents": [(item_words(item)[0], contents.get(item.key, "")) for item in CONTENTS],
        "parties": parties_now,
        "signature": signature,
        "voided": voided,
        "changes": _changes(agreement, voided, parties_now) if agreement and voided and not signature else [],
        "signed_how": outline.signed_how(signature) if signature else "",
        "half": standing if standing and standing.is_half else None,
        "delegation": delegation,
        "pledge": PLEDGE_TEXT if beside.asks_pledge else None,
        "pledged": beside.pledge,
        "is_asked": bool(delegation and not delegation.is_taken and delegation.given_to_id == user.pk),
        "delegate_form": DelegateForm(membership=membership, giver=user)
        if signs_for(user, membership.unit_id)
        else None,
        "is_with_lead": filing is not None and is_with_lead(filing),
        "form": form or WhyForm(),
        "may_leave": parties.may_leave(filing),
        "may_answer": is_present and (is_signer or manages(user, membership.unit_id)),
        "may_sign": is_signer,
        "signers": None
        if is_signer or signature or not (agreement and agreement.digest)
        else signers.of(membership.unit, user),
        "is_present": is_present,
        "banned_until": beside.banned_until,
        "exit_terms": beside.exit_terms,
    }
    return render(request, "filings/member.html", context)


def _changes(
    agreement: Agreement, voided: Signature, parties_now: list[Membership]
) -> list[differences.Line]:
    """What reads differently since the unit signed, from and to."""
    if voided.text is None:
        return []
    now = contract.content_of(agreement, parties_now)
    return differences.lines(contract.differences(voided.text.content, now))


def said_and_back(
    request: HttpRequest, membership: Membership, act: Any, words: str, *, to: str = "members:detail"
) -> HttpResponse:
    """Do one thing and say so, or say why not; then back to the unit's page."""
    try:
        act()
    except StepError as error:
        explain_error(request, error)
    else:
        messages.success(request, words)
    return redirect(to, membership.pk)


@signed_in("members.answer")
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """The unit accepts, saying that it does so of its own free will."""
    membership = own_membership(request, pk)
    if membership.state == MembershipState.ACCEPTED:
        return redirect("members:detail", pk)
    agreement = agreement_of(membership.consortium)
    said = (
        _("Accepted. Next, sign the agreement.")
        if agreement and agreement.digest
        else _("Accepted. Next, %(lead)s uploads the agreement; you are told when it is ready to sign.")
        % {"lead": membership.consortium.lead}
    )
    return said_and_back(
        request, membership, lambda: parties.accept(
            membership, actor=request.user, now=clock.now(), is_voluntary="is_voluntary" in request.POST
        ), said,
    )  # fmt: skip


@signed_in("members.answer")
@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Declining an invitation, or leaving later: with a reason."""
    membership = own_membership(request, pk)
    form = WhyForm(request.POST)
    if not form.is_valid():
        return _page(request, membership, form)
    reason, now = form.cleaned_data["reason"], clock.now()
    event = MembershipEvent.DECLINE if membership.state == MembershipState.INVITED else MembershipEvent.LEAVE
    act = parties.decline if event == MembershipEvent.DECLINE else parties.leave
    said = _("Declined; the lead is told.") if event == MembershipEvent.DECLINE else _("Your unit has left.")
    return said_and_back(
        request, membership, lambda: act(membership, actor=request.user, now=now, reason=reason), said
    )


@signed_in("members.sign")
@require_POST
@second_factor_required("members:detail")
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign exactly what was on screen."""
    membership = own_membership(request, pk)
    return said_and_back(
        request, membership, lambda: parties.sign(
            membership, actor=request.user, now=clock.now(), seen_digest=request.POST.get("text", "")[:64]
        ), _("Signed. Pledge and submission stand in the list of parts.") if membership.is_lead
        else _("Signed. Your unit need do nothing more until the text changes."),
    )  # fmt: skip


@signed_in("members.pledge")
@require_POST
@second_factor_required("members:detail")
def pledge(request: HttpRequest, pk: int) -> HttpResponse:
    """The unit's own integrity pledge, where the office asks members for it."""
    membership = own_membership(request, pk)
    return said_and_back(
        request, membership,
        lambda: parties.sign_pledge(membership, actor=request.user, now=clock.now()),
        _("The pledge is signed."),
    )  # fmt: skip
