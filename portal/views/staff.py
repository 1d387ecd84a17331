"""Accounts and roles of office: the system administrator keeps accounts, two security administrators give rights."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions, grants
from accounts.access import needs
from accounts.forms import GrantForm, InviteForm
from accounts.models import RoleGrant, RoleProposal, StaffInvitation, User
from accounts.problems import AccountProblem
from accounts.queries import holders
from accounts.roles import Permission, Role, apart
from accounts.stepup import step_up_required
from ledger import clock
from portal.keyset import newest_first
from workflow import office

SHOWN_INVITATIONS = 30


@needs(Permission.STAFF_INVITE)
@require_http_methods(["GET", "HEAD", "POST"])
def staff(request: HttpRequest) -> HttpResponse:
    """Invite officers, experts and evaluators; see who has an account, with a role or closed."""
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
    """Close the account of somebody who left; the roles end with it."""
    actor: Any = request.user
    _try(
        request,
        lambda: actions.close_account(pk, actor=actor, now=clock.now()),
        _("The account is closed; its sessions and roles have ended."),
    )
    return redirect("portal:staff")


@needs(Permission.STAFF_INVITE)
@step_up_required
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed account again, without any role."""
    actor: Any = request.user
    _try(
        request,
        lambda: actions.reopen_account(pk, actor=actor, now=clock.now()),
        _("The account is open again. It holds no role; the security administrators know."),
    )
    return redirect("portal:staff")


def _try(request: HttpRequest, act: Callable[[], object], done: str) -> None:
    """Do it and say so, or say why not."""
    try:
        act()
    except User.DoesNotExist:
        messages.error(request, _("No such account."))
    except RoleGrant.DoesNotExist:
        messages.error(request, _("No such role."))
    except RoleProposal.DoesNotExist:
        messages.error(request, _("This proposal was decided or withdrawn meanwhile."))
    except AccountProblem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, done)


def _office() -> dict[str, Any]:
    return office.values(timezone.localdate(clock.now()))


@needs(Permission.ROLE_GRANT)
@step_up_required
@require_http_methods(["GET", "HEAD", "POST"])
def roles(request: HttpRequest) -> HttpResponse:
    """Who holds which role; propose one. Never for oneself, never the second of a pair."""
    actor: Any = request.user
    figures = _office()
    asked = {name: request.GET[name] for name in ("user", "role", "authority") if request.GET.get(name)}
    form = GrantForm(request.POST or None, initial=asked)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            proposal = grants.propose_role(
                given["user"].pk,
                given["role"],
                given["authority"],
                actor=actor,
                office=figures,
                now=clock.now(),
                deputy_for=given["deputy_for"],
                expires_on=given["expires_on"],
            )
        except AccountProblem as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _proposed(proposal, figures))
            return redirect("portal:staff_roles")
    held = RoleGrant.objects.filter(ended_at__isnull=True).select_related("user", "authority", "deputy_for")
    waiting = StaffInvitation.objects.filter(
        accepted_by__isnull=False, accepted_by__is_active=True, accepted_by__role_grants__isnull=True,
        accepted_by__role_proposals__isnull=True,
    )  # fmt: skip
    context = {
        "form": form,
        "page": newest_first(held, request.GET.dict()),
        "ending": set(_open_proposals().filter(act="end").values_list("grant_id", flat=True)),
        "waiting": waiting.select_related("authority", "accepted_by").order_by("pk")[:SHOWN_INVITATIONS],
        "proposals_count": _open_proposals().count(),
        "pairs": [(one.label, other.label, reason) for one, other, reason in apart(figures)],
    }
    return render(request, "portal/staff_roles.html", context, status=400 if form.errors else 200)


@needs(Permission.ROLE_GRANT)
@step_up_required
@require_POST
def end_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose to take a role away; a second person confirms."""
    actor: Any = request.user
    _try(
        request,
        lambda: grants.propose_end(pk, actor=actor, office=_office(), now=clock.now()),
        _("The end of the role is proposed and waits for a second person."),
    )
    return redirect("portal:staff_roles")


@needs(Permission.ROLE_CONFIRM)
@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    """Roles proposed and not decided: who proposed what for whom, and what is mine to decide."""
    page = newest_first(_open_proposals(), request.GET.dict())
    context = {
        "page": page,
        "rows": list(_rows(page.rows, request.user)),
        "is_supervisor": _watches(request.user),
    }
    return render(request, "portal/staff_proposals.html", context)


@needs(Permission.ROLE_CONFIRM)
@step_up_required
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person confirms a proposal, or turns it down."""
    actor: Any = request.user
    is_confirmed = request.POST.get("verdict") == "confirm"
    _try(
        request,
        lambda: grants.decide(pk, is_confirmed=is_confirmed, actor=actor, office=_office(), now=clock.now()),
        _("Confirmed. The person signs in again.")
        if is_confirmed
        else _("Turned down. Nothing has changed."),
    )
    return redirect("portal:staff_proposals")


@needs(Permission.ROLE_GRANT)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a proposal of one's own."""
    actor: Any = request.user
    _try(request, lambda: grants.withdraw(pk, actor=actor, now=clock.now()), _("Your proposal is withdrawn."))
    return redirect("portal:staff_proposals")


def _open_proposals() -> Any:
    return RoleProposal.objects.filter(decided_at__isnull=True).select_related(
        "user", "authority", "proposed_by", "deputy_for"
    )


def _watches(user: Any) -> bool:
    return not user.is_any(Role.SECURITY_ADMIN)


def _rows(listed: list[RoleProposal], user: Any) -> Iterator[dict[str, Any]]:
    """Each proposal with who may decide it: me, another, or nobody yet."""
    figures = _office()
    security = holders(Role.SECURITY_ADMIN)
    supervisors = holders(Role.SUPERVISOR)
    for proposal in listed:
        seconds = grants.seconds_among(proposal, figures, security, supervisors)
        yield {
            "one": proposal,
            "may_decide": user.pk in seconds,
            "is_mine": proposal.proposed_by_id == user.pk,
            "nobody": not seconds,
        }


def _proposed(proposal: RoleProposal, figures: dict[str, Any]) -> str:
    if grants.seconds(proposal, figures):
        return _("Proposed for %(person)s. A second person confirms it.") % {"person": proposal.user}
    return _(
        "Proposed for %(person)s. Nobody can confirm it yet: have a second security administrator invited."
    ) % {"person": proposal.user}
