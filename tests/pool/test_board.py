"""The board: what is public and what never is, who publishes, who may write how often."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.roles import Role
from consortia import board
from consortia.models import Posting
from consortia.states import PostingState
from ledger import clock
from ledger.models import Entry, Notice
from tests.factories import AuthorityFactory, UnitFactory, UserFactory, officer, representative
from workflow import engine

pytestmark = pytest.mark.django_db


def posted(unit=None, by=None, publish=True, **fields):
    unit = unit or UnitFactory()
    by = by or representative(unit)
    kept = {
        "kind": "need",
        "title": "求减速器",
        "text": "需要高精度减速器。",
        "industry": None,
        "track": None,
    }
    made = board.post(unit, {**kept, **fields}, actor=by, now=clock.now())
    if publish:
        board.move(made.pk, "publish", actor=officer(Role.DISTRICT_OFFICER, unit.authority), now=clock.now())
        made.refresh_from_db()
    return made


def test_public_only_once_its_district_published_it_and_only_for_its_days(client):
    made = posted(publish=False)
    page = f"/board/{made.pk}/"
    assert client.get(page).status_code == 404
    assert made.title not in client.get("/board/").content.decode()

    board.move(made.pk, "publish", actor=officer(Role.DISTRICT_OFFICER, made.unit.authority), now=clock.now())
    made.refresh_from_db()
    assert (made.ends_on - made.shown_on).days == 90
    assert client.get(page).status_code == 200
    assert made.title in client.get("/board/").content.decode()

    Posting.objects.filter(pk=made.pk).update(ends_on=timezone.localdate(clock.now()) - timedelta(days=1))
    assert client.get(page).status_code == 404
    assert made.title not in client.get("/board/").content.decode()


def test_nobody_is_named_in_public(client):
    unit = UnitFactory()
    person = representative(unit)
    made = posted(unit, person)
    for path in ("/board/", f"/board/{made.pk}/"):
        text = client.get(path).content.decode()
        assert unit.name in text
        assert person.email not in text
        assert person.name not in text


@pytest.mark.parametrize("text", ["联系 someone@example.test", "电话13800000000", "0532-85911330 找我"])
def test_a_way_to_reach_somebody_is_refused_by_what_was_found(client, text):
    unit = UnitFactory()
    client.force_login(representative(unit))
    response = client.post("/board/new/", {"unit": unit.pk, "kind": "need", "title": "求合作", "text": text})

    assert response.status_code == 422
    assert "联系方式" in str(response.context["form"].errors["text"])
    assert not Posting.objects.exists()


@pytest.mark.parametrize("who", ["nobody", "poster", "other_officer", "city", "head"])
@pytest.mark.parametrize("event", ["publish", "refuse"])
def test_only_the_officer_of_the_units_district_publishes(who, event):
    unit = UnitFactory()
    person = representative(unit)
    made = posted(unit, person, publish=False)
    elsewhere = AuthorityFactory(key="370202", name="市南区", place="市南区")
    actor = {
        "nobody": UserFactory, "poster": lambda: person, "city": lambda: officer(Role.CITY_OFFICER),
        "other_officer": lambda: officer(Role.DISTRICT_OFFICER, elsewhere),
        "head": lambda: officer(Role.DISTRICT_HEAD, unit.authority),
    }[who]()  # fmt: skip

    with pytest.raises(engine.NotYourStep):
        board.move(made.pk, event, actor=actor, now=clock.now(), reason="不是本区")


def test_refused_and_taken_down_say_why_and_taken_back_needs_no_word():
    unit = UnitFactory()
    reader, person = officer(Role.DISTRICT_OFFICER, unit.authority), representative(unit)
    refused, shown = posted(unit, person, publish=False), posted(unit, person)
    with pytest.raises(engine.StepRefused):
        board.move(refused.pk, "refuse", actor=reader, now=clock.now())
    board.move(refused.pk, "refuse", actor=reader, now=clock.now(), reason="属广告")
    board.move(shown.pk, "take_down", actor=reader, now=clock.now(), reason="内容有误")
    back = posted(unit, person)
    board.move(back.pk, "withdraw", actor=person, now=clock.now())

    found = {one.pk: (one.state, one.reason) for one in Posting.objects.all()}
    assert found[refused.pk] == (PostingState.REFUSED, "属广告")
    assert found[shown.pk] == (PostingState.TAKEN_DOWN, "内容有误")
    assert found[back.pk] == (PostingState.WITHDRAWN, "")
    assert {"posting.unit_refused", "posting.unit_taken"} <= set(
        Notice.objects.filter(user_id=person.pk).values_list("kind", flat=True)
    )


def test_a_stranger_posts_for_no_unit(client):
    unit = UnitFactory()
    with pytest.raises(engine.NotYourStep):
        posted(unit, UserFactory())
    client.force_login(UserFactory())
    client.post("/board/new/", {"unit": unit.pk, "kind": "need", "title": "题", "text": "文"})

    assert not Posting.objects.exists()


def test_a_message_reaches_the_unit_with_the_writers_address(client):
    unit = UnitFactory()
    person, writer = representative(unit), UserFactory()
    made = posted(unit, person)
    anonymous = client.post(f"/board/{made.pk}/write/", {"text": "我们能做"})
    client.force_login(writer)
    client.post(f"/board/{made.pk}/write/", {"text": "我们能做，请联系。"})
    (told,) = Notice.objects.filter(kind="posting.message")

    assert anonymous.status_code == 302
    assert told.user_id == person.pk
    assert (told.params["email"], told.params["text"]) == (writer.email, "我们能做，请联系。")
    assert Entry.objects.filter(kind="posting.written_to", actor_id=writer.pk, payload={}).exists()


def test_five_messages_an_hour_and_none_to_oneself(client):
    unit = UnitFactory()
    person = representative(unit)
    made = posted(unit, person)
    client.force_login(UserFactory())
    codes = [client.post(f"/board/{made.pk}/write/", {"text": "你好"}).status_code for _ in range(6)]
    client.force_login(person)

    assert codes == [302] * 5 + [429]
    assert client.post(f"/board/{made.pk}/write/", {"text": "你好"}).status_code == 409


def test_ten_of_a_unit_and_no_more():
    unit = UnitFactory()
    person = representative(unit)
    for _ in range(10):
        posted(unit, person, publish=False)
    with pytest.raises(engine.StepRefused):
        posted(unit, person, publish=False)


def test_filters_and_words(client):
    posted(kind="need", title="求减速器")
    posted(kind="offer", title="愿做检测", text="能做无损检测。")

    def titles(query):
        return [one.title for one in client.get(f"/board/?{query}").context["rows"]]

    assert titles("kind=offer") == ["愿做检测"]
    assert titles("q=减速") == ["求减速器"]
    assert titles("kind=nonsense&field=track:nowhere") == ["愿做检测", "求减速器"]


def test_pages_cost_the_same_for_one_and_for_fifty(client, enter):
    unit = UnitFactory()
    reader, person = officer(Role.DISTRICT_OFFICER, unit.authority), representative(unit)
    first = posted(unit, person)
    waiting = posted(unit, person, publish=False)

    def asked(user, path):
        client.logout()
        if user:
            enter(user)
        client.get(path)  # the first visit notes that somebody is here
        with CaptureQueriesContext(connection) as found:
            assert client.get(path).status_code == 200
        return len(found)

    seen = (
        (None, "/board/"), (None, f"/board/{first.pk}/"), (person, "/board/mine/"), (reader, "/board/check/"),
        (reader, f"/board/{waiting.pk}/"), (reader, "/desk/"),
    )  # fmt: skip
    one = [asked(*page) for page in seen]
    for number in range(49):
        other = UnitFactory()
        posted(other, title=f"需求{number}", publish=number % 2 == 0)
    fifty = [asked(*page) for page in seen]

    assert fifty == one
    assert max(one[:4]) < 15
