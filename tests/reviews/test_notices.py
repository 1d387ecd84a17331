"""The public notice: its window over holidays, its correction, what follows an upheld objection, its paper."""

import json
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from filings import actions
from filings.models import Filing
from filings.states import Event, State
from ledger import clock
from ledger.queries import breaks
from reviews.actions import lists, objections, stages
from reviews.models import NoticeItem, PublicNotice
from reviews.papers import make_notice_paper
from reviews.states import ObjectionEvent
from reviews.window import window_of_notice
from tests.factories import NOW
from tests.reviews.conftest import Browse
from tests.road_reviews import after, at_publicity, at_selection, put_on_list
from workflow import office, years
from workflow.engine import StepRefused
from workflow.models import Parameter

pytestmark = pytest.mark.django_db

OFFICE = ZoneInfo("Asia/Shanghai")
POSTED = datetime(2026, 9, 24, 2, 0, tzinfo=UTC)
OBJECTOR = {"kind": "person", "name": "示例", "contact": "示例电话", "address": ""}


@pytest.fixture
def _year_2026() -> None:
    known = json.loads((settings.ROOT / "workflow/data/calendar.json").read_text(encoding="utf-8"))
    days = [
        {"date": date.fromisoformat(day["date"]), "is_working": day["kind"] == "work", "name": day["name"]}
        for day in known["days"]
        if day["date"].startswith("2026")
    ]
    years.load(2026, days, source="示例来源", now=NOW)


def _count_posting_day(who) -> None:
    Parameter.objects.create(
        key="publicity_count_posting_day", value=True, valid_from=date(2026, 1, 1), version=1, reason="示例",
        proposed_by=who.city, proposed_at=NOW, confirmed_by=who.approver, confirmed_at=NOW,
    )  # fmt: skip


def _post(who, filing):
    return lists.post_notice(
        put_on_list(filing, who, now=POSTED), title="示例公示", actor=who.city, now=POSTED
    )


@pytest.mark.usefixtures("_year_2026")
@pytest.mark.parametrize(
    ("counted", "starts", "ends", "closes"),
    [(False, "2026-09-28", "2026-10-09", "2026-10-10"), (True, "2026-09-24", "2026-10-08", "2026-10-09")],
)
def test_easy_error_09_a_notice_over_the_national_holiday(counted, starts, ends, closes):
    filing, who, _ = at_selection(now=POSTED)
    if counted:
        _count_posting_day(who)

    notice = _post(who, filing)

    assert (notice.starts_on.isoformat(), notice.ends_on.isoformat()) == (starts, ends)
    last_evening = datetime.combine(notice.ends_on, datetime.max.time()).replace(tzinfo=OFFICE, microsecond=0)
    with pytest.raises(StepRefused) as refused:
        objections.close(filing.pk, actor=who.city, now=last_evening)
    assert refused.value.refusals[0].params["closes_on"] == closes
    objections.close(filing.pk, actor=who.city, now=after(notice))
    assert Filing.objects.get(pk=filing.pk).state == State.APPROVAL
    window = window_of_notice(notice, date(2026, 9, 29))
    assert (window.days_count, window.closes_on.isoformat()) == (5, closes)
    assert "国庆" in window.days_off


def test_a_posted_notice_does_not_change_by_raw_sql():
    at_publicity()

    for statement in (
        "UPDATE reviews_publicnotice SET title = 'x'",
        "UPDATE reviews_publicnotice SET starts_on = '2026-01-01'",
        "DELETE FROM reviews_publicnotice",
        "UPDATE reviews_noticeitem SET printed = '{}'::jsonb",
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute(statement)


def _uphold(filing, who, notice):
    received = objections.receive(notice.items.get().pk, text="牵头单位名称有误", now=NOW, objector=OBJECTOR)
    objections.decide(received.pk, ObjectionEvent.ACCEPT, actor=who.city, now=NOW)
    objections.decide(received.pk, ObjectionEvent.UPHOLD, reason="情况属实。", actor=who.city, now=NOW)
    return received


def test_a_corrected_notice_has_a_full_new_window_and_answers_the_objection():
    filing, who, notice = at_publicity()
    _uphold(filing, who, notice)
    actions.draft(
        filing.pk, Event.CORRECT, actor=who.city, now=NOW,
        payload={"reason": "名称有误", "correction": "牵头单位名称更正。"},
    )  # fmt: skip
    later = after(notice)

    with pytest.raises(StepRefused) as alone:
        actions.take(filing.pk, Event.CORRECT, actor=who.approver, now=later)
    lists.correct_notice(filing.pk, actor=who.approver, now=later)

    newer = PublicNotice.objects.latest("pk")
    assert [refusal.code for refusal in alone.value.refusals] == ["no_notice"]
    assert (newer.supersedes_id, newer.correction) == (notice.pk, "牵头单位名称更正。")
    assert newer.posted_by_id == who.city.pk
    assert newer.starts_on > notice.ends_on
    assert NoticeItem.objects.get(filing=filing, is_current=True).notice_id == newer.pk
    with pytest.raises(StepRefused):
        objections.close(filing.pk, actor=who.city, now=later)
    objections.close(filing.pk, actor=who.city, now=after(newer))
    stages.take(filing.pk, Event.REGISTER, actor=who.approver, now=after(newer))
    assert Filing.objects.get(pk=filing.pk).state == State.REGISTERED
    assert list(breaks()) == []


def test_without_a_draft_nothing_is_corrected():
    filing, who, _ = at_publicity()

    with pytest.raises(StepRefused) as refused:
        lists.correct_notice(filing.pk, actor=who.approver, now=NOW)

    assert "needs_draft" in [refusal.code for refusal in refused.value.refusals]
    assert PublicNotice.objects.count() == 1


def test_back_to_the_meeting_the_old_list_says_nothing_any_more():
    filing, who, notice = at_publicity()
    _uphold(filing, who, notice)
    objections.decide_upheld(
        filing.pk,
        Event.UPHOLD_RECONSIDER,
        actor=who.approver,
        now=after(notice),
        typed={"reason": "重新研究"},
    )
    old = notice.list_id

    with pytest.raises(StepRefused):
        lists.post_notice(old, title="示例公示", actor=who.city, now=after(notice))
    anew = lists.post_notice(
        put_on_list(filing, who, now=after(notice)), title="再次公示", actor=who.city, now=after(notice)
    )

    assert Filing.objects.get(pk=filing.pk).state == State.PUBLICITY
    assert NoticeItem.objects.get(filing=filing, is_current=True).notice_id == anew.pk


def test_a_reserved_filing_stays_with_the_meeting():
    filing, who, _ = at_selection()
    listed = put_on_list(filing, who, outcome="reserve")

    with pytest.raises(StepRefused) as refused:
        lists.post_notice(listed, title="示例公示", actor=who.city, now=NOW)

    assert [refusal.code for refusal in refused.value.refusals] == ["nothing_to_post"]


def test_the_paper_is_made_once_and_public(browse: Browse, settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path
    _, _, notice = at_publicity()

    made = make_notice_paper(notice.pk, now=NOW)
    again = make_notice_paper(notice.pk, now=NOW)
    answer = browse(None).get(reverse("reviews:notice_paper", args=[notice.pk]))

    assert made.document_id == again.document_id
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")


def test_whether_objections_exist_stays_unsaid_while_the_window_runs(browse: Browse):
    filing, who, notice = at_publicity()
    url = reverse("reviews:notice", args=[notice.pk])
    before = browse(None).get(url).content.decode()
    _uphold(filing, who, notice)
    during = browse(None).get(url).content.decode()
    clock.move_to(after(notice))
    ended = browse(None).get(url).content.decode()

    assert _without_token(before) == _without_token(during)
    assert "正在决定" in ended
    assert office.value("publicity_days", date(2026, 9, 1)) == 5


def _without_token(page: str) -> str:
    """The page without what differs between any two requests."""
    return "\n".join(line for line in page.splitlines() if "csrf" not in line.lower())
