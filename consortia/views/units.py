"""A person's units and the colleagues in them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import public, signed_in
from consortia import claims
from consortia.access import manages, represents, signs_for
from consortia.forms import ClaimForm, CodeForm, ColleagueForm, HandoverForm, RoleForm
from consortia.models import Representative, Unit, UnitClaim, UnitInvitation
from consortia.states import ClaimState, RepresentativeKind
from ledger import clock
from ledger.models import Entry
from workflow.engine import StepError, StepRefused
from workflow.messages import explain


def tell_refusals(request: HttpRequest, error: StepError) -> None:
    """The reasons of a refused step at the top of the next page."""
    if isinstance(error, StepRefused):
        for refusal in error.refusals:
            told = explain(refusal)
            messages.error(request, f"{told.text} {told.fix}")
    else:
        messages.error(request, _("This has been settled meanwhile, or belongs to somebody else."))


@signed_in("units.read")
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """My units with my roles in them, and claims on their way."""
    user: Any = request.user
    held = represents(user)
    units = Unit.objects.filter(pk__in=held).select_related("authority").order_by("name")
    labels = dict(RepresentativeKind.choices)
    rows = [
        {
            "unit": unit,
            "roles": [labels[kind] for kind in RepresentativeKind.values if kind in held[unit.pk]],
            "is_managed": RepresentativeKind.MANAGER in held[unit.pk],
            "is_seat_open": bool(unit.code) and unit.is_seat_open,
        }
        for unit in units
    ]
    own = list(
        UnitClaim.objects.filter(user=user, state__in=[ClaimState.WAITING, ClaimState.REFUSED])
        .select_related("unit", "authority")
        .order_by("-id")[:20]
    )
    return render(request, "consortia/units.html", {"rows": rows, "claims": _with_reasons(own)})


def _with_reasons(own: list[UnitClaim]) -> list[dict[str, Any]]:
    subjects = [claim.ledger_subject for claim in own]
    refusals = Entry.objects.filter(subject__in=subjects, kind="claim.refuse")
    reasons = {entry.subject: entry.payload.get("reason", "") for entry in refusals}
    return [{"claim": claim, "reason": reasons.get(claim.ledger_subject, "")} for claim in own]


@signed_in("units.claim")
@require_http_methods(["GET", "POST"])
def claim(request: HttpRequest) -> HttpResponse:
    """First the code, then what is not known yet, with licence and authorisation."""
    if request.method == "GET" and "code" not in request.GET:
        return render(request, "consortia/claim_code.html", {"form": CodeForm()})
    code_form = CodeForm(request.GET if request.method == "GET" else request.POST)
    if not code_form.is_valid():
        return render(request, "consortia/claim_code.html", {"form": code_form})
    code = code_form.cleaned_data["code"]
    unit = claims.find_unit(code)
    if request.method == "GET":
        return _claim_page(request, ClaimForm(unit=unit, code=code), unit, code)
    now = clock.now()
    form = ClaimForm(request.POST, request.FILES, unit=unit, code=code)
    if not (form.is_valid() and form.keep_files(user=request.user, now=now)):
        return _claim_page(request, form, unit, code)
    typed = form.cleaned_data
    try:
        made = claims.claim(
            user=request.user,
            unit=unit or claims.unit_of_code(code, form.unit_fields()),
            licence=typed["licence"],
            authorisation=typed["authorisation"],
            note=typed["note"],
            now=now,
            place=form.place(),
        )
    except StepError as error:
        tell_refusals(request, error)
        return redirect("consortia:units")
    messages.success(request, _("Sent: your claim of %(unit)s.") % {"unit": made.unit})
    return redirect("consortia:units")


def _claim_page(request: HttpRequest, form: ClaimForm, unit: Unit | None, code: str) -> HttpResponse:
    others = Representative.objects.filter(unit=unit, ended_at__isnull=True).exclude(user_id=request.user.pk)
    has_people = bool(unit) and others.exists()
    context = {"form": form, "unit": unit, "code": code, "has_people": has_people}
    return render(request, "consortia/claim.html", context)


@signed_in("units.claim")
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The claimant takes a waiting claim back."""
    own = get_object_or_404(UnitClaim, pk=pk, user=request.user)
    try:
        claims.take_back(own.pk, actor=request.user, now=clock.now())
    except StepError as error:
        tell_refusals(request, error)
    return redirect("consortia:units")


def _my_unit(request: HttpRequest, pk: int) -> Unit:
    """A unit the person acts for; a stranger's meets 404."""
    unit = Unit.objects.filter(pk=pk, pk__in=represents(request.user)).select_related("authority").first()
    if unit is None:
        raise Http404
    return unit


@signed_in("units.read")
@require_http_methods(["GET", "POST"])
def colleagues(request: HttpRequest, pk: int) -> HttpResponse:
    """Who acts for the unit; its manager adds people by e-mail."""
    unit = _my_unit(request, pk)
    is_manager, back = manages(request.user, unit.pk), _way_back(request)
    form = ColleagueForm(request.POST or None, initial={"kind": request.GET.get("kind", "")})
    if request.method == "POST" and form.is_valid():
        try:
            made = claims.invite_colleague(unit.pk, **form.cleaned_data, actor=request.user, now=clock.now())
        except StepError as error:
            tell_refusals(request, error)
        else:
            messages.success(request, _("The link was sent to %(address)s.") % {"address": made.email})
        return redirect(back or reverse("consortia:colleagues", args=[unit.pk]))
    context = {"form": form, "signs": signs_for(request.user, unit.pk), "back": back}
    people = _people(unit, is_manager, request.user)
    context["has_signatory"] = any(held.kind == RepresentativeKind.SIGNATORY for held in people["people"])
    return render(request, "consortia/colleagues.html", {**people, **context})


def _way_back(request: HttpRequest) -> str:
    """The page of this site that sent the person here, if it said so."""
    back = request.POST.get("back", "") or request.GET.get("back", "")
    is_ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if is_ours else ""


def _people(unit: Unit, is_manager: bool, user: Any) -> dict[str, Any]:
    held = Representative.objects.filter(unit=unit, ended_at__isnull=True).select_related("user")
    asked = UnitInvitation.objects.filter(unit=unit, accepted_at__isnull=True, expires_at__gt=clock.now())
    waiting = UnitClaim.objects.filter(unit=unit, state=ClaimState.WAITING).select_related(
        "user", "licence__blob", "authorisation__blob"
    )
    return {
        "unit": unit,
        "is_manager": is_manager,
        "people": list(held.order_by("user__name", "id")),
        "invitations": list(asked.select_related("hands_over__user").order_by("-id")) if is_manager else [],
        "claims": list(waiting.exclude(user=user).order_by("id")) if is_manager else [],
        "role_form": RoleForm(),
    }


@signed_in("units.manage")
@require_POST
def become_signatory(request: HttpRequest, pk: int) -> HttpResponse:
    """The manager signs for the unit too."""
    unit = _my_unit(request, pk)
    try:
        claims.make_own_signatory(unit.pk, actor=request.user, now=clock.now())
    except StepError as error:
        tell_refusals(request, error)
    else:
        messages.success(request, _("You now sign for %(unit)s.") % {"unit": unit})
    return redirect(_way_back(request) or reverse("consortia:colleagues", args=[unit.pk]))


@signed_in("units.manage")
@require_POST
def sign_jointly(request: HttpRequest, pk: int) -> HttpResponse:
    """The manager says whether two signatories sign together."""
    unit = _my_unit(request, pk)
    two = "two" in request.POST
    try:
        claims.sign_jointly(unit.pk, two=two, actor=request.user, now=clock.now())
    except StepError as error:
        tell_refusals(request, error)
    else:
        messages.success(
            request, _("Two signatories sign together.") if two else _("One signatory is enough.")
        )
    return redirect("consortia:colleagues", unit.pk)


@signed_in("units.manage")
@require_POST
def end_role(request: HttpRequest, pk: int) -> HttpResponse:
    """The manager ends a colleague's role."""
    held = get_object_or_404(Representative, pk=pk, unit_id__in=represents(request.user))
    try:
        claims.end_role(held.pk, actor=request.user, now=clock.now())
    except StepError as error:
        tell_refusals(request, error)
    return redirect("consortia:colleagues", held.unit_id)


@signed_in("units.read")
@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own role, or as manager anybody's, goes to a colleague who accepts it."""
    user: Any = request.user
    held = get_object_or_404(
        Representative.objects.select_related("unit", "user"), pk=pk, unit_id__in=represents(user),
        ended_at__isnull=True,
    )  # fmt: skip
    if held.user_id != user.pk and not manages(user, held.unit_id):
        raise Http404
    form = HandoverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = claims.hand_over(held.pk, **form.cleaned_data, actor=user, now=clock.now())
        except StepError as error:
            tell_refusals(request, error)
        else:
            messages.success(request, _("The link was sent to %(address)s.") % {"address": made.email})
            return redirect("consortia:colleagues", held.unit_id)
    return render(request, "consortia/hand_over.html", {"held": held, "unit": held.unit, "form": form})


@signed_in("units.manage")
@require_POST
def admit(request: HttpRequest, pk: int) -> HttpResponse:
    """The manager lets in somebody who claimed the unit, in a role of the manager's choice."""
    waiting = get_object_or_404(UnitClaim, pk=pk, unit_id__in=represents(request.user))
    form = RoleForm(request.POST)
    if form.is_valid():
        try:
            claims.confirm(
                waiting.pk, actor=request.user, now=clock.now(), kinds=(form.cleaned_data["kind"],)
            )
        except StepError as error:
            tell_refusals(request, error)
        else:
            messages.success(request, _("Added: %(person)s.") % {"person": waiting.user})
    return redirect("consortia:colleagues", waiting.unit_id)


@public
@require_http_methods(["GET", "POST"])
def colleague(request: HttpRequest, token: str) -> HttpResponse:
    """A colleague's link: says what it gives before sign-in, and gives it on a click."""
    sent = UnitInvitation.objects.select_related("unit", "invited_by", "hands_over__user")
    found = get_object_or_404(sent, token=token)
    now = clock.now()
    if request.method == "POST" and request.user.is_authenticated:
        try:
            unit = claims.accept_colleague(token, user=request.user, now=now)
        except StepError as error:
            tell_refusals(request, error)
            return redirect("consortia:colleague", token)
        messages.success(request, _("You now act for %(unit)s.") % {"unit": unit})
        return redirect("consortia:units")
    context = {
        "invitation": found,
        "is_open": found.accepted_at is None and found.expires_at > now,
        "is_expired": found.accepted_at is None and found.expires_at <= now,
    }
    return render(request, "consortia/colleague.html", context)
