"""What a person chooses for oneself: light or dark, which letters, which filters to keep."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import preferences
from accounts.access import public, signed_in
from accounts.models import SavedFilter, Theme
from ledger import clock
from portal import filters

MOST_FILTERS = 20
"""So many filters a person keeps for one list."""
A_YEAR = 365 * 24 * 3600


@public
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark or automatic, for this browser and, signed in, for the account."""
    chosen = request.POST.get("theme", "")
    response = redirect(_next(request))
    if chosen not in Theme.values:
        return response
    if request.user.is_authenticated:
        preferences.choose_theme(request.user, chosen)
    response.set_cookie(
        settings.THEME_COOKIE_NAME,
        chosen,
        max_age=A_YEAR,
        samesite="Lax",
        secure=request.is_secure(),
        httponly=True,
    )
    return response


def _next(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})
    return target if target and is_ours else "/"


class NoticesForm(forms.Form):
    """One choice for each group that may be muted."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, group in preferences.GROUPS.items():
            if not group.is_statutory:
                self.fields[key] = forms.ChoiceField(
                    label=group.label,
                    help_text=group.about,
                    choices=preferences.Channel.choices,
                    widget=forms.RadioSelect,
                )


@signed_in("preferences.change")
@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: HttpRequest) -> HttpResponse:
    """How each group of messages reaches the reader by e-mail, and which cannot be muted and why."""
    form = NoticesForm(request.POST or None, initial=preferences.chosen_by(request.user))
    if request.method == "POST" and form.is_valid():
        preferences.choose(request.user, form.cleaned_data)
        messages.success(request, _("Kept. It holds for messages from now on."))
        return redirect("portal:notice_preferences")
    context = {
        "form": form,
        "statutory": [group for group in preferences.GROUPS.values() if group.is_statutory],
    }
    return render(request, "portal/notice_preferences.html", context, status=400 if form.errors else 200)


@signed_in("preferences.change")
@require_POST
def save_filter(request: HttpRequest, listing: str) -> HttpResponse:
    """Keep the present filter of a list under a name; the same name replaces the older one."""
    user: Any = request.user
    if listing not in filters.FORMS:
        raise Http404
    query = filters.canonical(listing, request.POST.get("query", ""))
    name = " ".join(request.POST.get("name", "").replace("\0", "").split())[:40]
    page = reverse(filters.ADDRESSES[listing])
    if query is None or not name:
        messages.error(request, _("Nothing was kept: a filter needs a name and at least one valid value."))
        return redirect(page)
    mine = SavedFilter.objects.filter(user=user, listing=listing)
    if mine.exclude(name=name).count() >= MOST_FILTERS:
        messages.error(request, _("You keep %(n)s filters here. Delete one first.") % {"n": MOST_FILTERS})
        return redirect(f"{page}?{query}")
    try:
        with transaction.atomic():
            SavedFilter.objects.update_or_create(
                user=user,
                listing=listing,
                name=name,
                defaults={"query": query},
                create_defaults={"query": query, "created_at": clock.now()},
            )
    except IntegrityError:  # the same name from two windows at once
        mine.filter(name=name).update(query=query)
    messages.success(request, _("Kept as “%(name)s”. Only you see it.") % {"name": name})
    return redirect(f"{page}?{query}")


@signed_in("preferences.change")
@require_POST
def delete_filter(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete one of one's own filters."""
    kept = get_object_or_404(SavedFilter, pk=pk, user=request.user)
    kept.delete()
    return redirect(filters.ADDRESSES.get(kept.listing, "portal:desk"))
