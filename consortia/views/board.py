"""The board for everybody: needs, offers, open scenarios; posting one, publishing it, writing to its unit."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import rates
from accounts.access import may, needs, public, signed_in
from accounts.roles import Permission
from consortia import board
from consortia.access import EDITORS, postings_for, represents
from consortia.forms import ReasonForm
from consortia.forms_board import BoardFilter, MessageForm, PostingForm
from consortia.models import Posting, Unit
from consortia.paging import newest_first
from consortia.states import PostingEvent, PostingState
from consortia.taxonomy import chosen
from ledger import clock
from workflow import engine, office
from workflow.engine import StepError
from workflow.presentation import Badge

from .units import tell_refusals

MOST_MESSAGES, MOST_POSTINGS = 5, 10
"""An hour, of one person."""
BADGES = {
    PostingState.WAITING: "wait",
    PostingState.SHOWN: "ok",
    PostingState.REFUSED: "refused",
    PostingState.WITHDRAWN: "withdrawn",
    PostingState.TAKEN_DOWN: "refused",
}


def badge(posting: Posting, today: Any) -> Badge:
    """How it stands; one whose days are over says so."""
    if posting.state == PostingState.SHOWN and posting.ends_on and posting.ends_on < today:
        return Badge("lapsed", _("Days are over"))
    state = PostingState(posting.state)
    return Badge(BADGES[state], str(state.label))


def _units(user: Any) -> QuerySet[Unit]:
    held = [unit for unit, kinds in represents(user).items() if kinds & EDITORS]
    return Unit.objects.filter(pk__in=held).order_by("name")


@public
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """What is on the board today, newest first, by kind, industry, track and words."""
    today = timezone.localdate(clock.now())
    form = BoardFilter(request.GET)
    form.is_valid()
    wanted = form.cleaned_data
    rows = board.shown(today)
    if wanted.get("kind"):
        rows = rows.filter(kind=wanted["kind"])
    industry, track = chosen(wanted.get("field", ""))
    if track:
        rows = rows.filter(track=track)
    elif industry:
        rows = rows.filter(industry=industry)
    if words := wanted.get("q", ""):
        rows = rows.filter(Q(title__icontains=words) | Q(text__icontains=words))
    found, pager = newest_first(rows, request.GET.dict(), size=20)
    context = {
        "form": form,
        "rows": found,
        "pager": pager,
        "is_filtered": any(wanted.values()),
        "may_check": may(request.user, Permission.CLAIM_JUDGE),
        "days": office.value("posting_days", today),
    }
    return render(request, "consortia/board.html", context)


@public
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One posting: for everybody while it is on the board, else for its unit and its officer."""
    return _page(request, _posting(request, pk))


def _posting(request: HttpRequest, pk: int) -> Posting:
    found = get_object_or_404(Posting.objects.select_related("unit", "industry", "track"), pk=pk)
    today = timezone.localdate(clock.now())
    user: Any = request.user
    is_public = found.state == PostingState.SHOWN and found.ends_on is not None and found.ends_on >= today
    if is_public or (
        user.is_authenticated and (found.unit_id in represents(user) or board.publishes(user, found))
    ):
        return found
    raise Http404


def _page(
    request: HttpRequest, posting: Posting, *, form: MessageForm | None = None,
    reason: ReasonForm | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    user: Any = request.user
    now = clock.now()
    today = timezone.localdate(now)
    steps = engine.open_steps(board.POSTING, posting, user, now=now) if user.is_authenticated else []
    events = [step.row.event for step in steps]
    context = {
        "posting": posting,
        "badge": badge(posting, today),
        "is_public": posting.state == PostingState.SHOWN and (posting.ends_on or today) >= today,
        "is_own": user.is_authenticated and posting.unit_id in represents(user),
        "may_publish": PostingEvent.PUBLISH in events,
        "may_withdraw": PostingEvent.WITHDRAW in events,
        "by_reason": [
            (event, str(PostingEvent(event).label))
            for event in events
            if event in (PostingEvent.REFUSE, PostingEvent.TAKE_DOWN)
        ],
        "form": form or MessageForm(),
        "reason_form": reason or ReasonForm(),
    }
    return render(request, "consortia/posting.html", context, status=status)


@signed_in("board.write")
@require_POST
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """A message to the unit; at most so many an hour."""
    posting = _posting(request, pk)
    form = MessageForm(request.POST)
    if not form.is_valid():
        return _page(request, posting, form=form, status=422)
    if not rates.within("board-message", request.user.pk, MOST_MESSAGES):
        form.add_error(None, _("More than %(n)s within an hour. Try again later.") % {"n": MOST_MESSAGES})
        return _page(request, posting, form=form, status=429)
    try:
        board.write(pk, form.cleaned_data["text"], actor=request.user, now=clock.now())
    except StepError as error:
        tell_refusals(request, error)
        return _page(request, posting, form=form, status=409)
    messages.success(request, _("Sent to %(unit)s. It answers you by e-mail.") % {"unit": posting.unit})
    return redirect("consortia:posting", pk)


@signed_in("board.post")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Post for one of one's units."""
    units = _units(request.user)
    form = PostingForm(request.POST or None, units=units)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            if not rates.within("board-post", request.user.pk, MOST_POSTINGS):
                form.add_error(
                    None, _("More than %(n)s within an hour. Try again later.") % {"n": MOST_POSTINGS}
                )
                status = 429
            elif posted := _post(request, form):
                return redirect("consortia:posting", posted.pk)
    days = office.value("posting_days", timezone.localdate(clock.now()))
    context = {"form": form, "has_units": bool(represents(request.user)) and units.exists(), "days": days}
    return render(request, "consortia/board_new.html", context, status=status)


def _post(request: HttpRequest, form: PostingForm) -> Posting | None:
    try:
        posted = board.post(form.cleaned_data["unit"], form.posted(), actor=request.user, now=clock.now())
    except StepError as error:
        tell_refusals(request, error)
        return None
    messages.success(request, _("Handed in. It is public once an officer has published it."))
    return posted


@signed_in("board.post")
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What one's units posted, newest first."""
    today = timezone.localdate(clock.now())
    rows = Posting.objects.filter(unit_id__in=list(represents(request.user))).select_related(
        "unit", "industry"
    )
    found, pager = newest_first(rows, request.GET.dict())
    context = {"rows": [(row, badge(row, today)) for row in found], "pager": pager}
    return render(request, "consortia/board_mine.html", context)


@needs(Permission.CLAIM_JUDGE)
@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Postings that wait for this officer."""
    waiting = Posting.objects.filter(postings_for(request.user), state=PostingState.WAITING)
    found, pager = newest_first(waiting.select_related("unit", "industry"), request.GET.dict())
    return render(request, "consortia/board_check.html", {"rows": found, "pager": pager})


@signed_in("board.move")
@require_POST
def move(request: HttpRequest, pk: int, event: str) -> HttpResponse:
    """Publish, refuse or take down as its officer; take back as its unit."""
    posting = _posting(request, pk)
    if event not in PostingEvent.values:
        raise Http404
    form = ReasonForm(request.POST)
    if event in (PostingEvent.REFUSE, PostingEvent.TAKE_DOWN) and not form.is_valid():
        return _page(request, posting, reason=form, status=422)
    reason = form.cleaned_data.get("reason", "") if form.is_valid() else ""
    try:
        board.move(pk, event, actor=request.user, now=clock.now(), reason=reason)
    except engine.NotYourStep:
        raise Http404 from None
    except StepError as error:
        tell_refusals(request, error)
        return _page(request, _posting(request, pk), status=409)
    messages.success(request, _("Done: %(step)s.") % {"step": PostingEvent(event).label})
    return redirect("consortia:posting", pk)
