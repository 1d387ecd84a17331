"""What a filing asks of one person: an answer, a signature, a pledge, corrections. One line each, with its place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from consortia.access import edits_for, manages, signs_for
from consortia.models import Membership, Signature
from consortia.states import MembershipState
from ledger.models import Notice
from workflow.presentation import Action

from . import actions
from .models import CorrectionTicket, Filing, IntegrityPledge
from .states import TicketState

VISIT = "visit.filer_sign"


def of(user: Any, filings: Sequence[Filing]) -> Mapping[int, list[Action]]:
    """Filing id to what waits for ``user`` there, in the order in which it is best done; never more questions."""
    found: dict[int, list[Action]] = defaultdict(list)
    by_consortium = {filing.consortium_id: filing for filing in filings}
    _memberships(user, by_consortium, found)
    pledged = set(IntegrityPledge.objects.filter(filing__in=filings).values_list("filing_id", "unit_id"))
    open_tickets = CorrectionTicket.objects.filter(filing__in=filings, state=TicketState.OPEN)
    tickets: dict[int, int] = defaultdict(int)
    for filing_id in open_tickets.values_list("filing_id", flat=True):
        tickets[filing_id] += 1
    for filing in filings:
        if not actions.is_with_lead(filing):
            continue
        if tickets[filing.pk] and (edits_for(user, filing.lead_id) or signs_for(user, filing.lead_id)):
            label = _("Answer corrections: %(n)s") % {"n": tickets[filing.pk]}
            found[filing.pk].append(Action(label, reverse("filings:answers", args=[filing.pk])))
        if signs_for(user, filing.lead_id) and (filing.pk, filing.lead_id) not in pledged:
            url = reverse("filings:place", args=[filing.pk, "pledge"])
            found[filing.pk].append(Action(_("Sign the pledge"), url))
    _visits(user, filings, found)
    return found


def _memberships(user: Any, by_consortium: Mapping[int, Filing], found: dict[int, list[Action]]) -> None:
    """Invitations to answer and agreements to sign."""
    parties = list(
        Membership.objects.filter(
            consortium__in=by_consortium, unit__representatives__user=user, unit__representatives__ended_at=None,
            state__in=[MembershipState.INVITED, MembershipState.ACCEPTED],
        ).distinct()
    )  # fmt: skip
    signed = set(
        Signature.objects.filter(membership__in=parties, voided_at__isnull=True)
        .filter(Q(needs_second=False) | Q(second_at__isnull=False) | Q(signed_by=user))
        .values_list("membership_id", flat=True)
    )
    ready = set(
        Filing.objects.filter(pk__in=[f.pk for f in by_consortium.values()])
        .filter(consortium__agreements__document__isnull=False)
        .values_list("pk", flat=True)
    )
    for party in parties:
        filing = by_consortium[party.consortium_id]
        url = reverse("members:detail", args=[party.pk])
        may_answer = signs_for(user, party.unit_id) or manages(user, party.unit_id)
        if party.state == MembershipState.INVITED and may_answer:
            found[filing.pk].append(Action(_("Answer the invitation"), url))
        elif (
            party.pk not in signed
            and filing.pk in ready
            and actions.is_with_lead(filing)
            and signs_for(user, party.unit_id)
        ):
            found[filing.pk].append(Action(_("Sign the agreement"), url))


def _visits(user: Any, filings: Sequence[Filing], found: dict[int, list[Action]]) -> None:
    """Records of visits that wait for the lead's signature, as the user was told."""
    by_subject = {filing.ledger_subject: filing for filing in filings}
    told = Notice.objects.filter(user_id=user.pk, kind=VISIT, subject__in=by_subject, read_at__isnull=True)
    for subject, path in told.values_list("subject", "path").distinct():
        found[by_subject[subject].pk].append(Action(_("Sign the visit's record"), path))
