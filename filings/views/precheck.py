"""The pre-check for everybody: questions, result, paper, and the way into a draft. Nothing is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts import rates
from accounts.access import public, signed_in
from consortia.guideline import CLAUSES, QINGDAO_2025
from documents.downloads import disposition
from documents.papers import render_pdf
from documents.problems import FileProblem
from filings import carrying, edits, precheck
from filings.findings import PASSED
from filings.forms.precheck import WORDS, PrecheckForm, initial_of
from filings.precheck import Line, Report, Status, Verdict
from ledger import clock
from workflow import office
from workflow.engine import StepError
from workflow.messages import explain
from workflow.refusal import Force

from .base import party_page
from .steps import explain_error

MOST_PAPERS = 20
"""An hour, from one address."""
FORCE_WORDS: dict[str, Promise] = {
    Force.HARD: gettext_lazy("Must: without it nothing can be filed."),
    Force.SHALL: gettext_lazy("Needed: it has to be answered; people judge how well."),
    Force.SOFT: gettext_lazy(
        "In principle: otherwise give a reason in writing; an officer accepts it or not."
    ),
    Force.OFFICE: gettext_lazy("A note for the officer. Nothing to do."),
}
GROUPS: tuple[tuple[str, Promise, str], ...] = (
    (Status.FAILED, gettext_lazy("Missing"), "failed"),
    (Status.FIND_OUT, gettext_lazy("Find out first"), "human"),
    (Status.REASON, gettext_lazy("Possible with a written reason"), "reason"),
    (Status.NOTED, gettext_lazy("Good to know"), "human"),
    (Status.PASSED, gettext_lazy("In order"), "passed"),
)
VERDICTS: dict[str, tuple[Promise, Promise, str]] = {
    Verdict.READY: (
        gettext_lazy("Ready"),
        gettext_lazy("By your answers every condition is met. Begin a draft; people judge quality later."),
        "ok",
    ),
    Verdict.WITH_REASONS: (
        gettext_lazy("Ready, with reasons"),
        gettext_lazy(
            "You can file. For what falls short in principle, write a reason; an officer judges it."
        ),
        "warn",
    ),
    Verdict.NOT_YET: (
        gettext_lazy("Not ready yet"),
        gettext_lazy("Some conditions are open. The list says what to do; the district helps."),
        "info",
    ),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of the result in words."""

    sentence: str
    fix: str
    clause: str
    force: Force
    force_words: str
    kind: str


def shown(line: Line, kind: str) -> Shown:
    """What was found, what to do, how binding; a passed line needs nothing more."""
    words = WORDS[line.question.key]
    fix = str(words.fix)
    if line.status is Status.PASSED and line.code:
        sentence, fix = str(PASSED[line.code]), ""
    elif line.status is Status.PASSED:
        sentence, fix = _("%(about)s: there") % {"about": words.about}, ""
    elif line.status is Status.FIND_OUT:
        sentence = _("%(about)s: not known yet") % {"about": words.about}
    elif line.refusal is not None:
        told = explain(line.refusal)
        sentence, fix = told.text, told.fix
    elif line.status is Status.NOTED:
        sentence = _("%(about)s: encouraged, not required") % {"about": words.about}
    else:
        sentence = _("%(about)s: still missing") % {"about": words.about}
    quiet = line.status in (Status.PASSED, Status.NOTED)
    force = "" if quiet else str(FORCE_WORDS.get(line.force, ""))
    return Shown(sentence, fix, line.clause, line.force, force, kind)


def groups_of(report: Report) -> list[tuple[str, str, list[Shown]]]:
    """The result as it is printed: what is missing first, what is in order last."""
    grouped = [
        (kind, str(heading), [shown(line, kind) for line in report.of(Status(status))])
        for status, heading, kind in GROUPS
    ]
    return [group for group in grouped if group[2]]


def report_of(answers: precheck.Answers, today: date) -> Report:
    """The pure report under the office's parameters, with words for units nobody has named."""
    names = precheck.Names(lead=_("The lead"), member=_("One member"), people=_("named"))
    return precheck.report(
        answers, today, lead_counts=bool(office.value("lead_counts_in_three", today)), names=names
    )


def said_in(answers: precheck.Answers, today: date, *, lead_counts: bool) -> dict[str, list[Shown]]:
    """What somebody answered before the draft, by heading of the task list; only questions that were answered."""
    names = precheck.Names(lead=_("The lead"), member=_("One member"), people=_("named"))
    lines = precheck.report(answers, today, lead_counts=lead_counts, names=names).lines
    return {
        place: [
            shown(line, "human")
            for line in lines
            if line.question.key in keys and answers.get(line.question.key)
        ]
        for place, keys in precheck.PLACES.items()
    }


def result_of(answers: precheck.Answers, today: date) -> dict[str, Any]:
    """What the page, the paper and an officer read of somebody's answers."""
    report = report_of(answers, today)
    word, sentence, tone = VERDICTS[report.verdict]
    return {
        "verdict": report.verdict,
        "verdict_word": word,
        "verdict_sentence": sentence,
        "tone": tone,
        "groups": groups_of(report),
        "answered_count": report.answered_count,
        "questions_count": len(precheck.QUESTIONS),
    }


@public
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """The questions; posted, the result. ``token`` alone brings the answers back into the form."""
    today = timezone.localdate(clock.now())
    if request.method == "POST" and "token" in request.POST:
        kept = carrying.opened(request.POST["token"]) or {}
        return _asked(request, PrecheckForm(initial=initial_of(kept), today=today))
    if request.method != "POST":
        return _asked(request, PrecheckForm(today=today))
    form = PrecheckForm(request.POST, today=today)
    if not form.is_valid():
        return _asked(request, form, status=422)
    answers = form.answers()
    context = {
        **result_of(answers, today),
        "token": carrying.signed(answers),
        "today": today,
        "answers": answers,
    }
    return render(request, "filings/precheck_result.html", context)


def _asked(request: HttpRequest, form: PrecheckForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "groups": form.groups(), "questions_count": len(precheck.QUESTIONS)}
    return render(request, "filings/precheck.html", context, status=status)


@public
@require_POST
def paper(request: HttpRequest) -> HttpResponse:
    """The result as PDF, in Chinese as papers are."""
    answers = carrying.opened(request.POST.get("token", ""))
    if answers is None:
        return redirect("filings:precheck")
    if not rates.within("precheck-paper", rates.address_of(request), MOST_PAPERS):
        return render(request, "portal/too_fast.html", {"most": MOST_PAPERS}, status=429)
    today = timezone.localdate(clock.now())
    with translation.override("zh-hans"):
        found = result_of(answers, today)
        data = {
            "title": _("Pre-check of a consortium"),
            "guideline": f"{QINGDAO_2025.title}（{QINGDAO_2025.document_number}）",
            "name": answers.get("formal_name", ""),
            "verdict": found["verdict_word"],
            "sentence": found["verdict_sentence"],
            "groups": [
                {"heading": heading, "lines": [_printed(line) for line in lines]}
                for _kind, heading, lines in found["groups"]
            ],
        }
        name = _("Pre-check %(day)s.pdf") % {"day": today.isoformat()}
    try:
        content = render_pdf("precheck", data, dated=today)
    except FileProblem as problem:
        return HttpResponse(str(problem), status=422, content_type="text/plain; charset=utf-8")
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = disposition(name, is_inline=False)
    return response


def _printed(line: Shown) -> dict[str, str]:
    clause = CLAUSES.get(line.clause)
    return {
        "sentence": line.sentence,
        "fix": line.fix,
        "clause": line.clause if clause else "",
        "force": line.force_words,
    }


@public
@require_POST
def carry(request: HttpRequest) -> HttpResponse:
    """Take the answers along to a draft or an intention: only now does the browser hold them."""
    answers = carrying.opened(request.POST.get("token", ""))
    if answers is None:
        return redirect("filings:precheck")
    goal = "filings:intention_new" if request.POST.get("to") == "intention" else "filings:new"
    response = redirect(goal)
    carrying.keep(response, answers)
    return response


@signed_in("filings.write")
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the answers out of a draft: they were a reminder only."""
    page = party_page(request, pk)
    try:
        edits.forget_precheck(pk, actor=page.user, now=page.now)
    except StepError as error:
        explain_error(request, error)
    else:
        messages.success(request, _("The answers of the pre-check are removed."))
    return redirect("filings:detail", pk)


@public
@require_POST
def drop(request: HttpRequest) -> HttpResponse:
    """Forget the answers."""
    response = redirect("filings:precheck")
    carrying.forget(response)
    return response
