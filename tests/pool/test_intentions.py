"""Intentions: who may leave, read, advise; the way into a draft; pages that cost the same for one and for fifty."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from filings import intentions
from filings.models import Filing, Intention
from filings.states import IntentionState
from ledger.models import Notice
from tests.factories import NOW, AuthorityFactory, UnitFactory, UserFactory, officer, representative
from workflow import engine

pytestmark = pytest.mark.django_db


@pytest.fixture
def district():
    return AuthorityFactory()


def left(district, by=None, **fields):
    kept = {"unit_name": "示例阀门有限公司", "contact": "综合部", "plan": "想组建高压氢阀联合体。", **fields}
    return intentions.leave({**kept, "authority": district}, actor=by or UserFactory(), now=NOW)


def kinds(user):
    return set(Notice.objects.filter(user_id=user.pk).values_list("kind", flat=True))


TYPED = {
    "unit_name": "示例阀门有限公司",
    "contact": "综合部 示例电话",
    "plan": "想组建高压氢阀联合体。",
    "code": "",
}


def test_somebody_without_a_unit_leaves_one_and_the_officer_is_told(client, district):
    reader, person = officer(Role.DISTRICT_OFFICER, district), UserFactory()
    client.force_login(person)
    response = client.post("/intentions/new/", {**TYPED, "authority": district.pk})
    made = Intention.objects.get()

    assert response.url == f"/intentions/{made.pk}/"
    assert (made.state, made.by, made.unit, made.authority) == (
        IntentionState.WAITING,
        person,
        None,
        district,
    )
    assert made.due_on is not None
    assert "intention.guide_begun" in kinds(reader)


def test_without_an_officer_the_city_is_told(district):
    city = officer(Role.CITY_OFFICER)
    left(district)

    assert "intention.guide_begun" in kinds(city)


def test_the_officer_advises_meets_and_closes_with_words(district):
    reader, person = officer(Role.DISTRICT_OFFICER, district), UserFactory()
    made = left(district, person)
    with pytest.raises(engine.StepRefused):
        intentions.move(made.pk, "advise", actor=reader, now=NOW, note="  ")
    for event, state in (("advise", "advised"), ("meet", "met"), ("advise", "met"), ("close", "closed")):
        intentions.move(made.pk, event, actor=reader, now=NOW, note=f"先谈妥成员（{event}）")
        made.refresh_from_db()
        assert made.state == state

    assert [note.event for note in made.notes.order_by("pk")] == ["advise", "meet", "advise", "close"]
    assert {"intention.author_advised", "intention.author_met", "intention.author_closed"} <= kinds(person)


@pytest.mark.parametrize("who", ["nobody", "other_officer", "author", "head", "expert"])
@pytest.mark.parametrize("event", ["advise", "meet", "close"])
def test_only_its_officers_guide(district, who, event):
    person = UserFactory()
    made = left(district, person)
    elsewhere = AuthorityFactory(key="370202", name="市南区", place="市南区")
    actor = {
        "nobody": UserFactory, "author": lambda: person, "expert": lambda: officer(Role.EXPERT),
        "other_officer": lambda: officer(Role.DISTRICT_OFFICER, elsewhere),
        "head": lambda: officer(Role.DISTRICT_HEAD, district),
    }[who]()  # fmt: skip

    with pytest.raises(engine.NotYourStep):
        intentions.move(made.pk, event, actor=actor, now=NOW, note="不该写")


def test_strangers_and_other_districts_see_nothing(client, district):
    made = left(district)
    elsewhere = AuthorityFactory(key="370202", name="市南区", place="市南区")
    for stranger in (UserFactory(), representative(UnitFactory())):
        client.force_login(stranger)
        assert client.get(f"/intentions/{made.pk}/").status_code == 404
        assert client.post(f"/intentions/{made.pk}/withdraw/").status_code == 404
    other = officer(Role.DISTRICT_OFFICER, elsewhere)

    assert not Intention.objects.visible_to(other).exists()
    assert Intention.objects.visible_to(officer(Role.DISTRICT_OFFICER, district)).exists()
    assert client.get("/intentions/").status_code == 200
    client.logout()
    assert client.get(f"/intentions/{made.pk}/").status_code == 302


def test_a_draft_is_begun_from_it_and_linked(client, district):
    reader, unit = officer(Role.DISTRICT_OFFICER, district), UnitFactory(authority=district)
    person = representative(unit)
    made = left(district, person, formal_name="示例氢阀创新联合体", answers={"need_text": "阀门依赖外购。"})
    client.force_login(person)
    page = client.get(f"/filings/new/?intention={made.pk}")
    assert page.context["form"].initial["formal_name"] == "示例氢阀创新联合体"

    client.post(f"/filings/new/?intention={made.pk}", {"unit": unit.pk, "formal_name": "示例氢阀创新联合体"})
    made.refresh_from_db()
    filing = Filing.objects.get()

    assert (made.state, made.filing, made.unit) == (IntentionState.DRAFTED, filing, unit)
    assert filing.consortium.need == "阀门依赖外购。"
    assert "intention.guide_drafted" in kinds(reader)


def test_somebody_elses_intention_is_not_taken_over(client, district):
    unit = UnitFactory(authority=district)
    made = left(district)
    client.force_login(representative(unit))
    client.post(f"/filings/new/?intention={made.pk}", {"unit": unit.pk, "formal_name": "示例创新联合体"})
    made.refresh_from_db()

    assert (made.state, made.filing) == (IntentionState.WAITING, None)


def test_at_most_three_are_open_and_five_leave_in_an_hour(client, district):
    person = UserFactory()
    for _ in range(3):
        left(district, person)
    with pytest.raises(engine.StepRefused):
        left(district, person)
    client.force_login(person)
    codes = [
        client.post("/intentions/new/", {**TYPED, "authority": district.pk}).status_code for _ in range(6)
    ]

    assert codes == [409] * 5 + [429]
    cache.clear()


def test_the_author_takes_it_back(client, district):
    person = UserFactory()
    made = left(district, person)
    client.force_login(person)
    client.post(f"/intentions/{made.pk}/withdraw/")
    made.refresh_from_db()

    assert made.state == IntentionState.WITHDRAWN


def test_a_contact_is_shown_to_its_officer_only(client, enter, district):
    made = left(district, contact="示例联系人")
    enter(officer(Role.DISTRICT_OFFICER, district))
    assert "示例联系人" in client.get(f"/intentions/{made.pk}/").content.decode()
    enter(officer(Role.AUDITOR))
    text = client.get(f"/intentions/{made.pk}/").content.decode()

    assert "高压氢阀" in text
    assert "示例联系人" not in text


def test_lists_and_desk_cost_the_same_for_one_and_for_fifty(client, enter, district):
    enter(officer(Role.DISTRICT_OFFICER, district))

    def asked(path):
        client.get(path)  # the first visit notes that somebody is here
        with CaptureQueriesContext(connection) as found:
            assert client.get(path).status_code == 200
        return len(found)

    made = left(district)
    paths = ("/intentions/", "/desk/", f"/intentions/{made.pk}/")
    first = [asked(path) for path in paths]
    for number in range(49):
        left(district, formal_name=f"示例{number}创新联合体")
    second = [asked(path) for path in paths]

    assert second == first
    assert max(first) < 30
