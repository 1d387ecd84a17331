"""All filings one may see, and the case page of one of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import may, signed_in
from accounts.models import Authority
from accounts.roles import CITY, WATCHERS, Permission
from consortia.access import represents
from documents.models import Blob, StoredFile
from evaluations.queries import record_of
from filings import standing as road
from filings.access import checks_now
from filings.flow import FILING
from filings.models import Call, Filing
from filings.receipts import standing_receipts
from filings.states import CORRECTION, FINAL, State
from ledger import clock
from ledger.models import Entry
from ledger.queries import history
from portal import case_reading, corrections, desk, dossier, filters, likeness, sentences, standing, steps
from portal.case_reading import Head
from portal.keyset import capped_count, newest_first
from portal.reviewed import review_lines
from reviews.evidence import gather
from workflow import engine, office
from workflow.together import attach

from .found import case_of, reads_in_office

SHOWN_TRACES = 8
BEFORE_REVIEW = CORRECTION | {State.DISTRICT_CHECK, State.NOT_RECOMMENDED, State.CITY_CHECK}
"""Nothing of the review exists there; no road leads back to them."""


@signed_in("cases.read")
@require_safe
def all_cases(request: HttpRequest) -> HttpResponse:
    """Every filing visible to the reader, filtered, newest first."""
    today, calendar = timezone.localdate(clock.now()), office.work_calendar()
    asked = request.GET.dict()
    rows = filters.cases(desk.visible(request.user), asked, today)
    page = newest_first(rows, asked)
    return render(
        request,
        "portal/cases/list.html",
        {
            "rows": [
                {
                    "filing": filing,
                    "badge": road.badge(filing, today=today, is_held=filing.is_held),
                    "holder": standing.holder(filing, filing.drafted or "")
                    if filing.state not in FINAL
                    else "",
                    **standing.row_of(filing, today, calendar),
                }
                for filing in page.rows
            ],
            "pager": page.pager,
            "count": capped_count(rows),
            "asked": asked,
            "states": State.choices[1:],
            "authorities": Authority.objects.exclude(kind=Authority.Kind.CITY).order_by("pk")
            if request.user.is_any(*CITY, *WATCHERS)
            else [],
            "calls": Call.objects.order_by("-pk")[:50],
            "narrowed": filters.words(asked),
            "kept": filters.kept(asked),
        },
    )


@signed_in("cases.read")
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The officer's case page: who holds it, the road, the steps, the dossier, what happened."""
    user: Any = request.user
    filing = case_of(request, pk)
    in_office = reads_in_office(user, filing)
    if not in_office and is_party(user, filing):
        return redirect("filings:detail", pk)
    if not in_office and filing.round_lead_id != user.pk:
        return redirect("reviews:sheet", pk)
    now = clock.now()
    case = case_reading.read(
        filing, now, traces=history(filing.ledger_subject)[:SHOWN_TRACES], **papers_of(filing)
    )
    open_steps = engine.open_steps(FILING, filing, user, now=now, gather=gather, known=case.waiting)
    sent = [one for one in case.tickets if not one.is_draft] if in_office else []
    return render(
        request,
        "portal/cases/detail.html",
        {
            **frame_of(filing, user, now, case.head),
            "steps": steps.panel(open_steps, filing),
            "drafts": steps.drafts(filing, user, open_steps, case.head.proposals),
            "may_check": checks_now(user, filing),
            "may_see_sheet": user.is_any(*CITY, *WATCHERS) and filing.state not in (State.DISTRICT_CHECK,),
            "dossier": dossier.view_of(case.known, request.GET.get("tab", "basics")) if in_office else None,
            "tickets": corrections.tickets_of(case.known, sent),
            "may_withdraw_tickets": filing.state in CORRECTION and corrections.returned_it(user, filing),
            "late_points": corrections.late_to_confirm(case.known, user, case.head.figures)
            if in_office
            else (),
            "questions": corrections.questions_of(case.found["questions"]) if in_office else (),
            "receipts": standing_receipts(filing, case.known.versions) if in_office else None,
            "reviews": review_lines(filing) if reads_reviews(user, filing) else (),
            "papers": filed_papers(case.found) if in_office else (),
            "traces": traces_of(
                case.found["traces"], (filing.authority, *(grant.authority for grant in user.grants))
            ),
            "likeness": likeness.lines(filing, user) if in_office else (),
            "record": record_of(filing.predecessor) if in_office and filing.predecessor else None,
            "in_office": in_office,
            "may_hold": user.is_any(*CITY) and filing.state not in FINAL,
        },
    )


def reads_reviews(user: Any, filing: Filing) -> bool:
    """Whether there is a review to tell of, and this reader is told: the city's desks and the watchers."""
    return filing.state not in BEFORE_REVIEW and bool(user.is_any(*CITY, *WATCHERS))


def papers_of(filing: Filing) -> dict[str, QuerySet[Any]]:
    """The papers filed with a case, the newest first, with their files."""
    files = StoredFile.objects.filter(pk__in=filing.papers.values("document"))
    return {
        "papers": filing.papers.order_by("-pk"),
        "paper_files": files,
        "paper_blobs": Blob.objects.filter(pk__in=files.values("blob")),
    }


def filed_papers(found: Mapping[str, list[Any]]) -> list[Any]:
    """The same as rows, each with its file."""
    attach(found["paper_files"], "blob", found["paper_blobs"])
    attach(found["papers"], "document", found["paper_files"])
    return found["papers"]


def is_party(user: Any, filing: Any) -> bool:
    """Whether the person represents the lead or a member."""
    units = represents(user)
    return filing.lead_id in units or filing.consortium.memberships.filter(unit_id__in=units).exists()


def frame_of(filing: Any, user: Any, now: datetime, head: Head | None = None) -> dict[str, Any]:
    """What stands at the head of every page of a case: the ball, the road, the hold."""
    today = timezone.localdate(now)
    head = head or case_reading.head(filing, today)
    hold, figures, arrival = head.hold, head.figures, head.arrival
    draft = head.proposals[-1] if head.proposals else None
    return {
        "filing": filing,
        "hold": hold,
        "badge": road.badge(filing, today=today, is_held=bool(hold and hold.placed_at)),
        "ball": standing.ball_of(
            filing, user, today=today, calendar=office.work_calendar(), figures=figures,
            arrival=arrival, hold=hold, drafted=draft.event if draft else "",
            drafted_on=timezone.localdate(draft.at) if draft else None,
        ),
        "stages": road.road(filing, figures, arrival),
        "facts": facts_of(filing),
        "judges_units": may(user, Permission.CLAIM_JUDGE),
    }  # fmt: skip


def facts_of(filing: Any) -> list[str]:
    """One line under the name: lead, serial, version, call."""
    told = [
        _("Lead: %(lead)s") % {"lead": filing.lead},
        filing.serial,
        _("Version %(version)s") % {"version": filing.latest_version},
        str(filing.authority),
    ]
    if filing.submitted_at:
        told.append(
            _("Submitted %(day)s") % {"day": f"{timezone.localtime(filing.submitted_at):%Y-%m-%d %H:%M}"}
        )
    told.append(str(filing.call) if filing.call else _("Rolling filing, no call"))
    return told


def traces_of(entries: Sequence[Entry], known: Iterable[Authority]) -> list[Any]:
    """What happened, in sentences."""
    name = sentences.actors(entries, known)
    return [sentences.trace_of(entry, name) for entry in entries]
