"""Office parameters: a city officer proposes a value, the approver confirms it, every version stays listed."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import may, needs, signed_in
from accounts.roles import Permission
from ledger import clock
from portal.forms import ParameterForm
from portal.parameters import listed as shown
from portal.parameters import say
from workflow import office, settled
from workflow.models import Parameter


@signed_in("parameters.read")
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Every parameter with its value today, what is proposed, and what it was."""
    user: Any = request.user
    if not user.grants:
        raise Http404
    today = timezone.localdate(clock.now())
    waiting = Parameter.objects.filter(confirmed_at__isnull=True).select_related("proposed_by").order_by("pk")
    return render(
        request,
        "portal/cases/parameters.html",
        {
            "rows": shown(today),
            "waiting": [
                {"row": row, "value": say(office.defaults()[row.key], row.value), "label": _label(row.key)}
                for row in waiting
            ],
            "may_propose": may(user, Permission.PARAMETER_PROPOSE),
            "may_confirm": may(user, Permission.PARAMETER_CONFIRM),
        },
    )


def _label(key: str) -> str:
    item = office.defaults()[key]
    return str(item["label_en"] if get_language() == "en" else item["label"])


@needs(Permission.PARAMETER_PROPOSE)
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, key: str) -> HttpResponse:
    """A new value from a day on, with its reason."""
    if key not in office.defaults():
        raise Http404
    definition, now = office.defaults()[key], clock.now()
    today = timezone.localdate(now)
    form = ParameterForm(definition, today, request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        settled.propose(key, value=typed["value"], valid_from=typed["valid_from"], reason=typed["reason"],
                        actor=request.user, now=now)  # fmt: skip
        messages.success(request, _("Proposed. The approver confirms it."))
        return redirect("cases:parameters")
    current = next(row for row in shown(today) if row.key == key)
    return render(
        request, "portal/cases/parameter.html", {"form": form, "row": current},
        status=422 if form.errors else 200,
    )  # fmt: skip


@needs(Permission.PARAMETER_CONFIRM)
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person confirms a proposed value, or turns it down."""
    is_confirmed = request.POST.get("verdict") != "refuse"
    try:
        settled.decide(pk, is_confirmed=is_confirmed, actor=request.user, now=clock.now())
    except settled.ParameterRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request, _("The value is confirmed.") if is_confirmed else _("The proposal is turned down.")
        )
    return redirect("cases:parameters")
