"""Public notices for everybody: current and past, both dates, the text, and the way to object."""

from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import public
from consortia.glosses import glosses
from consortia.paging import newest_first
from documents import downloads
from documents.problems import FileProblem
from filings.states import FINAL, State
from filings.views.steps import explain_error
from ledger import clock
from reviews.actions import objections
from reviews.forms import ObjectionForm
from reviews.models import NoticeItem, PublicNotice
from reviews.window import Window, window_of_notice
from workflow import office
from workflow.engine import StepError

MOST_IN_AN_HOUR = 5
AN_HOUR = 3600
NOBODY = 0
"""Stands for the uploader of evidence: no account is behind it."""


@public
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The notices that run, then the past ones."""
    today = timezone.localdate(clock.now())
    counted = PublicNotice.objects.annotate(items_count=Count("items"))
    running = list(
        counted.filter(ends_on__gte=today)
        .filter(Q(items__is_current=True) | Q(successors__isnull=True))
        .distinct()
        .order_by("-pk")[:50]
    )
    rows, pager = newest_first(counted.filter(ends_on__lt=today), request.GET.dict())
    context = {
        "running": [(notice, window_of_notice(notice, today)) for notice in running[:5]],
        "also_running": running[5:],
        "rows": rows,
        "pager": pager,
    }
    return render(request, "reviews/notices.html", context)


def _notice(pk: int) -> PublicNotice:
    rows = PublicNotice.objects.select_related("supersedes", "document__blob")
    return get_object_or_404(rows, pk=pk)


def _items(notice: PublicNotice) -> list[NoticeItem]:
    return list(notice.items.select_related("filing").order_by("pk"))


def result(item: NoticeItem, window: Window) -> str:
    """What became of a listed consortium, said only after the window: fairness to the applicant."""
    if not item.is_current and item.filing.state == State.PUBLICITY:
        return _("Corrected; see the newer notice")
    if not window.is_over:
        return ""
    if item.filing.state == State.REGISTERED:
        return _("Registered")
    if item.filing.state in FINAL:
        return _("Not registered")
    return _("Being decided")


@public
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice as posted. Whether objections exist stays unsaid while the window runs."""
    notice, now = _notice(pk), clock.now()
    today = timezone.localdate(now)
    window = window_of_notice(notice, today)
    items = _items(notice)
    said = glosses(*(item.printed["track"] for item in items))
    posted_on = timezone.localdate(notice.posted_at)
    open_items = [item for item in items if _takes_objections(item, window)]
    context = {
        "notice": notice,
        "window": window,
        "rows": [(item, said[item.printed["track"]], result(item, window)) for item in items],
        "has_results": any(result(item, window) for item in items),
        "is_sample": any(item.printed.get("is_sample") for item in items),
        "open_items": open_items,
        "successors": notice.successors.order_by("pk"),
        "accept_days": office.value("objection_accept_days", posted_on),
        "reply_days": office.value("objection_reply_days", posted_on),
    }
    return render(request, "reviews/notice.html", context)


def _takes_objections(item: NoticeItem, window: Window) -> bool:
    return not window.is_over and item.is_current and item.filing.state == State.PUBLICITY


@public
@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The notice as PDF, for everybody."""
    notice = _notice(pk)
    if notice.document is None:
        raise Http404
    try:
        response = downloads.body(notice.document)
    except FileProblem as problem:
        return HttpResponse(str(problem), status=503, content_type="text/plain; charset=utf-8")
    response["Content-Type"] = notice.document.blob.content_type
    response["Content-Disposition"] = downloads.disposition(notice.document.name, is_inline=False)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "public, max-age=300"
    return response


@public
@require_http_methods(["GET", "HEAD", "POST"])
def give_objection(request: HttpRequest, pk: int) -> HttpResponse:
    """Anybody objects within the window; the receipt code follows the answer."""
    notice, now = _notice(pk), clock.now()
    window = window_of_notice(notice, timezone.localdate(now))
    items = NoticeItem.objects.filter(notice=notice, is_current=True, filing__state=State.PUBLICITY)
    if window.is_over or not items.exists():
        context = {"notice": notice, "window": window}
        return render(request, "reviews/too_late.html", context, status=409 if request.POST else 200)
    if request.method != "POST":
        initial = {"item": request.GET.get("item"), "kind": request.GET.get("kind", "person")}
        return _page(request, notice, window, ObjectionForm(items=items, initial=initial))
    form = ObjectionForm(request.POST, request.FILES, items=items)
    if not form.is_valid():
        return _page(request, notice, window, form, status=422)
    if not _within_rate(request):
        form.add_error(
            None,
            _("More than %(n)s objections came from this address within an hour. Try again later.")
            % {"n": MOST_IN_AN_HOUR},
        )
        return _page(request, notice, window, form, status=429)
    return _receive(request, notice, window, form, now)


def _receive(
    request: HttpRequest, notice: PublicNotice, window: Window, form: ObjectionForm, now: Any
) -> HttpResponse:
    sender = request.user if request.user.is_authenticated else _Nobody()
    if not form.keep_files(user=sender, now=now):
        return _page(request, notice, window, form, status=422)
    typed = form.cleaned_data
    try:
        received = objections.receive(
            typed["item"].pk, text=typed["text"], objector=form.objector, evidence=typed["evidence"] or None,
            now=clock.now(),
        )  # fmt: skip
    except StepError as error:
        explain_error(request, error)
        return _page(request, notice, window, form, status=409)
    messages.success(
        request, _("Received. Your receipt code is %(code)s; keep it.") % {"code": received.receipt_code}
    )
    return redirect("reviews:follow", received.receipt_code)


class _Nobody:
    pk = NOBODY


def _page(
    request: HttpRequest, notice: PublicNotice, window: Window, form: ObjectionForm, status: int = 200
) -> HttpResponse:
    posted_on = timezone.localdate(notice.posted_at)
    context = {
        "notice": notice,
        "window": window,
        "form": form,
        "accept_days": office.value("objection_accept_days", posted_on),
        "reply_days": office.value("objection_reply_days", posted_on),
    }
    return render(request, "reviews/object.html", context, status=status)


def _within_rate(request: HttpRequest) -> bool:
    """At most five objections an hour from one address."""
    key = f"objections:{request.META.get('REMOTE_ADDR', '')}"
    if cache.add(key, 1, AN_HOUR):
        return True
    try:
        return int(cache.incr(key)) <= MOST_IN_AN_HOUR
    except ValueError:  # it expired between the two
        cache.set(key, 1, AN_HOUR)
        return True
