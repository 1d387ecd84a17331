"""Naming a deputy before one is away."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import signed_in
from accounts.deputies import DeputyRefused, end_deputy, may_be_deputised, name_deputy
from accounts.models import RoleGrant
from ledger import clock
from portal.forms import DeputyForm
from portal.keyset import number


@signed_in("desk.deputy")
@require_http_methods(["GET", "HEAD", "POST"])
def deputy(request: HttpRequest) -> HttpResponse:
    """Who stands in for the reader, and a form to name somebody."""
    user: Any = request.user
    own = next((grant for grant in user.grants if may_be_deputised(grant)), None)
    if own is None:
        raise Http404
    form = DeputyForm(request.POST if request.method == "POST" and "end" not in request.POST else None)
    if request.method == "POST":
        if key := number(request.POST.get("end")):
            end_deputy(key, actor=user, now=clock.now())
            messages.success(request, _("The deputy's office has ended."))
            return redirect("cases:deputy")
        if form.is_valid():
            try:
                name_deputy(own, actor=user, now=clock.now(), **form.cleaned_data)
            except DeputyRefused as refused:
                form.add_error("email", str(refused))
            else:
                messages.success(request, _("The deputy is named and may act at once."))
                return redirect("cases:deputy")
    named = RoleGrant.objects.filter(deputy_for=user, ended_at__isnull=True).select_related(
        "user", "authority"
    )
    context = {"form": form, "own": own, "named": named}
    return render(request, "portal/cases/deputy.html", context, status=422 if form.errors else 200)
