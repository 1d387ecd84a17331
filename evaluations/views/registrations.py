"""All registrations a person may see, and one of them with everything that hangs on it."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import signed_in
from accounts.models import Authority
from accounts.roles import CITY, WATCHERS
from consortia.models import Registration
from consortia.paging import newest_first
from consortia.registration import REGISTRATION
from consortia.states import RegistrationEvent
from evaluations import access, listing, queries, renewals, sections, standing, steps
from evaluations.actions.tracking import promises_closed
from evaluations.deadlines import months_after
from evaluations.models import Difficulty, Report
from evaluations.states import DifficultyState
from filings.states import UNDER_WAY
from ledger import clock
from ledger.models import Entry
from workflow import office
from workflow.flow import Flow
from workflow.messages import reasons_of

SHOWN_TRACES = 12
OF_A_CASE = frozenset({RegistrationEvent.VACATE, RegistrationEvent.REVOKE})
"""Steps that follow from a decided case; nobody takes them on the registration's page."""


def soon(today: date) -> date:
    """The last ``valid_until`` that counts as lapsing."""
    return months_after(today, int(office.value("renewal_window_months", today)))


@signed_in("registrations.read")
@require_safe
def all_registrations(request: HttpRequest) -> HttpResponse:
    """The registrations visible to the reader, filtered, newest first."""
    user: Any = request.user
    today = timezone.localdate(clock.now())
    asked = request.GET.dict()
    until = soon(today)
    rows, pager = newest_first(listing.narrowed(queries.registrations(user), asked, today, until), asked)
    context = {
        "rows": rows,
        "pager": pager,
        "asked": asked,
        "today": today,
        "soon": until,
        "standings": listing.STANDINGS.items(),
        "in_office": access.in_office(user),
        "authorities": Authority.objects.exclude(kind=Authority.Kind.CITY).order_by("pk")
        if user.is_any(*CITY, *WATCHERS)
        else [],
    }
    return render(request, "evaluations/registrations.html", context)


def registration_of(request: HttpRequest, pk: int) -> Registration:
    """The registration, or 404 for whoever may not see it."""
    rows = queries.registrations(request.user).select_related(
        "consortium__lead", "consortium__industry", "consortium__main_track", "authority", "filing__predecessor",
        "certificate", "letter",
    )  # fmt: skip
    return get_object_or_404(rows, pk=pk)


@signed_in("registrations.read")
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One registration: who holds it, validity, projects, reports, difficulties, what other slices bring."""
    user: Any = request.user
    now = clock.now()
    today, calendar = timezone.localdate(now), office.work_calendar()
    registration = registration_of(request, pk)
    record = queries.record_of(registration)
    difficulties = list(
        Difficulty.objects.filter(registration=registration)
        .select_related("owner", "raised_by_unit")
        .order_by("-pk")
    )
    found = standing.waiting(registration, record.reports, difficulties, user)
    speaks = access.speaks_for_lead(user, registration)
    closed = promises_closed(registration)
    successors = list(registration.successors.select_related("registration").order_by("-pk"))
    again = renewals.may_reapply(queries.renewal_case(registration, today), today)
    filing = getattr(registration, "filing", None)
    registration.is_renewing = any(one.state in UNDER_WAY for one in successors)  # type: ignore[attr-defined]
    projects = list(registration.projects.order_by("closed_on", "-opened_on", "pk"))
    context = {
        "registration": registration,
        "consortium": registration.consortium,
        "today": today,
        "soon": soon(today),
        "ball": standing.ball_of(found, today, calendar),
        "steps": _panel(registration, user, now),
        "filing": filing,
        "predecessor": filing and filing.predecessor,
        "successors": successors,
        "record": record,
        "reports": [(one, standing.report_badge(one, today)) for one in record.reports],
        "difficulties": [(one, standing.difficulty_badge(one, today)) for one in difficulties],
        "open_count": sum(one.state != DifficultyState.CLOSED for one in difficulties),
        "projects": projects,
        "planned": queries.planned_projects(registration, projects),
        "milestones": list(
            registration.consortium.milestones.select_related("responsible__unit").order_by("due_on", "pk")
        ),
        "keeps_projects": access.keeps_projects(user),
        "may_raise": access.raising_unit(user, registration) is not None,
        "may_promise": speaks and not closed,
        "promises_closed": reasons_of(closed),
        "speaks": speaks,
        "again_reasons": reasons_of(again),
        "in_office": access.in_office(user),
        "sections": list(sections.of(registration, user, now)),
        "entries": _entries(registration, record.reports, difficulties),
    }
    return render(request, "evaluations/registration.html", context)


def _panel(registration: Registration, user: Any, now: Any) -> steps.Panel:
    """What can be done here and now, without what a case decides and without dates that are known."""
    flow: Flow = REGISTRATION
    found = steps.panel(flow, registration, user, now)
    hidden = {*OF_A_CASE, *((RegistrationEvent.DATE,) if registration.valid_from else ())}
    return steps.Panel(tuple(one for one in found.steps if one.event not in hidden), found.drafts)


def _entries(registration: Registration, reports: Any, difficulties: list[Difficulty]) -> list[Entry]:
    """The newest entries of the registration, its reports and its difficulties."""
    things: list[Registration | Report | Difficulty] = [registration, *reports, *difficulties]
    subjects = [one.ledger_subject for one in things]
    return list(Entry.objects.filter(subject__in=subjects).order_by("-id")[:SHOWN_TRACES])
