"""Pages for everybody: home, the register, one consortium, verification."""

from datetime import datetime
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import public
from consortia.models import Registration
from consortia.states import Origin
from filings import papers, receipts
from filings.models import Filing, Submission
from ledger import chain, clock
from portal import numbers, register
from portal.keyset import newest_first
from reviews.models import NoticeItem
from workflow import office

VERIFICATIONS_PER_MINUTE = 30
CODE_CHARACTERS = 64


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, the six steps, the numbers, the notices that run, and search."""
    now = clock.now()
    today = timezone.localdate(now)
    context = {
        "today": today,
        "numbers": numbers.numbers(today),
        "notices": numbers.current_notices(today),
        "days": office.values(today),
    }
    return render(request, "portal/home.html", context)


@public
@require_safe
def registry(request: HttpRequest) -> HttpResponse:
    """The register with its filters; what was not published is shown as not published."""
    now = clock.now()
    today = timezone.localdate(now)
    filters = register.Filters.read(request.GET)
    found = register.rows(filters, today)
    page = newest_first(found, request.GET.dict())
    soon = register.lapsing_until(today)
    context = {
        "filters": filters,
        "facets": register.facets(filters, today),
        "page": page,
        "rows": [(row, register.badge_of(row, today, soon)) for row in page.rows],
        "found_count": found.count(),
        "now": now,
    }
    return render(request, "portal/registry.html", context)


@public
@require_safe
def consortium(request: HttpRequest, pk: int) -> HttpResponse:
    """One registered consortium: validity, members as the office publishes them, the chief expert's name."""
    today = timezone.localdate(clock.now())
    found = register.with_renewals(Registration.objects.all()).select_related(
        "consortium__lead", "consortium__industry", "consortium__main_track", "authority"
    )
    registration = get_object_or_404(found, pk=pk)
    shows_members = bool(office.value("public_members", today))
    items = NoticeItem.objects.filter(filing__registration=registration).select_related("notice")
    context = {
        "registration": registration,
        "consortium": registration.consortium,
        "is_published_list": registration.origin == Origin.PUBLISHED_LIST,
        "badge": register.badge_of(registration, today, register.lapsing_until(today)),
        "validity": register.validity_of(registration, today),
        "shows_members": shows_members,
        "members": list(register.members_of(registration.consortium)) if shows_members else [],
        "chief_expert": register.chief_expert_of(registration.consortium),
        "notice_items": list(items.order_by("-notice_id")),
    }
    return render(request, "portal/consortium.html", context)


@public
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Where a code from a certificate is typed."""
    code = "".join(request.GET.get("code", "").split())[:CODE_CHARACTERS]
    error = ""
    if "code" in request.GET:
        if code.isascii() and code.isalnum():
            return redirect("portal:verify_code", code)
        if numbered := register.by_number(code):
            return render(request, "portal/verify.html", {"code": code, "numbered": numbered}, status=400)
        error = _("“%(code)s” is no verification code. It stands under the square picture.") % {"code": code}
    return render(request, "portal/verify.html", {"error": error, "code": code}, status=400 if error else 200)


@public
@require_safe
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """How the registration behind a certificate stands now: valid, lapsed, revoked, or unknown to us."""
    now = clock.now()
    if not _may_verify(request):
        return render(request, "portal/verify.html", {"is_too_fast": True, "code": code}, status=429)
    registration = register.by_verification_code(code)
    if registration is None and (submission := receipts.by_code(code)):
        return _receipt_page(request, submission, now)
    today = timezone.localdate(now)
    context = {"code": code, "is_answer": True, "registration": registration, "now": now}
    if registration:
        soon = register.lapsing_until(today)
        context["badge"] = register.badge_of(registration, today, soon)
        context["standing"] = register.standing_of(registration, today, soon)
    return render(request, "portal/verify.html", context, status=200 if registration else 404)


def _receipt_page(request: HttpRequest, submission: Submission, now: datetime) -> HttpResponse:
    """What the receipt with this code says, as it was kept; and the way to the case for whoever sees it."""
    filing = submission.filing
    user: Any = request.user
    context = {
        "submission": submission,
        "filing": filing,
        "name": submission.snapshot["consortium"]["formal_name"],
        "authority": submission.snapshot["authority"],
        "words": chain.check_words(submission.digest),
        "digest": papers.in_groups(submission.digest),
        "newer": filing.submissions.filter(version__gt=submission.version).exists(),
        "may_open": user.is_authenticated and Filing.objects.visible_to(user).filter(pk=filing.pk).exists(),
        "now": now,
    }
    return render(request, "portal/verify_receipt.html", context)


def _may_verify(request: HttpRequest) -> bool:
    """At most so many questions a minute from one address."""
    key = f"verify:{get_adapter(request).get_client_ip(request)}"
    cache.add(key, 0, timeout=60)
    try:
        return bool(cache.incr(key) <= VERIFICATIONS_PER_MINUTE)
    except ValueError:  # it ran out between the two calls
        return True
