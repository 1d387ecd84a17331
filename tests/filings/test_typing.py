"""Saving field by field: two tabs, the back button, a lost answer, a double submit, two people in one text."""

import json

import pytest

from accounts.models import User
from consortia.models import PlanChapter
from filings import actions
from filings.merging import mark
from filings.models import FieldConflict, FieldTrace, Filing, PageBase
from filings.views.typed import person_mark
from ledger.models import Entry
from tests.factories import NOW, UnitFactory, representative
from tests.road import complete_draft

pytestmark = pytest.mark.django_db
ONE, TWO = "a" * 16, "b" * 16


@pytest.fixture
def pair(signed_in):
    """One draft, two editors of its lead, each with a browser."""
    unit = UnitFactory()
    first, second = representative(unit), representative(unit)
    filing = actions.start(actor=first, lead=unit, formal_name="示例合写创新联合体", now=NOW)
    return filing, Browser(signed_in(first), first, filing), Browser(signed_in(second), second, filing)


class Browser:
    """One person's open pages, as the script of the page speaks for them."""

    def __init__(self, client, user, filing):
        self.client, self.user, self.filing = client, user, filing

    def types(self, tab=ONE, place="plan", person=None, **fields):
        """Send fields: name=(value, base, number, known)."""
        told = {
            name: {"tab": tab, "value": value, "base": base, "number": number, "known": known}
            for name, (value, base, number, known) in fields.items()
        }
        body = {"person": person or person_mark(self.user), "fields": told}
        url = f"/filings/{self.filing.pk}/{place}/autosave/"
        return self.client.post(url, json.dumps(body), content_type="application/json")

    def types_one(self, value, base, number=1, known=0, tab=ONE):
        answer = self.types(tab, text_tasks=(value, base, number, known))
        assert answer.status_code == 200, answer.content
        return answer.json()["fields"]["text_tasks"]

    def submits(self, place="plan", **data):
        return self.client.post(f"/filings/{self.filing.pk}/{place}/", data, follow=True)

    def marks(self, place="plan"):
        """The hidden field of a page as it was opened."""
        page = self.client.get(f"/filings/{self.filing.pk}/{place}/")
        return page.context["typing"]


def text(filing):
    return PlanChapter.objects.get(consortium=filing.consortium, key="tasks").text


def test_two_people_in_different_paragraphs_both_stand(pair):
    filing, first, second = pair
    first.types_one("一\n二\n三", "")

    assert first.types_one("一甲\n二\n三", "一\n二\n三", 2, 1)["verdict"] == "kept"
    answer = second.types_one("一\n二\n三乙", "一\n二\n三")

    assert answer == {"verdict": "merged", "why": "", "value": "一甲\n二\n三乙"}
    assert text(filing) == "一甲\n二\n三乙"
    assert not FieldConflict.objects.exists()


def test_the_same_paragraph_by_two_is_shown_as_two_versions_to_both(pair):
    filing, first, second = pair
    first.types_one("甲的话", "")
    PlanChapter.objects.filter(consortium=filing.consortium, key="tasks").update(text="原话")

    first.types_one("甲的话", "原话", 2, 1)
    answer = second.types_one("乙的话", "原话")

    assert answer == {"verdict": "conflict", "why": ""}  # the box keeps what its writer typed
    assert text(filing) == "甲的话"
    for browser in (first, second):
        page = browser.client.get(f"/filings/{filing.pk}/plan/").content.decode()
        assert "甲的话" in page
        assert "乙的话" in page
        assert str(second.user) in page


def test_writing_on_in_a_conflict_keeps_one_version_and_the_newest_words(pair):
    filing, first, second = pair
    first.types_one("原话", "")
    first.types_one("甲的话", "原话", 2, 1)

    second.types_one("乙", "原话", 1, 0, TWO)
    second.types_one("乙的话更长", "原话", 2, 1, TWO)

    assert [row.value for row in FieldConflict.objects.all()] == ["乙的话更长"]
    assert text(filing) == "甲的话"


def test_an_answer_that_got_lost_makes_no_conflict_with_oneself(pair):
    filing, first, _second = pair
    first.types_one("一半", "", 1, 0)  # the answer never arrives: the page still knows nothing

    answer = first.types_one("一半又一半", "", 2, 0)

    assert answer["verdict"] == "kept"
    assert text(filing) == "一半又一半"


def test_a_send_that_was_overtaken_changes_nothing(pair):
    filing, first, _second = pair
    first.types_one("新的", "", 2, 0)

    assert first.types_one("旧", "", 1, 0)["verdict"] == "same"
    assert text(filing) == "新的"


def test_two_tabs_of_one_person_are_two_writers(pair):
    filing, first, _second = pair
    first.types_one("左窗", "", tab=ONE)
    first.types_one("左窗\n右窗", "左窗", tab=TWO)

    answer = first.types_one("左窗改", "左窗", 2, 1, tab=ONE)

    assert answer["verdict"] == "merged"
    assert text(filing) == "左窗改\n右窗"


def test_the_back_button_brings_no_old_value_back(pair):
    """A page from before is sent whole: what was not changed on it leaves the newer value alone."""
    filing, first, second = pair
    old = first.marks()
    second.types_one("后来写的", "")

    first.submits(typing=old, text_tasks="", pages_tasks="1-3")

    assert text(filing) == "后来写的"
    assert PlanChapter.objects.get(consortium=filing.consortium, key="tasks").pages == "1-3"


def test_without_a_script_two_full_saves_keep_both(pair):
    filing, first, second = pair
    first.types_one("原话", "")
    seen = first.marks()
    first.submits(typing=seen, text_tasks="甲的话")

    page = second.submits(typing=seen, text_tasks="乙的话")

    assert text(filing) == "甲的话"
    assert FieldConflict.objects.get().value == "乙的话"
    assert "乙的话" in page.content.decode()
    assert any("1" in str(message) for message in page.context["messages"])


def test_a_double_submit_is_one(pair):
    filing, first, _second = pair
    seen = first.marks()

    first.submits(typing=seen, text_tasks="一次")
    edits = Entry.objects.filter(kind="filing.edited").count()
    first.submits(typing=seen, text_tasks="一次")

    assert text(filing) == "一次"
    assert not FieldConflict.objects.exists()
    assert Entry.objects.filter(kind="filing.edited").count() == edits


def test_two_full_saves_of_one_conflict_are_one_version(pair):
    _filing, first, second = pair
    first.types_one("原话", "")
    seen = first.marks()
    first.submits(typing=seen, text_tasks="甲的话")

    second.submits(typing=seen, text_tasks="乙的话")
    second.submits(typing=seen, text_tasks="乙的话")

    assert FieldConflict.objects.count() == 1


def test_a_choice_changed_by_two_is_never_mixed(pair):
    filing, first, second = pair
    first.types(place="basics", short_name=("甲名", "", 1, 0))

    answer = second.types(place="basics", short_name=("乙名", "", 1, 0))

    assert answer.json()["fields"]["short_name"]["verdict"] == "conflict"
    assert Filing.objects.get(pk=filing.pk).consortium.short_name == "甲名"


@pytest.mark.parametrize(
    ("choice", "kept"), [("taken", "乙的话"), ("present", "甲的话"), ("both", "甲的话\n乙的话")]
)
def test_choosing_between_two_versions(pair, choice, kept):
    filing, first, second = pair
    first.types_one("原话", "")
    first.types_one("甲的话", "原话", 2, 1)
    second.types_one("乙的话", "原话", tab=TWO)
    row = FieldConflict.objects.get()
    url = f"/filings/{filing.pk}/versions/plan/{row.pk}/"

    for _twice in range(2):
        page = first.client.post(url, {"choice": choice, "seen": mark("甲的话")}, follow=True)
        assert page.status_code == 200, [str(one) for one in page.context["messages"]]

    row.refresh_from_db()
    assert text(filing) == kept
    assert (row.choice, row.resolved_by) == (choice, first.user)
    answer = second.types_one("乙的话，接着写", "原话", 2, 1, TWO)
    assert answer["verdict"] == {"taken": "kept", "present": "conflict", "both": "merged"}[choice]


def test_a_choice_on_an_old_page_is_refused_and_changes_nothing(pair):
    filing, first, second = pair
    first.types_one("原话", "")
    first.types_one("甲的话", "原话", 2, 1)
    second.types_one("乙的话", "原话")
    row = FieldConflict.objects.get()
    first.types_one("甲的话又改", "甲的话", 3, 2)

    page = first.client.post(
        f"/filings/{filing.pk}/versions/plan/{row.pk}/",
        {"choice": "taken", "seen": mark("甲的话")},
        follow=True,
    )

    assert text(filing) == "甲的话又改"
    assert FieldConflict.objects.get().resolved_at is None
    assert any(message.level_tag for message in page.context["messages"])


def test_every_paragraph_knows_who_wrote_it_last(pair):
    filing, first, second = pair
    first.types_one("一\n二", "")
    second.types_one("一\n二乙", "一\n二")

    trace = FieldTrace.objects.get(field="text_tasks")
    page = second.client.get(f"/filings/{filing.pk}/plan/").content.decode()

    assert [by for _mark, by, _at in trace.credits] == [first.user.pk, second.user.pk]
    assert "“一” " + str(first.user) in page
    assert "“二乙” " + str(second.user) in page


def test_who_chose_is_not_who_wrote(pair):
    filing, first, second = pair
    first.types_one("原话", "")
    first.types_one("甲的话", "原话", 2, 1)
    second.types_one("乙的话", "原话")
    row = FieldConflict.objects.get()

    first.client.post(
        f"/filings/{filing.pk}/versions/plan/{row.pk}/", {"choice": "both", "seen": mark("甲的话")}
    )

    credits = FieldTrace.objects.get(field="text_tasks").credits
    assert [by for _mark, by, _at in credits] == [first.user.pk, second.user.pk]


def test_a_value_that_is_not_in_order_stays_with_the_page_and_the_rest_is_kept(pair):
    filing, first, _second = pair

    answer = first.types(text_tasks=("看不见\u202e", "", 1, 0), pages_tasks=("4-9", "", 1, 0)).json()

    assert answer["fields"]["text_tasks"]["verdict"] == "refused"
    assert "U+202E" in answer["fields"]["text_tasks"]["why"]
    assert answer["fields"]["pages_tasks"]["verdict"] == "kept"
    assert answer["at"] == "10:00"
    assert PlanChapter.objects.get(consortium=filing.consortium, key="tasks").pages == "4-9"


def test_text_of_another_person_is_never_saved_in_this_ones_name(pair):
    filing, first, second = pair

    answer = first.types(person=person_mark(second.user), text_tasks=("别人的", "", 1, 0))

    assert (answer.status_code, answer.json()) == (409, {"state": "other_person"})
    assert text(filing) == ""


def test_the_page_learns_whether_it_may_go_on_after_signing_in_again(pair):
    _filing, first, _second = pair

    answer = first.client.get("/filings/still-here/").json()
    first.client.logout()

    assert answer["person"] == person_mark(first.user)
    assert answer["token"]
    assert first.client.get("/filings/still-here/").status_code == 302


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b"\xff",
        b'{"fields": []}',
        b'{"fields": {"text_tasks": 3, "no_such": {"value": "x"}}}',
    ],
)
def test_what_no_page_sends_changes_nothing(pair, body):
    filing, first, _second = pair
    url = f"/filings/{filing.pk}/plan/autosave/"

    answer = first.client.post(url, body, content_type="application/json")

    assert answer.status_code in (200, 409)
    assert text(filing) == ""


def test_no_clock_of_a_browser_is_asked(pair):
    """Order comes from numbers, the moment from the server."""
    _filing, first, _second = pair

    first.types_one("写", "")

    row = PageBase.objects.get()
    assert 0 <= (row.at - NOW).total_seconds() < 60
    assert row.number == 1


def test_old_pages_are_forgotten(pair):
    filing, first, _second = pair
    first.types_one("写", "")
    PageBase.objects.update(at=NOW.replace(year=2025))

    first.types_one("写\n再写", "写", tab=TWO)

    assert PageBase.objects.get().tab == TWO
    assert text(filing) == "写\n再写"


def test_strangers_and_members_without_a_part_do_not_save(signed_in):
    filing, who = complete_draft()
    filing.consortium.memberships.filter(is_lead=False).first()
    party = filing.consortium.memberships.filter(is_lead=False).first()
    member = User.objects.get(representations__unit=party.unit_id, representations__kind="editor")
    stranger = representative(UnitFactory())

    assert Browser(signed_in(member), member, filing).types(text_tasks=("改", "", 1, 0)).status_code == 409
    assert (
        Browser(signed_in(stranger), stranger, filing).types(text_tasks=("改", "", 1, 0)).status_code == 404
    )
    assert who.lead not in (member, stranger)
