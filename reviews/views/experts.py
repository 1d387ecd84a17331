"""The pool of experts: who, where employed by credit code, which field."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import needs
from accounts.roles import Permission
from consortia.paging import newest_first
from ledger import clock
from reviews import queries
from reviews.forms import ExpertForm
from reviews.models import Expert
from workflow import office


@needs(Permission.EXPERT_MANAGE)
@require_safe
def pool(request: HttpRequest) -> HttpResponse:
    """Everybody in the pool with this year's reviews."""
    today = timezone.localdate(clock.now())
    counted = queries.with_reviews_of(Expert.objects.select_related("user"), today.year)
    rows, pager = newest_first(counted, request.GET.dict())
    context = {"rows": rows, "pager": pager, "most": office.value("expert_yearly_max", today)}
    return render(request, "reviews/experts.html", context)


@needs(Permission.EXPERT_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Add somebody whom an administrator invited as an expert."""
    form = ExpertForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        expert = Expert(user=form.cleaned_data["user"])
        _write(expert, form.cleaned_data)
        messages.success(request, _("%(name)s is in the pool.") % {"name": expert})
        return redirect("reviews:experts")
    status = 422 if request.method == "POST" else 200
    return render(request, "reviews/expert_form.html", {"form": form}, status=status)


@needs(Permission.EXPERT_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Employer, former employers, field, and whether the person may be named."""
    expert = get_object_or_404(Expert.objects.select_related("user"), pk=pk)
    initial = {
        name: getattr(expert, name)
        for name in ("employer", "employer_code", "field", "specialty", "is_active")
    }
    initial["former"] = "\n".join(f"{one['code']} {one['until']}" for one in expert.former_codes)
    form = ExpertForm(request.POST or None, expert=expert, initial=initial)
    if request.method == "POST" and form.is_valid():
        _write(expert, form.cleaned_data)
        messages.success(request, _("Kept."))
        return redirect("reviews:experts")
    status = 422 if request.method == "POST" else 200
    return render(request, "reviews/expert_form.html", {"form": form, "expert": expert}, status=status)


def _write(expert: Expert, typed: dict[str, Any]) -> None:
    for name in ("employer", "employer_code", "field", "specialty", "is_active"):
        setattr(expert, name, typed[name])
    expert.former_codes = typed["former"]
    expert.save()
