"""What is kept beside a registration: linked projects, promised figures, and applying again."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import signed_in
from consortia.access import edits_for
from consortia.models import Registration
from consortia.queries import memberships
from consortia.row_forms import row_form
from consortia.states import MembershipState
from consortia.tables import TABLES
from evaluations import access
from evaluations.actions import renewal, tracking
from evaluations.forms_tracking import CloseProjectForm, ProjectForm
from evaluations.queries import planned_projects
from filings.views.steps import explain_error, sentences
from ledger import clock
from workflow.engine import NotYourStep, StepError

from .registrations import registration_of

YUAN = 10_000
"""The plan counts in 10,000 yuan, a linked project in yuan."""
PROMISED = ("indicators", "milestones")
"""Tables that a registration may still fill in where its plan had none."""


def form_page(
    request: HttpRequest, registration: Registration, form: Form, *, heading: str, verb: str,
    errors: list[str] | None = None, note: str = "",
) -> HttpResponse:  # fmt: skip
    """One form about a registration, with what is wrong and what was typed."""
    status = 409 if errors else 422 if form.is_bound else 200
    context = {
        "registration": registration,
        "consortium": registration.consortium,
        "form": form,
        "heading": heading,
        "verb": verb,
        "errors": errors or (),
        "note": note,
    }
    return render(request, "evaluations/form.html", context, status=status)


def _filled(
    request: HttpRequest, registration: Registration, form: Form, change: Callable[[], Any], *,
    heading: str, verb: str, said: str, note: str = "",
) -> HttpResponse:  # fmt: skip
    """Show the form, or make its change; a refusal stands on the page with what was typed."""
    if request.method != "POST" or not form.is_valid():
        return form_page(request, registration, form, heading=heading, verb=verb, note=note)
    try:
        change()
    except NotYourStep:
        raise Http404 from None
    except StepError as error:
        told = sentences(error)
        return form_page(request, registration, form, heading=heading, verb=verb, errors=told, note=note)
    messages.success(request, said)
    return redirect("years:registration", registration.pk)


def _for_city(request: HttpRequest, pk: int) -> Registration:
    registration = registration_of(request, pk)
    if not access.keeps_projects(request.user):
        raise Http404
    return registration


@signed_in("projects.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def add_project(request: HttpRequest, pk: int) -> HttpResponse:
    """A city officer links a project that the consortium carries."""
    registration = _for_city(request, pk)
    form = ProjectForm(request.POST or None, initial=_of_the_plan(request, registration))
    return _filled(
        request, registration, form,
        lambda: tracking.add_project(pk, form.cleaned_data, actor=request.user, now=clock.now()),
        heading=_("Link a project"), verb=_("Link the project"), said=_("The project is linked."),
        note=_("While a project is open the consortium may not dissolve itself."),
    )  # fmt: skip


def _of_the_plan(request: HttpRequest, registration: Registration) -> dict[str, Any]:
    """What the plan says of a project that is to be linked, so that nobody types it twice; else only today."""
    row = next(
        (
            one
            for one in planned_projects(registration, registration.projects.all())
            if str(one.pk) == request.GET.get("plan")
        ),
        None,
    )
    today = timezone.localdate(clock.now())
    if row is None:
        return {"opened_on": today}
    amount = row.amount and row.amount * YUAN
    return {"number": row.number, "name": row.name, "amount": amount, "opened_on": row.opened_on or today}


@signed_in("projects.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def close_project(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A linked project has ended."""
    registration = _for_city(request, pk)
    project = get_object_or_404(registration.projects, pk=number)
    form = CloseProjectForm(request.POST or None, initial={"closed_on": timezone.localdate(clock.now())})
    return _filled(
        request, registration, form,
        lambda: tracking.close_project(
            pk, project.pk, closed_on=form.cleaned_data["closed_on"], actor=request.user, now=clock.now()
        ),
        heading=_("Close %(project)s") % {"project": project.name}, verb=_("Close the project"),
        said=_("The project is closed."),
    )  # fmt: skip


@signed_in("promises.write")
@require_http_methods(["GET", "HEAD", "POST"])
def promise(request: HttpRequest, pk: int, table: str, number: int = 0) -> HttpResponse:
    """One promised figure or milestone of a registration whose plan had none."""
    registration = _for_lead(request, pk)
    model, form_class = _table(table)
    rows: Any = model._default_manager.filter(consortium_id=registration.consortium_id)
    row = get_object_or_404(rows, pk=number) if number else None
    parties = [one for one in memberships(registration.consortium) if one.state == MembershipState.ACCEPTED]
    form: Any = form_class(request.POST or None, row=row, parties=parties)
    return _filled(
        request, registration, form,
        lambda: tracking.promise(
            pk, model, form.cleaned_data, actor=request.user, now=clock.now(), row_id=number or None
        ),
        heading=str(TABLES[table].one), verb=_("Save"),
        said=_("Saved."),
        note=_("Typed once. With the first report it stays as it is: reported and evaluated unchanged."),
    )  # fmt: skip


@signed_in("promises.write")
@require_POST
def drop_promise(request: HttpRequest, pk: int, table: str, number: int) -> HttpResponse:
    """Take a promised figure or milestone out again."""
    registration = _for_lead(request, pk)
    model, _form_class = _table(table)
    rows: Any = model._default_manager.filter(consortium_id=registration.consortium_id)
    row = get_object_or_404(rows, pk=number)
    try:
        tracking.drop_promise(pk, model, row.pk, actor=request.user, now=clock.now())
    except StepError as error:
        explain_error(request, error)
    else:
        messages.success(request, _("Taken out: %(name)s.") % {"name": row.name})
    return redirect("years:registration", pk)


def _for_lead(request: HttpRequest, pk: int) -> Registration:
    registration = registration_of(request, pk)
    if not access.speaks_for_lead(request.user, registration):
        raise Http404
    return registration


def _table(table: str) -> Any:
    if table not in PROMISED:
        raise Http404
    return TABLES[table].model, row_form(TABLES[table])


@signed_in("registrations.reapply")
@require_POST
def reapply(request: HttpRequest, pk: int) -> HttpResponse:
    """One button: a filing prefilled from the running registration."""
    registration = registration_of(request, pk)
    if not edits_for(request.user, registration.consortium.lead_id):
        raise Http404
    try:
        filing = renewal.reapply(pk, actor=request.user, now=clock.now())
    except StepError as error:
        explain_error(request, error)
        return redirect("years:registration", pk)
    messages.success(
        request,
        _("Begun as %(serial)s. Look through every part; members and people are asked anew.")
        % {"serial": filing.serial},
    )
    return redirect("filings:detail", filing.pk)
