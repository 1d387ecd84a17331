"""Reports: the list, and one report to write, to read, to take note of."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import signed_in
from consortia.paging import newest_first
from evaluations import access, queries, standing, steps
from evaluations.actions import tracking
from evaluations.actions.tracking import Content
from evaluations.flow import REPORT
from evaluations.forms_tracking import ReportForm
from evaluations.models import Report
from evaluations.states import ReportEvent, ReportState
from filings.views.steps import explain_error
from ledger import clock
from workflow.engine import NotYourStep, StepError


@signed_in("reports.read")
@require_safe
def all_reports(request: HttpRequest) -> HttpResponse:
    """The reports of registrations one may see, newest first."""
    today = timezone.localdate(clock.now())
    asked = request.GET.dict()
    rows = queries.reports(request.user)
    if asked.get("state") in ReportState.values:
        rows = rows.filter(state=asked["state"])
    if asked.get("overdue"):
        rows = rows.filter(due_on__lt=today)
    shown, pager = newest_first(rows, asked)
    context = {
        "rows": [(one, standing.report_badge(one, today)) for one in shown],
        "pager": pager,
        "asked": asked,
        "states": ReportState.choices,
        "today": today,
    }
    return render(request, "evaluations/reports.html", context)


def _report(request: HttpRequest, pk: int) -> Report:
    rows = queries.reports(request.user).select_related("document__blob", "submitted_by")
    return get_object_or_404(rows.prefetch_related("figures"), pk=pk)


@signed_in("reports.write")
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """A report as its lead writes it, or as everybody else reads it."""
    found = _report(request, pk)
    may_write = access.lead_reports(request.user, found) and found.state == ReportState.EXPECTED
    if request.method == "POST":
        if not access.lead_reports(request.user, found):
            raise Http404
        return _send(request, found)
    return _page(request, found, _form(request, found) if may_write else None)


def _form(request: HttpRequest, found: Report, *, bound: bool = False) -> ReportForm:
    consortium = found.registration.consortium
    given = (request.POST, request.FILES) if bound else ()
    return ReportForm(
        *given,
        report=found,
        indicators=queries.indicators(found.registration),
        milestones=list(consortium.milestones.filter(reached_on__isnull=True).order_by("due_on", "pk")),
        figures=queries.figures(found),
        today=timezone.localdate(clock.now()),
    )


def _send(request: HttpRequest, found: Report) -> HttpResponse:
    """Keep what was typed, and send it where that was asked; what is refused stays on the page."""
    now, form = clock.now(), _form(request, found, bound=True)
    if not form.is_ready(user=request.user, now=now):
        return _page(request, found, form, status=422)
    content = Content(form.texts(), form.figures(), form.reached(), form.cleaned_data.get("document"))
    try:
        tracking.save_report(found.pk, content, actor=request.user, now=now)
        if "send" in request.POST:
            tracking.submit_report(found.pk, actor=request.user, now=now)
    except NotYourStep:
        raise Http404 from None
    except StepError as error:
        explain_error(request, error)
        return redirect("years:report", found.pk)
    if "send" in request.POST:
        messages.success(request, _("The report is sent."))
        return redirect("years:registration", found.registration_id)
    messages.success(request, _("Kept as a draft. It is not sent yet."))
    return redirect("years:report", found.pk)


def _page(request: HttpRequest, found: Report, form: ReportForm | None, status: int = 200) -> HttpResponse:
    now = clock.now()
    today = timezone.localdate(now)
    promised = queries.indicators(found.registration)
    before = queries.last_figures((one.pk for one in promised), found)
    said = queries.figures(found)
    panel = steps.panel(REPORT, found, request.user, now)
    own = tuple(one for one in panel.steps if one.event != ReportEvent.SUBMIT)
    context = {
        "report": found,
        "registration": found.registration,
        "consortium": found.registration.consortium,
        "badge": standing.report_badge(found, today),
        "form": form,
        "rows": [
            {
                "indicator": one,
                "before": before.get(one.pk),
                "said": said.get(one.pk),
                "figure": form[f"figure_{one.pk}"] if form else None,
                "note": form[f"note_{one.pk}"] if form else None,
            }
            for one in promised
        ],
        "milestones": _milestones(found, form),
        "steps": steps.Panel(own, panel.drafts),
        "today": today,
        "is_yearly": found.kind == "yearly",
        "may_promise": not tracking.promises_closed(found.registration) if form else False,
    }
    return render(request, "evaluations/report.html", context, status=status)


def _milestones(found: Report, form: ReportForm | None) -> list[dict[str, Any]]:
    """Milestones still open with their field, and those this report or an earlier one reached."""
    rows = found.registration.consortium.milestones.select_related("responsible__unit")
    fields = {step.pk for step in form.milestones} if form else set()
    return [
        {"milestone": step, "field": form[f"reached_{step.pk}"] if form and step.pk in fields else None}
        for step in rows.order_by("due_on", "pk")
    ]
