"""One evaluation for the office, the district and the lead: figures, evidence, proposal, reply, decision."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import needs, signed_in
from accounts.roles import Permission
from evaluations import campaign_access as access
from evaluations import campaign_queries as queries
from evaluations import campaign_rows, scheme, steps
from evaluations.actions import campaigns
from evaluations.campaign_forms import AnswerForm, EvidenceForm, ReadyForm, item_name
from evaluations.flow_campaigns import EVALUATION
from evaluations.models import Case, Evaluation, Evidence, SupportSuggestion
from evaluations.states import EvaluationState
from filings.views.steps import explain_error
from ledger import clock
from ledger.models import Entry
from workflow import office
from workflow.engine import NotYourStep, StepError

SHOWN_TRACES = 20


def _evaluation(request: HttpRequest, pk: int) -> Evaluation:
    """The evaluation, or 404 for whoever may not see it; evaluators have pages of their own."""
    rows = Evaluation.objects.visible_to(request.user).select_related(
        "campaign", "registration__consortium__lead", "registration__authority", "decided_by", "work_paper"
    )
    return get_object_or_404(rows, pk=pk)


@signed_in("evaluations.read")
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _evaluation(request, pk))


def _page(
    request: HttpRequest,
    evaluation: Evaluation,
    *,
    evidence_form: EvidenceForm | None = None,
    ready_form: ReadyForm | None = None,
    answer_form: AnswerForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user, now = request.user, clock.now()
    today = timezone.localdate(now)
    evidence = queries.evidence_of(evaluation)
    rows = queries.figures(evaluation, evidence)
    names = {item.key: item_name(item) for item in scheme.rubric(evaluation.campaign.scheme)}
    in_office = access.reads_campaigns(user)
    collects = evaluation.state == EvaluationState.SELF_REPORT and today <= evaluation.campaign.evidence_until
    acts = collects and access.acts_for_lead(user, evaluation)
    is_open = evaluation.state in (EvaluationState.SELF_REPORT, EvaluationState.SCORING)
    suggestion = SupportSuggestion.objects.filter(evaluation=evaluation).select_related("answered_by").first()
    context: dict[str, Any] = {
        "evaluation": evaluation,
        "campaign": evaluation.campaign,
        "consortium": evaluation.registration.consortium,
        "badge_view": campaign_rows.state_badge(evaluation, today),
        "proposed": None if is_open else campaign_rows.grade_badge(evaluation.proposed_grade),
        "grade": campaign_rows.grade_badge(evaluation.grade),
        "ball": campaign_rows.ball(evaluation, user, today, office.work_calendar()),
        "figures": rows,
        "evidence": [(one, names.get(one.item, one.item)) for one in evidence if one.item],
        "acts": acts,
        "brings": acts or evidence_form is not None,  # what was typed too late is still there to copy
        "signs": acts and access.signs_for_lead(user, evaluation),
        "evidence_form": evidence_form
        or EvidenceForm(indicators=[row.indicator for row in rows], frozen=evaluation.campaign.scheme),
        "ready_form": ready_form or ReadyForm(initial={"statement": evaluation.statement}),
        "in_office": in_office,
        "progress": queries.progress(evaluation.campaign)[evaluation.pk] if in_office and is_open else None,
        "quorum": evaluation.campaign.scheme.get("quorum"),
        "sheets": list(queries.sealed_sheets(evaluation)) if in_office and not is_open else [],
        "suggestion": suggestion,
        "answer_form": answer_form or AnswerForm(),
        "may_answer": suggestion and not suggestion.answered_at and access.runs_campaigns(user),
        "case": Case.objects.visible_to(user).filter(evaluation=evaluation).first(),
        "steps": steps.panel(EVALUATION, evaluation, user, now),
        "entries": list(
            Entry.objects.filter(subject=evaluation.ledger_subject).order_by("-id")[:SHOWN_TRACES]
        )
        if in_office
        else [],
    }
    return render(request, "evaluations/evaluation.html", context, status=status)


@signed_in("evaluations.read")
@require_POST
def add_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """The lead brings a figure or a paper; after the day it is refused, and the day is named."""
    evaluation, now = _evaluation(request, pk), clock.now()
    if not access.acts_for_lead(request.user, evaluation):
        raise Http404
    indicators = evaluation.registration.consortium.indicators.order_by("position", "pk")
    form = EvidenceForm(request.POST, request.FILES, indicators=indicators, frozen=evaluation.campaign.scheme)
    if not form.is_ready(user=request.user, now=now):
        return _page(request, evaluation, evidence_form=form, status=422)
    typed = form.cleaned_data
    try:
        campaigns.add_evidence(
            pk, actor=request.user, now=now, value=typed["value"], note=typed["note"], document=typed["document"],
            **form.target,
        )  # fmt: skip
    except StepError as error:
        explain_error(request, error)
        return _page(request, evaluation, evidence_form=form, status=409)
    messages.success(request, _("Kept."))
    return redirect("years:evaluation", pk)


@signed_in("evaluations.read")
@require_POST
def remove_evidence(request: HttpRequest, pk: int, evidence: int) -> HttpResponse:
    """The lead takes evidence back before the day."""
    _evaluation(request, pk)
    get_object_or_404(Evidence, pk=evidence, evaluation_id=pk, removed_at__isnull=True)
    return _told(request, pk, _("Taken back."), campaigns.remove_evidence, evidence)


@signed_in("evaluations.read")
@require_POST
def ready(request: HttpRequest, pk: int) -> HttpResponse:
    """The lead's signatory says how it stands, and that scoring may start."""
    evaluation = _evaluation(request, pk)
    form = ReadyForm(request.POST)
    if not form.is_valid():
        return _page(request, evaluation, ready_form=form, status=422)
    done = _("The office has been told that you are ready.")
    return _told(request, pk, done, campaigns.declare_ready, pk, statement=form.cleaned_data["statement"])


@needs(Permission.ROUND_MANAGE)
@require_POST
def support(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of the suggestion to support an excellent consortium more."""
    evaluation = _evaluation(request, pk)
    get_object_or_404(SupportSuggestion, evaluation=evaluation)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, evaluation, answer_form=form, status=422)
    answer = form.cleaned_data["answer"]
    return _told(request, pk, _("Kept."), campaigns.answer_suggestion, pk, answer=answer)


def _told(request: HttpRequest, pk: int, done: str, act: Any, *which: Any, **more: Any) -> HttpResponse:
    """Do it and say so; a refusal is said instead, and strangers meet 404."""
    try:
        act(*which, actor=request.user, now=clock.now(), **more)
    except NotYourStep:
        raise Http404 from None
    except StepError as error:
        explain_error(request, error)
    else:
        messages.success(request, done)
    return redirect("years:evaluation", pk)
