"""Every list page asks the same number of questions for one row and for fifty."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from filings.models import Filing
from reviews.models import (
    NoticeItem,
    Objection,
    ProposedList,
    PublicNotice,
    Round,
    RoundFiling,
)
from tests.factories import NOW
from tests.reviews.conftest import Browse
from tests.road_reviews import at_expert_review, at_publicity, at_selection, expert

pytestmark = pytest.mark.django_db

MANY = 50


def _questions(client: Any, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def _more_rounds(who: Any, filing: Filing) -> None:
    Round.objects.bulk_create(
        Round(title=f"第 {n} 轮", opened_by=who.city, state="planned", state_since=NOW) for n in range(MANY)
    )


def _more_lists(who: Any, filing: Filing) -> None:
    ProposedList.objects.bulk_create(
        ProposedList(
            title=f"名单 {n}", meeting_number=str(n), decided_on=date(2026, 8, 1), prepared_by=who.city,
            prepared_at=NOW,
        )
        for n in range(MANY)
    )  # fmt: skip


def _more_experts(who: Any, filing: Filing) -> None:
    for n in range(MANY):
        expert(1000 + n)


@pytest.mark.parametrize(
    ("name", "more"),
    [("reviews:rounds", _more_rounds), ("reviews:lists", _more_lists), ("reviews:experts", _more_experts)],
)
def test_the_citys_lists(browse: Browse, name: str, more: Callable[[Any, Filing], None]):
    filing, who, _ = at_selection()
    client = browse(who.city)
    before = _questions(client, reverse(name))

    more(who, filing)

    assert _questions(client, reverse(name)) == before


def test_past_notices(browse: Browse):
    _, who, notice = at_publicity()
    client = browse(None)
    last = date(2026, 8, 20)

    def past(n: int) -> PublicNotice:
        return PublicNotice(
            number=f"P{n}", list=notice.list, title=f"公示 {n}", posted_by=who.city,
            posted_at=NOW - timedelta(days=40), starts_on=date(2026, 8, 10), ends_on=last,
        )  # fmt: skip

    past(0).save()
    before = _questions(client, reverse("reviews:notices"))
    PublicNotice.objects.bulk_create(past(n) for n in range(1, MANY))

    assert _questions(client, reverse("reviews:notices")) == before


def test_objections(browse: Browse):
    _, who, notice = at_publicity()
    client, item = browse(who.city), NoticeItem.objects.get()

    def given(n: int) -> Objection:
        return Objection(
            item=item,
            receipt_code=f"Y-{n:04d}",
            text="内容",
            received_at=NOW,
            state="received",
            state_since=NOW,
        )

    given(0).save()
    before = _questions(client, reverse("reviews:objections"))
    Objection.objects.bulk_create(given(n) for n in range(1, MANY))

    assert notice.items.count() == 1
    assert _questions(client, reverse("reviews:objections")) == before


def test_a_round_and_an_experts_work(browse: Browse):
    filing, who, panel = at_expert_review()
    city, reader = browse(who.city), browse(panel.experts[0])
    url = reverse("reviews:round", args=[panel.round.pk])
    before = _questions(city, url), _questions(reader, reverse("reviews:work"))
    second, _, _ = at_expert_review(size=0)
    RoundFiling.objects.filter(filing=second).update(round=panel.round)

    after = _questions(city, url), _questions(reader, reverse("reviews:work"))

    assert filing.pk != second.pk
    assert after == before
