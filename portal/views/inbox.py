"""Messages: what was told to the reader, newest first."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from accounts.access import signed_in
from accounts.notices import render as say
from ledger import clock
from ledger.models import Notice
from ledger.queries import unread_notices
from portal.keyset import newest_first


@signed_in("inbox.read")
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The reader's own notices, each with its link; unread ones stand out."""
    user: Any = request.user
    mine = Notice.objects.filter(user_id=user.pk)
    page = newest_first(mine, request.GET.dict())
    language = get_language() or "zh-hans"
    context = {
        "page": page,
        "rows": [(notice, say(notice, language)) for notice in page.rows],
        "unread_count": unread_notices(user.pk).count(),
    }
    return render(request, "portal/inbox.html", context)


@signed_in("inbox.read")
@require_POST
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one notice as read and go where it leads."""
    notice = Notice.objects.filter(pk=pk, user_id=request.user.pk).first()
    if notice is None:
        raise Http404
    Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=clock.now())
    is_ours = url_has_allowed_host_and_scheme(notice.path, allowed_hosts=None)
    return redirect(notice.path if notice.path and is_ours else "portal:inbox")


@signed_in("inbox.read")
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark every notice of the reader as read."""
    unread_notices(request.user.pk or 0).update(read_at=clock.now())
    return redirect("portal:inbox")
