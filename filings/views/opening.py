"""My filings, beginning one, and the page of one filing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import signed_in
from consortia.access import EDITORS, represents
from consortia.models import Membership, Unit
from consortia.paging import newest_first
from consortia.queries import waiting_claims
from consortia.states import MembershipState
from filings import (
    actions,
    asked,
    asks,
    beginning,
    carrying,
    findings,
    inputs,
    intentions,
    outline,
    receipts,
    renewing,
    standing,
    tasklist,
    wording,
)
from filings.flow import FILING
from filings.forms.opening import NewForm
from filings.guards import two_versions
from filings.models import Call, Filing, Intention, Question
from filings.states import CORRECTION, FINAL, CallState, Event, QuestionState, State
from ledger import clock
from ledger.models import Entry
from workflow import engine, office
from workflow.engine import StepError
from workflow.messages import explain
from workflow.models import Hold
from workflow.presentation import Action, Reason, StepButton

from . import trash
from .base import Page, elsewhere, page_of, place_name, place_url
from .precheck import Shown, said_in
from .steps import explain_error

SHOWN_FINDINGS = 8


@signed_in("filings.read")
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Filings my units lead or belong to, newest first."""
    user: Any = request.user
    units = represents(user)
    mine = Membership.objects.filter(
        unit_id__in=units, state__in=[MembershipState.INVITED, MembershipState.ACCEPTED]
    )
    own = Filing.objects.filter(Q(lead_id__in=units) | Q(consortium__in=mine.values("consortium")))
    read = set(Filing.objects.visible_to(user).filter(pk__in=own.values("pk")).values_list("pk", flat=True))
    rows, pager = newest_first(
        Filing.objects.filter(pk__in=own.values("pk"))
        .exclude(state=State.TRASHED)
        .select_related("consortium", "lead", "authority", "call"),
        request.GET.dict(),
    )
    today = timezone.localdate(clock.now())
    held = set(
        Hold.objects.filter(
            flow=FILING.key,
            object_id__in=[f.pk for f in rows],
            placed_at__isnull=False,
            lifted_at__isnull=True,
        ).values_list("object_id", flat=True)
    )
    waiting, early = asks.of(user, rows, today), asks.before_agreement(user, rows)
    listed = [
        {
            "asks": waiting.get(filing.pk, ()),
            "filing": filing,
            "url": reverse("filings:detail", args=[filing.pk])
            if filing.pk in read
            else reverse("members:own", args=[filing.consortium_id]),
            "badge": standing.badge(filing, today=today, is_held=filing.pk in held),
            "holder": "" if filing.state in standing.FINAL else standing.holder(filing),
            "is_early": filing.pk in early,
            "is_mine": standing.is_with(user, filing),
            "is_lead": filing.lead_id in units,
            "is_overdue": bool(filing.due_on and filing.due_on < today),
        }
        for filing in rows
    ]
    context = {"rows": listed, "pager": pager, "may_begin": _may_begin(user), "has_units": bool(units)}
    context["has_trash"] = trash.of_units(user).exists()
    context["claims"] = () if units else waiting_claims(user)
    return render(request, "filings/list.html", context)


def _may_begin(user: Any) -> bool:
    return any(kinds & EDITORS for kinds in represents(user).values())


@signed_in("filings.start")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a filing; the page says first how much it asks."""
    user: Any = request.user
    editing = [unit_id for unit_id, kinds in represents(user).items() if kinds & EDITORS]
    units = Unit.objects.filter(pk__in=editing).order_by("name")
    calls = Call.objects.filter(state=CallState.OPEN).order_by("-id")
    answers, intention = carrying.carried(request), _intention_asked(request)
    known = answers or (intention.answers if intention else {})
    name = known.get("formal_name") or (intention.formal_name if intention else "")
    form = NewForm(request.POST or None, units=units, calls=calls, initial={"formal_name": name})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            filing = beginning.begin(
                actor=user,
                lead=typed["unit"],
                formal_name=typed["formal_name"],
                call=typed.get("call"),
                now=clock.now(),
                answers=answers,
                intention=intention,
            )
        except StepError as error:
            explain_error(request, error)
        else:
            messages.success(
                request, _("Begun as %(serial)s. Fill in the parts in any order.") % {"serial": filing.serial}
            )
            response = redirect("filings:detail", filing.pk)
            carrying.forget(response)
            return response
    context = {
        "form": form,
        "has_units": bool(editing),
        "answers": answers,
        "intention": intention,
        "asked": inputs.asked(inputs.IN_PRINCIPLE),
        "per_member": len(inputs.PER_MEMBER),
    }
    return render(request, "filings/new.html", context)


def _intention_asked(request: HttpRequest) -> Intention | None:
    """The open intention the address names, if it is the person's own."""
    asked = request.GET.get("intention", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        return None
    found = (
        Intention.objects.visible_to(request.user).filter(pk=int(asked), state__in=intentions.OPEN).first()
    )
    return found if found and intentions.author(request.user, found) else None


@signed_in("filings.read")
@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The filing's page for the lead and its members."""
    page = page_of(request, pk)
    if not page.is_party:
        return elsewhere(page.filing)
    return render(request, "filings/detail.html", context_of(page))


def context_of(page: Page) -> dict[str, Any]:
    """Ball, road, tasks, checks, board and the way on."""
    filing, now = page.filing, page.now
    today = timezone.localdate(now)
    again = renewing.applies(filing)
    compared: Any = {} if filing.state in CORRECTION else None
    read = outline.read(filing, now, renewing.questions(filing) if again else compared)
    figures, hold = read.figures, read.hold
    arrivals = read.kept.more["arrivals"]
    arrival = standing.Arrival(arrivals[0].payload["from"]) if arrivals else None
    ball = standing.ball(
        filing, user=page.user, today=today, calendar=office.work_calendar(), figures=figures,
        arrival=arrival, hold=hold,
    )  # fmt: skip

    def url_of(place: str) -> str:
        return f"{page_url}#submit" if place == "submission" else place_url(filing, place)

    page_url = reverse("filings:detail", args=[filing.pk])

    shown = findings.views(read.findings, read.reasons, url_of if page.may_edit else None)
    groups = tasklist.groups(read, url_of)
    done, places = tasklist.done_count(groups)
    said = _said_before(page, read.figures)
    return {
        "page": page,
        "filing": filing,
        "consortium": filing.consortium,
        "crumbs": page.crumbs(),
        "facts": _facts(filing),
        "badge": standing.badge(filing, today=today, is_held=hold is not None),
        "ball": ball,
        "stages": standing.road(filing, figures, arrival),
        "groups": [
            (title, items, said.get(head, ()))
            for (title, items), head in zip(groups, tasklist.HEADS, strict=True)
        ],
        "has_said": any(said.values()),
        "left": places - done,
        "places": places,
        "progress": read.progress,
        "checks": shown[:SHOWN_FINDINGS],
        "more_checks": shown[SHOWN_FINDINGS:],
        "asks": asks.of(page.user, [filing], today).get(filing.pk, ()),
        "counts": {kind: findings.count_of(shown, kind) for kind in findings.ORDER},
        "board": outline.board(read),
        "anew": renewing.card(read) if again else None,
        "tickets": asked.of(filing, read.open_tickets, read.known),
        "withdrawn": asked.of(filing, read.withdrawn_tickets),
        "questions": _questions(page),
        "receipts": receipts.standing_receipts(filing, read.kept.more["submissions"]),
        "unanswered": sum(ticket.state == "open" for ticket in read.open_tickets),
        "is_with_lead": actions.is_with_lead(filing),
        "submit": submit_button(page, read) if page.is_lead else None,
        "submissions": read.kept.more["submissions"],
        "registration": filing.registration,
        "last_reason": _last_reason(filing),
        "may_withdraw": _withdrawal(page, hold),
        "trash_days": figures["trash_days"],
        "may_discard": filing.state == State.DRAFT and page.may_edit,
        "may_restore": filing.state == State.TRASHED and page.is_lead,
        "may_ask_again": page.is_signatory
        and filing.state == State.NOT_RECOMMENDED
        and filing.second_look_asked_at is None,
        "now": now,
        "two_versions": [(place, place_name(place)) for place in read.unsettled],
    }


def _said_before(page: Page, figures: Mapping[str, Any]) -> Mapping[str, list[Shown]]:
    """Answers of the pre-check that the lead's editors brought into the draft, by heading."""
    filing = page.filing
    if filing.state != State.DRAFT or not filing.precheck or not page.may_edit:
        return {}
    return said_in(
        filing.precheck, timezone.localdate(page.now), lead_counts=bool(figures["lead_counts_in_three"])
    )


def _questions(page: Page) -> list[tuple[Question, str]]:
    """Questions of the office on this filing that the reader's units are asked, or have a copy of."""
    if not page.filing.latest_version:  # the office asks about what was submitted
        return []
    rows = page.filing.questions.select_related("membership__unit").exclude(state=QuestionState.WITHDRAWN)
    if not page.is_lead:
        rows = rows.filter(membership=page.membership)
    return [(one, wording.label(one.target, one.target_name)) for one in rows.order_by("-number")]


def _last_reason(filing: Filing) -> dict[str, Any] | None:
    """Why it stands where it stands, where a decision gave a reason and a clause."""
    if filing.state not in (State.NOT_RECOMMENDED, *FINAL - {State.REGISTERED}):
        return None
    entry = (
        Entry.objects.filter(subject=filing.ledger_subject, payload__to=filing.state)
        .order_by("-number")
        .first()
    )
    return entry and {"reason": entry.payload.get("reason", ""), "clause": entry.payload.get("clause", "")}


def _facts(filing: Filing) -> list[str]:
    facts = [filing.serial, str(filing.call) if filing.call else _("Filed without a call")]
    if filing.consortium.industry:
        facts.append(str(filing.consortium.industry))
    facts.append(_("Recommending: %(authority)s") % {"authority": filing.authority})
    return facts


def _withdrawal(page: Page, hold: Any) -> str:
    """open, or closed (the approver's note is missing), or empty where there is none to show."""
    filing = page.filing
    row = FILING.row(filing.state, Event.WITHDRAW)
    if row is None or not row.by(page.user, filing):
        return ""
    if row.drafted_by and engine.open_proposal(FILING, filing, Event.WITHDRAW) is None:
        return "closed"
    return "open"


def submit_button(page: Page, read: outline.Outline) -> StepButton | None:
    """Submitting, or the reasons why not yet, each with the place where it is put right."""
    filing = page.filing
    if not actions.is_with_lead(filing):
        return None
    event = Event.SUBMIT if filing.state == State.DRAFT else Event.RESUBMIT
    reasons = list(_missing(filing, read))
    if unanswered := sum(t.state == "open" and t.is_mandatory for t in read.open_tickets):
        answers = Action(_("Answer"), reverse("filings:answers", args=[filing.pk]))
        sentence = _("Tickets without an answer: %(n)s") % {"n": unanswered}
        reasons.append(Reason(sentence, "", "", answers))
    note = _("A signatory of %(lead)s submits: the legal representative or somebody authorised.") % {
        "lead": filing.lead
    }
    if not page.is_signatory:
        way = Action(_("Who signs"), reverse("consortia:colleagues", args=[filing.lead_id]))
        reasons.append(Reason(_("Only your signatory can submit; ask them to"), "", "", way))
    to = filing.authority.short_name
    if filing.state == State.CITY_CORRECTION:
        to = _("the city")
    return StepButton(
        _("Submit to %(place)s") % {"place": to},
        url=reverse("filings:submit", args=[filing.pk]),
        event=str(event),
        reasons=tuple(reasons),
        title=_("What is still missing before you can submit") if reasons else "",
        note=note,
    )


def _missing(filing: Filing, read: outline.Outline) -> list[Reason]:
    found = []
    for finding in read.findings:
        kind = findings.kind_of(finding, read.reasons)
        if kind in ("failed", "reason"):
            told = explain(finding.refusal)
            way = Action(_("Go there"), place_url(filing, finding.place))
            found.append(Reason(told.text, finding.clause, finding.force, way))
    for refusal in two_versions(read.unsettled):
        way = Action(_("Choose"), place_url(filing, str(refusal.params["place"])))
        found.append(Reason(explain(refusal).text, "", "", way))
    return found
