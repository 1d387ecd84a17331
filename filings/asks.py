"""What a filing asks of one person: an answer, a signature, a pledge, corrections. One line each, with its place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from consortia.access import edits_for, manages, represents, signs_for
from consortia.models import Agreement, Membership, Signature
from consortia.queries import signed_by_all
from consortia.states import MembershipState
from ledger.models import Notice
from workflow import office
from workflow.presentation import Action
from workflow.together import together

from . import actions
from .access import holds_part
from .models import CorrectionTicket, Filing, Handoff, IntegrityPledge, Question
from .parties import MEMBERS_PLEDGE, asks_pledge
from .states import HandoffState, QuestionState, TicketState

VISIT = "visit.filer_sign"


def of(user: Any, filings: Sequence[Filing], today: date) -> Mapping[int, list[Action]]:
    """Filing id to what waits for ``user`` there, in the order in which it is best done; never more questions."""
    found: dict[int, list[Action]] = defaultdict(list)
    by_consortium = {filing.consortium_id: filing for filing in filings}
    known = together(
        **_questions(user, filings), parameters=office.confirmed(today).filter(key=MEMBERS_PLEDGE)
    )
    pledged = {(pledge.filing_id, pledge.unit_id) for pledge in known["pledges"]}
    _memberships(user, by_consortium, known, found)
    figures = office.values_of(known["parameters"])
    for party in known["parties"]:
        filing = by_consortium[party.consortium_id]
        is_owed = asks_pledge(party, figures) and (filing.pk, party.unit_id) not in pledged
        if is_owed and actions.is_with_lead(filing) and signs_for(user, party.unit_id):
            url = f"{reverse('members:detail', args=[party.pk])}#pledge"
            found[filing.pk].append(Action(_("Sign your unit's own pledge"), url))
    all_signed = {agreement.consortium_id for agreement in known["complete"]}
    tickets: dict[int, int] = defaultdict(int)
    for ticket in known["tickets"]:
        tickets[ticket.filing_id] += 1
    for filing in filings:
        if not actions.is_with_lead(filing):
            continue
        if tickets[filing.pk] and (edits_for(user, filing.lead_id) or signs_for(user, filing.lead_id)):
            label = _("Answer corrections: %(n)s") % {"n": tickets[filing.pk]}
            found[filing.pk].append(Action(label, reverse("filings:answers", args=[filing.pk])))
        if signs_for(user, filing.lead_id) and (filing.pk, filing.lead_id) not in pledged:
            url = reverse("filings:place", args=[filing.pk, "pledge"])
            found[filing.pk].append(Action(_("Sign the pledge"), url))
        elif (
            signs_for(user, filing.lead_id) and filing.consortium_id in all_signed and not tickets[filing.pk]
        ):
            url = f"{reverse('filings:detail', args=[filing.pk])}#submit"
            found[filing.pk].append(Action(_("All have signed: look it through and submit"), url))
    _asked(user, known, found)
    _visits(filings, known["notices"], found)
    _handed(user, filings, known["handoffs"], found)
    return found


def _questions(user: Any, filings: Sequence[Filing]) -> dict[str, QuerySet[Any]]:
    parties = Membership.objects.filter(
        consortium__in=[filing.consortium_id for filing in filings], unit_id__in=represents(user),
        state__in=[MembershipState.INVITED, MembershipState.ACCEPTED],
    ).order_by("id")  # fmt: skip
    subjects = [filing.ledger_subject for filing in filings]
    return {
        "parties": parties,
        "signatures": Signature.objects.filter(
            Q(needs_second=False) | Q(second_at__isnull=False) | Q(signed_by=user),
            membership__in=parties.order_by(),
            voided_at__isnull=True,
        ),
        "agreements": Agreement.objects.filter(
            consortium__in=[filing.consortium_id for filing in filings], document__isnull=False
        ),
        "complete": signed_by_all(
            Agreement.objects.filter(
                kind="founding",
                consortium__in=[filing.consortium_id for filing in filings],
                consortium__lead__in=represents(user),
            )
        ),
        "pledges": IntegrityPledge.objects.filter(filing__in=filings),
        "tickets": CorrectionTicket.objects.filter(filing__in=filings, state=TicketState.OPEN),
        "notices": Notice.objects.filter(
            user_id=user.pk, kind=VISIT, subject__in=subjects, read_at__isnull=True
        ).order_by("pk"),
        "questions": Question.objects.filter(
            filing__in=filings, state=QuestionState.OPEN, membership__unit_id__in=represents(user)
        ),
        "handoffs": Handoff.objects.filter(
            filing__in=filings, state__in=[HandoffState.OPEN, HandoffState.READY]
        ),
    }


def before_agreement(user: Any, filings: Sequence[Filing]) -> frozenset[int]:
    """Filings in which a unit of the reader's has accepted and nothing can be signed yet: the lead's move."""
    parties = Membership.objects.filter(
        consortium=OuterRef("consortium"), unit_id__in=represents(user), state=MembershipState.ACCEPTED
    )
    texts = Agreement.objects.filter(consortium=OuterRef("consortium"), kind="founding").exclude(digest="")
    rows = Filing.objects.filter(Exists(parties), ~Exists(texts), pk__in=[filing.pk for filing in filings])
    early = {filing.pk for filing in filings if actions.is_with_lead(filing)}
    return frozenset(rows.exclude(lead_id__in=represents(user)).values_list("pk", flat=True)) & early


def _asked(user: Any, known: Mapping[str, list[Any]], found: dict[int, list[Action]]) -> None:
    """Questions of the office to one of the reader's own units."""
    units = {party.pk: party.unit_id for party in known["parties"]}
    for question in known["questions"]:
        unit_id = units.get(question.membership_id)
        if edits_for(user, unit_id) or signs_for(user, unit_id) or manages(user, unit_id):
            url = reverse("cases:question", args=[question.pk])
            found[question.filing_id].append(Action(_("Answer a question of the office"), url))


def _handed(
    user: Any, filings: Sequence[Filing], rows: Sequence[Handoff], found: dict[int, list[Action]]
) -> None:
    """Parts in the user's hands, and parts that came back for the lead's look."""
    by_id = {filing.pk: filing for filing in filings}
    counts: dict[tuple[int, str], int] = defaultdict(int)
    for row in rows:
        filing = by_id[row.filing_id]
        if not actions.is_with_lead(filing):
            continue
        if row.state == HandoffState.OPEN and holds_part(user, row):
            counts[filing.pk, "write"] += 1
        elif row.state == HandoffState.READY and actions.may_edit(user, filing):
            counts[filing.pk, "look"] += 1
    words = {
        "write": _("Write the parts handed to you: %(n)s"),
        "look": _("Look at parts that are ready: %(n)s"),
    }
    for (filing_id, what), count in counts.items():
        found[filing_id].append(
            Action(words[what] % {"n": count}, reverse("filings:handed", args=[filing_id]))
        )


def _memberships(
    user: Any,
    by_consortium: Mapping[int, Filing],
    known: Mapping[str, list[Any]],
    found: dict[int, list[Action]],
) -> None:
    """Invitations to answer and agreements to sign."""
    signed = {signature.membership_id for signature in known["signatures"]}
    ready = {agreement.consortium_id for agreement in known["agreements"]}
    parties = known["parties"]
    for party in parties:
        filing = by_consortium[party.consortium_id]
        url = reverse("members:detail", args=[party.pk])
        may_answer = signs_for(user, party.unit_id) or manages(user, party.unit_id)
        if party.state == MembershipState.INVITED and may_answer:
            found[filing.pk].append(Action(_("Answer the invitation"), url))
        elif (
            party.pk not in signed
            and filing.consortium_id in ready
            and actions.is_with_lead(filing)
            and signs_for(user, party.unit_id)
        ):
            found[filing.pk].append(Action(_("Sign the agreement"), url))


def _visits(filings: Sequence[Filing], notices: Sequence[Notice], found: dict[int, list[Action]]) -> None:
    """Records of visits that wait for the lead's signature, as the user was told."""
    by_subject = {filing.ledger_subject: filing for filing in filings}
    for subject, path in dict.fromkeys((notice.subject, notice.path) for notice in notices):
        found[by_subject[subject].pk].append(Action(_("Sign the visit's record"), path))
