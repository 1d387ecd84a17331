"""Lists for registration: the decisions, the countersignature, the notice with both dates before it is posted."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import needs, signed_in
from accounts.roles import Permission, Role
from consortia.paging import newest_first
from filings.views.steps import explain_error
from ledger import clock
from reviews import access, queries
from reviews.actions import lists, notices
from reviews.forms import ListForm, PostForm
from reviews.models import ProposedList
from reviews.rows import ranks, score
from reviews.states import Outcome
from reviews.window import window_of
from workflow import office
from workflow.engine import StepError

READERS = (Role.CITY_OFFICER, Role.APPROVER, Role.SUPERVISOR, Role.AUDITOR)


def _readers_only(request: HttpRequest) -> None:
    user: Any = request.user
    if not user.is_any(*READERS):
        raise Http404


@signed_in("lists.read")
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The lists, newest first, and the filings that wait for a decision."""
    _readers_only(request)
    counted = ProposedList.objects.annotate(
        filings_count=Count("items", distinct=True),
        recommended_count=Count("items", filter=Q(items__outcome=Outcome.RECOMMEND), distinct=True),
        notices_count=Count("notices", distinct=True),
    )
    rows, pager = newest_first(counted, request.GET.dict())
    waiting = queries.to_decide()[:50]
    context = {
        "rows": rows,
        "pager": pager,
        "waiting": waiting,
        "may_prepare": access.runs_rounds(request.user),
        "may_countersign": access.countersigns(request.user),
        "today": timezone.localdate(clock.now()),
    }
    return render(request, "reviews/lists.html", context)


@needs(Permission.NOTICE_POST)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write the meeting's decisions down, filing by filing; the panel's figures stand beside as advice."""
    now = clock.now()
    today = timezone.localdate(now)
    filings = list(queries.to_decide()[:60])
    initial = {"title": _("%(year)s list for registration") % {"year": today.year}, "decided_on": today}
    form = ListForm(request.POST or None, filings=filings, initial=initial)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            typed = form.cleaned_data
            decisions = [
                lists.Decision(one.pk, typed[f"outcome-{one.pk}"], typed[f"reason-{one.pk}"])
                for one in filings
                if typed[f"outcome-{one.pk}"]
            ]
            try:
                listed = lists.prepare(
                    decisions, title=typed["title"], meeting_number=typed["meeting_number"],
                    decided_on=typed["decided_on"], actor=request.user, now=now,
                )  # fmt: skip
            except StepError as error:
                explain_error(request, error)
            else:
                messages.success(request, _("The list is written down. The approver countersigns it next."))
                return redirect("reviews:list", listed.pk)
        status = 422
    figures = office.values(today)
    found = queries.summaries(filing.pk for filing in filings)
    context = {
        "form": form,
        "rows": [
            (filing, outcome, reason, score(found.get(filing.pk), figures))
            for filing, outcome, reason in form.rows()
        ],
        "ranks": ranks((pk, one.mean) for pk, one in found.items())
        if len(found) >= figures["ranking_from"]
        else {},
        "pass_line": figures["pass_line"],
        "ranking_from": figures["ranking_from"],
    }
    return render(request, "reviews/list_form.html", context, status=status)


@signed_in("lists.read")
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One list: decisions and reasons; to countersign; to post, with both dates shown before."""
    return _detail(request, pk)


def _detail(request: HttpRequest, pk: int, form: PostForm | None = None, status: int = 200) -> HttpResponse:
    _readers_only(request)
    listed = get_object_or_404(ProposedList.objects.select_related("prepared_by", "countersigned_by"), pk=pk)
    now = clock.now()
    today = timezone.localdate(now)
    dates = notices.window_from(now)
    items = list(
        listed.items.select_related("filing__consortium", "filing__lead", "filing__authority").order_by("pk")
    )
    found = queries.summaries(item.filing_id for item in items)
    figures = office.values(today)
    postable = notices.postable(listed) if listed.countersigned_at else []
    user: Any = request.user
    context = {
        "list": listed,
        "rows": [(item, score(found.get(item.filing_id), figures)) for item in items],
        "notices": listed.notices.order_by("-pk"),
        "postable": postable,
        "window": window_of(
            today, dates.first_on, dates.last_on, today=today, is_provisional=dates.is_provisional
        ),
        "may_countersign": access.countersigns(user)
        and listed.countersigned_at is None
        and listed.prepared_by_id != user.pk,
        "may_post": access.runs_rounds(user) and bool(postable),
        "form": form or PostForm(initial={"title": _notice_title(listed)}),
    }
    return render(request, "reviews/list.html", context, status=status)


def _notice_title(listed: ProposedList) -> str:
    """Chinese, because the notice is; the officer may change it."""
    return listed.title if listed.title.endswith("公示") else f"关于{listed.title}的公示"


@signed_in("lists.countersign")
@require_POST
def countersign(request: HttpRequest, pk: int) -> HttpResponse:
    """The approver countersigns."""
    _readers_only(request)
    get_object_or_404(ProposedList, pk=pk)
    try:
        lists.countersign(pk, actor=request.user, now=clock.now())
    except StepError as error:
        explain_error(request, error)
    else:
        messages.success(request, _("Countersigned. The officer can post the notice."))
    return redirect("reviews:list", pk)


@needs(Permission.NOTICE_POST)
@require_POST
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """Post the notice of the chosen filings."""
    get_object_or_404(ProposedList, pk=pk)
    form = PostForm(request.POST)
    if not form.is_valid():
        return _detail(request, pk, form, status=422)
    chosen = [
        int(one)
        for one in request.POST.getlist("filing")
        if one.isascii() and one.isdigit() and len(one) < 19
    ]
    try:
        notice = notices.post_notice(
            pk, title=form.cleaned_data["title"], filing_ids=chosen, actor=request.user, now=clock.now()
        )
    except StepError as error:
        explain_error(request, error)
        return _detail(request, pk, form, status=409)
    messages.success(request, _("Posted as %(number)s.") % {"number": notice.number})
    return redirect("reviews:notice", notice.pk)
