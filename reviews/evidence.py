"""What the review, the list and the notice have to say of a filing, gathered under its lock."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from filings.case import NO_EVIDENCE, Evidence
from filings.states import STAGES, State
from workflow import office
from workflow.flow import Row

from .models import (
    Conclusion,
    Defence,
    ListItem,
    NoticeItem,
    Objection,
    Recusal,
    RoundFiling,
    ScoreSheet,
    SiteVisit,
)
from .states import ObjectionState, SheetState

_OPEN = (ObjectionState.RECEIVED, ObjectionState.ACCEPTED)


def gather(_row: Row, filing: Any, now: datetime) -> Evidence:
    """The evidence that matters where the filing now stands; what is not concluded stays None."""
    if filing.state in (State.CITY_CHECK, *STAGES):
        return _of_review(filing)
    if filing.state == State.SELECTION:
        return _of_list(filing, now)
    if filing.state in (State.PUBLICITY, State.APPROVAL):
        return _of_notice(filing, now)
    return NO_EVIDENCE


def _of_review(filing: Any) -> Evidence:
    place = RoundFiling.objects.filter(filing=filing, is_current=True).select_related("round").first()
    if place is None:
        return Evidence(in_round=False)
    recused = Recusal.objects.filter(filing=filing).values("expert")
    sheets = ScoreSheet.objects.filter(filing=filing, submission=place.submission_id, state=SheetState.SEALED)
    sealed = sheets.filter(seat__removed_at__isnull=True)
    concluded = (
        Conclusion.objects.filter(filing=filing, stage=filing.state, visit_number=filing.step_number)
        .values_list("goes_on", flat=True)
        .first()
    )
    visit = SiteVisit.objects.filter(filing=filing).order_by("-id").first()
    return Evidence(
        in_round=True,
        needs_visit=place.round.needs_visit,
        defence_first=place.round.defence_first,
        sealed_count=sealed.exclude(seat__expert__in=recused).count(),
        recused_count=sealed.filter(seat__expert__in=recused).count(),
        goes_on=concluded,
        visit_signed=bool(visit.panel_signed_at and visit.lead_signed_at) if visit else None,
        defence_held=Defence.objects.filter(filing=filing).exists() or None,
    )


def _of_list(filing: Any, now: datetime) -> Evidence:
    # A filing that went back to the meeting is decided anew: an older list says nothing of it any more.
    decided = (
        ListItem.objects.filter(filing=filing, is_current=True, list__prepared_at__gte=filing.state_since)
        .select_related("list")
        .first()
    )
    if decided is None:
        return NO_EVIDENCE
    on_notice = NoticeItem.objects.filter(filing=filing, is_current=True).select_related("notice").first()
    return Evidence(
        outcome=decided.outcome,
        meeting_number=decided.list.meeting_number,
        decided_on=decided.list.decided_on,
        is_countersigned=decided.list.countersigned_at is not None,
        notice_posted=(on_notice is not None and on_notice.notice.posted_at == now) or None,
    )


def _of_notice(filing: Any, now: datetime) -> Evidence:
    item = NoticeItem.objects.filter(filing=filing, is_current=True).select_related("notice").first()
    if item is None:
        return NO_EVIDENCE
    decided = ListItem.objects.filter(filing=filing, is_current=True).select_related("list").first()
    # An objection stays open whatever happens to its notice; one upheld is answered by a corrected notice.
    objections = list(Objection.objects.filter(item__filing=filing).values_list("state", "item_id"))
    today = timezone.localdate(now)
    return Evidence(
        outcome=decided.outcome if decided else None,
        meeting_number=decided.list.meeting_number if decided else None,
        decided_on=decided.list.decided_on if decided else None,
        is_countersigned=decided.list.countersigned_at is not None if decided else None,
        notice_posted=item.notice.posted_at == now,
        posted_by_id=item.notice.posted_by_id,
        window_ended=today > item.notice.ends_on,
        closes_on=office.work_calendar().next_working_day(item.notice.ends_on),
        open_objections=sum(state in _OPEN for state, _ in objections),
        upheld_objections=sum(
            state == ObjectionState.UPHELD and item_id == item.pk for state, item_id in objections
        ),
    )
