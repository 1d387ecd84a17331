"""Questions that do not return a filing: asked at the desk, answered by the unit or its lead, read at the desk."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import signed_in
from accounts.roles import CITY, WATCHERS
from consortia.models import Membership
from consortia.queries import memberships
from consortia.states import MembershipState
from filings import questions, wording
from filings.changes import AtHand, at_hand
from filings.models import Filing, Question
from filings.states import QuestionEvent, QuestionState
from filings.views.steps import explain_error
from ledger import clock
from portal.forms import QuestionForm
from portal.keyset import newest_first
from workflow.engine import NotYourStep, StepError

from .cases import frame_of
from .found import office_case, reads_in_office

SHOWN = {
    "answered": (QuestionState.ANSWERED,),
    "asked": (QuestionState.OPEN,),
    "done": (QuestionState.READ, QuestionState.WITHDRAWN),
}


def question_form(known: AtHand, parties: Iterable[Membership], *args: Any) -> QuestionForm:
    """The form with the parts that are there, and whom a question can go to: the lead, and who has accepted."""
    units = [(party.pk, str(party.unit)) for party in parties if party.state == MembershipState.ACCEPTED]
    return QuestionForm(*args, groups=wording.listed(known.contents.parts), units=units)


@signed_in("cases.questions")
@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a question to a unit; the filing stays on the desk."""
    filing = office_case(request, pk)
    form = question_form(at_hand(filing), memberships(filing.consortium), request.POST)
    if not form.is_valid():
        context = {**frame_of(filing, request.user, clock.now()), "form": form, "is_question": True}
        return render(request, "portal/cases/ticket.html", context, status=422)
    try:
        questions.ask(filing.pk, actor=request.user, now=clock.now(), **form.cleaned_data)
    except NotYourStep:
        raise Http404 from None
    except StepError as error:
        explain_error(request, error)
    else:
        messages.success(request, _("Asked. The filing stays here, and the clock runs on."))
    return redirect(reverse("cases:check", args=[pk]) + "#questions")


@signed_in("cases.questions")
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The questions of the reader's offices: answered ones, to read, first."""
    user: Any = request.user
    if not user.grants:
        raise Http404
    show = request.GET.get("show", "answered")
    show = show if show in SHOWN else "answered"
    rows = (
        visible(user).filter(state__in=SHOWN[show]).select_related("filing__consortium", "membership__unit")
    )
    page = newest_first(rows, request.GET.dict())
    counts = {
        key: visible(user).filter(state__in=states).count() for key, states in SHOWN.items() if key != "done"
    }
    today = timezone.localdate(clock.now())
    shown = [
        {"question": one, "label": wording.label(one.target, one.target_name),
         "is_late": one.state == QuestionState.OPEN and bool(one.due_on and one.due_on < today)}
        for one in page.rows
    ]  # fmt: skip
    return render(
        request,
        "portal/cases/questions.html",
        {"rows": shown, "pager": page.pager, "show": show, "counts": counts},
    )


def visible(user: Any) -> Any:
    """Questions on filings that the reader reads by office."""
    rows = Question.objects.filter(filing__in=Filing.objects.visible_to(user))
    if user.is_any(*CITY, *WATCHERS):
        return rows
    return rows.filter(filing__authority_id__in=user.authorities_as("district_officer", "district_head"))


def _question(request: HttpRequest, pk: int) -> Question:
    """One question, for the unit asked, the lead, and whoever reads the filing by office; others meet 404."""
    rows = Question.objects.filter(filing__in=Filing.objects.visible_to(request.user))
    found = rows.select_related("filing__consortium", "filing__authority", "membership__unit")
    question: Question = get_object_or_404(found, pk=pk)
    if not (questions.answers(request.user, question) or reads_in_office(request.user, question.filing)):
        raise Http404
    return question


@signed_in("cases.questions")
@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """The question with its answer; whoever may act finds the way to."""
    question = _question(request, pk)
    return render(request, "portal/cases/question.html", _context(request, question))


def _context(request: HttpRequest, question: Question, answer: str = "") -> dict[str, Any]:
    is_desk = reads_in_office(request.user, question.filing) and questions.desk(request.user, question)
    is_asked = questions.answers(request.user, question)
    waits = question.state in (QuestionState.OPEN, QuestionState.ANSWERED)
    return {
        "question": question,
        "filing": question.filing,
        "label": wording.label(question.target, question.target_name),
        "may_answer": is_asked and waits,
        "is_desk": is_desk,
        "in_office": reads_in_office(request.user, question.filing),
        "answer": answer or question.answer,
    }


@signed_in("cases.questions")
@require_http_methods(["POST"])
def move(request: HttpRequest, pk: int, event: str) -> HttpResponse:
    """Answer, read, ask again, withdraw; what was typed stands on the page that says why not."""
    question = _question(request, pk)
    if event not in QuestionEvent.values:
        raise Http404
    answer, reason = request.POST.get("answer", "")[:4000], request.POST.get("reason", "")[:2000]
    try:
        questions.move(pk, event, actor=request.user, now=clock.now(), answer=answer, reason=reason)
    except NotYourStep:
        raise Http404 from None
    except StepError as error:
        explain_error(request, error)
        context = _context(request, _question(request, question.pk), answer)
        return render(request, "portal/cases/question.html", context, status=409)
    messages.success(request, TOLD[QuestionEvent(event)]())
    if event in (QuestionEvent.READ, QuestionEvent.WITHDRAW):
        return redirect("cases:questions")
    return redirect("cases:question", pk)


TOLD = {
    QuestionEvent.ANSWER: lambda: _("Answered. Whoever asked is told."),
    QuestionEvent.READ: lambda: _("Marked as read."),
    QuestionEvent.ASK_AGAIN: lambda: _("Asked again; the unit is told."),
    QuestionEvent.WITHDRAW: lambda: _("Withdrawn. It stays on record."),
}
