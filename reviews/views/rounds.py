"""Review rounds on the city's desk: opening with one click, the panel with its refused experts, closing."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import needs, signed_in
from accounts.roles import Permission
from consortia.paging import newest_first
from filings.models import Filing
from filings.states import STAGES, State
from filings.views.steps import explain_error
from ledger import clock
from reviews import access, queries, rules
from reviews.actions import rounds
from reviews.forms import OpenRoundForm, ReasonForm, RecusalForm, default_round_title
from reviews.models import Expert, PanelSeat, Recusal, Round
from reviews.rows import score
from reviews.states import RoundState
from reviews.wording import warning_words
from workflow import office
from workflow.engine import StepError


def _readers_only(request: HttpRequest) -> None:
    if not access.reads_rounds(request.user):
        raise Http404


@signed_in("rounds.read")
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The rounds, newest first, and the filings that wait for one."""
    _readers_only(request)
    return _listing(request, None)


def _listing(request: HttpRequest, form: OpenRoundForm | None, status: int = 200) -> HttpResponse:
    today = timezone.localdate(clock.now())
    counted = Round.objects.annotate(
        filings_count=Count("round_filings", filter=Q(round_filings__is_current=True), distinct=True),
        running_count=Count(
            "round_filings",
            filter=Q(round_filings__is_current=True, round_filings__filing__state__in=STAGES),
            distinct=True,
        ),
    )
    rows, pager = newest_first(counted, request.GET.dict())
    number = Round.objects.filter(state_since__year=today.year).count() + 1
    may_open = access.runs_rounds(request.user)
    ready = Filing.objects.filter(state=State.CITY_CHECK) if may_open else Filing.objects.none()
    chosen = request.POST.getlist("filing") or request.GET.getlist("filing")
    context = {
        "rows": rows,
        "pager": pager,
        "may_open": may_open,
        "ready": ready.select_related("consortium", "lead", "authority").order_by("due_on", "pk")[:50],
        "chosen": {int(pk) for pk in chosen if pk.isascii() and pk.isdigit() and len(pk) < 19},
        "form": form or OpenRoundForm(initial={"title": default_round_title(today, number)}),
        "today": today,
    }
    return render(request, "reviews/rounds.html", context, status=status)


@needs(Permission.ROUND_MANAGE)
@require_POST
def open_round(request: HttpRequest) -> HttpResponse:
    """One click: the round is open and every chosen filing is accepted for review, or none is."""
    form = OpenRoundForm(request.POST)
    if not form.is_valid():
        return _listing(request, form, status=422)
    asked = [
        int(pk) for pk in request.POST.getlist("filing") if pk.isascii() and pk.isdigit() and len(pk) < 19
    ]
    visible = Filing.objects.visible_to(request.user).filter(pk__in=asked).values_list("pk", flat=True)
    try:
        opened = rounds.open_round(visible, actor=request.user, now=clock.now(), **form.cleaned_data)
    except StepError as error:
        explain_error(request, error)
        return _listing(request, form, status=409)
    messages.success(request, _("The round is open. Name the panel next."))
    return redirect("reviews:panel", opened.pk)


def round_of(request: HttpRequest, pk: int) -> Round:
    """The round for the office, its watchers and its own experts; 404 for others."""
    rows = Round.objects.select_related("opened_by")
    if not access.reads_rounds(request.user):
        rows = rows.filter(seats__expert__user_id=request.user.pk or 0, seats__removed_at__isnull=True)
    return get_object_or_404(rows, pk=pk)


@signed_in("rounds.read")
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The round's filings: where each stands, sheets sealed, and what its leader can do."""
    opened = round_of(request, pk)
    places = queries.places_of(opened)
    done = queries.progress(places)
    figures = office.values(timezone.localdate(clock.now()))
    shown = queries.summaries(
        place.filing_id
        for place in places
        if place.filing.state != State.EXPERT_REVIEW or done[place.filing_id].is_complete
    )
    is_reader = access.reads_rounds(request.user)
    if not is_reader:  # an expert sees no filing that is closed to them
        closed = set(
            Recusal.objects.filter(expert__user_id=request.user.pk or 0).values_list("filing_id", flat=True)
        )
        places = [place for place in places if place.filing_id not in closed]
    context = {
        "round": opened,
        "rows": [
            (place, done[place.filing_id], score(shown.get(place.filing_id), figures)) for place in places
        ],
        "seats": queries.seats_of(opened) if is_reader else [],
        "is_reader": is_reader,
        "may_manage": access.runs_rounds(request.user) and opened.state != RoundState.CLOSED,
        "running": sum(place.filing.state in STAGES for place in places),
        "today": timezone.localdate(clock.now()),
    }
    return render(request, "reviews/round.html", context)


@needs(Permission.ROUND_MANAGE)
@require_safe
def panel(request: HttpRequest, pk: int) -> HttpResponse:
    """The panel, what it still lacks, and the pool: who may be named, who is refused and why."""
    return _panel(request, pk)


def _panel(
    request: HttpRequest,
    pk: int,
    *,
    removal: tuple[int, ReasonForm] | None = None,
    recusal: RecusalForm | None = None,
    status: int = 200,
) -> HttpResponse:
    opened = get_object_or_404(Round, pk=pk)
    today = timezone.localdate(clock.now())
    figures = office.values(today)
    seats = queries.seats_of(opened)
    filings = [place.filing for place in queries.places_of(opened)]
    seated = {seat.expert_id for seat in seats}
    pool = queries.with_reviews_of(Expert.objects.filter(is_active=True), today.year)
    facts = queries.filing_facts(filings)
    free, refused = [], []
    for expert in pool.exclude(pk__in=seated).select_related("user").order_by("field", "pk")[:300]:
        against = queries.conflicts(expert, facts, today)
        if facts and len(against) == len(facts):
            refused.append((expert, next(iter(against.values()))))
        else:
            names = [str(filing.consortium) for filing in filings if filing.pk in against]
            free.append((expert, names, expert.reviews_count >= figures["expert_yearly_max"]))
    warnings = rules.panel_warnings(queries.panel_seats(seats, today.year), figures)
    context = {
        "round": opened,
        "seats": seats,
        "free": free,
        "refused": refused,
        "warnings": [warning_words(one) for one in warnings],
        "is_open": opened.state != RoundState.CLOSED,
        "removal": removal,
        "reason_form": ReasonForm(auto_id=False),
        "recusal_form": recusal or RecusalForm(filings=filings),
    }
    return render(request, "reviews/panel.html", context, status=status)


@needs(Permission.ROUND_MANAGE)
@require_POST
def name_expert(request: HttpRequest, pk: int) -> HttpResponse:
    """Name one expert; a conflict refuses, with the reason."""
    expert = get_object_or_404(Expert.objects.select_related("user"), pk=_number(request, "expert"))
    try:
        rounds.name_expert(pk, expert, actor=request.user, now=clock.now())
    except StepError as error:
        explain_error(request, error)
    else:
        messages.success(request, _("%(name)s is on the panel and has been told.") % {"name": expert})
    return redirect("reviews:panel", pk)


@needs(Permission.ROUND_MANAGE)
@require_POST
def choose_lead(request: HttpRequest, pk: int, seat: int) -> HttpResponse:
    """One of the panel leads it."""
    _own_seat(pk, seat)
    try:
        rounds.choose_lead(seat, actor=request.user, now=clock.now())
    except StepError as error:
        explain_error(request, error)
    else:
        messages.success(request, _("The leader of the panel is chosen."))
    return redirect("reviews:panel", pk)


@needs(Permission.ROUND_MANAGE)
@require_POST
def remove_expert(request: HttpRequest, pk: int, seat: int) -> HttpResponse:
    """Off the panel, with a reason; the sheet is set aside with the seat."""
    _own_seat(pk, seat)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _panel(request, pk, removal=(seat, form), status=422)
    try:
        rounds.remove_expert(seat, reason=form.cleaned_data["reason"], actor=request.user, now=clock.now())
    except StepError as error:
        explain_error(request, error)
    else:
        messages.success(request, _("Taken off the panel."))
    return redirect("reviews:panel", pk)


@needs(Permission.ROUND_MANAGE)
@require_POST
def recuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a conflict on record: asked for by the lead with a reason, or known to the office."""
    filings = [place.filing for place in queries.places_of(get_object_or_404(Round, pk=pk))]
    form = RecusalForm(request.POST, filings=filings)
    if not form.is_valid():
        return _panel(request, pk, recusal=form, status=422)
    typed: dict[str, Any] = form.cleaned_data
    try:
        rounds.record_recusal(
            pk, int(typed["filing"]), typed["expert"].pk, kind=typed["kind"], note=typed["note"],
            actor=request.user, now=clock.now(),
        )  # fmt: skip
    except StepError as error:
        explain_error(request, error)
    else:
        messages.success(request, _("The conflict is on record."))
    return redirect("reviews:panel", pk)


@needs(Permission.ROUND_MANAGE)
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a round that has nothing under review any more."""
    get_object_or_404(Round, pk=pk)
    try:
        rounds.close_round(pk, actor=request.user, now=clock.now())
    except StepError as error:
        explain_error(request, error)
    else:
        messages.success(request, _("The round is closed."))
    return redirect("reviews:round", pk)


def _own_seat(pk: int, seat: int) -> None:
    """404 for a seat of another round."""
    get_object_or_404(PanelSeat, pk=seat, round_id=pk, removed_at__isnull=True)


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
