"""What waits for a person today, and what they wait for. A fixed number of questions, however long the queue."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Role
from consortia.access import claims_for
from consortia.models import Representative, UnitClaim
from consortia.states import ClaimState, RepresentativeKind
from filings import standing as road
from filings.models import Call, CorrectionTicket, Filing, ShortfallReason
from filings.states import STAGES, UNDER_WAY, CallState, Event, State, TicketState
from portal import desk_pool, desk_questions, desk_years, standing
from portal.desk_row import DeskRow
from reviews.models import (
    Declaration,
    Defence,
    ListItem,
    NoticeItem,
    Objection,
    PanelSeat,
    ProposedList,
    RoundFiling,
    ScoreSheet,
    SiteVisit,
)
from reviews.states import ObjectionState, Outcome, SheetState
from workflow.calendar import WorkCalendar
from workflow.models import Hold, Parameter, Proposal
from workflow.presentation import Badge

S, E = State, Event
OTHER_TASKS = 20
"""At most so many claims, lists, calls or parameters stand on one desk; their own pages hold the rest."""


def with_standing(filings: QuerySet[Filing]) -> QuerySet[Filing]:
    """Filings with all that a desk says of each row, in one statement."""
    drafts = Proposal.objects.filter(
        flow="filing", object_id=OuterRef("pk"), step_number=OuterRef("step_number"), closed_at__isnull=True
    )
    holds = Hold.objects.filter(flow="filing", object_id=OuterRef("pk"), lifted_at__isnull=True)
    items = ListItem.objects.filter(filing=OuterRef("pk"), is_current=True)
    objections = Objection.objects.filter(item__filing=OuterRef("pk"), item__is_current=True)
    return filings.select_related("consortium", "lead", "authority", "call").annotate(
        drafted=Subquery(drafts.order_by("-at").values("event")[:1]),
        drafted_by=Subquery(drafts.order_by("-at").values("by_id")[:1]),
        is_held=Exists(holds.filter(placed_at__isnull=False)),
        hold_asked=Exists(holds.filter(placed_at__isnull=True)),
        answered_count=_count(CorrectionTicket.objects.filter(state=TicketState.ANSWERED)),
        unjudged_count=_count(ShortfallReason.objects.filter(is_accepted__isnull=True)),
        outcome=Subquery(items.values("outcome")[:1]),
        list_id=Subquery(items.values("list_id")[:1]),
        round_id=Subquery(
            RoundFiling.objects.filter(filing=OuterRef("pk"), is_current=True).values("round_id")[:1]
        ),
        has_visit=Exists(SiteVisit.objects.filter(filing=OuterRef("pk"))),
        has_defence=Exists(Defence.objects.filter(filing=OuterRef("pk"))),
        is_countersigned=Exists(items.filter(list__countersigned_at__isnull=False)),
        objection_id=Subquery(
            objections.filter(state__in=[ObjectionState.RECEIVED, ObjectionState.ACCEPTED])
            .order_by("due_on", "pk")
            .values("pk")[:1]
        ),
        upheld_objections=Exists(objections.filter(state=ObjectionState.UPHELD)),
        window_ends_on=Subquery(
            NoticeItem.objects.filter(filing=OuterRef("pk"), is_current=True).values("notice__ends_on")[:1]
        ),
        has_panel=Exists(
            PanelSeat.objects.filter(
                round__round_filings__filing=OuterRef("pk"),
                round__round_filings__is_current=True,
                removed_at__isnull=True,
            )
        ),
    )


def _count(rows: QuerySet[Any]) -> Coalesce:
    """How many of ``rows`` belong to each filing; a subquery, so that no join multiplies the list."""
    own = rows.filter(filing=OuterRef("pk")).order_by().values("filing").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(own), 0)


def visible(user: Any) -> QuerySet[Filing]:
    """Every filing the person may see, with what a row says of it."""
    return with_standing(Filing.objects.visible_to(user))


def mine(user: Any, today: date) -> Q:
    """Which of the rows of ``visible`` wait for this very person."""
    waiting = Q(pk__in=())
    if districts := user.authorities_as(Role.DISTRICT_OFFICER):
        own = Q(authority_id__in=districts)
        waiting |= own & Q(state=S.DISTRICT_CHECK, drafted__isnull=True)
        waiting |= Q(state=S.DISTRICT_CORRECTION, due_on__lt=today, returned_by=user)
    if districts := user.authorities_as(Role.DISTRICT_HEAD):
        waiting |= Q(authority_id__in=districts, state=S.DISTRICT_CHECK, drafted__isnull=False)
    if user.is_any(Role.CITY_OFFICER):
        no_draft = Q(drafted__isnull=True)
        waiting |= Q(state=S.CITY_CHECK) & no_draft
        waiting |= Q(state=S.NOT_RECOMMENDED, second_look_asked_at__isnull=False)
        waiting |= Q(state=S.CITY_CORRECTION, due_on__lt=today, returned_by=user)
        waiting |= Q(state=S.EXPERT_REVIEW, has_panel=False)
        waiting |= Q(state=S.SITE_VISIT, has_visit=False) | Q(state=S.DEFENCE, has_defence=False)
        waiting |= Q(state=S.SELECTION, outcome__isnull=True) & no_draft
        waiting |= Q(state=S.SELECTION, is_countersigned=True) & no_draft
        waiting |= Q(state=S.PUBLICITY) & no_draft & (
            Q(objection_id__isnull=False) | Q(upheld_objections=True) | Q(window_ends_on__lt=today)
        )  # fmt: skip
    if user.is_any(Role.APPROVER):
        waiting |= Q(state=S.APPROVAL) | Q(hold_asked=True)
        waiting |= Q(drafted__in=[E.REFUSE, E.DECLINE, E.TERMINATE, E.UPHOLD_REJECT, E.CORRECT])
    if user.is_any(Role.EXPERT):
        waiting |= Q(round_lead=user, state__in=STAGES)
    under_hold = Q(is_held=True) & ~Q(drafted=E.TERMINATE)
    return waiting & ~under_hold


_SIGN = {
    E.ENDORSE: gettext_lazy("Sign: recommend"),
    E.NOT_RECOMMEND: gettext_lazy("Sign: do not recommend"),
}


def task_of(filing: Any, user: Any, today: date) -> tuple[str | Promise, str]:
    """The verb of one waiting filing and the address it opens."""
    case = reverse("cases:detail", args=[filing.pk])
    check = reverse("cases:check", args=[filing.pk])
    board = reverse("reviews:board", args=[filing.round_id, filing.pk]) if filing.round_id else case
    if filing.round_lead_id == user.pk and filing.state in STAGES:
        return gettext_lazy("Conclude the stage"), board
    if user.is_any(Role.APPROVER):
        if filing.state == S.APPROVAL:
            return gettext_lazy("Register or decline"), reverse("cases:sheet", args=[filing.pk])
        if filing.drafted:
            return gettext_lazy("Decide on the draft"), case
        return gettext_lazy("Decide on the hold"), reverse("cases:hold", args=[filing.pk])
    match filing.state:
        case S.DISTRICT_CHECK:
            if filing.drafted:
                return _SIGN.get(filing.drafted, gettext_lazy("Sign the opinion")), case
            return (
                gettext_lazy("See the answers") if filing.answered_count else gettext_lazy("Check")
            ), check
        case S.CITY_CHECK:
            return (
                gettext_lazy("See the answers") if filing.answered_count else gettext_lazy("Check the form")
            ), check
        case S.DISTRICT_CORRECTION | S.CITY_CORRECTION:
            return gettext_lazy("Let it lapse or remind"), case
        case S.NOT_RECOMMENDED:
            return gettext_lazy("Take a second look"), case
        case S.EXPERT_REVIEW:
            return gettext_lazy("Name the panel"), board
        case S.SITE_VISIT:
            return gettext_lazy("Record the visit"), reverse("reviews:new_visit", args=[filing.pk])
        case S.DEFENCE:
            return gettext_lazy("Record the defence"), reverse("reviews:new_defence", args=[filing.pk])
        case S.SELECTION:
            if filing.outcome is None:
                return gettext_lazy("Put it on the list"), reverse("reviews:new_list")
            if filing.outcome == Outcome.RECOMMEND:
                return gettext_lazy("Post the notice"), reverse("reviews:list", args=[filing.list_id])
            return gettext_lazy("Carry out the decision"), case
        case S.PUBLICITY:
            if filing.objection_id:
                return gettext_lazy("Answer the objection"), reverse(
                    "reviews:objection", args=[filing.objection_id]
                )
            if filing.upheld_objections:
                return gettext_lazy("Draw the consequence"), case
            return gettext_lazy("Close the notice"), case
    return gettext_lazy("Open"), case


def row_of(filing: Any, user: Any, today: date, calendar: WorkCalendar) -> DeskRow:
    """One waiting filing as a row of the desk."""
    verb, url = task_of(filing, user, today)
    version = _("Version %(version)s") % {"version": filing.latest_version}
    return DeskRow(
        title=str(filing.consortium),
        url=reverse("cases:detail", args=[filing.pk]),
        under=str(filing.lead),
        verb=str(verb),
        fact=f"{State(filing.state).label} · {version}",
        button_url=url,
        badge=badge_of(filing),
        due_on=filing.due_on,
        is_sample=filing.consortium.is_sample,
        **standing.row_of(filing, today, calendar),
    )


def badge_of(filing: Any) -> Badge | None:
    """What a person should know before opening it; at most one mark."""
    if filing.is_held:
        return Badge("hold", _("On hold"))
    if filing.hold_asked:
        return Badge("warn", _("Hold asked for"))
    if filing.objection_id or filing.upheld_objections:
        return Badge("warn", _("Objection not settled"))
    if filing.answered_count:
        return Badge("done", _("Tickets answered: %(n)s") % {"n": filing.answered_count})
    if filing.unjudged_count and filing.state in (S.DISTRICT_CHECK, S.CITY_CHECK):
        return Badge("warn", _("Reasons to judge: %(n)s") % {"n": filing.unjudged_count})
    if filing.drafted:
        return Badge("progress", _("Draft waits for signature"))
    return road.badge(filing, today=date.min)


def waiting_row(filing: Any, today: date, calendar: WorkCalendar) -> DeskRow:
    """One filing that waits for others: with whom, and how far its days have run."""
    return DeskRow(
        title=str(filing.consortium),
        url=reverse("cases:detail", args=[filing.pk]),
        verb=standing.holder(filing, filing.drafted or ""),
        is_sample=filing.consortium.is_sample,
        due_on=filing.due_on,
        **standing.row_of(filing, today, calendar),
    )


# tasks that are not filings


def _claims(user: Any, today: date) -> Iterator[DeskRow]:
    rows = UnitClaim.objects.filter(claims_for(user), state=ClaimState.WAITING).select_related("unit")
    for claim in rows.order_by("due_on", "pk")[:OTHER_TASKS]:
        yield DeskRow(
            str(claim.unit), "/claims/", _("Confirm the claim"), fact=_("A unit's first person"),
            due_on=claim.due_on, button_url="/claims/", is_sample=claim.unit.is_sample,
        )  # fmt: skip


def _lists(_user: Any, today: date) -> Iterator[DeskRow]:
    for listed in ProposedList.objects.filter(countersigned_at__isnull=True).order_by("pk")[:OTHER_TASKS]:
        url = reverse("reviews:list", args=[listed.pk])
        yield DeskRow(
            listed.title, url, _("Countersign the list"), fact=listed.meeting_number, button_url=url
        )


def _parameters(_user: Any, today: date) -> Iterator[DeskRow]:
    url = reverse("cases:parameters")
    for one in Parameter.objects.filter(confirmed_at__isnull=True).order_by("pk")[:OTHER_TASKS]:
        yield DeskRow(_("Office parameter"), url, _("Confirm the value"), fact=one.reason, button_url=url)


def _calls(_user: Any, today: date) -> Iterator[DeskRow]:
    url = reverse("cases:calls")
    ended = Q(state=CallState.OPEN, district_closes_at__date__lt=today)
    planned = Q(state=CallState.PLANNED, opens_at__date__lte=today)
    for call in Call.objects.filter(ended | planned).order_by("pk")[:OTHER_TASKS]:
        verb = _("Open the call") if call.state == CallState.PLANNED else _("Close the call")
        yield DeskRow(call.title, url, verb, button_url=url)


def _reviews(user: Any, today: date) -> Iterator[DeskRow]:
    """An expert's declarations to make and sheets to seal."""
    sealed = ScoreSheet.objects.filter(
        filing=OuterRef("filing"), seat__expert__user=user, state=SheetState.SEALED
    )
    declared = Declaration.objects.filter(filing=OuterRef("filing"), expert__user=user)
    rows = (
        RoundFiling.objects.filter(
            is_current=True,
            filing__state=S.EXPERT_REVIEW,
            round__seats__expert__user=user,
            round__seats__removed_at__isnull=True,
        )
        .annotate(is_sealed=Exists(sealed), is_declared=Exists(declared))
        .filter(is_sealed=False)
        .exclude(filing__recusals__expert__user=user)
        .select_related("filing__consortium", "round")
        .order_by("filing__due_on", "pk")
    )
    for place in rows[:OTHER_TASKS]:
        url = reverse("reviews:sheet", args=[place.filing_id])
        verb = _("Read and score") if place.is_declared else _("Declare conflicts")
        yield DeskRow(
            str(place.filing.consortium), url, verb, under=place.round.title, button_url=url,
            due_on=place.filing.due_on, is_sample=place.filing.consortium.is_sample,
        )  # fmt: skip


def _objections(_user: Any, today: date) -> Iterator[DeskRow]:
    rows = Objection.objects.filter(state__in=[ObjectionState.RECEIVED, ObjectionState.ACCEPTED])
    for one in rows.select_related("item__filing__consortium").order_by("due_on", "pk")[:OTHER_TASKS]:
        url = reverse("reviews:objection", args=[one.pk])
        yield DeskRow(
            str(one.item.filing.consortium), url, _("Watch the answer"),
            fact=str(ObjectionState(one.state).label), due_on=one.due_on, button_url=url,
            is_sample=one.item.filing.consortium.is_sample,
        )  # fmt: skip


def _forsaken(user: Any, _today: date) -> Iterator[DeskRow]:
    """Filings of the own district whose lead has nobody left who signs: the person went, the filing stays."""
    signing = Representative.objects.filter(
        unit_id=OuterRef("lead_id"),
        kind=RepresentativeKind.SIGNATORY,
        ended_at__isnull=True,
        user__is_active=True,
    )
    own = Filing.objects.filter(
        ~Exists(signing), state__in=UNDER_WAY, authority_id__in=user.authorities_as(Role.DISTRICT_OFFICER)
    )
    for filing in own.select_related("consortium", "lead").order_by("pk")[:OTHER_TASKS]:
        url = reverse("cases:detail", args=[filing.pk])
        yield DeskRow(
            str(filing.consortium), url, _("See who can take over"), fact=_("Nobody signs for the lead any more"),
            under=str(filing.lead), button_url=url, is_sample=filing.consortium.is_sample,
        )  # fmt: skip


OTHERS: tuple[tuple[tuple[str, ...], Callable[[Any, date], Iterator[DeskRow]]], ...] = (
    ((Role.DISTRICT_OFFICER, Role.CITY_OFFICER), _claims),
    ((Role.DISTRICT_OFFICER,), _forsaken),
    ((Role.APPROVER,), _lists),
    ((Role.APPROVER,), _parameters),
    ((Role.CITY_OFFICER,), _calls),
    ((Role.EXPERT,), _reviews),
    ((Role.SUPERVISOR,), _objections),
)


def other_tasks(user: Any, today: date, calendar: WorkCalendar) -> list[DeskRow]:
    """Claims, lists, calls, parameters, sheets and objections that wait for this person, soonest first."""
    found = [
        row
        for roles, ask in (*OTHERS, *desk_pool.TASKS, *desk_questions.TASKS, *desk_years.TASKS)
        if user.is_any(*roles)
        for row in ask(user, today)
    ]
    return sorted((_timed(row, today, calendar) for row in found), key=lambda row: row.due_on or date.max)


def _timed(row: DeskRow, today: date, calendar: WorkCalendar) -> DeskRow:
    left = standing.days_left(row.due_on, today, calendar)
    words = standing.left_words(left) if row.due_on else ""
    return DeskRow(
        row.title, row.url, row.verb, row.under, row.fact, row.button_url, row.badge, row.ruler, row.due_on,
        words, standing.tone_of(left) if row.due_on else "", row.is_sample,
    )  # fmt: skip


def merged(filings: Sequence[DeskRow], others: Sequence[DeskRow]) -> list[DeskRow]:
    """One list by due day; what has no day comes last."""
    return sorted([*filings, *others], key=lambda row: row.due_on or date.max)
