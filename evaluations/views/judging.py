"""An evaluator's work: state conflicts before any file opens, read figures beside the scheme, score, seal."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import signed_in
from consortia.access import GONE
from consortia.models import Membership
from evaluations import campaign_access as access
from evaluations import campaign_queries as queries
from evaluations import campaign_rows, scheme
from evaluations.actions import evaluators
from evaluations.campaign_forms import item_name
from evaluations.campaign_guards import sheet_refusals
from evaluations.models import Evaluation, EvaluationSheet
from evaluations.states import EvaluationSheetState, EvaluationState
from filings.views.steps import explain_error, sentences
from ledger import clock
from reviews import scoring
from reviews.forms import ConflictForm, sheet_typed
from workflow.engine import NotYourStep, StepError
from workflow.messages import explain


def _judged(request: HttpRequest) -> Any:
    """What the person judges today; 404 for whoever never judges."""
    if not access.judges(request.user):
        raise Http404
    return Evaluation.objects.judged_by(request.user, timezone.localdate(clock.now())).select_related(
        "campaign", "registration__consortium__lead"
    )


def _one(request: HttpRequest, pk: int) -> Evaluation:
    found: Evaluation = get_object_or_404(_judged(request), pk=pk)
    return found


def _own_sheet(request: HttpRequest, evaluation: Evaluation) -> EvaluationSheet | None:
    return EvaluationSheet.objects.filter(
        evaluation=evaluation, seat__user_id=request.user.pk or 0, seat__removed_at__isnull=True
    ).first()


@signed_in("evaluations.judge")
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The registrations to evaluate: state, score, sealed."""
    today = timezone.localdate(clock.now())
    found = list(_judged(request).order_by("due_on", "pk")[:100])
    own = EvaluationSheet.objects.filter(
        Q(evaluation__in=found), seat__user_id=request.user.pk or 0, seat__removed_at__isnull=True
    )
    sheets = {sheet.evaluation_id: sheet for sheet in own}
    rows = [campaign_rows.work_row(one, sheets.get(one.pk), today) for one in found]
    context = {
        "waiting": [row for row in rows if row.is_waiting],
        "done": [row for row in rows if not row.is_waiting],
    }
    return render(request, "evaluations/judging.html", context)


@signed_in("evaluations.judge")
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """One registration: statement first, then evidence left and scheme right; POST keeps or seals."""
    evaluation = _one(request, pk)
    if evaluation.state == EvaluationState.SELF_REPORT:
        raise Http404
    own = _own_sheet(request, evaluation)
    if own is None:
        return _statement(request, evaluation, ConflictForm())
    if request.method == "POST":
        return _seal(request, evaluation, own)
    return _bench(request, evaluation, own)


def _statement(
    request: HttpRequest, evaluation: Evaluation, form: ConflictForm, status: int = 200
) -> HttpResponse:
    """Who takes part is all that is shown before the statement; no figure and no file."""
    parties = Membership.objects.filter(consortium=evaluation.registration.consortium_id).exclude(
        state__in=GONE
    )
    context = {
        "evaluation": evaluation,
        "form": form,
        "parties": parties.select_related("unit").order_by("-is_lead", "pk"),
        "is_open": evaluation.state == EvaluationState.SCORING,
    }
    return render(request, "evaluations/judging_statement.html", context, status=status)


@signed_in("evaluations.judge")
@require_POST
def state(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing is in the way: the evidence opens. Something is: this registration is closed for the evaluator."""
    evaluation = _one(request, pk)
    form = ConflictForm(request.POST)
    has_conflict = "has_conflict" in request.POST
    if has_conflict and not form.is_valid():
        return _statement(request, evaluation, form, status=422)
    typed = form.cleaned_data if has_conflict else {}
    try:
        evaluators.declare(pk, actor=request.user, now=clock.now(), **typed)
    except NotYourStep:
        raise Http404 from None
    except StepError as error:
        explain_error(request, error)
    else:
        if has_conflict:
            messages.success(request, _("Your conflict is on record; this evaluation is closed for you."))
            return redirect("years:judging")
    return redirect("years:sheet", pk)


@signed_in("evaluations.judge")
@require_POST
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Autosave of the sheet: keeps what was typed, says when."""
    evaluation = _one(request, pk)
    own = _own_sheet(request, evaluation)
    if own is None:
        raise Http404
    try:
        kept = _keep(request, evaluation, own)
    except StepError as error:
        return JsonResponse({"error": sentences(error)}, status=409)
    total = scoring.total(kept.items, scheme.rubric(evaluation.campaign.scheme))
    return JsonResponse({"at": f"{timezone.localtime(clock.now()):%H:%M}", "total": str(total)})


def _keep(request: HttpRequest, evaluation: Evaluation, own: EvaluationSheet) -> EvaluationSheet:
    keys = [item.key for item in scheme.rubric(evaluation.campaign.scheme)]
    return evaluators.save_sheet(
        own.pk, items=sheet_typed(request.POST, keys), opinion=request.POST.get("opinion", ""),
        actor=request.user, now=clock.now(),
    )  # fmt: skip


def _seal(request: HttpRequest, evaluation: Evaluation, own: EvaluationSheet) -> HttpResponse:
    """Keep what was typed, then seal; what is missing is named, and nothing typed is lost."""
    try:
        own = _keep(request, evaluation, own)
        if "keep" in request.POST:
            messages.success(request, _("Draft kept."))
            return redirect("years:sheet", evaluation.pk)
        sealed = evaluators.seal(own.pk, actor=request.user, now=clock.now())
    except StepError as error:
        explain_error(request, error)
        return _bench(request, evaluation, _own_sheet(request, evaluation) or own, status=409)
    messages.success(
        request, _("Sealed with %(total)s points. It cannot change any more.") % {"total": sealed.total}
    )
    return redirect("years:judging")


def _bench(
    request: HttpRequest, evaluation: Evaluation, own: EvaluationSheet, status: int = 200
) -> HttpResponse:
    rubric = scheme.rubric(evaluation.campaign.scheme)
    is_sealed = own.state == EvaluationSheetState.SEALED
    evidence = queries.evidence_of(evaluation)
    names = {item.key: item_name(item) for item in rubric}
    missing = (
        [] if is_sealed else [explain(one).text for one in sheet_refusals(own.items, own.opinion, rubric)]
    )
    context = {
        "evaluation": evaluation,
        "consortium": evaluation.registration.consortium,
        "sheet": own,
        "dimensions": campaign_rows.sheet_rows(own, evaluation.campaign.scheme),
        "figures": queries.figures(evaluation, evidence),
        "evidence": [(one, names.get(one.item, one.item)) for one in evidence if one.item],
        "total": own.total if is_sealed else scoring.total(own.items, rubric),
        "is_open": evaluation.state == EvaluationState.SCORING and not is_sealed,
        "is_sealed": is_sealed,
        "missing": missing,
        "draft_url": reverse("years:sheet_draft", args=[evaluation.pk]),
    }
    return render(request, "evaluations/judging_sheet.html", context, status=status)
