"""The research credit record (科研信用档案): who stands in it, on what basis, and taking an entry back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import signed_in
from accounts.roles import Role
from consortia.access import represents
from consortia.models import CreditRecord
from consortia.paging import newest_first
from consortia.states import CreditSubject
from evaluations import credit
from evaluations.case_forms import WithdrawCreditForm
from filings.views.steps import sentences
from ledger import clock
from workflow.engine import NotYourStep, StepError


def _visible(user: Any) -> Any:
    rows = CreditRecord.objects.select_related("unit")
    if user.is_any(*credit.READERS):
        return rows
    return rows.filter(unit_id__in=represents(user).keys())


@signed_in("credit.read")
@require_safe
def all_records(request: HttpRequest) -> HttpResponse:
    """Entries one may read: the office all of them, a unit its own, the newest first."""
    user: Any = request.user
    asked, rows = request.GET.dict(), _visible(request.user)
    if asked.get("subject") in CreditSubject.values:
        rows = rows.filter(subject=asked["subject"])
    if asked.get("standing"):
        rows = rows.filter(withdrawn_on__isnull=True)
    shown, pager = newest_first(rows, asked)
    context = {
        "rows": shown,
        "pager": pager,
        "asked": asked,
        "subjects": CreditSubject.choices,
        "in_office": user.is_any(*credit.READERS),
        "may_withdraw": user.is_any(Role.CITY_OFFICER, Role.APPROVER),
        "today": timezone.localdate(clock.now()),
    }
    return render(request, "evaluations/credit.html", context)


@signed_in("credit.withdraw")
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody other than whoever made the entry withdraws it, with a reason; the entry stays readable."""
    user: Any = request.user
    if not user.is_any(Role.CITY_OFFICER, Role.APPROVER):
        raise Http404
    record = get_object_or_404(_visible(user), pk=pk)
    form = WithdrawCreditForm(request.POST or None)
    errors: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            credit.withdraw(pk, reason=form.cleaned_data["reason"], actor=user, now=clock.now())
        except NotYourStep:
            raise Http404 from None
        except StepError as error:
            errors = sentences(error)
        else:
            messages.success(request, _("The entry is withdrawn."))
            return redirect("years:credit")
    status = 409 if errors else 422 if form.is_bound else 200
    context = {"form": form, "record": record, "errors": errors}
    return render(request, "evaluations/withdraw_credit.html", context, status=status)
