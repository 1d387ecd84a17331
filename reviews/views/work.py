"""An expert's work: declare before any file opens, read the version beside the rubric, seal."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import needs
from accounts.roles import Permission
from consortia.models import Membership
from filings.states import State
from filings.views.steps import explain_error
from ledger import clock
from reviews import queries, scoring
from reviews.actions import rounds
from reviews.forms import ConflictForm, sheet_typed
from reviews.models import Expert, RoundFiling, ScoreSheet
from reviews.reading import dossier
from reviews.rows import rubric_rows, work_row
from reviews.states import SheetState
from workflow.engine import StepError
from workflow.messages import explain


@needs(Permission.REVIEW_DO)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The filings to judge: declare, score, sealed."""
    today = timezone.localdate(clock.now())
    rows = [work_row(place, today) for place in queries.work_of(request.user)[:100]]
    context = {
        "waiting": [row for row in rows if row.is_waiting],
        "done": [row for row in rows if not row.is_waiting],
        "is_in_pool": Expert.objects.filter(user_id=request.user.pk or 0).exists(),
    }
    return render(request, "reviews/work.html", context)


def _place(request: HttpRequest, pk: int) -> Any:
    """The expert's place for a filing, or 404 for whoever is not on its panel."""
    place = queries.work_of(request.user).filter(filing_id=pk).first()
    if place is None:
        raise Http404
    return place


@needs(Permission.REVIEW_DO)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One filing: declaration first, then the document left and the rubric right; POST seals."""
    place = _place(request, pk)
    if place.is_recused:
        return render(request, "reviews/closed.html", {"place": place})
    if not place.is_declared:
        return _declaration(request, place, ConflictForm())
    sheet = _own_sheet(request, place)
    if sheet is None:  # declared, then taken off the panel and named again: the sheet is begun anew
        rounds.declare(pk, actor=request.user, now=clock.now())
        sheet = _own_sheet(request, place)
    if sheet is None:
        raise Http404
    if request.method == "POST":
        return _seal(request, place, sheet)
    return _bench(request, place, sheet)


def _own_sheet(request: HttpRequest, place: RoundFiling) -> ScoreSheet | None:
    return (
        ScoreSheet.objects.filter(
            filing_id=place.filing_id,
            seat__expert__user_id=request.user.pk or 0,
            seat__removed_at__isnull=True,
        )
        .select_related("seat", "submission")
        .first()
    )


def _declaration(
    request: HttpRequest, place: RoundFiling, form: ConflictForm, status: int = 200
) -> HttpResponse:
    """Who takes part is all that is shown before the declaration; no text and no file."""
    parties = Membership.objects.filter(consortium=place.filing.consortium_id).exclude(
        state__in=["declined", "left"]
    )
    context = {
        "place": place,
        "form": form,
        "parties": parties.select_related("unit").order_by("-is_lead", "pk"),
        "is_open": place.filing.state == State.EXPERT_REVIEW,
    }
    return render(request, "reviews/declare.html", context, status=status)


@needs(Permission.REVIEW_DO)
@require_POST
def declare(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing stands between: the files open. Something does: the filing is closed for this expert."""
    place, now = _place(request, pk), clock.now()
    form = ConflictForm(request.POST)
    has_conflict = "has_conflict" in request.POST
    if has_conflict and not form.is_valid():
        return _declaration(request, place, form, status=422)
    typed = form.cleaned_data if has_conflict else {}
    try:
        rounds.declare(pk, actor=request.user, now=now, **typed)
    except StepError as error:
        explain_error(request, error)
    else:
        if has_conflict:
            messages.success(request, _("Your conflict is on record; the filing is closed for you."))
            return redirect("reviews:work")
    return redirect("reviews:sheet", pk)


@needs(Permission.REVIEW_DO)
@require_POST
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Autosave of the rubric: keeps what was typed, says when."""
    sheet = _own_sheet(request, _place(request, pk))
    if sheet is None:
        raise Http404
    try:
        kept = _keep(request, sheet)
    except StepError as error:
        return JsonResponse({"error": [str(line) for line in _lines(error)]}, status=409)
    at = f"{timezone.localtime(clock.now()):%H:%M}"
    return JsonResponse({"at": at, "total": str(scoring.total(kept.items))})


def _lines(error: StepError) -> list[str]:
    return [explain(refusal).text for refusal in getattr(error, "refusals", ())]


def _keep(request: HttpRequest, sheet: ScoreSheet) -> ScoreSheet:
    return rounds.save_sheet(
        sheet.pk,
        items=sheet_typed(request.POST, scoring.BY_KEY),
        opinion=request.POST.get("opinion", ""),
        actor=request.user,
    )


def _seal(request: HttpRequest, place: RoundFiling, sheet: ScoreSheet) -> HttpResponse:
    """Keep what was typed, then seal; what is missing is named, and nothing typed is lost."""
    try:
        sheet = _keep(request, sheet)
        if "keep" in request.POST:
            messages.success(request, _("Draft kept."))
            return redirect("reviews:sheet", place.filing_id)
        sealed = rounds.seal(sheet.pk, actor=request.user, now=clock.now())
    except StepError as error:
        explain_error(request, error)
        return _bench(request, place, _own_sheet(request, place) or sheet, status=409)
    messages.success(
        request, _("Sealed with %(total)s points. It cannot change any more.") % {"total": sealed.total}
    )
    return redirect("reviews:work")


def _bench(request: HttpRequest, place: RoundFiling, sheet: ScoreSheet, status: int = 200) -> HttpResponse:
    is_open = place.filing.state == State.EXPERT_REVIEW
    is_sealed = sheet.state == SheetState.SEALED
    rows = rubric_rows(sheet)
    context = {
        "place": place,
        "filing": place.filing,
        "sheet": sheet,
        "dossier": dossier(sheet.submission),
        "rows": rows,
        "total": sheet.total if is_sealed else scoring.total(sheet.items),
        "is_open": is_open and not is_sealed,
        "is_sealed": is_sealed,
        "others": _others(request, place, sheet) if is_sealed else None,
        "missing": [] if is_sealed else _lines_of(sheet),
        "progress": queries.progress([place])[place.filing_id],
        "draft_url": reverse("reviews:draft", args=[place.filing_id]),
    }
    return render(request, "reviews/bench.html", context, status=status)


def _lines_of(sheet: ScoreSheet) -> list[str]:
    refusals = scoring.sheet_refusals(sheet.items, sheet.opinion)
    return [explain(refusal).text for refusal in refusals]


def _others(request: HttpRequest, place: RoundFiling, sheet: ScoreSheet) -> list[Any] | None:
    """Totals of the others once everybody has sealed, without names; None while somebody has not."""
    if not queries.scores_are_open(place):
        return None
    counted = queries.counted_sheets([place.filing_id]).exclude(pk=sheet.pk)
    return list(counted.order_by("total").values_list("total", flat=True))
