"""One step of any of this room's roads on one page: what it does, what it asks, why it is closed."""

from typing import Any

from django.contrib import messages
from django.forms import FileField, Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import signed_in
from accounts.stepup import ask, recently_confirmed
from evaluations import steps
from filings.views.steps import explain_error, sentences
from ledger import clock
from workflow import drafts, engine, office
from workflow.flow import Flow, Row
from workflow.forms import typed_of
from workflow.messages import reasons_of


def _subject(request: HttpRequest, flow: str, pk: int) -> tuple[steps.Surface, Any]:
    surface = steps.surface(flow)
    if surface is None:
        raise Http404
    return surface, get_object_or_404(surface.visible(request.user), pk=pk)


@signed_in("years.step")
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, flow: str, pk: int, event: str) -> HttpResponse:
    """GET says what will happen and asks; POST takes the step, or drafts it for a second person."""
    surface, subject = _subject(request, flow, pk)
    if event not in surface.flow.events.values:
        raise Http404
    is_draft = "draft" in request.GET
    page = steps.page_of(flow, event)
    has_files = any(isinstance(field, FileField) for field in page.form.base_fields.values())
    needs_asking = request.method == "POST" or has_files  # files do not survive the question: ask before them
    if page.confirms and not is_draft and needs_asking and not recently_confirmed(request):
        return ask(request)
    if request.method == "POST":
        return _send(request, surface, subject, event, is_draft=is_draft)
    row = surface.flow.row(subject.state, event)
    if row is None:
        messages.info(request, _("This step is no longer open: it has moved on."))
        return redirect(surface.flow.path(subject))
    open_steps = engine.open_steps(
        surface.flow, subject, request.user, now=clock.now(), gather=surface.gather
    )
    found = next((one for one in open_steps if one.row.event == event and one.is_draft == is_draft), None)
    if found is None:
        raise Http404
    own = found.draft if is_draft and found.draft and found.draft.by_id == request.user.pk else None
    form = _form(page, row, is_draft=is_draft)(initial=dict(own.payload) if own else {})
    return _page(request, surface.flow, subject, row, form, is_draft=is_draft, found=found)


def _form(page: steps.StepPage, row: Row, *, is_draft: bool) -> type[Form]:
    """The first person fills in; the second signs."""
    return page.sign_form if row.drafted_by and not is_draft else page.form


def _send(
    request: HttpRequest, surface: steps.Surface, subject: Any, event: str, *, is_draft: bool
) -> HttpResponse:
    """Take or draft the step; whatever goes wrong, what was typed stands on the page that says why."""
    flow, page, now = surface.flow, steps.page_of(surface.flow.key, event), clock.now()
    row = flow.row(subject.state, event) or next((one for one in flow.rows if one.event == event), None)
    if row is None:
        raise Http404
    form = _form(page, row, is_draft=is_draft)(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, flow, subject, row, form, is_draft=is_draft, status=422)
    seen = request.POST.get("seen", "")
    who: dict[str, Any] = {
        "actor": request.user,
        "now": now,
        "gather": surface.gather,
        "seen": int(seen) if seen.isdecimal() and len(seen) < 10 else None,
    }
    try:
        typed: Any = typed_of(form.cleaned_data)
        if page.prepare and (is_draft or not row.drafted_by):
            typed = page.prepare(typed, request.user, subject, now)
        if is_draft:
            engine.propose(flow, subject.pk, event, payload=typed, **who)
        else:
            engine.advance(flow, subject.pk, event, typed=typed, **who)
    except engine.NotYourStep:
        raise Http404 from None
    except engine.StepError as error:
        fresh = _subject(request, flow.key, subject.pk)[1]
        return _page(request, flow, fresh, row, form, is_draft=is_draft, error=error, status=409)
    told = _("Drafted: %(step)s. It waits for a second person.") if is_draft else _("Done: %(step)s.")
    messages.success(request, told % {"step": flow.events(event).label})
    return redirect(flow.path(subject))


def _page(
    request: HttpRequest, flow: Flow, subject: Any, row: Row, form: Form, *,
    is_draft: bool, found: engine.OpenStep | None = None, error: engine.StepError | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    page = steps.page_of(flow.key, row.event)
    draft = found.draft if found and not is_draft else None
    context = {
        "subject": subject,
        "heading": str(flow.params(subject).get("name") or subject),
        "back": flow.path(subject),
        "journal": f"years-{row.event}-{subject.pk}",
        "row": row,
        "form": form,
        "is_draft": is_draft,
        "label": steps.label_of(flow, row.event, is_draft=is_draft),
        "lines": _what_happens(flow, row, subject, page, is_draft=is_draft),
        "reasons": reasons_of(found.refusals) if found else (),
        "draft_parts": steps.parts_of(flow, row.event, draft.payload) if draft else (),
        "errors": sentences(error) if error else (),
        "has_moved": isinstance(error, engine.NoSuchStep),
        "is_destructive": page.is_destructive,
        "has_files": form.is_multipart(),
    }
    return render(request, "evaluations/step.html", context, status=status)


def _what_happens(flow: Flow, row: Row, subject: Any, page: steps.StepPage, *, is_draft: bool) -> list[str]:
    """What a step brings about, before anybody takes it."""
    if is_draft:
        return [
            _("The draft goes to %(who)s. Nothing moves before it is signed.")
            % {"who": _("the second person")},
            _("A newer draft replaces an older one."),
        ]
    lines = list(page.words(subject)) if page.words else []
    if row.source != row.target:
        states = {"source": flow.states(row.source).label, "target": flow.states(row.target).label}
        lines.append(_("From “%(source)s” to “%(target)s”.") % states)
    if row.due:
        figures = office.values(timezone.localdate(clock.now()))
        lines.append(
            _("Then there are working days to act: %(days)s") % {"days": office.days(row.due, figures)}
        )
    return lines


@signed_in("years.step")
@require_POST
def set_aside(request: HttpRequest, flow: str, pk: int, event: str) -> HttpResponse:
    """The second person does not sign; the draft's author reads why."""
    surface, subject = _subject(request, flow, pk)
    try:
        drafts.set_aside(
            surface.flow, subject.pk, event, actor=request.user, now=clock.now(),
            reason=request.POST.get("reason", "")[:4000],
        )  # fmt: skip
    except engine.NotYourStep:
        raise Http404 from None
    except engine.StepError as error:
        explain_error(request, error)
    else:
        messages.success(request, _("The draft is set aside. Its author is told why."))
    return redirect(surface.flow.path(subject))
