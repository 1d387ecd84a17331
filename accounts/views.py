"""Pages of accounts that are not allauth's own: an invitation, and confirming once more."""

from typing import Any

from allauth.account.internal.flows.reauthentication import reauthenticate_by_password, resume_request
from allauth.account.utils import perform_login
from allauth.account.views import SignupView
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from django.views.i18n import set_language

from ledger import clock

from . import invitees, preferences, stepup
from .access import public, signed_in
from .actions import accept_invitation, open_invitation
from .forms import InvitationForm
from .models import User
from .problems import AccountProblem


@public
@require_http_methods(["GET", "HEAD", "POST"])
def language(request: HttpRequest) -> HttpResponse:
    """The other language, for this browser and, signed in, for the letters of the account."""
    if request.method == "POST" and request.user.is_authenticated:
        preferences.choose_language(request.user, request.POST.get("language", ""))
    return set_language(request)


class SignUp(SignupView):
    """allauth's page; whoever came by a link that still works finds the invited address filled in."""

    def get_initial(self) -> dict[str, Any]:
        initial: dict[str, Any] = super().get_initial()
        return {"email": self.invitee.email, **initial} if self.invitee else initial

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"invitee": self.invitee}

    @cached_property
    def invitee(self) -> invitees.Invitee | None:
        """Whom the link was sent to that the person goes on to after registering."""
        target = self.request.POST.get("next", "") or self.request.GET.get("next", "")
        return invitees.of(target, clock.now())


sign_up = public(SignUp.as_view())


@public
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Set a password for an invited account, then connect an authenticator."""
    now = clock.now()
    try:
        invited = open_invitation(token, now)
        if invited is None:
            raise Http404
        form = InvitationForm(request.POST or None, invited=User(email=invited.email, name=invited.name))
        if request.method == "POST" and form.is_valid():
            user = accept_invitation(token, password=form.cleaned_data["password"], now=now)
            return _enter(request, user)
    except AccountProblem as problem:
        return render(request, "accounts/invitation_over.html", {"problem": problem}, status=410)
    return render(request, "accounts/invitation.html", {"invited": invited, "form": form})


def _enter(request: HttpRequest, user: User) -> HttpResponse:
    """Sign the new account in; its password is fresh enough to connect an authenticator at once."""
    response: HttpResponse = perform_login(
        request, user, email_verification="none", redirect_url=reverse("mfa_activate_totp")
    )
    if request.user.is_authenticated:
        reauthenticate_by_password(request)
    return response


@signed_in("account.confirm")
@require_http_methods(["GET", "HEAD", "POST"])
def step_up(request: HttpRequest) -> HttpResponse:
    """The demonstration's one button in place of a password or code; elsewhere it does not exist."""
    if not settings.DEMO:
        raise Http404
    target = request.GET.get("next", "")
    if request.method == "POST":
        stepup.confirm(request)
        resumed: Any = resume_request(request) if _is_ours(target) else None
        return resumed or redirect("portal:desk")
    back = request.META.get("HTTP_REFERER", "")
    context = {
        "target": target,
        "is_file": target.startswith("/exports/"),
        "back": back if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}) else "",
    }
    return render(request, "accounts/step_up.html", context)


@signed_in("account.confirm")
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Why a signature needs a second factor, and the two ways to connect one; then back to sign."""
    if settings.DEMO:
        raise Http404
    target = request.GET.get("next", "")
    back = target if _is_ours(target) else reverse("portal:desk")
    if is_mfa_enabled(request.user, [stepup.APP, stepup.PASSKEY]):
        return redirect(back)
    if request.method == "POST":
        stepup.keep_way_back(request, back)
        return redirect("mfa_add_webauthn" if "passkey" in request.POST else "mfa_activate_totp")
    return render(request, "accounts/second_factor.html", {"back": back})


def _is_ours(target: str) -> bool:
    return bool(target) and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
