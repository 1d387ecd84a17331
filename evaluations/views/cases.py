"""Cases against units: the list, opening one, its page with facts and steps, and the bans that followed."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import signed_in
from accounts.models import User
from accounts.queries import holders
from accounts.roles import Role
from consortia.access import represents
from consortia.models import LeadBan, Registration, Unit
from consortia.paging import newest_first
from documents.actions import store_upload
from evaluations import case_access, case_reading
from evaluations.actions import cases
from evaluations.case_forms import FactsForm, NewCaseForm
from evaluations.models import Case
from evaluations.states import CaseKind, CaseState
from filings.views.steps import errors_of, explain_error, sentences
from ledger import clock
from workflow import office
from workflow.engine import NotYourStep, StepError


@signed_in("case.read")
@require_safe
def all_cases(request: HttpRequest) -> HttpResponse:
    """The cases one may see, the newest first."""
    user: Any = request.user
    today, asked = timezone.localdate(clock.now()), request.GET.dict()
    rows = case_reading.listed(user)
    if asked.get("kind") in CaseKind.values:
        rows = rows.filter(kind=asked["kind"])
    if asked.get("state") in CaseState.values:
        rows = rows.filter(state=asked["state"])
    if asked.get("mine") and user.grants:
        rows = rows.filter(owner=user)
    shown, pager = newest_first(rows, asked)
    in_office = case_access.sees_all(user)
    context = {
        "rows": [(one, case_reading.badge_of(one, today, in_office=in_office)) for one in shown],
        "pager": pager,
        "asked": asked,
        "kinds": CaseKind.choices,
        "states": CaseState.choices,
        "in_office": in_office,
        "may_open": user.is_any(Role.CITY_OFFICER),
    }
    return render(request, "evaluations/cases.html", context)


@signed_in("case.open")
@require_http_methods(["GET", "HEAD", "POST"])
def new_case(request: HttpRequest) -> HttpResponse:
    """A city officer opens a case and owns it."""
    user: Any = request.user
    if not user.is_any(Role.CITY_OFFICER):
        raise Http404
    form = NewCaseForm(request.POST or None, initial=_about(request))
    errors: list[str] = []
    if request.method == "POST" and form.is_valid() and form.unit:
        try:
            case = cases.open_by_officer(
                form.cleaned_data["kind"], unit=form.unit, registration=form.found,
                facts=form.cleaned_data["facts"], actor=user, now=clock.now(),
            )  # fmt: skip
        except StepError as error:
            errors = sentences(error)
        else:
            messages.success(request, _("Case %(number)s is open and yours.") % {"number": case.number})
            return redirect("years:case", case.pk)
    status = 409 if errors else 422 if form.is_bound else 200
    return render(request, "evaluations/new_case.html", {"form": form, "errors": errors}, status=status)


def _about(request: HttpRequest) -> dict[str, str]:
    """Unit and registration, when one comes from a registration's page."""
    asked = request.GET.get("registration", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        return {}
    found = Registration.objects.select_related("consortium__lead").filter(pk=int(asked)).first()
    if found is None or found.consortium.lead is None:
        return {}
    return {"code": found.consortium.lead.code or "", "registration": found.number or ""}


def case_of(request: HttpRequest, pk: int) -> Case:
    """The case, or 404 for whoever may not see it."""
    rows = case_reading.listed(request.user).select_related(
        "evidence", "statement_file", "notice_letter", "decision_letter", "ban", "decided_by", "looked_by",
        "evaluation",
    )  # fmt: skip
    return get_object_or_404(rows, pk=pk)


@signed_in("case.read")
@require_safe
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """One case, from its facts to its effect."""
    user: Any = request.user
    found, now = case_of(request, pk), clock.now()
    today = timezone.localdate(now)
    in_office = bool(user.grants)
    panel = case_reading.panel_of(found, user, now)
    officers = User.objects.none()
    if case_access.approver(user, found) and found.state not in cases.CLOSED:
        held = holders(Role.CITY_OFFICER)
        officers = User.objects.filter(pk__in=held).exclude(pk=found.owner_id).order_by("name", "pk")
    context = {
        "case": found,
        "badge": case_reading.badge_of(found, today, in_office=in_office),
        "ball": case_reading.ball_of(
            found, user, today, office.work_calendar(), has_draft=bool(panel.drafts)
        ),
        "facts": case_reading.facts_of(found),
        "steps": panel,
        "in_office": in_office,
        "may_write": found.state == CaseState.OPEN and case_access.is_owner(user, found),
        "officers": list(officers),
        "elsewhere": case_reading.seats_elsewhere(found, today)
        if in_office and found.kind == CaseKind.LEAD_DISQUALIFICATION
        else [],
        "entries": case_reading.entries_of(found, user),
        "today": today,
    }
    return render(request, "evaluations/case.html", context)


@signed_in("case.write")
@require_http_methods(["GET", "HEAD", "POST"])
def facts(request: HttpRequest, pk: int) -> HttpResponse:
    """The owner writes what was found, until the party is told."""
    found = case_of(request, pk)
    if found.state != CaseState.OPEN or not case_access.is_owner(request.user, found):
        raise Http404
    people = "\n".join(f"{one.get('name', '')}，{one.get('post', '')}".rstrip("，") for one in found.persons)
    initial = {
        "facts": found.facts,
        "organising_facts": found.organising_facts,
        "agreement_facts": found.agreement_facts,
        "organ": found.organ,
        "people": people,
    }
    form = FactsForm(request.POST or None, request.FILES or None, case=found, initial=initial)
    errors: list[str] = []
    if request.method == "POST" and form.is_valid():
        errors = errors_of(
            lambda: cases.write_facts(pk, _kept(form, request.user), actor=request.user, now=clock.now())
        )
        if not errors:
            messages.success(request, _("Saved."))
            return redirect("years:case", pk)
    status = 409 if errors else 422 if form.is_bound else 200
    context = {"form": form, "case": found, "errors": errors}
    return render(request, "evaluations/case_facts.html", context, status=status)


def _kept(form: FactsForm, user: Any) -> dict[str, Any]:
    fields = {key: value for key, value in form.cleaned_data.items() if key not in ("people", "evidence")}
    if "people" in form.cleaned_data:
        fields["persons"] = form.cleaned_data["people"]
    if uploaded := form.cleaned_data.get("evidence"):
        fields["evidence"] = store_upload(uploaded, uploaded_by_id=user.pk, now=clock.now())
    return fields


@signed_in("case.hand_over")
@require_POST
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """An approver gives the case to another city officer."""
    found = case_of(request, pk)
    asked = request.POST.get("owner", "")
    to = User.objects.filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 19 else None
    if to is None:
        raise Http404
    try:
        cases.hand_over(
            found.pk, to, reason=request.POST.get("reason", "")[:4000], actor=request.user, now=clock.now()
        )
    except NotYourStep:
        raise Http404 from None
    except StepError as error:
        explain_error(request, error)
    else:
        messages.success(request, _("Handed over to %(name)s.") % {"name": to})
    return redirect("years:case", pk)


@signed_in("ban.read")
@require_safe
def bans(request: HttpRequest) -> HttpResponse:
    """Bans from leading and from the core layer, past and present: officers all of them, a unit its own."""
    user: Any = request.user
    rows = LeadBan.objects.select_related("case")
    in_office = case_access.sees_all(user)
    if not in_office:
        codes = Unit.objects.filter(pk__in=represents(user).keys(), code__isnull=False).values("code")
        rows = rows.filter(code__in=codes)
    asked, today = request.GET.dict(), timezone.localdate(clock.now())
    if asked.get("now"):
        rows = rows.filter(from_on__lte=today, until_on__gt=today, lifted_on__isnull=True)
    shown, pager = newest_first(rows, asked)
    context = {"rows": shown, "pager": pager, "asked": asked, "today": today, "in_office": in_office}
    return render(request, "evaluations/bans.html", context)
