"""Campaigns on the city's desk: the list, a new one over chosen registrations, board, evaluators, letter."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import needs, signed_in
from accounts.models import StaffInvitation
from accounts.problems import AccountProblem
from accounts.roles import Permission, Role
from consortia.paging import newest_first
from evaluations import campaign_access as access
from evaluations import campaign_papers, campaign_rows, steps
from evaluations import campaign_queries as queries
from evaluations.actions import campaigns, evaluators
from evaluations.campaign_forms import CampaignForm, InviteForm, SeatForm, notes_of
from evaluations.flow_campaigns import CAMPAIGN
from evaluations.models import Campaign, CampaignSeat
from evaluations.states import CampaignState, EvaluationState, Evaluators
from filings.views.steps import explain_error
from ledger import clock
from reviews import rules
from reviews.models import Expert
from workflow import office
from workflow.engine import StepError

LETTERS = {
    "pdf": (campaign_papers.notice_pdf, "application/pdf"),
    "docx": (
        campaign_papers.notice_docx,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
}


def _campaign(request: HttpRequest, pk: int) -> Campaign:
    """The campaign for the office and its watchers; 404 for others."""
    if not access.reads_campaigns(request.user):
        raise Http404
    return get_object_or_404(Campaign, pk=pk)


@signed_in("campaigns.read")
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The campaigns, newest first."""
    if not access.reads_campaigns(request.user):
        raise Http404
    under_way = Q(evaluations__state__in=queries.UNDER_WAY)
    counted = Campaign.objects.annotate(
        evaluations_count=Count("evaluations"),
        running_count=Count("evaluations", filter=under_way),
        decided_count=Count("evaluations", filter=Q(evaluations__state=EvaluationState.DECIDED)),
    )
    rows, pager = newest_first(counted, request.GET.dict())
    context = {"rows": rows, "pager": pager, "may_open": access.runs_campaigns(request.user)}
    return render(request, "evaluations/campaigns.html", context)


@needs(Permission.ROUND_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Choose registrations, say who evaluates and until when; all are opened or none."""
    now = clock.now()
    today = timezone.localdate(now)
    form = CampaignForm(
        request.POST or None, initial={"evaluators": Evaluators.PANEL, "title": _title(today.year)}
    )
    status, asked = 200, None
    if request.method == "POST":
        asked = {int(pk) for pk in request.POST.getlist("registration") if pk.isdecimal() and len(pk) < 19}
        status = 422
        if form.is_valid():
            visible = queries.in_force(today).filter(pk__in=asked).values_list("pk", flat=True)
            try:
                opened = campaigns.open_campaign(visible, actor=request.user, now=now, **form.cleaned_data)
            except StepError as error:
                explain_error(request, error)
                status = 409
            else:
                messages.success(
                    request, _("The campaign is open. Every lead has been told. Name the evaluators next.")
                )
                return redirect("years:campaign", opened.pk)
    rows = campaign_rows.choices(queries.in_force(today)[:300], today, office.values(today), asked)
    return render(request, "evaluations/campaign_new.html", {"form": form, "rows": rows}, status=status)


def _title(year: int) -> str:
    return f"{year}年度创新联合体绩效评价"


@signed_in("campaigns.read")
@require_safe
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """Every registration of the campaign: where it stands, how many sheets are sealed, what came of it."""
    campaign = _campaign(request, pk)
    now = clock.now()
    today = timezone.localdate(now)
    done = queries.progress(campaign)
    rows = campaign.evaluations.select_related("registration__consortium__lead").order_by("pk")
    context = {
        "campaign": campaign,
        "rows": [
            (
                one,
                campaign_rows.state_badge(one, today),
                done[one.pk],
                campaign_rows.grade_badge(one.grade or one.proposed_grade),
            )
            for one in rows
        ],
        "seats": campaign.seats.filter(removed_at__isnull=True).select_related("user").order_by("pk"),
        "quorum": campaign.scheme.get("quorum"),
        "notes": notes_of(campaign),
        "dimensions": campaign_rows.sheet_rows(_Blank(), campaign.scheme),
        "steps": steps.panel(CAMPAIGN, campaign, request.user, now),
        "may_manage": access.runs_campaigns(request.user) and campaign.state == CampaignState.OPEN,
    }
    return render(request, "evaluations/campaign.html", context)


class _Blank:
    """A sheet on which nothing stands: the scheme alone is shown."""

    items: dict[str, Any] = {}


@needs(Permission.ROUND_MANAGE)
@require_safe
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """Who judges, who may be named, and who is refused with the reason."""
    return _people(request, _campaign(request, pk))


def _people(
    request: HttpRequest,
    campaign: Campaign,
    *,
    seat_form: SeatForm | None = None,
    invite_form: InviteForm | None = None,
    status: int = 200,
) -> HttpResponse:
    today = timezone.localdate(clock.now())
    seats = list(campaign.seats.filter(removed_at__isnull=True).select_related("user").order_by("pk"))
    seated = [seat.user_id for seat in seats]
    is_panel = campaign.evaluators == Evaluators.PANEL
    free, refused = _pool(campaign, seated, today) if is_panel else ([], [])
    waiting = StaffInvitation.objects.filter(
        role=Role.EVALUATOR, accepted_at__isnull=True, expires_at__gt=clock.now()
    )
    context = {
        "campaign": campaign,
        "seats": seats,
        "free": free,
        "refused": refused,
        "is_panel": is_panel,
        "is_open": campaign.state == CampaignState.OPEN,
        "today": today,
        "waiting": [] if is_panel else list(waiting.order_by("pk")[:50]),
        "seat_form": seat_form or SeatForm(seated=seated, initial={"expires_on": campaign.evidence_until}),
        "invite_form": invite_form or InviteForm(),
    }
    return render(request, "evaluations/campaign_people.html", context, status=status)


def _pool(campaign: Campaign, seated: list[int], today: Any) -> tuple[list[Any], list[Any]]:
    """Experts who may be named, with what stays closed to them, and experts refused everywhere."""
    registrations = {
        one.registration_id: one.registration
        for one in campaign.evaluations.filter(state__in=queries.UNDER_WAY).select_related(
            "registration__consortium"
        )
    }
    facts = queries.registration_facts(registrations.values())
    experts = list(
        Expert.objects.filter(is_active=True)
        .exclude(user_id__in=seated)
        .select_related("user")
        .order_by("field", "pk")[:300]
    )
    known = queries.person_facts([one.user_id for one in experts], today)
    free, refused = [], []
    for expert in experts:
        against = {
            pk: reasons
            for pk, one in facts.items()
            if (reasons := rules.must_recuse(known[expert.user_id], one, today))
        }
        if facts and len(against) == len(facts):
            refused.append((expert, next(iter(against.values()))))
        else:
            free.append((expert, [str(registrations[pk].consortium) for pk in against]))
    return free, refused


@needs(Permission.ROUND_MANAGE)
@require_POST
def name_expert(request: HttpRequest, pk: int) -> HttpResponse:
    """Name one expert; a conflict refuses, with the reason."""
    campaign = _campaign(request, pk)
    key = request.POST.get("expert", "")
    expert = get_object_or_404(
        Expert.objects.select_related("user"), pk=int(key) if key.isdecimal() and len(key) < 19 else 0
    )
    try:
        evaluators.name_expert(campaign.pk, expert, actor=request.user, now=clock.now())
    except StepError as error:
        explain_error(request, error)
    else:
        messages.success(request, _("%(name)s is an evaluator now and has been told.") % {"name": expert})
    return redirect("years:campaign_people", pk)


@needs(Permission.ROUND_MANAGE)
@require_POST
def seat(request: HttpRequest, pk: int) -> HttpResponse:
    """Give somebody of the agency a seat until a day."""
    campaign = _campaign(request, pk)
    form = SeatForm(request.POST)
    if not form.is_valid():
        return _people(request, campaign, seat_form=form, status=422)
    typed = form.cleaned_data
    try:
        evaluators.name_agency_person(
            campaign.pk, typed["user"], expires_on=typed["expires_on"], actor=request.user, now=clock.now()
        )
    except StepError as error:
        explain_error(request, error)
    else:
        messages.success(
            request, _("%(name)s is an evaluator now and has been told.") % {"name": typed["user"]}
        )
    return redirect("years:campaign_people", pk)


@needs(Permission.ROUND_MANAGE)
@require_POST
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite somebody of the agency; two security administrators then give the role."""
    campaign = _campaign(request, pk)
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _people(request, campaign, invite_form=form, status=422)
    try:
        evaluators.invite_agency_person(campaign.pk, actor=request.user, now=clock.now(), **form.cleaned_data)
    except StepError as error:
        explain_error(request, error)
    except AccountProblem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("The invitation is on its way."))
    return redirect("years:campaign_people", pk)


@needs(Permission.ROUND_MANAGE)
@require_POST
def remove(request: HttpRequest, pk: int, seat: int) -> HttpResponse:
    """Take an evaluator off, with a reason."""
    get_object_or_404(CampaignSeat, pk=seat, campaign_id=pk, removed_at__isnull=True)
    try:
        evaluators.remove_evaluator(
            seat, reason=request.POST.get("reason", "")[:300], actor=request.user, now=clock.now()
        )
    except StepError as error:
        explain_error(request, error)
    else:
        messages.success(request, _("Taken off. Sheets are set aside with the seat."))
    return redirect("years:campaign_people", pk)


@signed_in("campaigns.read")
@require_safe
def letter(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The letter that announces the campaign: PDF to read, DOCX for the office's document system."""
    campaign = _campaign(request, pk)
    make, content_type = LETTERS[kind]
    response = HttpResponse(make(campaign), content_type=content_type)
    name = f"绩效评价通知 {campaign.title}.{kind}"
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response
