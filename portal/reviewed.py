"""What the review has brought to light, in lines for the city's desks: figures without the experts' names."""

from statistics import pstdev
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from filings.models import Filing
from reviews.models import Conclusion, Defence, ListItem, NoticeItem, Objection, RoundFiling, SiteVisit
from reviews.queries import counted_sheets, scores_are_open
from reviews.states import ObjectionState, Outcome, Stage


def panel_line(filing: Filing) -> str:
    """Mean and spread of the sealed sheets, nobody named; nothing before every expert has sealed."""
    place = (
        RoundFiling.objects.filter(filing=filing, is_current=True).select_related("round", "filing").first()
    )
    if place is None or not scores_are_open(place):
        return ""
    totals = [float(total) for total in counted_sheets([filing.pk]).values_list("total", flat=True)]
    if not totals:
        return ""
    return _("Sealed sheets: %(n)s. Mean %(mean)s, spread ± %(spread)s.") % {
        "n": len(totals),
        "mean": f"{sum(totals) / len(totals):.1f}",
        "spread": f"{pstdev(totals):.1f}",
    }


def review_lines(filing: Filing) -> list[tuple[str, str]]:
    """Label and sentence: the experts' stages, decision, notice, objections."""
    lines = [(_("Selection"), decision_line(filing)), (_("Public notice"), notice_line(filing))]
    lines.append((_("Objections"), objection_line(filing)))
    return [*stage_lines(filing), *((label, text) for label, text in lines if text)]


def stage_lines(filing: Filing) -> list[tuple[str, str]]:
    """Label and sentence: written review, visit, defence, conclusions."""
    lines = [(_("Written review"), panel_line(filing))]
    lines += [
        (_("Site visit"), _visit(visit)) for visit in SiteVisit.objects.filter(filing=filing).order_by("pk")
    ]
    for held in Defence.objects.filter(filing=filing).annotate(n=Count("present")).order_by("pk"):
        lines.append((_("Defence"), _defence(held)))
    for signed in Conclusion.objects.filter(filing=filing).order_by("signed_at"):
        told = _("Goes on. %(text)s") if signed.goes_on else _("Does not go on. %(text)s")
        lines.append((str(Stage(signed.stage).label), told % {"text": signed.text}))
    return [(label, text) for label, text in lines if text]


def _visit(visit: SiteVisit) -> str:
    signed = visit.panel_signed_at and visit.lead_signed_at
    return _("%(day)s, %(place)s. %(findings)s %(signed)s") % {
        "day": visit.visited_on.isoformat(),
        "place": visit.place,
        "findings": visit.findings,
        "signed": _("Signed by both sides.") if signed else _("Not signed by both sides yet."),
    }


def _defence(held: Any) -> str:
    return _("%(day)s, experts present: %(n)s. %(record)s") % {
        "day": f"{timezone.localtime(held.held_at):%Y-%m-%d}",
        "n": held.n,
        "record": held.record,
    }


def decision_line(filing: Filing) -> str:
    """What the meeting decided, under which number, and why."""
    item = ListItem.objects.filter(filing=filing, is_current=True).select_related("list").first()
    if item is None:
        return ""
    return _("%(day)s, %(number)s: %(outcome)s. %(reason)s") % {
        "day": item.list.decided_on.isoformat(),
        "number": item.list.meeting_number,
        "outcome": Outcome(item.outcome).label,
        "reason": item.reason,
    }


def notice_line(filing: Filing) -> str:
    """The notice with both dates."""
    item = NoticeItem.objects.filter(filing=filing).select_related("notice").order_by("-pk").first()
    if item is None:
        return ""
    return _("%(number)s, from %(start)s to %(end)s.") % {
        "number": item.notice.number,
        "start": item.notice.starts_on.isoformat(),
        "end": item.notice.ends_on.isoformat(),
    }


def objection_line(filing: Filing) -> str:
    """How many objections there were and what became of them."""
    found = Objection.objects.filter(item__filing=filing).aggregate(
        all=Count("pk"),
        waiting=Count("pk", filter=Q(state__in=[ObjectionState.RECEIVED, ObjectionState.ACCEPTED])),
        upheld=Count("pk", filter=Q(state=ObjectionState.UPHELD)),
        dismissed=Count("pk", filter=Q(state__in=[ObjectionState.DISMISSED, ObjectionState.REFUSED])),
    )
    if not found["all"]:
        return _("None received.") if NoticeItem.objects.filter(filing=filing).exists() else ""
    return (
        _("Received: %(all)s. Not settled: %(waiting)s. Upheld: %(upheld)s. Not upheld: %(dismissed)s.")
        % found
    )
