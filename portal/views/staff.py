"""Accounts and roles of office: the system administrator invites, the security administrator grants and ends."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions
from accounts.access import needs
from accounts.forms import GrantForm, InviteForm
from accounts.models import RoleGrant, StaffInvitation, User
from accounts.problems import AccountProblem
from accounts.roles import NEVER_TOGETHER, Permission
from accounts.stepup import step_up_required
from ledger import clock
from portal.keyset import newest_first

SHOWN_INVITATIONS = 30


@needs(Permission.STAFF_INVITE)
@require_http_methods(["GET", "HEAD", "POST"])
def staff(request: HttpRequest) -> HttpResponse:
    """Invite officers, experts and evaluators; see who has an account."""
    actor: Any = request.user
    now = clock.now()
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.invite_staff(**form.cleaned_data, actor=actor, now=now)
        except AccountProblem as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("The invitation is on its way to %(email)s.") % form.cleaned_data)
            return redirect("portal:staff")
    waiting = StaffInvitation.objects.filter(accepted_at__isnull=True).select_related("authority")
    people = User.objects.filter(role_grants__isnull=False).distinct()
    page = newest_first(people.prefetch_related("role_grants__authority"), request.GET.dict())
    context = {"form": form, "waiting": waiting.order_by("-pk")[:SHOWN_INVITATIONS], "page": page, "now": now}
    return render(request, "portal/staff.html", context, status=400 if form.errors else 200)


@needs(Permission.STAFF_INVITE)
@step_up_required
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the account of somebody who left."""
    actor: Any = request.user
    try:
        actions.close_account(pk, actor=actor, now=clock.now())
    except User.DoesNotExist:
        messages.error(request, _("No such account."))
    except AccountProblem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("The account is closed; its sessions have ended."))
    return redirect("portal:staff")


@needs(Permission.ROLE_GRANT)
@step_up_required
@require_http_methods(["GET", "HEAD", "POST"])
def roles(request: HttpRequest) -> HttpResponse:
    """Who holds which role; grant one. Never to oneself, never the second of a pair."""
    actor: Any = request.user
    asked = {name: request.GET[name] for name in ("user", "role", "authority") if request.GET.get(name)}
    form = GrantForm(request.POST or None, initial=asked)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.grant_role(
                given["user"].pk,
                given["role"],
                given["authority"],
                actor=actor,
                now=clock.now(),
                deputy_for=given["deputy_for"],
                expires_on=given["expires_on"],
            )
        except AccountProblem as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(
                request, _("Granted. %(person)s signs in again to use it.") % {"person": given["user"]}
            )
            return redirect("portal:staff_roles")
    grants = RoleGrant.objects.filter(ended_at__isnull=True).select_related("user", "authority", "deputy_for")
    waiting = StaffInvitation.objects.filter(
        accepted_by__isnull=False, accepted_by__is_active=True, accepted_by__role_grants__isnull=True
    )
    context = {
        "form": form,
        "page": newest_first(grants, request.GET.dict()),
        "waiting": waiting.select_related("authority", "accepted_by").order_by("pk")[:SHOWN_INVITATIONS],
        "pairs": [(one.label, other.label, reason) for one, other, reason in NEVER_TOGETHER],
    }
    return render(request, "portal/staff_roles.html", context, status=400 if form.errors else 200)


@needs(Permission.ROLE_GRANT)
@step_up_required
@require_POST
def end_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a role away; the person's sessions end."""
    actor: Any = request.user
    try:
        actions.end_role(pk, actor=actor, now=clock.now())
    except RoleGrant.DoesNotExist:
        messages.error(request, _("No such role."))
    except AccountProblem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("The role has ended."))
    return redirect("portal:staff_roles")
