"""Objections: the desk that answers, the supervision desk that may look at who objected, the public follow-up."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.access import needs, public
from accounts.roles import Permission
from consortia.paging import newest_first
from filings.views.steps import explain_error
from ledger import clock
from reviews import access
from reviews.actions import objections
from reviews.flow import OBJECTION
from reviews.forms import ReasonForm
from reviews.models import Objection, Objector
from reviews.states import ObjectionEvent, ObjectionState
from workflow import engine
from workflow.engine import StepError
from workflow.presentation import Badge

BADGES = {
    ObjectionState.RECEIVED: "wait",
    ObjectionState.ACCEPTED: "progress",
    ObjectionState.REFUSED: "withdrawn",
    ObjectionState.UPHELD: "warn",
    ObjectionState.DISMISSED: "done",
}
ASKED_ONCE_MORE: dict[str, Promise] = {
    ObjectionEvent.REFUSE: gettext_lazy("The objector reads the reason, and the objection ends. Refuse it?"),
    ObjectionEvent.UPHOLD: gettext_lazy("The notice cannot close any more for this consortium. Uphold it?"),
    ObjectionEvent.DISMISS: gettext_lazy(
        "The objector reads the reason, and the objection ends. Dismiss it?"
    ),
}


def badge(objection: Objection) -> Badge:
    """The status mark of an objection."""
    state = ObjectionState(objection.state)
    return Badge(BADGES[state], str(state.label))


@needs(Permission.OBJECTION_READ)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Objections that wait for an answer by due day, then the answered ones. Nobody's name is here."""
    rows = Objection.objects.select_related("item__filing__consortium", "item__notice")
    waiting = rows.filter(state__in=access.OPEN_OBJECTION).order_by("due_on", "pk")[:100]
    done, pager = newest_first(rows.exclude(state__in=access.OPEN_OBJECTION), request.GET.dict())
    context = {
        "waiting": [(one, badge(one)) for one in waiting],
        "done": [(one, badge(one)) for one in done],
        "pager": pager,
        "today": timezone.localdate(clock.now()),
        "may_decide": access.decides_objection(request.user),
    }
    return render(request, "reviews/objections.html", context)


def _button(event: str) -> tuple[str, str, str]:
    """Event, label, and the question asked once more before what cannot be undone."""
    return event, str(ObjectionEvent(event).label), str(ASKED_ONCE_MORE.get(event, ""))


def _objection(pk: int) -> Objection:
    rows = Objection.objects.select_related(
        "item__filing__consortium", "item__filing__lead", "item__notice", "evidence__blob"
    )
    return get_object_or_404(rows, pk=pk)


@needs(Permission.OBJECTION_READ)
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One objection: facts and reasons, evidence, and the decisions open to the reader."""
    return _page(request, _objection(pk))


def _page(
    request: HttpRequest,
    objection: Objection,
    *,
    form: ReasonForm | None = None,
    event: str = "",
    objector: Objector | None = None,
    status: int = 200,
) -> HttpResponse:
    now = clock.now()
    steps = engine.open_steps(OBJECTION, objection, request.user, now=now)
    context = {
        "objection": objection,
        "badge": badge(objection),
        "filing": objection.item.filing,
        "steps": [_button(step.row.event) for step in steps],
        "may_accept": any(step.row.event == ObjectionEvent.ACCEPT for step in steps),
        "form": form or ReasonForm(),
        "event": event,
        "may_reveal": access.reveals_objector(request.user) and not objection.is_anonymous,
        "reveal_form": ReasonForm(prefix="reveal"),
        "objector": objector,
        "follow_url": reverse("reviews:follow", args=[objection.receipt_code]),
        "today": timezone.localdate(now),
    }
    return render(request, "reviews/objection.html", context, status=status)


@needs(Permission.OBJECTION_READ)
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept, or decide with a reason that the objector reads."""
    objection, event = _objection(pk), request.POST.get("event", "")
    if event not in ObjectionEvent.values:
        raise Http404
    form = ReasonForm(request.POST)
    if event != ObjectionEvent.ACCEPT and not form.is_valid():
        return _page(request, objection, form=form, event=event, status=422)
    reason = form.cleaned_data.get("reason", "") if form.is_valid() else ""
    try:
        objections.decide(pk, event, reason=reason, actor=request.user, now=clock.now())
    except engine.NotYourStep:
        raise Http404 from None
    except StepError as error:
        explain_error(request, error)
        return _page(request, _objection(pk), form=form, event=event, status=409)
    messages.success(request, _("Done: %(step)s.") % {"step": ObjectionEvent(event).label})
    return redirect("reviews:objection", pk)


@needs(Permission.OBJECTION_READ)
@require_POST
def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """The supervision desk looks at who objected; the look and its reason are recorded."""
    objection = _objection(pk)
    form = ReasonForm(request.POST, prefix="reveal")
    if not form.is_valid():
        messages.error(request, _("Write the reason for looking."))
        return _page(request, objection, status=422)
    try:
        found = objections.reveal(pk, reason=form.cleaned_data["reason"], actor=request.user, now=clock.now())
    except engine.NotYourStep:
        raise Http404 from None
    except StepError as error:
        explain_error(request, error)
        return _page(request, objection, status=409)
    return _page(request, _objection(pk), objector=found)


@public
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """From a typed receipt code to its page."""
    code = request.GET.get("code", "").strip().upper().replace(" ", "")
    if not code:
        return render(request, "reviews/find.html", {"code": ""})
    found = Objection.objects.filter(receipt_code=code).first()
    if found is None:
        return render(request, "reviews/find.html", {"code": code[:40]}, status=404)
    return redirect("reviews:follow", found.receipt_code)


@public
@require_safe
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """Where an objection stands, for whoever holds the code: state, due day, answer. No text, no name."""
    objection = get_object_or_404(Objection.objects.select_related("item__notice"), receipt_code=code.upper())
    context = {"objection": objection, "badge": badge(objection)}
    return render(request, "reviews/follow.html", context)
