"""The officer's queue of unit claims: the licence beside, one click to confirm."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import needs
from accounts.roles import Permission
from consortia import claims, codes
from consortia.access import claims_for
from consortia.forms import ReasonForm
from consortia.models import Representative, UnitClaim
from consortia.paging import newest_first
from consortia.states import ClaimState
from ledger import clock
from workflow.engine import StepError

from .units import tell_refusals


@needs(Permission.CLAIM_JUDGE)
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Claims to judge: the own district's, for the city those of units elsewhere."""
    waiting = UnitClaim.objects.filter(claims_for(request.user), state=ClaimState.WAITING)
    rows, pager = newest_first(waiting.select_related("unit", "authority", "user"), request.GET.dict())
    context = {"rows": rows, "pager": pager, "today": timezone.localdate(clock.now())}
    return render(request, "consortia/claims.html", context)


@needs(Permission.CLAIM_JUDGE)
@require_GET
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """One claim with its papers beside it."""
    return _page(request, _own(request, pk), ReasonForm())


def _own(request: HttpRequest, pk: int) -> UnitClaim:
    rows = UnitClaim.objects.filter(claims_for(request.user)).select_related(
        "unit", "authority", "user", "licence__blob", "authorisation__blob"
    )
    return get_object_or_404(rows, pk=pk)


def _page(request: HttpRequest, claim: UnitClaim, form: ReasonForm) -> HttpResponse:
    managers = Representative.objects.filter(unit=claim.unit, kind="manager", ended_at__isnull=True)
    context = {
        "claim": claim,
        "form": form,
        "is_waiting": claim.state == ClaimState.WAITING,
        "managers": list(managers.select_related("user")),
        "is_code_local": codes.is_issued_in_qingdao(claim.unit.code) if claim.unit.code else None,
    }
    return render(request, "consortia/claim_judge.html", context)


@needs(Permission.CLAIM_JUDGE)
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """One click: the claimant manages and edits for the unit from now on."""
    claim = _own(request, pk)
    try:
        claims.confirm(claim.pk, actor=request.user, now=clock.now())
    except StepError as error:
        tell_refusals(request, error)
    else:
        messages.success(
            request,
            _("%(person)s now acts for %(unit)s.") % {"person": claim.user, "unit": claim.unit},
        )
    return redirect("consortia:claims")


@needs(Permission.CLAIM_JUDGE)
@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Refused with a reason that the claimant reads."""
    claim = _own(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, claim, form)
    try:
        claims.refuse(claim.pk, actor=request.user, now=clock.now(), reason=form.cleaned_data["reason"])
    except StepError as error:
        tell_refusals(request, error)
    else:
        messages.success(request, _("Refused; %(person)s reads the reason.") % {"person": claim.user})
    return redirect("consortia:claims")
