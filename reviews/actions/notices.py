"""Public notices (公示): posted with both dates, corrected by a new one with a full new window."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from consortia.queries import memberships
from filings.flow import FILING
from filings.models import Filing
from filings.states import Event, State
from ledger.dispatch import after_commit
from workflow import engine, office
from workflow.calendar import PublicityWindow
from workflow.flow import Step
from workflow.refusal import Force, Refusal

from .. import access
from ..evidence import gather
from ..models import ListItem, NoticeItem, ProposedList, PublicNotice
from ..states import Outcome
from .rounds import lock_filings


def window_from(now: datetime) -> PublicityWindow:
    """Both dates of a notice posted at ``now``, by the office parameters in force."""
    posted_on = timezone.localdate(now)
    return office.work_calendar().publicity_window(
        posted_on,
        int(office.value("publicity_days", posted_on)),
        count_posting_day=bool(office.value("publicity_count_posting_day", posted_on)),
    )


def postable(listed: ProposedList) -> list[ListItem]:
    """The recommended filings of a list that still wait in selection on its decision."""
    return list(
        listed.items.filter(is_current=True, outcome=Outcome.RECOMMEND, filing__state=State.SELECTION)
        .select_related(
            "filing__consortium__industry",
            "filing__consortium__main_track",
            "filing__lead",
            "filing__authority",
        )
        .order_by("pk")
    )


def post_notice(
    list_id: int, *, title: str, actor: Any, now: datetime, filing_ids: Iterable[int] | None = None
) -> PublicNotice:
    """Post the notice of a countersigned list and move each recommended filing to publicity.

    ``filing_ids`` leaves some for a later notice of the same list. Raises StepRefused with reasons.
    """
    with transaction.atomic(durable=True):
        if not access.runs_rounds(actor):
            raise engine.NotYourStep(State.SELECTION, Event.PROPOSE)
        listed = ProposedList.objects.get(pk=list_id)
        wanted = None if filing_ids is None else set(filing_ids)
        lock_filings(
            item.filing_id for item in postable(listed) if wanted is None or item.filing_id in wanted
        )
        items = [item for item in postable(listed) if wanted is None or item.filing_id in wanted]
        if listed.countersigned_at is None:
            raise _refused("list_not_countersigned")
        if not items:
            raise _refused("nothing_to_post")
        notice = _create(listed, title, actor, now)
        for item in items:
            _put_on(notice, item.filing)
            engine.advance(FILING, item.filing_id, Event.PROPOSE, actor=actor, now=now, gather=gather)
        return notice


def correct_notice(filing_id: int, *, actor: Any, now: datetime, seen: int | None = None) -> Step:
    """The approver signs an officer's drafted correction: a new notice, a full new window, the old item ends.

    Raises StepRefused without a draft, as the road's own table says.
    """
    with transaction.atomic(durable=True):
        filing: Filing = engine.lock(FILING, filing_id)
        proposal = engine.open_proposal(FILING, filing, Event.CORRECT)
        old = NoticeItem.objects.filter(filing=filing, is_current=True).select_related("notice__list").first()
        if filing.state == State.PUBLICITY and proposal is not None and old is not None:
            before = old.notice
            notice = _create(
                before.list, before.title, proposal.by, now, supersedes=before,
                correction=str(proposal.payload.get("correction", "")).strip(),
            )  # fmt: skip
            _put_on(notice, filing)
        return engine.advance(
            FILING, filing_id, Event.CORRECT, actor=actor, now=now, gather=gather, seen=seen
        )


def take_off(filing: Filing) -> None:
    """The filing leaves its notice; the notice itself stays as it was posted."""
    NoticeItem.objects.filter(filing=filing, is_current=True).update(is_current=False)


def _create(
    listed: ProposedList,
    title: str,
    poster: Any,
    now: datetime,
    *,
    supersedes: PublicNotice | None = None,
    correction: str = "",
) -> PublicNotice:
    today = timezone.localdate(now)
    window = window_from(now)
    notice = PublicNotice.objects.create(
        number=office.next_number(f"QDLH-G-{today.year}"),
        list=listed,
        title=title,
        posted_by=poster,
        posted_at=now,
        starts_on=window.first_on,
        ends_on=window.last_on,
        is_provisional=window.is_provisional,
        supersedes=supersedes,
        correction=correction,
    )
    after_commit("reviews.make_notice_paper", notice_id=notice.pk)
    return notice


def _put_on(notice: PublicNotice, filing: Filing) -> None:
    """Keep on the notice what is printed of a filing, as it reads now."""
    consortium = filing.consortium
    track = consortium.main_track.name if consortium.main_track else consortium.other_track
    take_off(filing)
    NoticeItem.objects.create(
        notice=notice,
        filing=filing,
        printed={
            "name": consortium.formal_name,
            "name_en": consortium.name_en,
            "lead": filing.lead.name,
            "lead_en": filing.lead.name_en,
            "authority": filing.authority.name,
            "authority_en": filing.authority.name_en,
            "industry": consortium.industry.name if consortium.industry else "",
            "track": track,
            "members": [party.unit.name for party in memberships(consortium) if not party.is_lead],
            "is_sample": consortium.is_sample,
        },
    )


def _refused(code: str, **params: str | int) -> engine.StepRefused:
    return engine.StepRefused(Refusal(code, "office", Force.OFFICE, params))
