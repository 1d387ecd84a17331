"""The lists of the desks as files: the same rows as their pages, the columns declared once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.access import may
from accounts.roles import CITY, WATCHERS, Permission
from consortia.access import claims_for, represents
from consortia.models import Membership, UnitClaim
from consortia.states import ClaimState, MembershipState
from filings import standing as road
from filings.models import Call, Filing
from filings.states import FINAL, CallState
from portal import filters, parameters, register, standing
from portal.exports import Asked, Column, Listing, anybody, columns, declare, holds
from reviews import queries as review_queries
from reviews.models import Expert, Objection, ProposedList, PublicNotice, Round
from reviews.states import Field, ObjectionState, Outcome, RoundState
from workflow.models import Hold, Proposal


def _reads_reviews(user: Any) -> bool:
    return bool(user.is_any(*CITY, *WATCHERS))


# filings


def _with_names(rows: Any) -> Any:
    drafts = Proposal.objects.filter(
        flow="filing", object_id=OuterRef("pk"), step_number=OuterRef("step_number"), closed_at__isnull=True
    )
    holds = Hold.objects.filter(
        flow="filing", object_id=OuterRef("pk"), placed_at__isnull=False, lifted_at__isnull=True
    )
    return rows.select_related("consortium", "lead", "authority", "call").annotate(
        drafted=Subquery(drafts.order_by("-at").values("event")[:1]), is_held=Exists(holds)
    )


def _filing_columns(asked: Asked) -> Sequence[Column]:
    def holder(filing: Any) -> str:
        return "" if filing.state in FINAL else standing.holder(filing, filing.drafted or "")

    def is_late(filing: Any) -> bool:
        return bool(
            filing.due_on and filing.due_on < asked.today and filing.state not in FINAL and not filing.is_held
        )

    return (
        Column(_("Serial number"), lambda filing: filing.serial),
        Column(_("Consortium"), lambda filing: filing.consortium),
        Column(_("Lead unit"), lambda filing: filing.lead),
        Column(_("Unified social credit code"), lambda filing: filing.lead.code),
        Column(_("District or zone"), lambda filing: filing.authority.short_name),
        Column(_("Call"), lambda filing: filing.call),
        Column(
            _("State"), lambda filing: road.badge(filing, today=asked.today, is_held=filing.is_held).label
        ),
        Column(_("Now with"), holder),
        Column(_("Version"), lambda filing: filing.latest_version or None),
        Column(_("Submitted"), lambda filing: filing.submitted_at),
        Column(_("In this state since"), lambda filing: filing.state_since),
        Column(_("Due"), lambda filing: filing.due_on if filing.state not in FINAL else None),
        Column(_("Overdue"), is_late),
        Column(_("Sample"), lambda filing: filing.consortium.is_sample),
    )


def _all_filings(asked: Asked) -> Any:
    rows = filters.cases(Filing.objects.visible_to(asked.user), asked.filters, asked.today)
    return _with_names(rows).order_by("-pk")


def _own_filings(asked: Asked) -> Any:
    units = represents(asked.user)
    belongs = Membership.objects.filter(
        unit_id__in=units, state__in=[MembershipState.INVITED, MembershipState.ACCEPTED]
    )
    own = Q(lead_id__in=units) | Q(consortium_id__in=belongs.values("consortium_id"))
    return _with_names(Filing.objects.visible_to(asked.user).filter(own)).order_by("-pk")


declare(
    Listing(
        "cases",
        _("All filings"),
        lambda user: bool(user.grants) and anybody(user),
        _all_filings,
        _filing_columns,
    ),
)
declare(Listing("filings", _("My filings"), anybody, _own_filings, _filing_columns, is_own=True))


# the register


def registration_columns(
    asked: Asked, *, about: Sequence[Column] = (), since: Sequence[Column] = ()
) -> Sequence[Column]:
    """What every list of registrations says; more ``about`` the consortium, and what came ``since``."""
    soon = register.lapsing_until(asked.today)
    return (
        Column(_("Registration number"), lambda row: row.number),
        Column(_("Number of the city's own document"), lambda row: row.official_number),
        Column(_("Consortium"), lambda row: row.consortium),
        Column(_("Lead unit"), lambda row: row.consortium.lead),
        *about,
        Column(_("District or zone"), lambda row: row.authority and row.authority.short_name),
        Column(_("Standing"), lambda row: register.badge_of(row, asked.today, soon).label),
        Column(_("First day"), lambda row: row.valid_from),
        Column(_("Last day"), lambda row: row.last_day_on),
        *since,
        Column(_("Sample"), lambda row: row.consortium.is_sample),
    )


def _register_columns(asked: Asked) -> Sequence[Column]:
    about = (
        Column(_("Industry"), lambda row: row.consortium.industry),
        Column(_("Track"), lambda row: row.consortium.main_track),
    )
    return registration_columns(asked, about=about)


declare(
    Listing(
        "register",
        _("The register"),
        lambda user: True,
        lambda asked: register.rows(register.Filters.read(asked.filters), asked.today).order_by("-pk"),
        _register_columns,
    )
)


# the desks


def _claims(asked: Asked) -> Any:
    waiting = UnitClaim.objects.filter(claims_for(asked.user), state=ClaimState.WAITING)
    return waiting.select_related("unit", "authority", "user").order_by("pk")


declare(
    Listing(
        "claims",
        _("Unit claims"),
        holds(Permission.CLAIM_JUDGE),
        _claims,
        columns(
            (_("Unit"), lambda claim: claim.unit),
            (_("Unified social credit code"), lambda claim: claim.unit.code),
            (_("District or zone"), lambda claim: claim.authority and claim.authority.short_name),
            (_("Person"), lambda claim: claim.user),
            (_("Since"), lambda claim: claim.state_since),
            (_("Due"), lambda claim: claim.due_on),
        ),
    )
)


def _calls(asked: Asked) -> Any:
    rows = Call.objects.order_by("-pk")
    return rows if may(asked.user, Permission.CALL_MANAGE) else rows.exclude(state=CallState.PLANNED)


declare(
    Listing(
        "calls",
        _("Calls"),
        anybody,
        _calls,
        columns(
            (_("Title"), lambda call: call.title),
            (_("State"), lambda call: CallState(call.state).label),
            (_("Opens"), lambda call: call.opens_at),
            (_("Leads file until"), lambda call: call.lead_closes_at),
            (_("Districts report until"), lambda call: call.district_closes_at),
        ),
    )
)
declare(
    Listing(
        "parameters",
        _("Office parameters"),
        lambda user: bool(user.grants),
        lambda asked: parameters.listed(asked.today),
        columns(
            (_("Key"), lambda row: row.key),
            (_("Office parameter"), lambda row: row.label),
            (_("Value"), lambda row: row.value),
            (_("Version"), lambda row: row.version),
            (_("Valid from"), lambda row: row.since),
            (_("Clause"), lambda row: row.clause),
            (_("Explanation"), lambda row: row.explanation),
        ),
    )
)


# the review


def _rounds(asked: Asked) -> Any:
    return Round.objects.order_by("-pk").annotate(
        filings_count=Count("round_filings", filter=Q(round_filings__is_current=True), distinct=True),
        seats_count=Count("seats", filter=Q(seats__removed_at__isnull=True), distinct=True),
    )


declare(
    Listing(
        "rounds",
        _("Review rounds"),
        _reads_reviews,
        _rounds,
        columns(
            (_("Title"), lambda row: row.title),
            (_("State"), lambda row: RoundState(row.state).label),
            (_("Filings"), lambda row: row.filings_count),
            (_("Experts"), lambda row: row.seats_count),
            (_("With site visits"), lambda row: row.needs_visit),
            (_("Defence before the visit"), lambda row: row.defence_first),
            (_("Since"), lambda row: row.state_since),
        ),
    )
)
declare(
    Listing(
        "experts",
        _("Experts"),
        holds(Permission.EXPERT_MANAGE),
        lambda asked: review_queries.with_reviews_of(
            Expert.objects.select_related("user"), asked.today.year
        ).order_by("-pk"),
        columns(
            (_("Name"), lambda row: row.user),
            (_("Employer"), lambda row: row.employer),
            (_("Field"), lambda row: Field(row.field).label),
            (_("Specialty"), lambda row: row.specialty),
            (_("Reviews this year"), lambda row: row.reviews_count),
            (_("May be named to panels"), lambda row: row.is_active),
        ),
    )
)


def _lists(asked: Asked) -> Any:
    return ProposedList.objects.order_by("-pk").annotate(
        filings_count=Count("items", distinct=True),
        recommended_count=Count("items", filter=Q(items__outcome=Outcome.RECOMMEND), distinct=True),
        notices_count=Count("notices", distinct=True),
    )


declare(
    Listing(
        "lists",
        _("Lists for the meeting"),
        _reads_reviews,
        _lists,
        columns(
            (_("Title"), lambda row: row.title),
            (_("Meeting minute number"), lambda row: row.meeting_number),
            (_("Day of the meeting"), lambda row: row.decided_on),
            (_("Filings"), lambda row: row.filings_count),
            (_("Recommended"), lambda row: row.recommended_count),
            (_("Countersigned"), lambda row: row.countersigned_at),
            (_("Public notices"), lambda row: row.notices_count),
        ),
    )
)
declare(
    Listing(
        "notices",
        _("Public notices"),
        lambda user: True,
        lambda asked: PublicNotice.objects.annotate(items_count=Count("items")).order_by("-pk"),
        columns(
            (_("Number"), lambda row: row.number),
            (_("Title"), lambda row: row.title),
            (_("Posted"), lambda row: row.posted_at),
            (_("First day"), lambda row: row.starts_on),
            (_("Last day"), lambda row: row.ends_on),
            (_("Consortia"), lambda row: row.items_count),
            (_("Corrects an earlier notice"), lambda row: row.supersedes_id is not None),
        ),
    )
)
declare(
    Listing(
        "objections",
        _("Objections"),
        holds(Permission.OBJECTION_READ),
        lambda asked: Objection.objects.select_related("item__filing__consortium", "item__notice").order_by(
            "-pk"
        ),
        columns(
            (_("Consortium"), lambda row: row.item.filing.consortium),
            (_("Public notice"), lambda row: row.item.notice.number),
            (_("Received"), lambda row: row.received_at),
            (_("State"), lambda row: ObjectionState(row.state).label),
            (_("Due"), lambda row: row.due_on),
            (_("Extended once"), lambda row: row.is_extended),
        ),
    )
)
